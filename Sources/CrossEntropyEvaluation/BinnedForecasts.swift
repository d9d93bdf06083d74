internal import CrossEntropy
internal import Dispatch

/// Forecasts sorted by bin, so that one simulation is one pass that keeps its tally in a register.
struct BinnedForecasts: Sendable {
  /// The bits of each row's number, in the order of the bins: a row keeps its draws in all repeats.
  private let rowBits: [UInt64]
  /// ⌈p·2⁵³⌉ of each row: the event happens if the top 53 bits of its draw are below.
  private let thresholds: [UInt64]
  /// The weight of each row; nil if all are 1.
  private let weights: [Double]?
  private let binStarts: [Int]
  /// Σ w in each bin.
  let weightOfBin: [Double]
  /// Σ w·p in each bin.
  let expected: [Double]
  /// Σ w·h in each bin.
  let happened: [Double]
  private let totalWeight: Double

  init(probabilities: [Double], happened: [Bool], weights: [Double]?, bins: Int) {
    precondition(bins >= 1, "expected 1 bin or more, got \(bins)")
    precondition(
      weights == nil || weights?.count == probabilities.count,
      "expected \(probabilities.count) weights, got \(weights?.count ?? 0)")
    var binStarts = [Int](repeating: 0, count: bins + 1)
    let binOfRow = probabilities.enumerated().map { row, p in
      // exp of a log-softmax may round to just above 1.
      precondition(p >= 0 && p <= 1 + 1e-9, "row \(row): a probability is in [0, 1], got \(p)")
      let bin = min(Int(Double(bins) * p), bins - 1)
      binStarts[bin + 1] += 1
      return bin
    }
    for bin in 0..<bins { binStarts[bin + 1] += binStarts[bin] }

    var next = binStarts
    var order = [Int](repeating: 0, count: probabilities.count)
    for (row, bin) in binOfRow.enumerated() {
      order[next[bin]] = row
      next[bin] += 1
    }
    var expectedSums = [CompensatedSum](repeating: CompensatedSum(), count: bins)
    // In the order of the simulations' own sums, so that equal errors come out equal.
    var happenedSums = [Double](repeating: 0, count: bins)
    var weightSums = expectedSums
    var totalWeight = CompensatedSum()
    for row in order {
      let weight = weights?[row] ?? 1
      weightSums[binOfRow[row]].add(weight)
      expectedSums[binOfRow[row]].add(weight * probabilities[row])
      happenedSums[binOfRow[row]] += happened[row] ? weight : 0
      totalWeight.add(weight)
    }
    rowBits = order.map { rowSeed.bits(UInt64($0)) }
    thresholds = order.map { UInt64((probabilities[$0] * 0x1p53).rounded(.up)) }
    self.weights = weights.map { weights in order.map { weights[$0] } }
    self.binStarts = binStarts
    weightOfBin = weightSums.map(\.value)
    expected = expectedSums.map(\.value)
    self.happened = happenedSums
    self.totalWeight = totalWeight.value
  }

  /// The calibration error of what happened; 0 over no weight.
  var observedError: Double {
    error { happened[$0] }
  }

  /// The calibration error of one simulation: every event drawn from its own probability.
  ///
  /// Adds to `sums` what happened in each bin.
  func simulatedError(_ seed: Seed, addingTo sums: UnsafeMutableBufferPointer<Double>) -> Double {
    rowBits.withUnsafeBufferPointer { rowBits in
      thresholds.withUnsafeBufferPointer { thresholds in
        guard let weights else {
          return error { bin in
            var count = 0
            for place in binStarts[bin]..<binStarts[bin + 1] {
              count &+= seed.bits(ofDrawn: rowBits[place]) >> 11 < thresholds[place] ? 1 : 0
            }
            sums[bin] += Double(count)
            return Double(count)
          }
        }
        return weights.withUnsafeBufferPointer { weights in
          error { bin in
            var sum = 0.0
            defer { sums[bin] += sum }
            for place in binStarts[bin]..<binStarts[bin + 1] {
              let isDrawn = seed.bits(ofDrawn: rowBits[place]) >> 11 < thresholds[place]
              sum += isDrawn ? weights[place] : 0
            }
            return sum
          }
        }
      }
    }
  }

  private func error(happened: (Int) -> Double) -> Double {
    guard totalWeight > 0 else { return 0 }
    var sum = 0.0
    for bin in expected.indices where binStarts[bin] < binStarts[bin + 1] {
      sum += abs(happened(bin) - expected[bin])
    }
    return sum / totalWeight
  }
}

/// What the simulations show where the probabilities are right.
struct CalibrationNoise: Sendable {
  /// The mean error over repeats in each simulation.
  let errors: [Double]
  /// Σ w·h over all repeats: simulation after simulation, bin after bin.
  let happened: [Double]

  /// Draws them; a simulation's seed is its number's stream.
  init(_ repeats: [BinnedForecasts], bins: Int, simulations: Int, seed: Seed, threads: Int) {
    var happened = [Double](repeating: 0, count: simulations * bins)
    errors = happened.withUnsafeMutableBufferPointer { happened in
      [Double](unsafeUninitializedCapacity: simulations) { errors, count in
        // Each simulation writes its own elements and reads nothing that another writes.
        nonisolated(unsafe) let (errors, happened) = (errors, happened)
        let workers = max(1, min(threads, simulations))
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
          for simulation in stride(from: worker, to: simulations, by: workers) {
            let drawn = seed.derived(UInt64(simulation))
            let sums = UnsafeMutableBufferPointer(
              rebasing: happened[simulation * bins..<(simulation + 1) * bins])
            let sum = repeats.reduce(0) { $0 + $1.simulatedError(drawn, addingTo: sums) }
            errors.initializeElement(at: simulation, to: sum / Double(repeats.count))
          }
        }
        count = simulations
      }
    }
    self.happened = happened
  }
}

/// The seed of the rows' own bits; the simulations' seeds come from the user's.
private let rowSeed = Seed(0)
