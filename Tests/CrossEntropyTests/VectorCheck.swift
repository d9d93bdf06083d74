import CrossEntropy
import Testing

/// What a loss's documentation promises at hard labels, in ulp.
struct ErrorBounds {
  var value: Double
  var gradient: Double
  /// What the gradient's ulp are of; its own elements unless said.
  var gradientScale: (_ probability: Double, _ vector: LossVector) -> Double? = { _, _ in nil }
  /// How many ulp of Float a value from Float logits may be off; 0: it is what Double logits give.
  var floatUlpsOfValue = 0.0
}

/// Holds the loss at a vector to its bounds: in Double, as a dense target, and from Float logits.
func expectMatch(
  _ loss: some Loss, _ vector: LossVector, _ bounds: ErrorBounds,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let (value, gradient) = try loss.valueAndGradient(logits: vector.logits, label: vector.label)
  let probabilities = probabilities(of: vector.logits, unit: loss.outputUnit)
  let scales = probabilities.map { bounds.gradientScale($0, vector) }
  #expect(
    ulps(value, vector.value) <= bounds.value, "value \(value), not \(vector.value)",
    sourceLocation: sourceLocation)
  for (j, (got, expected)) in zip(gradient, vector.gradient).enumerated() {
    #expect(
      ulps(got, expected, of: scales[j]) <= bounds.gradient,
      "gradient[\(j)] \(got), not \(expected)", sourceLocation: sourceLocation)
  }

  let dense = try loss.valueAndGradient(logits: vector.logits, target: vector.target)
  #expect(
    dense.value == value && dense.gradient == gradient, "the one-hot target",
    sourceLocation: sourceLocation)

  // Float logits are other numbers: Double, held to the digits above, says what is right for them.
  let narrow = vector.logits.map { Float($0) }
  let exact = try loss.valueAndGradient(logits: narrow.map { Double($0) }, label: vector.label)
  let (total, narrowGradient) = try byDefinition {
    try Objective(loss).valueAndGradient(
      logits: matrix([narrow]), labels: [vector.label])
  }
  if bounds.floatUlpsOfValue == 0 {
    #expect(total.sum == exact.value, "value from Float", sourceLocation: sourceLocation)
  } else {
    #expect(
      floatUlps(Float(total.sum), exact.value) <= bounds.floatUlpsOfValue,
      "value from Float \(total.sum), not \(exact.value)", sourceLocation: sourceLocation)
  }
  for (j, (got, expected)) in zip(narrowGradient.elements, exact.gradient).enumerated() {
    #expect(
      floatUlps(got, expected, of: scales[j]) <= 2,
      "Float gradient[\(j)] \(got), not \(expected)", sourceLocation: sourceLocation)
  }
}

private func probabilities(of logits: [Double], unit: OutputUnit) -> [Double] {
  switch unit {
  case .softmax:
    logProbabilitiesOf(logits: matrix([logits]), unit: .softmax).elements.map { exponential($0) }
  case .sigmoid:
    logits.map {
      exponential(logProbabilitiesOf(logits: matrix([[$0]]), unit: .sigmoid).elements[1])
    }
  case .identity, .exponential: unit.link.predictions(of: logits)
  }
}

/// What the definitions give, and not the kernels, whose bounds are their own.
func byDefinition<T>(_ body: () throws -> T) rethrows -> T {
  try KernelLevel.$current.withValue(.definition, operation: body)
}

func exponential(_ x: Double) -> Double { perplexity(ofMeanCrossEntropy: x) }

/// What a loss and its gradient are for a soft target, to the last digit.
struct SoftVector: CustomTestStringConvertible {
  var logits: [Double]
  var target: [Double]
  var value: Double
  var gradient: [Double]

  init(_ logits: [Double], target: [Double], value: Double, gradient: [Double]) {
    self.logits = logits
    self.target = target
    self.value = value
    self.gradient = gradient
  }

  var testDescription: String { "\(logits) → \(target)" }
}

extension LossVector {
  /// The label as a dense target.
  var soft: SoftVector { SoftVector(logits, target: target, value: value, gradient: gradient) }
}

