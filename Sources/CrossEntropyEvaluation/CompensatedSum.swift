/// Σ values with the lost low parts added at the end (Neumaier's sum).
///
/// - Edges: an infinity or a NaN gives what the plain sum gives.
/// - Error: 1 ulp of the sum plus n²·ε² of Σ|values|.
struct CompensatedSum {
  private var sum = 0.0
  private var lost = 0.0

  mutating func add(_ value: Double) {
    let next = sum + value
    lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
    sum = next
  }

  var value: Double { sum.isFinite ? sum + lost : sum }
}
