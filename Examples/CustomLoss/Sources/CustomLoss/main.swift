import CrossEntropy
import Foundation

/// ℓ(z, t) = Σⱼ tⱼ (−log pⱼ + ε(1 − pⱼ)) with p = softmax(z): cross entropy with more, or less, weight
/// on the first term of its series in 1 − p.
///
/// With T = Σⱼ tⱼ and m = Σₖ tₖ pₖ its gradient is ∂ℓ/∂zⱼ = (T + εm)·pⱼ − (1 + εpⱼ)·tⱼ. For a label
/// y, where t is 1 at y and 0 elsewhere, that is (1 + εp_y)·(pⱼ − [j = y]). ε = 0 is cross entropy.
///
/// - Shape: one logit a class.
/// - Unit: nats, with ε as so many more.
/// - Edges: p = 0 on the truth costs +∞. A NaN gives NaN. A loss below 1e-16 is lost in rounding; the
///   library's own losses keep it.
/// - Source: Leng et al. 2022, "PolyLoss: a polynomial expansion perspective of classification loss
///   functions", where it is called Poly-1.
struct Poly1: Loss {
  /// The name in JSON and in model files.
  static let name = "poly_1"
  /// Its target enters as a factor, so weights and smoothing mean what they do for cross entropy.
  static let isLinearInTarget = true
  /// What turns the logits into p.
  var outputUnit: OutputUnit { .softmax }
  /// What is added to the first term's coefficient, which is 1 in cross entropy.
  let epsilon: Double

  /// On entry `row` holds logits, on return ∂ℓ/∂z; the result is ℓ.
  ///
  /// `target[j]` is tⱼ, whether it came from a label, from smoothing, from class weights or from a
  /// row of probabilities; `target.mass` is T.
  @specialized(where S == Float)
  @specialized(where S == Double)
  func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    var peak = -Double.infinity
    for j in row.indices { peak = max(peak, row[j].arithmetic) }
    var total = 0.0
    for j in row.indices { total += exp(row[j].arithmetic - peak) }

    // Everything that needs all the logits comes before the first of them is overwritten. An output
    // with t = 0 costs 0, also where its p is 0.
    var value = 0.0
    var m = 0.0
    for j in row.indices where target[j] != 0 {
      let logP = row[j].arithmetic - peak - log(total)
      value += target[j] * (-logP - epsilon * expm1(logP))
      m += target[j] * exp(logP)
    }
    for j in row.indices {
      let p = exp(row[j].arithmetic - peak) / total
      row[j] = S(rounding: (target.mass + epsilon * m) * p - (1 + epsilon * p) * target[j])
    }
    return value
  }
}

/// Stops where the gradient at `logits` is not the value's central difference.
func check(
  _ what: String, at logits: [Double],
  of valueAndGradient: ([Double]) throws -> (value: Double, gradient: [Double])
) rethrows {
  let gradient = try valueAndGradient(logits).gradient
  let step = 1e-5
  for j in logits.indices {
    var above = logits
    var below = logits
    above[j] += step
    below[j] -= step
    let difference =
      try (valueAndGradient(above).value - valueAndGradient(below).value) / (2 * step)
    precondition(
      abs(gradient[j] - difference) <= 1e-9,
      "\(what), output \(j): gradient \(gradient[j]), central difference \(difference)")
  }
  print("\(what): the gradient agrees with central differences")
}

// One method was written, and the rest is there: labels, soft targets, class weights, smoothing.
let loss = Poly1(epsilon: 1)
let logits = [2, 1, 0.1]
let (value, gradient) = loss.valueAndGradient(logits: logits, label: 0)
print("value", value)  // 0.7580 = 0.4170, the cross entropy, + 1 − 0.6590
print("gradient", gradient)

check("label", at: logits) { loss.valueAndGradient(logits: $0, label: 0) }
check("soft target", at: logits) { loss.valueAndGradient(logits: $0, target: [0.2, 0.5, 0.3]) }
let objective = Objective(loss, classWeights: [1, 2, 3], labelSmoothing: 0.1)
try check("weighted, smoothed label", at: logits) {
  let row = Matrix(rows: 1, columns: $0.count, elements: ContiguousArray($0))
  let (total, gradient) = try objective.valueAndGradient(logits: row, labels: [2])
  return (total.sum, Array(gradient.elements))
}
