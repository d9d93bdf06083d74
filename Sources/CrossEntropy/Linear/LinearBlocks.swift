internal import CrossEntropyKernels

/// The blocks of one pass over the logits of a shard, cut in the same places at any number of threads.
///
/// Pointers stay in bounds since the shapes of inputs, weights, bias, labels and sums were checked before, and
/// rows and classes come from the blocks below. No two threads write to the same place: a block of rows has its own
/// sums and ∂/∂x, a stripe its own part of ∂/∂W and ∂/∂b, and those are added 64 classes at a time.
struct LinearBlocks<S: LinearScalar>: @unchecked Sendable {
  private static var rowsPerBlock: Int { 512 }
  /// 2 MB of logits.
  private static var classesPerBlock: Int { 4096 / MemoryLayout<S>.size }
  private static var mostStripes: Int { 8 }

  private let inputs: Matrix<S>
  private let shard: LinearCrossEntropy.Shard<S>
  private let labels: ContiguousArray<Int32>
  private let threads: Int
  private let objective: Objective
  private let skippedGradient: Double
  private let level: cek_level

  private var depth: Int { inputs.columns }
  private var blocks: Int { (inputs.rows + Self.rowsPerBlock - 1) / Self.rowsPerBlock }
  private var stripes: Int { min(blocks, Self.mostStripes) }

