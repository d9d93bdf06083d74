// A loss of one's own, and the check that its gradient and the rest are right.

import CrossEntropy
import CrossEntropyTesting

/// Σⱼ tⱼ (4(1 − pⱼ) − log pⱼ): cross entropy and its reverse, with −4 for log 0 (Wang et al., 2019).
struct SymmetricCrossEntropy: Loss {
  let name = "symmetric_cross_entropy"
  let outputUnit = OutputUnit.softmax
  static let isLinearInTarget = true

  @specialized(where S == Float)
  @specialized(where S == Double)
  func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    let softmax = SoftmaxRow(row)
    var (value, hit) = (0.0, 0.0)
    for j in row.indices where target[j] != 0 {
      let z = row[j].arithmetic
      value += target[j] * (4 * softmax.complement(z, at: j) - softmax.logProbability(z))
      hit += target[j] * softmax.probability(z)
    }
    for j in row.indices {
      let p = softmax.probability(row[j].arithmetic)
      row[j] = S(rounding: (target.mass + 4 * hit) * p - (1 + 4 * p) * target[j])
    }
    return value
  }
}

let loss = SymmetricCrossEntropy()
print("laws broken", try brokenLaws(of: loss).count)
let objective = try Objective(loss, classWeights: [1, 2, 1], labelSmoothing: 0.1)
let logits = try Matrix<Double>([[2, 1, 0.1], [0, 0.5, 3]])
let (total, gradient) = try objective.valueAndGradient(
  logits: logits, labels: [0, 1], of: .meanOverRows)
print("loss", try total.value(of: .meanOverRows))
print("gradient", gradient.row(0), gradient.row(1))
