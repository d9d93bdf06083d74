// Two models with the same accuracy, and what the losses say of them.

// snippet.judging
import CrossEntropy

let unsure = [[0.3, 0.3, 0.4], [0.3, 0.4, 0.3], [0.1, 0.2, 0.7]]
let unsureLabels = [2, 1, 0]
let better = [[0.1, 0.2, 0.7], [0.1, 0.7, 0.2], [0.3, 0.4, 0.3]]
let betterLabels = [2, 1, 0]

func mean(_ loss: some Loss, _ outputs: [[Double]], _ labels: [Int]) throws -> Double {
  let losses = try zip(outputs, labels).map { try loss.value(probabilities: $0, label: $1) }
  return losses.reduce(0, +) / Double(losses.count)
}
print(
  try mean(SoftmaxCrossEntropy(), unsure, unsureLabels),
  try mean(SoftmaxCrossEntropy(), better, betterLabels))
print(
  try mean(SquaredError(), unsure, unsureLabels), try mean(SquaredError(), better, betterLabels))
