/// Finds a step with f(t) ≤ f(0) + c₁t·f'(0) and |f'(t)| ≤ c₂|f'(0)|.
struct WolfeSearch {
  let value: Double
  let slope: Double
  let sufficient = 1e-4
  let curvature = 0.9

  struct Step {
    var length: Double
    /// True where the last evaluation was at another step.
    var needsEvaluation: Bool
  }

  private struct Sample {
    var t: Double
    var f: Double
    var slope: Double
  }

  /// nil where f does not fall along the direction within rounding.
  func run(first: Double, _ sample: (Double) -> (Double, Double)) -> Step? {
    var low = Sample(t: 0, f: value, slope: slope)
    var t = first
    for attempt in 0..<40 {
      let (f, derivative) = sample(t)
      let now = Sample(t: t, f: f, slope: derivative)
      let falls = f.isFinite && f <= value + sufficient * t * slope
      if !falls || (attempt > 0 && f >= low.f) {
        return zoom(low: low, high: now, sample)
      }
      if abs(derivative) <= -curvature * slope { return Step(length: t, needsEvaluation: false) }
      if derivative >= 0 { return zoom(low: now, high: low, sample) }
      low = now
      t *= 2.5
    }
    return Step(length: low.t, needsEvaluation: true)
  }

  private func zoom(
    low: Sample, high: Sample, _ sample: (Double) -> (Double, Double)
  ) -> Step? {
    var low = low
    var high = high
    for _ in 0..<40 {
      let t = between(low, high)
      // The bracket is down to rounding: take what has been gained, if anything.
      if abs(high.t - low.t) <= 1e-15 * max(abs(low.t), abs(high.t)) { break }
      let (f, derivative) = sample(t)
      let now = Sample(t: t, f: f, slope: derivative)
      if !f.isFinite || f > value + sufficient * t * slope || f >= low.f {
        // Near the optimum f differs by less than its rounding, while the slope still tells.
        let tied = f.isFinite && abs(f - value) <= 1e-14 * abs(value)
        if tied, abs(derivative) <= -curvature * slope {
          return Step(length: t, needsEvaluation: false)
        }
        high = now
      } else {
        if abs(derivative) <= -curvature * slope { return Step(length: t, needsEvaluation: false) }
        if derivative * (high.t - low.t) >= 0 { high = low }
        low = now
      }
    }
    return low.t > 0 && low.f < value ? Step(length: low.t, needsEvaluation: true) : nil
  }

  /// The least point of the cubic through both ends, kept off the ends.
  private func between(_ a: Sample, _ b: Sample) -> Double {
    let middle = 0.5 * (a.t + b.t)
    guard b.f.isFinite, b.slope.isFinite else { return a.t + 0.1 * (b.t - a.t) }
    let d1 = a.slope + b.slope - 3 * (a.f - b.f) / (a.t - b.t)
    let square = d1 * d1 - a.slope * b.slope
    guard square >= 0 else { return middle }
    let d2 = (b.t > a.t ? 1 : -1) * square.squareRoot()
    let t = b.t - (b.t - a.t) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2)
    let margin = 0.1 * abs(b.t - a.t)
    guard t.isFinite else { return middle }
    return min(max(t, min(a.t, b.t) + margin), max(a.t, b.t) - margin)
  }
}
