internal import CrossEntropyKernels

/// The blocks of one pass over the logits of a shard, cut in the same places at any number of threads.
///
/// Pointers stay in bounds since the shapes of inputs, weights, bias, targets and sums were checked before, and
/// rows and classes come from the blocks below. No two threads write to the same place: a block of rows has its own
/// sums and ∂/∂x, a stripe its own part of ∂/∂W and ∂/∂b, and those are added 64 classes at a time.
///
/// Inputs and weights of two bytes are widened block by block, so that neither is ever held whole as `Float`.
struct LinearBlocks<S: LinearScalar, T: LinearScalar>: @unchecked Sendable {
  /// What is computed with.
  private typealias Wide = S.LinearGradient

  private static var rowsPerBlock: Int { 512 }
  /// 2 MB of logits.
  private static var classesPerBlock: Int { 4096 / MemoryLayout<Wide>.size }
  private static var mostStripes: Int { 8 }

  private let inputs: Matrix<S>
  private let shard: LinearCrossEntropy.Shard<S>
  private let targets: LinearTargets<T>
  /// The label among this shard's classes; −1 where the row does not count, beyond them where it is another shard's.
  private let labels: ContiguousArray<Int32>
  private let skipsRows: Bool
  private let bias: ContiguousArray<Wide>
  /// The shard's class weights; empty where they are 1.
  private let classWeights: ContiguousArray<Wide>
  private let threads: Int
  private let objective: Objective
  private let skippedGradient: Double
  private let level: cek_level

  private var depth: Int { inputs.columns }
  private var blocks: Int { (inputs.rows + Self.rowsPerBlock - 1) / Self.rowsPerBlock }
  private var stripes: Int { min(blocks, Self.mostStripes) }
  private var isWidened: Bool { S.self != Wide.self }

  init(
    _ loss: LinearCrossEntropy, _ inputs: Matrix<S>, _ shard: LinearCrossEntropy.Shard<S>,
    _ targets: LinearTargets<T>, threads: Int?, level: KernelLevel = .current
  ) {
    self.inputs = inputs
    self.shard = shard
    self.targets = targets
    let first = Int32(shard.first)
    labels = ContiguousArray(
      targets.rows.lazy.map {
        $0.factor == 0 ? -1 : $0.label < first || $0.label == .max ? .max : $0.label - first
      })
    skipsRows = labels.contains { $0 < 0 }
    bias = ContiguousArray(shard.bias.lazy.map { Wide(rounding: $0.arithmetic) })
    let own = shard.first..<shard.first + shard.weights.rows
    classWeights = ContiguousArray(
      (loss.objective.classWeights.map { $0[own] } ?? []).lazy.map { Wide(rounding: $0) })
    self.threads = threads ?? processorCount
    self.level = level.level
    objective = loss.objective
    skippedGradient = Double(loss.skippedGradient)
  }

  private func rows(ofBlock index: Int) -> Range<Int> {
    inputs.rows * index / blocks..<inputs.rows * (index + 1) / blocks
  }

  private func blocks(ofStripe stripe: Int) -> Range<Int> {
    blocks * stripe / stripes..<blocks * (stripe + 1) / stripes
  }

  private var classBlocks: [Range<Int>] {
    let classes = shard.weights.rows
    return stride(from: 0, to: classes, by: Self.classesPerBlock).map {
      $0..<min($0 + Self.classesPerBlock, classes)
    }
  }

  /// What the layer reads while `body` runs.
  private func withLayer(_ body: (Layer) -> Void) {
    unsafe inputs.elements.withUnsafeBufferPointer { x in
      unsafe shard.weights.elements.withUnsafeBufferPointer { w in
        unsafe bias.withUnsafeBufferPointer { b in
          unsafe classWeights.withUnsafeBufferPointer { c in
            guard let x = x.baseAddress, let w = w.baseAddress else { return }
            unsafe body(
              Layer(
                x: x, w: w, bias: b.isEmpty ? nil : b.baseAddress,
                classWeights: c.isEmpty ? nil : c.baseAddress))
          }
        }
      }
    }
  }

