import CrossEntropy
import CrossEntropyLearning
import CrossEntropyTesting

/// ℓ(z, t) = Σⱼ tⱼ (−log pⱼ + ε(1 − pⱼ)) with p = softmax(z): cross entropy with more, or less, weight
/// on the first term of its series in 1 − p.
///
/// With T = Σⱼ tⱼ and m = Σₖ tₖ pₖ its gradient is ∂ℓ/∂zⱼ = (T + εm)·pⱼ − (1 + εpⱼ)·tⱼ.
///
/// - Source: Leng et al. 2022, "PolyLoss: a polynomial expansion perspective of classification loss
///   functions", where it is called Poly-1.
struct Poly1: Loss {
  let name = "poly_1"
  static let isLinearInTarget = true
  var outputUnit: OutputUnit { .softmax }
  let epsilon: Double

  // On entry the row holds logits, on return ∂ℓ/∂z. `target[j]` is tⱼ, whether it came from a label, from
  // smoothing, from class weights or from a row of probabilities; `target.mass` is T.
  @specialized(where S == Float)
  @specialized(where S == Double)
  func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    let softmax = SoftmaxRow(row)
    // What needs the logits comes first. An output with t = 0 costs 0, also where its p is 0.
    var (value, m) = (0.0, 0.0)
    for j in row.indices where target[j] != 0 {
      let z = row[j].arithmetic
      value += target[j] * (epsilon * softmax.complement(z, at: j) - softmax.logProbability(z))
    }
    softmax.formProbabilities(&row)
    for j in row.indices where target[j] != 0 { m += target[j] * row[j].arithmetic }
    for j in row.indices {
      let p = row[j].arithmetic
      row[j] = S(rounding: (target.mass + epsilon * m) * p - (1 + epsilon * p) * target[j])
    }
    return value
  }
}

// One method, and the rest follows: labels, soft targets, class weights, smoothing.
let loss = Poly1(epsilon: 1)
let (value, gradient) = try loss.valueAndGradient(logits: [2, 1, 0.1], label: 0)
print("value", value)  // 0.7580 = 0.4170, the cross entropy, + 1 − 0.6590
print("gradient", gradient)

// In a package of your own this is a test: #expect(try brokenLaws(of: loss).isEmpty)
let broken = try brokenLaws(of: loss)
precondition(broken.isEmpty, "\(broken)")
print("the gradient is the value's derivative, and the other laws hold")

// It trains as the library's own losses do: three clouds of points, one hidden layer.
let points = (0..<90).map { i -> [Float] in
  let (x, y) = (Float(i % 3), Float(i % 3 == 1 ? 2 : 0))
  return [x + Float(i * 7 % 11) / 10, y + Float(i * 5 % 13) / 10]
}
let rows = try TrainingRows(features: Matrix(points), labels: points.indices.map { Int32($0 % 3) })
let model = NetworkArchitecture([
  DenseLayer(8, activation: .tanh), DenseLayer(3, activation: .softmax),
])
var network = try NeuralNetwork(model, features: 2)
var last: TrainingEpoch?
try NetworkTrainer(Objective(loss), learningRate: 0.01).train(
  &network, on: rows, epochs: 60, scoresTraining: true,
  each: { epoch in
    last = epoch
    return true
  })
print("accuracy after 60 epochs", last?.training?.accuracy ?? .nan)
precondition(last?.training.map { $0.accuracy > 0.9 } ?? false, "it did not learn")
