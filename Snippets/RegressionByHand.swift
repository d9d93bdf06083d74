// Softmax regression by hand: the library gives the gradient, the rest is one's own.

import CrossEntropy

let (rows, features, classes) = (600, 4, 3)
let labels = (0..<rows).map { $0 % classes }
let noise = (0..<rows * features).map { Float(($0 * 2_654_435_761) & 0xFFFF) / 65536 }
var inputs = try Matrix(rows: rows, columns: features, elements: noise)
for i in 0..<rows { inputs[i, labels[i]] += 1 }
var weights = Matrix<Float>(rows: features, columns: classes, repeating: 0)
let objective = try Objective(SoftmaxCrossEntropy(), labelSmoothing: 0.05)

for step in 1...200 {
  var logits = Matrix<Float>(rows: rows, columns: classes, repeating: 0)
  for i in 0..<rows {
    for j in 0..<features {
      for k in 0..<classes { logits[i, k] += inputs[i, j] * weights[j, k] }
    }
  }
  let (total, gradient) = try objective.valueAndGradient(
    logits: logits, labels: labels, of: .meanOverRows)
  for i in 0..<rows {
    for j in 0..<features {
      for k in 0..<classes { weights[j, k] -= 2 * inputs[i, j] * gradient[i, k] }
    }
  }
  if step % 50 == 0 { print("step", step, "loss", try total.value(of: .meanOverRows)) }
}