  init(
    _ loss: LinearCrossEntropy, _ inputs: Matrix<S>, _ shard: LinearCrossEntropy.Shard<S>,
    labels: ContiguousArray<Int32>, threads: Int?, level: KernelLevel = .current
  ) {
    self.inputs = inputs
    self.shard = shard
    self.labels = labels
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
        unsafe shard.bias.withUnsafeBufferPointer { b in
          guard let x = x.baseAddress, let w = w.baseAddress else { return }
          unsafe body(Layer(x: x, w: w, bias: b.isEmpty ? nil : b.baseAddress))
        }
      }
    }
  }

  @safe
  private struct Layer: @unchecked Sendable {
    let x, w: UnsafePointer<S>
    let bias: UnsafePointer<S>?
  }

  /// X·Wᵀ of some rows and classes, and what a kernel must know about it.
  private func formLogits(
    _ layer: Layer, _ rows: Range<Int>, _ classes: Range<Int>, into z: UnsafeMutablePointer<S>
  ) -> cek_block {
    unsafe LinearKernel.multiplyByTransposed(
      layer.x + rows.lowerBound * depth, layer.w + classes.lowerBound * depth, into: z,
      rows: rows.count, depth: depth, columns: classes.count)
    let (epsilon, options) = (objective.labelSmoothing, objective.logitOptions)
    return unsafe cek_block(
      rows: rows.count, classes: classes.count, first: classes.lowerBound,
      bias: UnsafeRawPointer(layer.bias), cap: options.softCap ?? 0, spike: 1 - epsilon,
      share: epsilon / Double(shard.classes), z_loss: options.zLoss)
  }

  // MARK: Sums

  func rowSums() -> [LinearCrossEntropy.RowSums] {
    var sums = [LinearCrossEntropy.RowSums](repeating: .init(), count: inputs.rows)
    unsafe sums.withUnsafeMutableBufferPointer { places in
      nonisolated(unsafe) let places = unsafe places
      withLayer { layer in
        parallel(blocks, threads: threads) { index in
          let rows = rows(ofBlock: index)
          let z = UnsafeMutablePointer<S>.allocate(
            capacity: rows.count * Self.classesPerBlock)
          defer { unsafe z.deallocate() }
          var running = [cek_row_sums](
            repeating: cek_row_sums(peak: -.infinity, sum: 0, total: 0, log_sum: 0, factor: 0),
            count: rows.count)
          for classes in classBlocks {
            let block = unsafe formLogits(layer, rows, classes, into: z)
            unsafe LinearKernel.addSums(of: block, z, to: &running, level)
            for (k, i) in rows.enumerated() where labels[i] >= 0 {
              let label = Int(labels[i]) - shard.first
              if classes.contains(label) {
                unsafe places[i].truth =
                  z[k * classes.count + label - classes.lowerBound].arithmetic
              }
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

  func gradients(
    _ sums: [LinearCrossEntropy.RowSums], rowWeights: [Double], withInputs: Bool
  ) -> LinearCrossEntropy.Gradients<S> {
    let known = sums.enumerated().map { i, row in
      cek_row_sums(
        peak: row.peak, sum: row.sum, total: row.total, log_sum: row.logSumExp,
        factor: rowWeights.isEmpty || labels[i] < 0 ? 1 : rowWeights[i])
    }
    // Another shard's label is not among these classes.
    let own = labels.map {
      $0 < 0 ? -1 : $0 < Int32(shard.first) ? Int32.max : $0 - Int32(shard.first)
    }
    let classes = shard.weights.rows
    var dx = zeros(withInputs ? inputs.rows * depth : 0)
    var dw = zeros(classes * depth)
    var db = zeros(classes)
    unsafe dx.withUnsafeMutableBufferPointer { dx in
      unsafe dw.withUnsafeMutableBufferPointer { dw in
        unsafe db.withUnsafeMutableBufferPointer { db in
          unsafe known.withUnsafeBufferPointer { known in
            unsafe own.withUnsafeBufferPointer { own in
              guard let dw = dw.baseAddress, let db = db.baseAddress,
                let known = known.baseAddress, let own = own.baseAddress
              else { return }
              let places = unsafe Places(
                inputs: withInputs ? dx.baseAddress : nil, weights: dw, bias: db, sums: known,
                labels: own)
              withLayer { addGradients($0, places) }
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
    let inputs: UnsafeMutablePointer<S>?
    let weights, bias: UnsafeMutablePointer<S>
    let sums: UnsafePointer<cek_row_sums>
    let labels: UnsafePointer<Int32>
  }

  /// Each stripe of rows has its own part of ∂/∂W and ∂/∂b of a block of classes; they are added in
  /// order, so that the bits are those of one thread.
  private func addGradients(_ layer: Layer, _ places: Places) {
    let size = Self.classesPerBlock * (depth + 1)
    let blockSize = Self.rowsPerBlock * Self.classesPerBlock
    nonisolated(unsafe) let parts = UnsafeMutablePointer<S>.allocate(capacity: stripes * size)
    nonisolated(unsafe) let logits = UnsafeMutablePointer<S>.allocate(
      capacity: stripes * blockSize)
    defer {
      unsafe parts.deallocate()
      unsafe logits.deallocate()
    }
    for classes in classBlocks {
      parallel(stripes, threads: threads) { stripe in
        let part = unsafe parts + stripe * size
        let bias = unsafe part + classes.count * depth
        unsafe clear(part, classes.count * (depth + 1))
        let z = unsafe logits + stripe * blockSize
        for index in blocks(ofStripe: stripe) {
          let rows = rows(ofBlock: index)
          let block = unsafe formLogits(layer, rows, classes, into: z)
          let greatest = unsafe LinearKernel.formGradient(
            of: block, z, places.sums + rows.lowerBound, labels: places.labels + rows.lowerBound,
            addingColumnsTo: bias, level)
          if greatest < skippedGradient { continue }
          unsafe LinearKernel.multiplyTransposed(
            z, layer.x + rows.lowerBound * depth, addingTo: part, rows: classes.count,
            depth: rows.count, columns: depth)
          guard let inputs = unsafe places.inputs else { continue }
          unsafe LinearKernel.multiply(
            z, layer.w + classes.lowerBound * depth, addingTo: inputs + rows.lowerBound * depth,
            rows: rows.count, depth: classes.count, columns: depth)
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

  private func zeros(_ count: Int) -> ContiguousArray<S> {
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

/// All bits 0 is the number 0.
private func clear<S: LinearScalar>(_ memory: UnsafeMutablePointer<S>, _ count: Int) {
  unsafe UnsafeMutableRawPointer(memory).initializeMemory(
    as: UInt8.self, repeating: 0, count: count * MemoryLayout<S>.size)
}
