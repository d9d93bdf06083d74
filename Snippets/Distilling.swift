// A student learns from a teacher's logits and from the labels.

import CrossEntropy

let student = try Matrix<Float>([[1, 2, 0.5], [0, -1, 3], [2, 2, 1], [0.3, 0.1, 0]])
let teacher = try Matrix<Float>([[2, 4, 0], [0, -2, 6], [5, 1, 1], [0, 3, 0]])
let distillation = try Distillation(temperature: 4, alpha: 0.7)
let (total, gradient) = try distillation.valueAndGradient(
  logits: student, teacher: teacher, labels: [1, 2, 0, 1], of: .meanOverRows)
print("loss", try total.value(of: .meanOverRows))
print("gradient of the last row", gradient.row(3))
