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

  /// Whether the arithmetic of the kernel holds these weights, and their products with one more and with a scale.
  ///
  /// A NaN is of a row that is ignored.
  func holds(_ weights: Span<Double>) -> Bool {
    if self == .double { return true }
    var isOdd = false
    for i in weights.indices {
      let weight = weights[i]
      isOdd = isOdd || weight > 1e12 || weight > 0 && weight < 1e-12
    }
    return !isOdd
  }

  /// Whether it holds what multiplies the gradient.
  func holds(scale: Double) -> Bool { self == .double || scale >= 1e-12 && scale <= 1e12 }

  /// The bytes of scratch that rows of this many outputs need.
  func scratchBytes(outputs: Int) -> Int {
    switch self {
    case .float: cek_scratch(outputs, 0) * MemoryLayout<Float>.size
    case .double: cek_scratch(outputs, 0) * MemoryLayout<Double>.size
    case .float16, .bfloat16: cek_scratch(outputs, 1) * MemoryLayout<Float>.size
    }
  }
}

/// The kernel of an objective: what is the same for all its rows.
struct RowKernel: Sendable {
  /// What the rows' targets are made of.
  enum Targets {
    /// Labels of softmax rows: the weight on each class above the base, and the base or nothing.
    case labels(spikes: ContiguousArray<Double>, base: ContiguousArray<Double>)
    /// Dense targets of softmax rows under cross entropy.
    case distributions
    /// Labels of one sigmoid output: what "yes" and "no" weigh with the label 0 and with the label 1.
    case lone(yes: (Double, Double), no: (Double, Double))
    /// Dense targets of sigmoid or linear outputs: t becomes keep·t + share; what "yes" and "no" of each
    /// output weigh, or nothing.
    case dense(
      keep: Double, share: Double, yes: ContiguousArray<Double>, no: ContiguousArray<Double>)
  }

  let scalar: KernelScalar
  private let level: KernelLevel
  private let loss: LossKernel
  private let outputs: Int
  private let targets: Targets
  /// Spikes and base in single precision, where the kernel computes in it.
  private let spikes: ContiguousArray<Float>
  private let base: ContiguousArray<Float>
  /// Σ of the base.
  private let baseSum: Double

  init(
    _ scalar: KernelScalar, level: KernelLevel, loss: LossKernel, outputs: Int, targets: Targets
  ) {
    self.scalar = scalar
    self.level = level
    self.loss = loss
    self.outputs = outputs
    self.targets = targets
    var sum = CompensatedSum()
    if case .labels(let spikes, let base) = targets {
      for t in base { sum.add(t) }
      self.spikes = scalar == .double ? [] : ContiguousArray(spikes.map { Float($0) })
      self.base = scalar == .double ? [] : ContiguousArray(base.map { Float($0) })
    } else {
      (spikes, base) = ([], [])
    }
    baseSum = sum.value
  }

  /// The sum of the rows that the kernel formed; the others are in `scratch`, as they were.
  ///
  /// Labels, targets and factors that `scratch` holds take the place of the batch's.
  func form<S: LogitScalar, T: LogitScalar>(
    _ place: RowPlace<S>, _ batch: borrowing RowBatch<T>, hasFactors: Bool, gradientScale: Double,
    _ scratch: RowScratch
  ) -> Double {
    guard let logits = unsafe place.logits else { return 0 }
    return unsafe batch.labels.withUnsafeBufferPointer { labels in
      unsafe batch.weights.withUnsafeBufferPointer { weights in
        unsafe batch.targets.withUnsafeBufferPointer { targets in
          unsafe scratch.withPointers { own in
            // Targets of another type than Double are in the scratch.
            let dense = UnsafeRawPointer(targets.baseAddress)
            let given =
              T.self == Double.self ? dense?.assumingMemoryBound(to: Double.self) : nil
            let all = weights.isEmpty ? nil : weights.baseAddress
            return unsafe form(
              UnsafeRawPointer(logits),
              gradient: place.gradient.map { UnsafeMutableRawPointer($0) }, count: batch.rows,
              labels: own.labels ?? labels.baseAddress, targets: own.targets ?? given,
              factors: hasFactors ? own.factors : all, hasLeftOut: !batch.masked.isEmpty,
              gradientScale: gradientScale,
              scratch: scratch,
              scratch.result(place.rowLosses, place.elementLosses))
          }
        }
      }
    }
  }