  @safe
  private struct Layer: @unchecked Sendable {
    let x, w: UnsafePointer<S>
    let bias, classWeights: UnsafePointer<Wide>?
  }

  /// What one thread needs for its blocks beside the logits.
  private final class Room {
    let logits: UnsafeMutablePointer<Wide>
    private let inputs: UnsafeMutablePointer<Wide>
    private let weights: UnsafeMutablePointer<Wide>
    let targets: UnsafeMutablePointer<Wide>

    init(rows: Int, classes: Int, depth: Int, widens: Bool, skips: Bool, isDense: Bool) {
      unsafe logits = .allocate(capacity: rows * classes)
      unsafe inputs = .allocate(capacity: widens || skips ? rows * depth : 0)
      unsafe weights = .allocate(capacity: widens ? classes * depth : 0)
      unsafe targets = .allocate(capacity: isDense ? rows * classes : 0)
    }

    deinit {
      unsafe logits.deallocate()
      unsafe inputs.deallocate()
      unsafe weights.deallocate()
      unsafe targets.deallocate()
    }

    /// The inputs of some rows, those of rows that do not count as zeros.
    func inputs(
      _ x: UnsafePointer<S>, depth: Int, labels: ArraySlice<Int32>, _ level: cek_level
    ) -> UnsafePointer<Wide> {
      let isWhole = labels.allSatisfy { $0 >= 0 }
      if isWhole, let x = unsafe sameType(x) { return unsafe x }
      unsafe LinearKernel.convert(x, to: inputs, labels.count * depth, level: level)
      for (k, label) in labels.enumerated() where label < 0 {
        unsafe clear(inputs + k * depth, depth)
      }
      return unsafe UnsafePointer(inputs)
    }

    /// The weights of some classes.
    func weights(_ w: UnsafePointer<S>, count: Int, _ level: cek_level) -> UnsafePointer<Wide> {
      if let w = unsafe sameType(w) { return unsafe w }
      unsafe LinearKernel.convert(w, to: weights, count, level: level)
      return unsafe UnsafePointer(weights)
    }

    /// The pointer itself where the type is what is computed with.
    private func sameType(_ p: UnsafePointer<S>) -> UnsafePointer<Wide>? {
      S.self == Wide.self
        ? unsafe UnsafeRawPointer(p).assumingMemoryBound(to: Wide.self) : nil
    }
  }

  private func room(rows: Int) -> Room {
    Room(
      rows: rows, classes: Self.classesPerBlock, depth: depth, widens: isWidened,
      skips: skipsRows, isDense: targets.dense != nil)
  }

  /// X·Wᵀ of some rows and classes in the room's logits, and what a kernel must know about it.
  private func formLogits(
    _ layer: Layer, _ rows: Range<Int>, _ classes: Range<Int>, _ x: UnsafePointer<Wide>,
    _ w: UnsafePointer<Wide>, _ room: Room
  ) -> cek_block {
    unsafe LinearKernel.multiplyByTransposed(
      x, w, into: room.logits, rows: rows.count, depth: depth, columns: classes.count)
    let (epsilon, options) = (objective.labelSmoothing, objective.logitOptions)
    if targets.dense != nil { takeTargets(rows, classes, room) }
    return unsafe cek_block(
      rows: rows.count, classes: classes.count, first: classes.lowerBound,
      bias: UnsafeRawPointer(layer.bias), cap: options.softCap ?? 0,
      temperature: options.temperature, keep: 1 - epsilon,
      share: epsilon / Double(shard.classes),
      targets: targets.dense == nil ? nil : UnsafeRawPointer(room.targets),
      weights: UnsafeRawPointer(layer.classWeights), z_loss: options.zLoss)
  }

