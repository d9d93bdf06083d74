// Logits and labels from files, read where they lie, without a copy.

import CrossEntropy
import Foundation

func bytes(_ name: String) throws -> Data {
  try Data(
    contentsOf: URL(fileURLWithPath: "Benchmarks/programs/\(name)"), options: .mappedIfSafe)
}

let logits = try bytes("logits.f32")
let labels = try bytes("labels.i32")
let objective = try Objective(
  SoftmaxCrossEntropy(), classWeights: (1...10).map { 1 / Double($0) }, ignoredLabels: [-100])

func loss(_ labels: Span<Int32>) throws -> LossTotal {
  try logits.withUnsafeBytes {
    try objective.value(of: $0.bindMemory(to: Float.self).span, outputs: 10, labels: labels)
  }
}

let total = try labels.withUnsafeBytes { try loss($0.bindMemory(to: Int32.self).span) }
print("loss", try total.value(of: .meanOverWeight))
print("rows", total.countedRows, "of", total.rows)

let wrong = [Int32](repeating: 10, count: total.rows)
do {
  print("loss", try loss(wrong.span).sum)
} catch {
  print("error:", error)
}