  /// The sum of the rows that the kernel formed; the others are in `scratch`, as they were.
  ///
  /// `logits` holds `count` rows, `gradient` as many or nothing; labels, targets and factors are those of
  /// these rows.
  private func form(
    _ logits: UnsafeRawPointer, gradient: UnsafeMutableRawPointer?, count: Int,
    labels: UnsafePointer<Int32>?, targets: UnsafePointer<Double>?,
    factors: UnsafePointer<Double>?, hasLeftOut: Bool, gradientScale: Double,
    scratch: RowScratch, _ result: cek_result
  ) -> Double {
    var rows = unsafe cek_rows()
    unsafe (rows.rows, rows.outputs, rows.factors) = (count, outputs, factors)
    unsafe (rows.loss, rows.parameter) = (loss.loss, loss.parameter)
    unsafe rows.gradient_scale = gradientScale
    func formed() -> Double { unsafe call(&rows, logits, gradient, scratch, result) }
    switch self.targets {
    case .labels(let spikes, let base):
      guard let labels = unsafe labels else { return 0 }
      unsafe rows.kind = cek_softmax_labels
      func labelled(_ spikes: UnsafeRawBufferPointer, _ base: UnsafeRawBufferPointer) -> Double {
        guard let spikes = spikes.baseAddress else { return 0 }
        unsafe rows.labelled = cek_labelled(
          labels: labels, spikes: spikes, base: base.isEmpty ? nil : base.baseAddress,
          base_sum: baseSum)
        return formed()
      }
      if scalar == .double {
        return unsafe spikes.withUnsafeBytes { s in
          unsafe base.withUnsafeBytes { unsafe labelled(s, $0) }
        }
      }
      return unsafe self.spikes.withUnsafeBytes { s in
        unsafe self.base.withUnsafeBytes { unsafe labelled(s, $0) }
      }
    case .distributions:
      guard let targets = unsafe targets else { return 0 }
      unsafe rows.kind = cek_softmax_dense
      unsafe rows.distributions = targets
      return formed()
    case .lone(let yes, let no):
      guard let labels = unsafe labels else { return 0 }
      unsafe rows.kind = cek_lone_labels
      unsafe rows.lone = cek_lone(labels: labels, yes: yes, no: no)
      return formed()
    case .dense(let keep, let share, let yes, let no):
      guard let targets = unsafe targets else { return 0 }
      unsafe rows.kind = cek_dense
      return unsafe yes.withUnsafeBufferPointer { yes in
        unsafe no.withUnsafeBufferPointer { no in
          unsafe rows.dense = cek_dense(
            targets: targets, keep: keep, share: share, has_left_out: hasLeftOut ? 1 : 0,
            yes_weights: yes.isEmpty ? nil : yes.baseAddress,
            no_weights: no.isEmpty ? nil : no.baseAddress)
          return formed()
        }
      }
    }
  }

  private func call(
    _ rows: inout cek_rows, _ logits: UnsafeRawPointer, _ gradient: UnsafeMutableRawPointer?,
    _ scratch: RowScratch, _ result: cek_result
  ) -> Double {
    var result = unsafe result
    let level = level.level
    switch scalar {
    case .float:
      unsafe cek_form_f32(
        level, &rows, logits.assumingMemoryBound(to: Float.self),
        gradient?.assumingMemoryBound(to: Float.self),
        scratch.memory.assumingMemoryBound(to: Float.self), &result)
    case .double:
      unsafe cek_form_f64(
        level, &rows, logits.assumingMemoryBound(to: Double.self),
        gradient?.assumingMemoryBound(to: Double.self),
        scratch.memory.assumingMemoryBound(to: Double.self), &result)
    case .float16, .bfloat16:
      unsafe cek_form_half(
        level, &rows, scalar == .float16 ? cek_f16 : cek_bf16,
        logits.assumingMemoryBound(to: UInt16.self),
        gradient?.assumingMemoryBound(to: UInt16.self),
        scratch.memory.assumingMemoryBound(to: Float.self), &result)
    }
    scratch.specialCount = unsafe result.special
    return unsafe result.sum
  }
}

