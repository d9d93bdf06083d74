// Two models with the same accuracy, and what the losses say of them.

// snippet.judging
import CrossEntropy

let unsure = [[0.3, 0.3, 0.4], [0.3, 0.4, 0.3], [0.1, 0.2, 0.7]]
let unsureLabels = [2, 1, 0]
let better = [[0.1, 0.2, 0.7], [0.1, 0.7, 0.2], [0.3, 0.4, 0.3]]
let betterLabels = [2, 1, 0]

func mean(_ loss: some Loss, _ outputs: [[Double]], _ labels: [Int]) -> Double {
  let losses = zip(outputs, labels).map { loss.value(probabilities: $0, label: $1) }
  return losses.reduce(0, +) / Double(losses.count)
}
print(
  mean(SoftmaxCrossEntropy(), unsure, unsureLabels),
  mean(SoftmaxCrossEntropy(), better, betterLabels))
print(mean(SquaredError(), unsure, unsureLabels), mean(SquaredError(), better, betterLabels))