  /// The dense targets of a block; zeros where a label stands for them or the row does not count.
  private func takeTargets(_ rows: Range<Int>, _ classes: Range<Int>, _ room: Room) {
    guard let dense = targets.dense else { return }
    let start = shard.first + classes.lowerBound
    unsafe dense.elements.withUnsafeBufferPointer { from in
      guard let from = from.baseAddress else { return }
      for (k, i) in rows.enumerated() {
        let to = unsafe room.targets + k * classes.count
        if targets.rows[i].label == .max {
          unsafe LinearKernel.convert(
            from + i * dense.columns + start, to: to, classes.count, level: level)
        } else {
          unsafe clear(to, classes.count)
        }
      }
    }
  }

  // MARK: Sums

  func rowSums() -> [LinearCrossEntropy.RowSums] {
    var sums = [LinearCrossEntropy.RowSums](repeating: .init(), count: inputs.rows)
    unsafe sums.withUnsafeMutableBufferPointer { places in
      nonisolated(unsafe) let places = unsafe places
      withLayer { layer in
        parallel(blocks, threads: threads) { index in
          let rows = rows(ofBlock: index)
          let room = room(rows: rows.count)
          let x = unsafe room.inputs(
            layer.x + rows.lowerBound * depth, depth: depth, labels: labels[rows], level)
          var running = [cek_row_sums](repeating: .nothing, count: rows.count)
          for classes in classBlocks {
            let w = unsafe room.weights(
              layer.w + classes.lowerBound * depth, count: classes.count * depth, level)
            let block = unsafe formLogits(layer, rows, classes, x, w, room)
            unsafe LinearKernel.addSums(of: block, room.logits, to: &running, level)
            for (k, i) in rows.enumerated() where classes.contains(Int(labels[i])) {
              unsafe places[i].truth =
                room.logits[k * classes.count + Int(labels[i]) - classes.lowerBound].arithmetic
            }
          }
          for (k, i) in rows.enumerated() {
            unsafe places[i].peak = running[k].peak
            unsafe places[i].sum = running[k].sum
            unsafe places[i].total = running[k].total
          }
        }
      }
    }
    return sums
  }

  // MARK: Gradients

  /// The gradients of the sum, times `scale`.
  func gradients(
    _ sums: [LinearCrossEntropy.RowSums], withInputs: Bool, scale: Double = 1
  ) -> LinearCrossEntropy.Gradients<S> {
    let known = zip(sums, targets.rows).map { sums, row in
      cek_row_sums(
        peak: sums.peak, sum: sums.sum, total: sums.total,
        // Every class masked: there each has the probability 0.
        log_sum: sums.peak == -.infinity ? 0 : sums.logSumExp,
        factor: row.factor * scale, spike: row.spike, mass: row.mass, penalty: row.importance)
    }
    let classes = shard.weights.rows
    var dx = zeros(withInputs ? inputs.rows * depth : 0)
    var dw = zeros(classes * depth)
    var db = zeros(classes)
    unsafe dx.withUnsafeMutableBufferPointer { dx in
      unsafe dw.withUnsafeMutableBufferPointer { dw in
        unsafe db.withUnsafeMutableBufferPointer { db in
          unsafe known.withUnsafeBufferPointer { known in
            unsafe labels.withUnsafeBufferPointer { own in
              guard let dw = dw.baseAddress, let db = db.baseAddress,
                let known = known.baseAddress, let own = own.baseAddress
              else { return }
              let places = unsafe Places(
                inputs: withInputs ? dx.baseAddress : nil, weights: dw, bias: db, sums: known,
                labels: own)
              withLayer { addGradients($0, places, skipping: skippedGradient * scale) }
            }
          }
        }
      }
    }
    return LinearCrossEntropy.Gradients(
      inputs: Matrix(rows: withInputs ? inputs.rows : 0, columns: depth, fitting: dx),
      weights: Matrix(rows: classes, columns: depth, fitting: dw), bias: db)
  }