/// What one thread needs besides the rows: room for the kernel, and for a block's labels, targets and factors where they
/// are not the batch's.
///
/// The kernel writes no more than `scratchBytes` and one number per row, for which there is room.
@safe
final class RowScratch {
  let memory: UnsafeMutableRawPointer
  private let specials: UnsafeMutablePointer<UInt32>
  /// How many rows the kernel left alone.
  var specialCount = 0
  private(set) var labels: ContiguousArray<Int32> = []
  private(set) var targets: ContiguousArray<Double> = []
  private(set) var factors: ContiguousArray<Double> = []

  init(rows: Int, outputs: Int, scalar: KernelScalar?) {
    let line = 64
    let bytes = ((scalar?.scratchBytes(outputs: outputs) ?? 0) + line - 1) / line * line
    unsafe memory = .allocate(
      byteCount: bytes + rows * MemoryLayout<UInt32>.size, alignment: line)
    unsafe specials = (memory + bytes).bindMemory(to: UInt32.self, capacity: rows)
  }

  convenience init(_ rows: Int, outputs: Int, _ kernel: RowKernel?) {
    self.init(
      rows: min(rows, RowBlocks.rows(outputs: outputs)), outputs: outputs, scalar: kernel?.scalar)
  }

  deinit { unsafe memory.deallocate() }

  // Filled in one access each, since every access to a class's property is checked as the program runs.

  /// Replaces the labels by those of some rows.
  @inline(__always)
  func setLabels(_ rows: Int, _ label: (Int) -> Int32) { fill(&labels, rows, label) }

  /// Replaces the targets by a batch's in double precision, NaN where an element is left out.
  @inline(__always)
  func setTargets<T: LogitScalar>(_ batch: borrowing RowBatch<T>, isMasked: Bool, outputs: Int) {
    let (given, masked) = (batch.targets, batch.masked)
    if targets.count != given.count {
      targets = ContiguousArray(repeating: 0, count: given.count)
    }
    // All three have as many elements, or the flags as many as there are outputs.
    unsafe targets.withUnsafeMutableBufferPointer { to in
      unsafe given.withUnsafeBufferPointer { from in
        for k in to.indices { unsafe to[k] = from[k].arithmetic }
      }
      if !isMasked { return }
      unsafe masked.withUnsafeBufferPointer { flags in
        var start = 0
        while start < to.count {
          for k in flags.indices {
            unsafe to[start + k] = flags[k] ? .nan : to[start + k]
          }
          start += flags.count
        }
      }
    }
  }

  /// Replaces the factors by those of some rows.
  @inline(__always)
  func setFactors(_ rows: Int, _ factor: (Int) -> Double) { fill(&factors, rows, factor) }

  /// The labels, targets and factors that were set.
  func withPointers<R>(
    _ body: (
      (
        labels: UnsafePointer<Int32>?, targets: UnsafePointer<Double>?,
        factors: UnsafePointer<Double>?
      )
    ) -> R
  ) -> R {
    unsafe labels.withUnsafeBufferPointer { labels in
      unsafe targets.withUnsafeBufferPointer { targets in
        unsafe factors.withUnsafeBufferPointer { factors in
          unsafe body(
            (
              labels.isEmpty ? nil : labels.baseAddress,
              targets.isEmpty ? nil : targets.baseAddress,
              factors.isEmpty ? nil : factors.baseAddress
            ))
        }
      }
    }
  }

  /// Where a kernel says what it did, before it did anything.
  func result(
    _ rowLosses: UnsafeMutablePointer<Double>? = nil,
    _ elementLosses: UnsafeMutablePointer<Double>? = nil
  ) -> cek_result {
    unsafe cek_result(
      sum: 0, special: 0, specials: specials, row_losses: rowLosses, element_losses: elementLosses)
  }

  /// The number within the block of the `k`th of the `specialCount` rows that the kernel left alone.
  func special(_ k: Int) -> Int {
    require(k >= 0 && k < specialCount, "special row \(k) of \(specialCount)")
    return unsafe Int(specials[k])
  }
}

@inline(__always)
private func fill<T>(
  _ elements: inout ContiguousArray<T>, _ count: Int, _ element: (Int) -> T
) {
  elements.removeAll(keepingCapacity: true)
  for i in 0..<count { elements.append(element(i)) }
}
