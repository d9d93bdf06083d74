#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// smECE, the smooth calibration error: the σ at which ∫₀¹ |Σᵢ wᵢ(hᵢ − pᵢ)·K_σ(t, pᵢ)| dt / Σw is σ itself.
///
/// K_σ is the Gaussian kernel of standard deviation σ, reflected at 0 and 1 for ever:
/// K_σ(t, p) = 1 + 2·Σ_{k≥1} exp(−(πkσ)²/2)·cos(πkt)·cos(πkp). The integral falls as σ grows, so that there is one such σ.
///
/// - Edges: no σ is below 0.002; where the integral is below that already, it is the error.
/// - Error: forecasts stand at the middles of ``cells`` equal cells; in simulations of fewer, eight at least for
///   each σ. Enforced by `SmoothCalibrationErrorTests`: 1e-3 relative, in simulations 2e-2.
/// - Source: Błasiok and Nakkiran 2023.
struct SmoothCalibrationError: Sendable {
  /// How many cells forecasts are summed in: a power of two.
  static let cells = 2048
  private static let leastBandwidth = 0.002

  /// cos(π·i / (2·cells)), i < 4·cells.
  private let cosines = (0..<4 * cells).map { cos(Double.pi * Double($0) / Double(2 * cells)) }

  /// The error of Σ w(h − p) / Σ w of each of the ``cells``.
  ///
  /// - Parameters:
  ///   - differences: These sums.
  ///   - isSimulated: Whether a part of the digits will do.
  func error(of differences: [Double], isSimulated: Bool) -> Double {
    // Half as many cells each.
    var levels = [differences]
    while isSimulated, let last = levels.last, last.count > 16 {
      levels.append(stride(from: 0, to: last.count, by: 2).map { last[$0] + last[$0 + 1] })
    }
    func smoothed(_ bandwidth: Double) -> Double {
      let some = levels.last { Double($0.count) * bandwidth >= 8 }
      return integral(some ?? differences, bandwidth)
    }
    // In logarithms, where noise falls by half of what σ rises by.
    let least = log(Self.leastBandwidth)
    var (low, high) = (least, 0.0)
    var before: (place: Double, excess: Double)?
    var place = log(0.05)
    while true {
      let value = smoothed(exp(place))
      let excess = log(value) - place
      if abs(excess) < 1e-7 || high - low < 1e-12 || place == least && excess < 0 { return value }
      if excess > 0 { low = place } else { high = place }
      var slope = -1.25
      if let before, before.excess.isFinite {
        let own = (excess - before.excess) / (place - before.place)
        if own < 0 { slope = own }
      }
      before = (place, excess)
      // Where the line of the last two leads nowhere, the middle of what is left.
      let next = max(least, place - excess / slope)
      let isInside = next < high && (next > low || next == least && low == least)
      place = isInside ? next : (low + high) / 2
    }
  }

  /// ∫₀¹ |Σ_j dⱼ·K_σ(t, pⱼ)| dt of differences at the middles of equal cells.
  private func integral(_ differences: [Double], _ bandwidth: Double) -> Double {
    // A narrow kernel reaches fewer cells than it has waves.
    if 2 * Double.pi * bandwidth * bandwidth * Double(differences.count) < 1 {
      return narrowIntegral(differences, bandwidth)
    }
    let (count, half) = (differences.count, differences.count / 2)
    // cos(πkp) at 1 − p is that at p, or less that for odd k.
    let even = (0..<half).map { differences[$0] + differences[count - 1 - $0] }
    let odd = (0..<half).map { differences[$0] - differences[count - 1 - $0] }
    var evenSums = [Double](repeating: even.reduce(0, +), count: half)
    var oddSums = [Double](repeating: 0, count: half)
    for k in 1..<count {
      let angle = Double.pi * Double(k) * bandwidth
      let factor = 2 * exp(-angle * angle / 2)
      if factor < 1e-12 { break }
      if k.isMultiple(of: 2) {
        add(even, k, factor, count, to: &evenSums)
      } else {
        add(odd, k, factor, count, to: &oddSums)
      }
    }
    var sum = 0.0
    for j in 0..<half { sum += abs(evenSums[j] + oddSums[j]) + abs(evenSums[j] - oddSums[j]) }
    return sum / Double(count)
  }

  /// The same by the Gaussian itself, as far as it is above 10⁻¹² of its height; what passes an end comes back.
  private func narrowIntegral(_ differences: [Double], _ bandwidth: Double) -> Double {
    let count = differences.count
    let scale = Double(count) * bandwidth
    let reach = Int((7.5 * scale).rounded(.up))
    let height = 1 / (bandwidth * (2 * Double.pi).squareRoot())
    let kernel = (-reach...reach).map { cell in
      height * exp(-0.5 * (Double(cell) / scale) * (Double(cell) / scale))
    }
    var sums = [Double](repeating: 0, count: count + 2 * reach)
    let weights = kernel.span
    var all = sums.mutableSpan
    for j in 0..<count where differences[j] != 0 {
      for m in weights.indices { all[j + m] += differences[j] * weights[m] }
    }
    for i in 0..<reach {
      all[reach + i] += all[reach - 1 - i]
      all[reach + count - 1 - i] += all[reach + count + i]
    }
    var sum = 0.0
    for j in reach..<reach + count { sum += abs(all[j]) }
    return sum / Double(count)
  }

  /// Adds a wave of the differences, times a factor.
  private func add(
    _ differences: [Double], _ k: Int, _ factor: Double, _ count: Int, to sums: inout [Double]
  ) {
    let (cosines, values) = (cosines.span, differences.span)
    // k·(2j + 1)·π/(2·count) of the cell j, in steps of the table.
    let (step, last) = (2 * k * (Self.cells / count), cosines.count - 1)
    var wave = 0.0
    var angle = step / 2
    for j in values.indices {
      wave += values[j] * cosines[angle & last]
      angle += step
    }
    wave *= factor
    var all = sums.mutableSpan
    angle = step / 2
    for j in all.indices {
      all[j] += wave * cosines[angle & last]
      angle += step
    }
  }
}
