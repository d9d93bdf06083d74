extension NetworkTrainer {
  /// How a gradient becomes a step.
  ///
  /// A trainer throws for a number out of its range.
  public enum Optimizer: Sendable, Hashable, Codable {
    /// w ← w − η·b with b ← μ·b + g; Nesterov's form steps along g + μ·b. μ is from 0
    /// to 1.
    case sgd(momentum: Double = 0, nesterov: Bool = false)
    /// w ← w − η·m̂ / (√v̂ + ε): running means of the gradient and of its square, each without its
    /// starting bias. Both β are from 0 to below 1; ε is above 0, also in single precision.
    case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)
    /// Adam after w ← w − η·decay·w: the decay does not pass through the running means. As in PyTorch
    /// it takes biases too. The decay is 0 or more.
    case adamW(
      decay: Double = 0.01, beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)
  }
}

extension NetworkTrainer.Optimizer {
  /// Throws for a number with which a step could be no number.
  func validate() throws(TrainingError) {
    switch self {
    case .sgd(let momentum, _):
      guard 0...1 ~= momentum else { throw .outOfRange(.momentum, momentum) }
    case .adam(let beta1, let beta2, let epsilon):
      for beta in [beta1, beta2] where !(0..<1 ~= beta) { throw .outOfRange(.beta, beta) }
      // A gradient of 0 is divided by ε alone.
      guard Float(epsilon) > 0, Float(epsilon).isFinite else {
        throw .outOfRange(.epsilon, epsilon)
      }
    case .adamW(let decay, let beta1, let beta2, let epsilon):
      try TrainingError.check(.decay, decay)
      try NetworkTrainer.Optimizer.adam(beta1: beta1, beta2: beta2, epsilon: epsilon).validate()
    }
  }
}

/// What an optimiser remembers: its steps, and one number per weight or none, twice.
struct OptimizerMemory: Sendable {
  var steps = 0
  /// The velocity, or the mean of the gradient.
  var first: ContiguousArray<Float> = []
  /// The mean of the gradient's square.
  var second: ContiguousArray<Float> = []
}

/// An optimiser and what it remembers of a training run.
struct OptimizerState: Sendable {
  private let optimizer: NetworkTrainer.Optimizer
  private(set) var memory = OptimizerMemory()

  init(_ optimizer: NetworkTrainer.Optimizer, parameters: Int) {
    self.optimizer = optimizer
    let zeros = ContiguousArray<Float>(repeating: 0, count: parameters)
    switch optimizer {
    case .sgd(let momentum, _): memory.first = momentum == 0 ? [] : zeros
    case .adam, .adamW:
      memory.first = zeros
      memory.second = zeros
    }
  }

  /// Goes on with what another remembered; false, and unchanged, where that is none of this optimiser and these
  /// parameters.
  mutating func take(_ other: OptimizerMemory) -> Bool {
    guard other.steps > 0, other.first.count == memory.first.count,
      other.second.count == memory.second.count
    else { return false }
    memory = other
    return true
  }

  /// Moves the parameters against the gradient.
  mutating func step(
    _ parameters: inout ContiguousArray<Float>, gradient: ContiguousArray<Float>, rate: Double
  ) {
    memory.steps += 1
    switch optimizer {
    case .sgd(let momentum, let nesterov):
      moveBySGD(
        &parameters, gradient, &memory.first, rate: Float(rate), momentum: Float(momentum),
        nesterov: nesterov)
    case .adam(let beta1, let beta2, let epsilon):
      moveByAdam(
        &parameters, gradient, &memory.first, &memory.second, steps: memory.steps, rate, beta1,
        beta2, epsilon)
    case .adamW(let decay, let beta1, let beta2, let epsilon):
      let keep = Float(1 - rate * decay)
      for i in parameters.indices { parameters[i] *= keep }
      moveByAdam(
        &parameters, gradient, &memory.first, &memory.second, steps: memory.steps, rate, beta1,
        beta2, epsilon)
    }
  }
}

private func moveBySGD(
  _ parameters: inout ContiguousArray<Float>, _ gradient: ContiguousArray<Float>,
  _ velocity: inout ContiguousArray<Float>, rate: Float, momentum: Float, nesterov: Bool
) {
  let count = parameters.count
  let g = gradient.span.extracting(0..<count)
  var p = parameters.mutableSpan
  if momentum == 0 {
    for i in 0..<count { p[i] -= rate * g[i] }
    return
  }
  var all = velocity.mutableSpan
  var b = all._mutatingExtracting(0..<count)
  for i in 0..<count {
    b[i] = momentum * b[i] + g[i]
    p[i] -= rate * (nesterov ? g[i] + momentum * b[i] : b[i])
  }
}

private func moveByAdam(
  _ parameters: inout ContiguousArray<Float>, _ gradient: ContiguousArray<Float>,
  _ means: inout ContiguousArray<Float>, _ squares: inout ContiguousArray<Float>, steps: Int,
  _ rate: Double, _ beta1: Double, _ beta2: Double, _ epsilon: Double
) {
  let unbias1 = 1 - integerPower(beta1, steps)
  let unbias2 = (1 - integerPower(beta2, steps)).squareRoot()
  let size = Float(rate / unbias1)
  let (b1, b2, c1, c2) = (Float(beta1), Float(beta2), Float(1 - beta1), Float(1 - beta2))
  let (eps, inverseRoot) = (Float(epsilon), Float(1 / unbias2))
  // Eight at a time by hand: a lone square root is a call that the compiler does not widen.
  let g = gradient.span
  var p = parameters.mutableSpan
  var m = means.mutableSpan
  var v = squares.mutableSpan
  for start in stride(from: 0, to: p.count, by: 8) {
    let places = start..<min(start + 8, p.count)
    let slope = SIMD8(g, places)
    let mean = b1 * SIMD8(m.span, places) + c1 * slope
    let square = b2 * SIMD8(v.span, places) + c2 * slope * slope
    let step = size * mean / (square.squareRoot() * inverseRoot + eps)
    mean.store(&m, places)
    square.store(&v, places)
    (SIMD8(p.span, places) - step).store(&p, places)
  }
}

extension SIMD8<Float> {
  /// The elements at eight places or fewer; the lanes beyond are 0.
  @inline(__always)
  init(_ source: Span<Float>, _ places: Range<Int>) {
    if places.count == 8 {
      let x = source.extracting(places.lowerBound..<places.lowerBound + 8)
      self.init(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7])
    } else {
      self.init()
      for i in places { self[i - places.lowerBound] = source[i] }
    }
  }

  @inline(__always)
  fileprivate func store(_ target: inout MutableSpan<Float>, _ places: Range<Int>) {
    if places.count == 8 {
      var x = target._mutatingExtracting(places.lowerBound..<places.lowerBound + 8)
      for i in 0..<8 { x[i] = self[i] }
    } else {
      for i in places { target[i] = self[i - places.lowerBound] }
    }
  }
}

private func integerPower(_ base: Double, _ exponent: Int) -> Double {
  var result = 1.0
  var factor = base
  var rest = exponent
  while rest > 0 {
    if rest % 2 == 1 { result *= factor }
    factor *= factor
    rest /= 2
  }
  return result
}
