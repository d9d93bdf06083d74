// One idea behind three losses: the negative log-likelihood of what an output unit forecasts.

// snippet.units
import CrossEntropy

for (unit, logits, target) in [
  (OutputUnit.identity, [0.7], [1.0]), (.sigmoid, [0.7], [1]), (.softmax, [0.7, 0], [1, 0]),
] {
  let loss = unit.likelihoodLoss
  print(unit, unit.distribution, loss.name)
  print(try loss.valueAndGradient(logits: logits, target: target))
}
