// The perplexity of a text that comes in chunks, several at a time.

import CrossEntropy

func loss(ofChunk chunk: Int) throws -> LossTotal {
  let (tokens, vocabulary) = (64, 1000)
  let logits = try Matrix(
    rows: tokens, columns: vocabulary,
    elements: (0..<tokens * vocabulary).map { Float(($0 * 7919 + chunk) % 101) / 25 })
  let labels = (0..<tokens).map { $0 % 7 == 0 ? -100 : ($0 * 31 + chunk) % vocabulary }
  let objective = try Objective(SoftmaxCrossEntropy(), ignoredLabels: [-100])
  return try objective.value(logits: logits, labels: labels, threads: 1)
}

let text = try await withThrowingTaskGroup(of: LossTotal.self) { group in
  for chunk in 0..<8 { group.addTask { try loss(ofChunk: chunk) } }
  var text = LossTotal()
  for try await total in group { try text.merge(total) }
  return text
}
let nats = try text.value(of: .meanOverCountedRows)
print("perplexity", perplexity(ofMeanCrossEntropy: nats), "tokens", text.countedRows)
print("bits per token", nats * InformationUnit.bits.perNat)
