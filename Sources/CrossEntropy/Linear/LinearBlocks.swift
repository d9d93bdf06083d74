internal import CrossEntropyKernels

/// The blocks of one pass over the logits of a shard, cut in the same places at any number of threads.
struct LinearBlocks<S: LinearScalar>: @unchecked Sendable {
  private static var rowsPerBlock: Int { 512 }
  /// 2 MB of logits.
  private static var classesPerBlock: Int { 4096 / MemoryLayout<S>.size }
  private static var mostStripes: Int { 8 }

  private let inputs: Matrix<S>
  private let shard: LinearCrossEntropy.Shard<S>
  private let labels: ContiguousArray<Int32>
  private let threads: Int
  private let settings: cek_block
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
    skippedGradient = Double(loss.skippedGradient)
    let epsilon = loss.objective.labelSmoothing
    settings = cek_block(
      rows: 0, classes: 0, first: 0, bias: nil, cap: loss.objective.logitOptions.softCap ?? 0,
      spike: 1 - epsilon, share: epsilon / Double(shard.classes),
      z_loss: loss.objective.logitOptions.zLoss)
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
    inputs.elements.withUnsafeBufferPointer { x in
      shard.weights.elements.withUnsafeBufferPointer { w in
        shard.bias.withUnsafeBufferPointer { b in
          guard let x = x.baseAddress, let w = w.baseAddress else { return }
          body(Layer(x: x, w: w, bias: b.isEmpty ? nil : b.baseAddress))
        }
      }
    }
  }

  private struct Layer: @unchecked Sendable {
    let x, w: UnsafePointer<S>
    let bias: UnsafePointer<S>?
  }

  /// X·Wᵀ of some rows and classes, and what a kernel must know about it.
  private func formLogits(
    _ layer: Layer, _ rows: Range<Int>, _ classes: Range<Int>, into z: UnsafeMutablePointer<S>
  ) -> cek_block {
    LinearKernel.multiplyByTransposed(
      layer.x + rows.lowerBound * depth, layer.w + classes.lowerBound * depth, into: z,
      rows: rows.count, depth: depth, columns: classes.count)
    var block = settings
    block.rows = rows.count
    block.classes = classes.count
    block.first = classes.lowerBound
    block.bias = UnsafeRawPointer(layer.bias)
    return block
  }

  // MARK: Sums

  func rowSums() -> [LinearCrossEntropy.RowSums] {
    var sums = [LinearCrossEntropy.RowSums](repeating: .init(), count: inputs.rows)
    sums.withUnsafeMutableBufferPointer { places in
      // Every block writes to its own rows.
      nonisolated(unsafe) let places = places
      withLayer { layer in
        parallel(blocks, threads: threads) { index in
          let rows = rows(ofBlock: index)
          let z = UnsafeMutablePointer<S>.allocate(capacity: rows.count * Self.classesPerBlock)
          defer { z.deallocate() }
          var running = [cek_row_sums](
            repeating: cek_row_sums(peak: -.infinity, sum: 0, total: 0, log_sum: 0, factor: 0),
            count: rows.count)
          for classes in classBlocks {
            let block = formLogits(layer, rows, classes, into: z)
            LinearKernel.addSums(of: block, z, to: &running, level)
            for (k, i) in rows.enumerated() where labels[i] >= 0 {
              let label = Int(labels[i]) - shard.first
              if classes.contains(label) {
                places[i].truth = z[k * classes.count + label - classes.lowerBound].arithmetic
              }
            }
          }
          for (k, i) in rows.enumerated() {
            places[i].peak = running[k].peak
            places[i].sum = running[k].sum
            places[i].total = running[k].total
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
    dx.withUnsafeMutableBufferPointer { dx in
      dw.withUnsafeMutableBufferPointer { dw in
        db.withUnsafeMutableBufferPointer { db in
          known.withUnsafeBufferPointer { known in
            own.withUnsafeBufferPointer { own in
              guard let dw = dw.baseAddress, let db = db.baseAddress,
                let known = known.baseAddress, let own = own.baseAddress
              else { return }
              let places = Places(
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
    let allParts = UnsafeMutablePointer<S>.allocate(capacity: stripes * size)
    let allLogits = UnsafeMutablePointer<S>.allocate(capacity: stripes * blockSize)
    defer {
      allParts.deallocate()
      allLogits.deallocate()
    }
    nonisolated(unsafe) let (parts, logits) = (allParts, allLogits)
    for classes in classBlocks {
      parallel(stripes, threads: threads) { stripe in
        let part = parts + stripe * size
        let bias = part + classes.count * depth
        clear(part, classes.count * (depth + 1))
        let z = logits + stripe * blockSize
        for index in blocks(ofStripe: stripe) {
          let rows = rows(ofBlock: index)
          let block = formLogits(layer, rows, classes, into: z)
          let greatest = LinearKernel.formGradient(
            of: block, z, places.sums + rows.lowerBound, labels: places.labels + rows.lowerBound,
            addingColumnsTo: bias, level)
          if greatest < skippedGradient { continue }
          LinearKernel.multiplyTransposed(
            z, layer.x + rows.lowerBound * depth, addingTo: part, rows: classes.count,
            depth: rows.count, columns: depth)
          guard let inputs = places.inputs else { continue }
          LinearKernel.multiply(
            z, layer.w + classes.lowerBound * depth, addingTo: inputs + rows.lowerBound * depth,
            rows: rows.count, depth: classes.count, columns: depth)
        }
      }
      parallel(classes.count / 64 + 1, threads: threads) { piece in
        let some = piece * 64..<min(piece * 64 + 64, classes.count)
        if some.isEmpty { return }
        for stripe in 0..<stripes {
          let part = parts + stripe * size
          LinearKernel.add(
            part + some.lowerBound * depth,
            to: places.weights + (classes.lowerBound + some.lowerBound) * depth,
            some.count * depth)
          LinearKernel.add(
            part + classes.count * depth + some.lowerBound,
            to: places.bias + classes.lowerBound + some.lowerBound, some.count)
        }
      }
    }
  }

  private func zeros(_ count: Int) -> ContiguousArray<S> {
    // Without elements an array has no memory of its own, not even for their number.
    if count == 0 { return [] }
    return ContiguousArray(unsafeUninitializedCapacity: count) { buffer, initialized in
      if let base = buffer.baseAddress { clear(base, count) }
      initialized = count
    }
  }
}

/// All bits 0 is the number 0.
private func clear<S: LinearScalar>(_ memory: UnsafeMutablePointer<S>, _ count: Int) {
  UnsafeMutableRawPointer(memory).initializeMemory(
    as: UInt8.self, repeating: 0, count: count * MemoryLayout<S>.size)
}