/// Holds the loss at a soft vector to its bounds, in ulp of the scales, in Double and from Float.
func expectMatch(
  _ loss: some Loss, _ vector: SoftVector, valueBound: Double, valueScale: Double? = nil,
  gradientBound: Double, gradientScale: ((_ probability: Double, _ target: Double) -> Double)?,
  floatUlpsOfValue: Double = 0, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let (value, gradient) = try loss.valueAndGradient(logits: vector.logits, target: vector.target)
  let predictions = probabilities(of: vector.logits, unit: loss.outputUnit)
  let scales = zip(predictions, vector.target).map { gradientScale?($0, $1) }
  #expect(
    ulps(value, vector.value, of: valueScale) <= valueBound, "value \(value), not \(vector.value)",
    sourceLocation: sourceLocation)
  for (j, (got, expected)) in zip(gradient, vector.gradient).enumerated() {
    #expect(
      ulps(got, expected, of: scales[j]) <= gradientBound,
      "gradient[\(j)] \(got), not \(expected)", sourceLocation: sourceLocation)
  }

  let narrow = vector.logits.map { Float($0) }
  let exact = try loss.valueAndGradient(logits: narrow.map { Double($0) }, target: vector.target)
  let (total, narrowGradient) = try byDefinition {
    try Objective(loss).valueAndGradient(logits: matrix([narrow]), targets: matrix([vector.target]))
  }
  if floatUlpsOfValue == 0 {
    #expect(total.sum == exact.value, "value from Float", sourceLocation: sourceLocation)
  } else {
    #expect(
      floatUlps(Float(total.sum), exact.value, of: valueScale) <= floatUlpsOfValue,
      "value from Float \(total.sum), not \(exact.value)", sourceLocation: sourceLocation)
  }
  for (j, (got, expected)) in zip(narrowGradient.elements, exact.gradient).enumerated() {
    #expect(
      floatUlps(got, expected, of: scales[j]) <= 2,
      "Float gradient[\(j)] \(got), not \(expected)", sourceLocation: sourceLocation)
  }
}

/// Σⱼ tⱼ ℓ(z, j), and the gradient likewise: at most `bound` ulp of tⱼ|f'ⱼ| + pⱼ Σₖ tₖ|f'ₖ|, beside
/// as many for the hard rows that it is compared with.
///
/// `slope` is |f'| from log p and 1 − p.
func expectMeanOverClasses(
  _ loss: some Loss, logits: [Double], bound: Double, slope: (Double, Double) -> Double,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let isLone = loss.outputUnit == .sigmoid
  let weights: [Double] = isLone ? [0.375, 0.625] : logits.indices.map { 1 + Double($0) }
  let sum = weights.reduce(0, +)
  let target = isLone ? [weights[1]] : weights.map { $0 / sum }
  let shares = isLone ? weights : target
  var value = 0.0
  var gradient = logits.map { _ in 0.0 }
  let logProbabilities = logProbabilitiesOf(
    logits: matrix([logits]), unit: loss.outputUnit
  ).elements
  let p = logProbabilities.map(exponential)
  let slopes = p.indices.map { j in
    let complement = p.indices.reduce(0) { $0 + ($1 == j ? 0 : p[$1]) }
    return shares[j] * slope(logProbabilities[j], complement)
  }
  let pull = slopes.reduce(0, +)
  let scale =
    isLone ? [slopes[0] * p[1] + slopes[1] * p[0]] : p.indices.map { slopes[$0] + p[$0] * pull }
  for (label, t) in shares.enumerated() {
    let hard = try loss.valueAndGradient(logits: logits, label: label)
    value += t * hard.value
    for j in logits.indices { gradient[j] += t * hard.gradient[j] }
  }
  let soft = try loss.valueAndGradient(logits: logits, target: target)
  #expect(ulps(soft.value, value) <= 2 * bound, sourceLocation: sourceLocation)
  for j in logits.indices {
    #expect(
      ulps(soft.gradient[j], gradient[j], of: scale[j]) <= 2 * bound,
      "gradient[\(j)] \(soft.gradient[j]), not \(gradient[j])", sourceLocation: sourceLocation)
  }
}
