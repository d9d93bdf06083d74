extension ConfidenceInterval {
  /// The bias-corrected and accelerated (BCa) 95 % interval of a statistic θ, from its replicates θ*.
  ///
  /// Its ends are the quantiles Φ(z₀ + (z₀ ± z)/(1 − a(z₀ ± z))) of the replicates, z₀ = Φ⁻¹ of the share of replicates
  /// below θ (ties by half) and a = Σm³ / (6·(Σm²)^{3/2}), m being how far each unit moves θ; quantiles are interpolated.
  /// - Source: Efron 1987; `scipy.stats.bootstrap` gives the same of the same replicates.
  /// - Error: enforced by `BootstrapIntervalTests`.
  init?(replicates: [Double], of value: Double, moves: [Double]) {
    guard let last = replicates.indices.last else { return nil }
    let sorted = replicates.sorted()
    let below = replicates.reduce(0) { $0 + ($1 < value ? 1 : $1 == value ? 0.5 : 0) }
    let count = Double(sorted.count)
    // Where all replicates are on one side, the next would be on the other.
    let share = min(max(below, 0.5), count - 0.5) / count
    var (squares, cubes) = (0.0, 0.0)
    for move in moves {
      squares += move * move
      cubes += move * move * move
    }
    let acceleration = squares > 0 ? cubes / (6 * squares * squares.squareRoot()) : 0
    let bias = StandardNormal.quantile(within: share)
    func end(_ probability: Double) -> Double {
      let z = bias + StandardNormal.quantile(within: probability)
      let place =
        StandardNormal.cumulative(bias + z / (1 - acceleration * z)) * Double(last)
      let low = min(max(Int(place), 0), last)
      let high = min(low + 1, last)
      return sorted[low] + (place - Double(low)) * (sorted[high] - sorted[low])
    }
    let (low, high) = (end(Significance.level / 2), end(1 - Significance.level / 2))
    self.init(from: min(low, high), to: max(low, high))
  }
}
