internal import CrossEntropyKernels

/// The types of logits that kernels support.
enum KernelScalar {
  case float, double, float16, bfloat16

  init?<S: LogitScalar>(_: S.Type) {
    if S.self == Float.self {
      self = .float
    } else if S.self == Double.self {
      self = .double
    } else if S.self == BFloat16.self {
      self = .bfloat16
    } else {
      #if !(os(macOS) && arch(x86_64))
        if S.self == Float16.self {
          self = .float16
          return
        }
      #endif
      return nil
    }
  }

  /// The bytes of an element that the kernel computes with.
  var stride: Int { self == .double ? 8 : 4 }
}

/// The kernel of an objective: what is the same for all its rows.
///
/// Spikes and base are copied in the type that the kernel computes with.
final class RowKernel: @unchecked Sendable {
  let scalar: KernelScalar
  let level: cek_level
  let isSoftmax: Bool
  private var rows = cek_rows()
  private var owned: [UnsafeMutableRawPointer] = []

  init(
    _ scalar: KernelScalar, level: KernelLevel, loss: LossKernel, unit: OutputUnit, outputs: Int
  ) {
    self.scalar = scalar
    self.level = level.level
    isSoftmax = unit == .softmax
    rows.outputs = outputs
    (rows.loss, rows.parameter) = (loss.loss, loss.parameter)
    rows.keep = 1
  }

  deinit { for memory in owned { memory.deallocate() } }

  /// Labels of softmax rows.
  func setSoftmax(spikes: ContiguousArray<Double>, base: ContiguousArray<Double>) {
    rows.spikes = UnsafeRawPointer(copy(spikes))
    if !base.isEmpty { rows.base = UnsafeRawPointer(copy(base)) }
    var sum = CompensatedSum()
    for t in base { sum.add(t) }
    rows.base_sum = sum.value
  }

  /// Labels of one sigmoid output.
  func setLone(yes: (Double, Double), no: (Double, Double)) {
    (rows.yes, rows.no) = (yes, no)
  }

  /// Dense targets of sigmoid or linear outputs.
  func setDense(
    keep: Double, share: Double, yes: ContiguousArray<Double>, no: ContiguousArray<Double>
  ) {
    (rows.keep, rows.share) = (keep, share)
    guard !yes.isEmpty else { return }
    rows.yes_weights = UnsafePointer(copyOfDoubles(yes))
    rows.no_weights = UnsafePointer(copyOfDoubles(no))
  }

  /// The sum of the rows that the kernel formed; the others are in `scratch`, as they were.
  func form(
    _ logits: UnsafeRawPointer, gradient: UnsafeMutableRawPointer?, count: Int,
    labels: UnsafePointer<Int32>?, targets: UnsafePointer<Double>?,
    factors: UnsafePointer<Double>?, scratch: RowScratch
  ) -> Double {
    var rows = rows
    rows.rows = count
    rows.labels = labels
    rows.targets = targets
    rows.factors = factors
    var result = cek_result(sum: 0, special: 0, specials: scratch.specials)
    switch scalar {
    case .float:
      let z = logits.assumingMemoryBound(to: Float.self)
      let g = gradient?.assumingMemoryBound(to: Float.self)
      if isSoftmax {
        cek_softmax_f32(
          level, &rows, z, g, scratch.memory.assumingMemoryBound(to: Float.self), &result)
      } else {
        cek_sigmoid_f32(level, &rows, z, g, &result)
      }
    case .double:
      let z = logits.assumingMemoryBound(to: Double.self)
      let g = gradient?.assumingMemoryBound(to: Double.self)
      if isSoftmax {
        cek_softmax_f64(
          level, &rows, z, g, scratch.memory.assumingMemoryBound(to: Double.self), &result)
      } else {
        cek_sigmoid_f64(level, &rows, z, g, &result)
      }
    case .float16, .bfloat16:
      cek_half(
        level, &rows, scalar == .float16 ? cek_f16 : cek_bf16, isSoftmax ? 0 : 1,
        logits.assumingMemoryBound(to: UInt16.self),
        gradient?.assumingMemoryBound(to: UInt16.self),
        scratch.memory.assumingMemoryBound(to: Float.self), &result)
    }
    scratch.specialCount = result.special
    return result.sum
  }

  private func copyOfDoubles(_ values: ContiguousArray<Double>) -> UnsafeMutablePointer<Double> {
    let memory = UnsafeMutablePointer<Double>.allocate(capacity: values.count)
    for (j, x) in values.enumerated() { (memory + j).initialize(to: x) }
    owned.append(UnsafeMutableRawPointer(memory))
    return memory
  }

  private func copy(_ values: ContiguousArray<Double>) -> UnsafeMutableRawPointer {
    if scalar == .double { return UnsafeMutableRawPointer(copyOfDoubles(values)) }
    let memory = UnsafeMutablePointer<Float>.allocate(capacity: values.count)
    for (j, x) in values.enumerated() { (memory + j).initialize(to: Float(x)) }
    owned.append(UnsafeMutableRawPointer(memory))
    return UnsafeMutableRawPointer(memory)
  }
}

/// What one thread needs besides the rows: room for the kernel, and for a block's labels and
/// factors.
final class RowScratch {
  let memory: UnsafeMutableRawPointer
  let specials: UnsafeMutablePointer<UInt32>
  var specialCount = 0
  var labels: ContiguousArray<Int32> = []
  var factors: ContiguousArray<Double> = []

  init(rows: Int, outputs: Int, scalar: KernelScalar?) {
    let bytes = scalar.map { cek_scratch(outputs) * $0.stride } ?? 0
    memory = .allocate(byteCount: bytes, alignment: 64)
    specials = .allocate(capacity: rows)
  }

  deinit {
    memory.deallocate()
    specials.deallocate()
  }
}
