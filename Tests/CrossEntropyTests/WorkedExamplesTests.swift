import CrossEntropy
import Testing

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The worked examples of the articles that the project grew from, each by its number.
struct WorkedExamplesTests {
  // MARK: Measures

  @Test("M1 a fair coin, in bits")
  func m1() throws { #expect(try entropy(of: [0.5, 0.5], in: .bits) == 1) }

  @Test("M2 a 90:10 coin, in bits")
  func m2() throws { #expect(try close(entropy(of: [0.9, 0.1], in: .bits), 0.468995593589281)) }

  @Test("M3 two equally likely balls")
  func m3() throws { #expect(try close(entropy(of: [0.5, 0.5]), 0.693147180559945)) }

  @Test("M4 20:80")
  func m4() throws { #expect(try close(entropy(of: [0.2, 0.8]), 0.500402423538188)) }

  @Test("M5 n equally likely outcomes: ln n; n = 100")
  func m5() throws {
    let uniform = [Double](repeating: 0.01, count: 100)
    #expect(try close(entropy(of: uniform), 4.605170185988091))
    #expect(try close(perplexity(of: uniform), 100))
  }

  @Test("M6 100 kinds, one has 99 %; a reader's 0.08 or less merges the other 99 into one")
  func m6() throws {
    let kinds = [0.99] + [Double](repeating: 0.01 / 99, count: 99)
    #expect(try close(entropy(of: kinds), 0.101952732856193))
    #expect(try entropy(of: [0.99, 0.01]) < 0.08)
  }

  @Test("M7 one kind only")
  func m7() throws { #expect(try entropy(of: [1]) == 0) }

  private let p = [0.8, 0.1, 0.1]
  private let q = [0.2, 0.2, 0.6]

  @Test("M8 H(p)")
  func m8() throws { #expect(try close(entropy(of: p), 0.639031859650177)) }

  @Test("M9 H(p, q)")
  func m9() throws { #expect(try close(crossEntropy(of: p, under: q), 1.499576683567289)) }

  @Test("M10 D(p ‖ q) = H(p, q) − H(p)")
  func m10() throws {
    #expect(try close(divergence(of: p, from: q), 0.860544823917112))
    #expect(
      try close(divergence(of: p, from: q), crossEntropy(of: p, under: q) - entropy(of: p)))
  }

  @Test("M11 H(p, q) ≥ H(p), with equality at q = p", arguments: 0..<20 as Range<UInt64>)
  func m11(seed: UInt64) throws {
    var random = SplitMix64(seed)
    let p = random.distribution(5)
    let q = random.distribution(5)
    #expect(try crossEntropy(of: p, under: q) > entropy(of: p))
    #expect(try crossEntropy(of: p, under: p) == entropy(of: p))
  }

  @Test("M12 least H(p, q) = least D(p ‖ q) = greatest likelihood")
  func m12() throws {
    // Three heads in ten tosses; the likelihood of the tosses under each q.
    let candidates = (1..<100).map { Double($0) / 100 }
    let p = [0.3, 0.7]
    func best(_ cost: (Double) throws -> Double) rethrows -> Double? {
      try candidates.min { try cost($0) < cost($1) }
    }
    #expect(try best { try crossEntropy(of: p, under: [$0, 1 - $0]) } == 0.3)
    #expect(try best { try divergence(of: p, from: [$0, 1 - $0]) } == 0.3)
    #expect(
      best { q in
        let likelihood = (0..<10).reduce(1.0) { $0 * ($1 < 3 ? q : 1 - q) }
        return -likelihood
      } == 0.3)
  }

  @Test(
    "M13 nats, bits, hartleys",
    arguments: zip(InformationUnit.allCases, [1, 1 / log(2.0), 1 / log(10.0)]))
  func m13(unit: InformationUnit, perNat: Double) throws {
    #expect(try close(entropy(of: p, in: unit), entropy(of: p) * perNat))
    #expect(try close(crossEntropy(of: p, under: q, in: unit), 1.499576683567289 * perNat))
    #expect(try close(divergence(of: p, from: q, in: unit), 0.860544823917112 * perNat))
  }

  // MARK: Likelihood

  @Test("L1 log Π = Σ log, and logarithms do not underflow")
  func l1() throws {
    let rows = 10_000
    #expect((0..<rows).reduce(1.0) { product, _ in product * 0.1 } == 0)
    let surprisal = try SoftmaxCrossEntropy().value(probabilities: [0.1, 0.9], label: 0)
    // Two outputs, the second more likely by ln 9.
    let logits = try Matrix(
      rows: rows, columns: 2,
      elements: ContiguousArray((0..<2 * rows).map { $0 % 2 == 0 ? 0 : 2.1972245773362196 }))
    let total = try Objective(SoftmaxCrossEntropy())
      .value(logits: logits, labels: repeatElement(0, count: rows))
    #expect(close(total.sum, 23_025.850929940458))
    #expect(close(total.sum, Double(rows) * surprisal))
  }

  @Test("L2 −Σ log-likelihood of one-hot rows = N × cross entropy")
  func l2() throws {
    let targets = [[0, 0, 1.0], [0, 1, 0], [1, 0, 0]]
    let logLikelihood = try zip(targets, articleRows).reduce(0) {
      try $0 - crossEntropy(of: $1.0, under: $1.1.outputs)
    }
    let total = try Objective(SoftmaxCrossEntropy())
      .value(logits: logMatrix(articleRows.map(\.outputs)), targets: matrix(targets))
    #expect(close(-logLikelihood, 3 * (try #require(total.meanOverRows))))
  }

  @Test("L3 one idea: the negative log-likelihood; only the output unit changes")
  func l3() throws {
    // Bernoulli: −log σ for "yes", −log(1 − σ) for "no"; categorical: −log o_y.
    let bernoulli: any Loss = SigmoidCrossEntropy()
    let categorical: any Loss = SoftmaxCrossEntropy()
    #expect(bernoulli.outputUnit == .sigmoid)
    #expect(categorical.outputUnit == .softmax)
    for o in [0.1, 0.6, 0.98] {
      #expect(try close(bernoulli.value(probabilities: [o], label: 1), surprisal(o)))
      #expect(try close(bernoulli.value(probabilities: [o], label: 0), surprisal(1 - o)))
      #expect(try close(categorical.value(probabilities: [o, 1 - o], label: 0), surprisal(o)))
    }
  }

  @Test("L4 Gaussian of fixed variance: squared error plus a constant")
  func l4() throws {
    // −log N(y; o, 1) = ½(y − o)² + ½ log 2π, o = σ(z).
    let constant = 0.9189385332046728
    let loss = SquaredError(scale: 0.5, unit: .sigmoid)
    for (o, y) in [(0.3, 1.0), (0.7503, 0), (0.5, 0.25)] {
      let density = exp(-(y - o) * (y - o) / 2) / 2.5066282746310002
      #expect(try close(surprisal(density), loss.value(probabilities: [o], target: [y]) + constant))
    }
  }

  @Test("L5 −log o_y reads one node only")
  func l5() throws {
    let loss = SoftmaxCrossEntropy()
    #expect(try close(loss.value(probabilities: [0.2, 0.3, 0.5], label: 2), surprisal(0.5)))
    #expect(try close(loss.value(probabilities: [0.5, 0, 0.5], label: 2), surprisal(0.5)))
  }

  // MARK: Losses on given outputs

  private let articleRows: [(outputs: [Double], label: Int)] = [
    ([0.3, 0.3, 0.4], 2), ([0.3, 0.4, 0.3], 1), ([0.1, 0.2, 0.7], 0),
  ]
  private let betterRows: [(outputs: [Double], label: Int)] = [
    ([0.1, 0.2, 0.7], 2), ([0.1, 0.7, 0.2], 1), ([0.3, 0.4, 0.3], 0),
  ]

  private func mean(_ loss: some Loss, over rows: [(outputs: [Double], label: Int)]) throws
    -> Double
  {
    try rows.reduce(0) { try $0 + loss.value(probabilities: $1.outputs, label: $1.label) }
      / Double(rows.count)
  }

  @Test("V1 mean cross entropy")
  func v1() throws {
    #expect(try close(mean(SoftmaxCrossEntropy(), over: articleRows), 1.378388852247452))
    let total = try Objective(SoftmaxCrossEntropy())
      .value(logits: logMatrix(articleRows.map(\.outputs)), labels: articleRows.map(\.label))
    #expect(close(try #require(total.meanOverRows), 1.378388852247452))
  }

  @Test("V2 mean cross entropy of the better rows")
  func v2() throws {
    #expect(try close(mean(SoftmaxCrossEntropy(), over: betterRows), 0.639107564067800))
  }

  @Test("V3 the same accuracy, different losses")
  func v3() throws {
    for rows in [articleRows, betterRows] {
      let right = rows.filter { $0.outputs.max() == $0.outputs[$0.label] }
      #expect(right.count == 2)
    }
    #expect(
      try mean(SoftmaxCrossEntropy(), over: articleRows)
        > 2 * mean(SoftmaxCrossEntropy(), over: betterRows))
  }

  @Test("V4 squared error, summed over classes")
  func v4() throws {
    let rows = try articleRows.map {
      try SquaredError().value(probabilities: $0.outputs, label: $0.label)
    }
    #expect(close(rows, [0.54, 0.54, 1.34]))
    #expect(try close(mean(SquaredError(), over: articleRows), 0.806666666666667))
  }

  @Test("V5 squared error of the better rows")
  func v5() throws {
    let rows = try betterRows.map {
      try SquaredError().value(probabilities: $0.outputs, label: $0.label)
    }
    #expect(close(rows, [0.14, 0.14, 0.74]))
    #expect(try close(mean(SquaredError(), over: betterRows), 0.34))
  }

  @Test("V6 −ln o_y")
  func v6() throws {
    let loss = SoftmaxCrossEntropy()
    #expect(try close(loss.value(probabilities: [0.1, 0.2, 0.7], label: 2), 0.356674943938732))
    #expect(try close(loss.value(probabilities: [0.5, 0.3, 0.2], label: 2), 1.609437912434100))
  }

  @Test("V7 p = (.2 .3 .5), one-hot third")
  func v7() throws {
    let loss = SoftmaxCrossEntropy()
    #expect(
      try close(loss.value(probabilities: [0.2, 0.3, 0.5], target: [0, 0, 1]), 0.693147180559945))
  }

  private let fiveOutputs = [0.01, 0.09, 0.88, 0.015, 0.005]

  @Test("V8 five classes, one-hot third")
  func v8() throws {
    let loss = SoftmaxCrossEntropy()
    #expect(
      try close(loss.value(probabilities: fiveOutputs, target: [0, 0, 1, 0, 0]), 0.127833371509885))
  }

  @Test("V9 binary, y = 0")
  func v9() throws {
    let loss = SigmoidCrossEntropy()
    #expect(try close(loss.value(probabilities: [0.013], label: 0), 0.013085239548655))
  }

  @Test("V10 binary, y = 1, and the same as two classes")
  func v10() throws {
    let one = try SigmoidCrossEntropy().value(probabilities: [0.6], label: 1)
    let two = try SoftmaxCrossEntropy().value(probabilities: [0.6, 0.4], target: [1, 0])
    #expect(close(one, 0.510825623765991))
    #expect(close(two, 0.510825623765991))
  }

  private let multiLabelOutputs = [0.8, 0.15, 0.96]
  private let indicators = [1.0, 0, 1]

  @Test("V11 multi-label: the sum over classes")
  func v11() throws {
    let loss = SigmoidCrossEntropy()
    #expect(
      try close(loss.value(probabilities: multiLabelOutputs, target: indicators), 0.426484475332240)
    )
  }

  @Test("V12 the same, divided by the number of classes as Keras reports it")
  func v12() throws {
    let total = try Objective(SigmoidCrossEntropy())
      .value(logits: matrix([multiLabelOutputs.map(logit)]), targets: matrix([indicators]))
    #expect(close(try #require(total.meanOverElements), 0.142161491777413))
  }

  @Test("V13, V14 binary cross entropy in bits")
  func v13v14() throws {
    let loss = SigmoidCrossEntropy()
    let perNat = InformationUnit.bits.perNat
    #expect(try close(loss.value(probabilities: [0.98], label: 1) * perNat, 0.029146345659516))
    #expect(try close(loss.value(probabilities: [0.0001], label: 1) * perNat, 13.287712379549449))
  }

  @Test("V15 a sparse label = the same row one-hot")
  func v15() throws {
    let loss = SoftmaxCrossEntropy()
    for label in 0..<5 {
      #expect(
        try loss.value(probabilities: fiveOutputs, label: label)
          == loss.value(probabilities: fiveOutputs, target: oneHot(label, outputs: 5)))
    }
  }