  @safe
  private struct Places: @unchecked Sendable {
    let inputs: UnsafeMutablePointer<Wide>?
    let weights, bias: UnsafeMutablePointer<Wide>
    let sums: UnsafePointer<cek_row_sums>
    let labels: UnsafePointer<Int32>
  }

  /// Each stripe of rows has its own part of ∂/∂W and ∂/∂b of a block of classes; they are added in
  /// order, so that the bits are those of one thread.
  private func addGradients(_ layer: Layer, _ places: Places, skipping skipped: Double) {
    let size = Self.classesPerBlock * (depth + 1)
    nonisolated(unsafe) let parts = UnsafeMutablePointer<Wide>.allocate(capacity: stripes * size)
    defer { unsafe parts.deallocate() }
    nonisolated(unsafe) let rooms = (0..<stripes).map { _ in
      room(rows: min(Self.rowsPerBlock, inputs.rows))
    }
    for classes in classBlocks {
      parallel(stripes, threads: threads) { stripe in
        let part = unsafe parts + stripe * size
        let bias = unsafe part + classes.count * depth
        unsafe clear(part, classes.count * (depth + 1))
        let room = unsafe rooms[stripe]
        let w = unsafe room.weights(
          layer.w + classes.lowerBound * depth, count: classes.count * depth, level)
        for index in blocks(ofStripe: stripe) {
          let rows = rows(ofBlock: index)
          let x = unsafe room.inputs(
            layer.x + rows.lowerBound * depth, depth: depth, labels: labels[rows], level)
          let block = unsafe formLogits(layer, rows, classes, x, w, room)
          let z = unsafe room.logits
          let greatest = unsafe LinearKernel.formGradient(
            of: block, z, places.sums + rows.lowerBound, labels: places.labels + rows.lowerBound,
            addingColumnsTo: bias, level)
          if greatest < skipped { continue }
          unsafe LinearKernel.multiplyTransposed(
            z, x, addingTo: part, rows: classes.count, depth: rows.count, columns: depth)
          guard let inputs = unsafe places.inputs else { continue }
          unsafe LinearKernel.multiply(
            z, w, addingTo: inputs + rows.lowerBound * depth, rows: rows.count,
            depth: classes.count, columns: depth)
        }
      }
      parallel(classes.count / 64 + 1, threads: threads) { piece in
        let some = piece * 64..<min(piece * 64 + 64, classes.count)
        if some.isEmpty { return }
        for stripe in 0..<stripes {
          let part = unsafe parts + stripe * size
          unsafe LinearKernel.add(
            part + some.lowerBound * depth,
            to: places.weights + (classes.lowerBound + some.lowerBound) * depth,
            some.count * depth)
          unsafe LinearKernel.add(
            part + classes.count * depth + some.lowerBound,
            to: places.bias + classes.lowerBound + some.lowerBound, some.count)
        }
      }
    }
  }

  private func zeros(_ count: Int) -> ContiguousArray<Wide> {
    // Without elements an array has no memory of its own, not even for their number.
    if count == 0 { return [] }
    return ContiguousArray(capacity: count) { elements in
      unsafe elements.withUnsafeMutableBufferPointer { buffer, initialized in
        if let base = buffer.baseAddress { unsafe clear(base, count) }
        initialized = count
      }
    }
  }
}

extension cek_row_sums {
  fileprivate static var nothing: cek_row_sums {
    cek_row_sums(
      peak: -.infinity, sum: 0, total: 0, log_sum: 0, factor: 0, spike: 0, mass: 0, penalty: 0)
  }
}

/// All bits 0 is the number 0.
private func clear<S: LinearScalar>(_ memory: UnsafeMutablePointer<S>, _ count: Int) {
  unsafe UnsafeMutableRawPointer(memory).initializeMemory(
    as: UInt8.self, repeating: 0, count: count * MemoryLayout<S>.size)
}
