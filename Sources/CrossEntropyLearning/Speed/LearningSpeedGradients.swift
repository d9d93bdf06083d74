package import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The probabilities of the truth at which gradients are given, from right to confidently wrong.
private let probabilities = [
  0.999, 0.99, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.01, 0.001, 0.0001,
]

/// |∂ℓ/∂z_y| of a row of class `truth` under every loss, by the probability of the truth.
package func learningSpeedGradients(
  _ losses: [ComparedLoss], _ objectives: [Objective], truth: Int, named name: String, classes: Int
) -> LearningSpeed.Gradients {
  let odds = probabilities.map { log($0 / (1 - $0)) }
  // Log-odds from −20 to 20, fine enough that the greatest has its first digits right.
  let fine = (-1280...1280).map { Double($0) / 64 }
  return LearningSpeed.Gradients(
    truth: name, probabilities: probabilities,
    losses: zip(losses, objectives).map { loss, objective in
      let values = slopes(objective, odds: odds, truth: truth, classes: classes)
      let all = values + slopes(objective, odds: fine, truth: truth, classes: classes)
      let greatest = all.max() ?? 0
      return LearningSpeed.Gradient(
        name: loss.name, parameters: loss.parameters, values: values,
        greatest: greatest, relative: values.map { greatest > 0 ? $0 / greatest : 0 })
    })
}

/// The gradients of a row of the class that is rarest among the training rows.
func gradientsOfRarestClass(
  _ dataset: Dataset, _ losses: [ComparedLoss], balance: [[Double]]
) -> LearningSpeed.Gradients {
  let all = balance.enumerated().flatMap { target, weights in
    weights.enumerated().map { (target: target, label: $0, weight: $1) }
  }
  // The rarer a class, the greater its weight of balance.
  let rarest = all.reduce(all[0]) { $1.weight > $0.weight ? $1 : $0 }
  let target = dataset.targets[rarest.target]
  let name = target.classes[rarest.label]
  let shape = OutputShape(classes: [target.classes.count])
  return learningSpeedGradients(
    losses, losses.map { $0.objective(shape, balance: [balance[rarest.target]]) },
    truth: rarest.label, named: dataset.isMultiLabel ? "\(target.name) = \(name)" : name,
    classes: target.classes.count)
}

private func slopes(_ objective: Objective, odds: [Double], truth: Int, classes: Int) -> [Double] {
  let outputs = objective.loss.outputUnit == .sigmoid ? 1 : classes
  // The rest of the probability is on one other class; further classes are too far below to be
  // seen.
  var logits = Matrix(rows: odds.count, columns: outputs, repeating: -800.0)
  for (row, odds) in odds.enumerated() {
    if outputs == 1 {
      logits[row, 0] = truth == 1 ? odds : -odds
    } else {
      logits[row, truth] = odds
      logits[row, truth == 0 ? 1 : 0] = 0
    }
  }
  do {
    let gradient = try objective.valueAndGradient(
      logits: logits, labels: odds.map { _ in truth }
    ).gradient
    return odds.indices.map { abs(gradient[$0, outputs == 1 ? 0 : truth]) }
  } catch {
    fatalError("the truth is one of the classes: \(error)")
  }
}