  @Test("V16 the sum of binary losses is not the categorical one")
  func v16() throws {
    let target = oneHot(2, outputs: 5)
    let sum = try SigmoidCrossEntropy().value(probabilities: fiveOutputs, target: target)
    let terms = zip(fiveOutputs, target).map { surprisal($1 == 1 ? $0 : 1 - $0) }
    #expect(close(sum, terms.reduce(0, +)))
    #expect(sum > 0.24)
    #expect(
      try close(SumOfBinaryCrossEntropies().value(probabilities: fiveOutputs, target: target), sum))
    #expect(try SoftmaxCrossEntropy().value(probabilities: fiveOutputs, target: target) < 0.13)
  }

  // MARK: Gradients

  @Test("G1 σ' = σ(1 − σ), at most ¼", arguments: [-20, -3, -0.5, 0, 1, 4, 30.0])
  func g1(z: Double) throws {
    func sigma(_ z: Double) throws -> Double {
      try SigmoidCrossEntropy().valueAndGradient(logits: [z], label: 0).gradient[0]
    }
    let slope = try (sigma(z + 1e-4) - sigma(z - 1e-4)) / 2e-4
    #expect(try close(slope, sigma(z) * sigma(-z), 1e-8))
    #expect(try sigma(z) * sigma(-z) <= 0.25)
    if abs(z) >= 20 { #expect(slope < 1e-8) }
  }

  /// y = 0 and x = 1.5, o = σ(wx + b): ∂e/∂w and ∂e/∂b.
  private func slopes(_ loss: some Loss, output: Double) throws -> [Double] {
    let gradient = try loss.valueAndGradient(logits: [logit(output)], label: 0).gradient[0]
    return [gradient * 1.5, gradient]
  }

  private let halfSquaredError = SquaredError(scale: 0.5, unit: .sigmoid)

  @Test("G2 e = ½(y − o)²: ∂e/∂w = −(y − o) x o(1 − o), ∂e/∂b without x")
  func g2() throws {
    for (o, y, x) in [(0.2, 1.0, 1.5), (0.7503, 0, 1.5), (0.9, 0.4, -2)] {
      let (value, gradient) = try halfSquaredError.valueAndGradient(logits: [logit(o)], target: [y])
      #expect(close(value, 0.5 * (y - o) * (y - o)))
      #expect(close(gradient[0], -(y - o) * o * (1 - o)))
      #expect(close(gradient[0] * x, -(y - o) * x * o * (1 - o)))
    }
  }

  @Test("G3 squared error, o = .7503")
  func g3() throws {
    #expect(try close(slopes(halfSquaredError, output: 0.7503), [0.210852956, 0.140568637], 5e-10))
  }

  @Test("G4 squared error, o = .9971: the larger mistake, the smaller step")
  func g4() throws {
    #expect(try close(slopes(halfSquaredError, output: 0.9971), [0.004324807, 0.002883204], 5e-10))
  }

  @Test("G5 cross entropy: the larger mistake, the larger step")
  func g5() throws {
    #expect(try close(slopes(SigmoidCrossEntropy(), output: 0.7503), [1.12545, 0.7503]))
    #expect(try close(slopes(SigmoidCrossEntropy(), output: 0.9971), [1.49565, 0.9971]))
  }

  @Test("G6 softmax and cross entropy: ∂/∂zⱼ = oⱼ − yⱼ", arguments: 0..<8 as Range<UInt64>)
  func g6(seed: UInt64) throws {
    var random = SplitMix64(seed)
    let z = random.uniforms(4, in: -3...3)
    let label = Int.random(in: 0..<4, using: &random)
    let gradient = try SoftmaxCrossEntropy().valueAndGradient(logits: z, label: label).gradient
    let o = z.map { exp($0 - logSumExp(z)) }
    #expect(close(gradient, zip(o, oneHot(label, outputs: 4)).map { $0 - $1 }))
  }
}

/// −ln p.
private func surprisal(_ p: Double) -> Double { -log(p) }

/// ln(p / (1 − p)).
private func logit(_ p: Double) -> Double { log(p / (1 - p)) }

private func logMatrix(_ rows: [[Double]]) -> Matrix<Double> {
  matrix(rows.map { $0.map { -surprisal($0) } })
}
