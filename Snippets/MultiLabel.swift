// Several labels per row: positives that weigh more or less, and labels that are missing.

import CrossEntropy

let logits = try Matrix<Float>([[0.8, -1.5, 2], [-0.3, 0, 4]])
// −1 marks a label that nobody gave.
let labels = try Matrix<Float>([[1, 0, 1], [-1, 1, 0]])
let objective = try Objective(SigmoidCrossEntropy(), positiveWeights: [1, 3, 0.5])
let (total, gradient) = try objective.valueAndGradient(
  logits: logits, targets: labels, maskedOutputs: labels.elements.map { $0 < 0 },
  of: .meanOverElements)
print("loss", try total.value(of: .meanOverElements))
print("gradient", gradient.row(0), gradient.row(1))
