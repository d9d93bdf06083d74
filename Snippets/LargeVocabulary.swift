// Steps of a large vocabulary's last layer: its logits are never all in memory.

import CrossEntropy

func noise(_ count: Int) -> [Float] {
  (0..<count).map { Float(($0 * 2_654_435_761) & 0xFFFF) / 65536 - 0.5 }
}

let (tokens, features, vocabulary) = (64, 32, 8000)
let inputs = try Matrix(rows: tokens, columns: features, elements: noise(tokens * features))
var weights = try Matrix(
  rows: vocabulary, columns: features, elements: noise(vocabulary * features))
let labels = (0..<tokens).map { $0 % 5 == 4 ? -100 : $0 * 300 % vocabulary }
let head = try LinearCrossEntropy(
  Objective(
    SoftmaxCrossEntropy(), ignoredLabels: [-100],
    logitOptions: LogitOptions(softCap: 30, zLoss: 1e-4)))

for step in 1...3 {
  let (total, gradients) = try head.valueAndGradients(
    inputs: inputs, weights: weights, labels: labels, withInputs: false, of: .meanOverCountedRows)
  print("step", step, "loss", try total.value(of: .meanOverCountedRows))
  for k in 0..<vocabulary {
    for j in 0..<features { weights[k, j] -= 5 * gradients.weights[k, j] }
  }
}
