// With a fixed variance, a Gaussian's negative log-likelihood is squared error and a constant.

// snippet.variance
import CrossEntropy

let half = SquaredError(scale: 0.5, unit: .identity)
for mean in [0.2, 1, 1.7] {
  // The second output is the logarithm of the variance, here of 1.
  let likelihood = try GaussianLoss().value(logits: [mean, 0], target: [1, 0])
  let squares = try half.value(logits: [mean], target: [1])
  print(mean, squares, likelihood - squares)
}
