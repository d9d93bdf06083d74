// Cross entropy is the negative log-likelihood of the labels, per row.

// snippet.likelihood
import CrossEntropy
import Foundation

let outputs = [[0.3, 0.3, 0.4], [0.3, 0.4, 0.3], [0.1, 0.2, 0.7]]
let labels = [2, 1, 0]
let likelihood = zip(outputs, labels).map { $0[$1] }.reduce(1, *)
let loss = SoftmaxCrossEntropy()
let sum = try zip(outputs, labels).reduce(0) {
  try $0 + loss.value(probabilities: $1.0, label: $1.1)
}
print(likelihood, exp(-sum))

let tenThousand = [Double](repeating: 0.1, count: 10_000)
print(tenThousand.reduce(1, *), tenThousand.reduce(0) { $0 + log($1) })
