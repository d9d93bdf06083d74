// Why squared error learns slowly from a confidently wrong output.

// snippet.slowness
import CrossEntropy

for logit in [-1.0, 1.1, 5.84] {
  let (_, squared) = try SquaredError(scale: 0.5, unit: .sigmoid)
    .valueAndGradient(logits: [logit], label: 0)
  let (_, crossEntropy) = try SigmoidCrossEntropy().valueAndGradient(logits: [logit], label: 0)
  print(logit, squared[0], crossEntropy[0])
}
