import CrossEntropy
import CrossEntropyLearning
import Foundation

/// ℓ(z, t) = Σⱼ tⱼ (−log pⱼ + ε(1 − pⱼ)) with p = softmax(z): cross entropy with more, or less, weight
/// on the first term of its series in 1 − p.
///
/// With T = Σⱼ tⱼ and m = Σₖ tₖ pₖ its gradient is ∂ℓ/∂zⱼ = (T + εm)·pⱼ − (1 + εpⱼ)·tⱼ. For a label
/// y, where t is 1 at y and 0 elsewhere, that is (1 + εp_y)·(pⱼ − [j = y]). ε = 0 is cross entropy.
///
/// - Shape: one logit per class.
/// - Unit: nats, in which ε counts too.
/// - Edges: p = 0 on the truth costs +∞. A NaN gives NaN. A loss below 1e-16 is lost in rounding; the
///   library's own losses keep it.
/// - Source: Leng et al. 2022, "PolyLoss: a polynomial expansion perspective of classification loss
///   functions", where it is called Poly-1.
struct Poly1: Loss {
  /// The name in JSON and in model files.
  let name = "poly_1"
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

// One method, and the rest follows: labels, soft targets, class weights, smoothing.
let loss = Poly1(epsilon: 1)
let logits = [2, 1, 0.1]
let (value, gradient) = try loss.valueAndGradient(logits: logits, label: 0)
print("value", value)  // 0.7580 = 0.4170, the cross entropy, + 1 − 0.6590
print("gradient", gradient)

try check("label", at: logits) { try loss.valueAndGradient(logits: $0, label: 0) }
try check("soft target", at: logits) {
  try loss.valueAndGradient(logits: $0, target: [0.2, 0.5, 0.3])
}
let objective = try Objective(loss, classWeights: [1, 2, 3], labelSmoothing: 0.1)
try check("weighted, smoothed label", at: logits) {
  let row = try Matrix(rows: 1, columns: $0.count, elements: ContiguousArray($0))
  let (total, gradient) = try objective.valueAndGradient(logits: row, labels: [2])
  return (total.sum, Array(gradient.elements))
}

// It trains as the library's own losses do: three clouds of points, one hidden layer.
let points = (0..<90).map { i in
  let turn = Double(i / 3) * 2.399963
  let spread = 0.15 * Double(i / 3 % 5)
  return (x: Double(i % 3) + spread * cos(turn), y: Double(i % 3 == 1 ? 2 : 0) + spread * sin(turn))
}
let rows = try TrainingRows(
  features: Matrix<Float>(
    rows: points.count, columns: 2,
    elements: ContiguousArray(points.flatMap { [Float($0.x), Float($0.y)] })),
  labels: points.indices.map { Int32($0 % 3) })
let model = NetworkArchitecture([
  DenseLayer(8, activation: .tanh), DenseLayer(3, activation: .softmax),
])
let trained = ["own poly_1", "cross_entropy"].map { name -> [TrainingEpoch] in
  do {
    let objective =
      name == "own poly_1" ? Objective(loss) : try Objective(named: name, for: model, on: rows)
    var network = try NeuralNetwork(model, features: 2)
    var epochs: [TrainingEpoch] = []
    try NetworkTrainer(objective, learningRate: 0.01).train(
      &network, on: rows, epochs: 60, scoresTraining: true,
      each: { epoch in
        epochs.append(epoch)
        return true
      })
    return epochs
  } catch {
    preconditionFailure("\(error)")
  }
}
for (name, epochs) in zip(["Poly-1", "cross entropy"], trained) {
  guard let first = epochs.first?.training, let last = epochs.last?.training else { continue }
  print("\(name): log loss \(first.logLoss) after one epoch, \(last.logLoss) after \(epochs.count)")
  precondition(last.logLoss < 0.5 * first.logLoss && last.accuracy > 0.9, "\(name) did not learn")
}
