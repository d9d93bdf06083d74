import CrossEntropy
import Testing

struct NegativeLogLikelihoodTests {
  private let loss = NegativeLogLikelihood()

  @Test(arguments: rows)
  func vectors(_ vector: LossVector) throws {
    try expectMatch(loss, vector, ErrorBounds(value: 1, gradient: 0))
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func afterALogSoftmaxItIsCrossEntropy(seed: UInt64) throws {
    var random = SplitMix64(seed)
    let z = random.uniforms(5, in: -3...3)
    let logs = logSoftmax(z)
    let t = random.distribution(5)
    let soft = try SoftmaxCrossEntropy().value(logits: z, target: t)
    #expect(try close(loss.value(logits: logs, target: t), soft))
    #expect(try close(loss.value(logProbabilities: logs, target: t), soft))
    #expect(try close(SoftmaxCrossEntropy().value(logProbabilities: logs, target: t), soft))
    let label = Int.random(in: 0..<5, using: &random)
    let hard = try SoftmaxCrossEntropy().value(logits: z, label: label)
    #expect(try close(loss.value(logProbabilities: logs, label: label), hard))
    #expect(try close(loss.value(probabilities: softmax(z), label: label), hard))
    #expect(
      try close(
        FocalLoss().value(logProbabilities: logs, label: label),
        FocalLoss().value(logits: z, label: label)))
  }

  @Test func onlyOutputsWithATargetAreRead() throws {
    #expect(try loss.value(logits: [.nan, -2, -.infinity], label: 1) == 2)
    #expect(try loss.value(logits: [-1, -2, -.infinity], target: [0.5, 0.5, 0]) == 1.5)
    #expect(try loss.value(logits: [-1, -.infinity], label: 1) == .infinity)
    #expect(try loss.value(logits: [0, -.infinity], label: 0).sign == .plus)
  }

  @Test func logProbabilitiesOfASingleSigmoid() throws {
    // log σ(z) gives z back, also where σ(z) itself is 0 or 1.
    for z in [-1000, -3, 0, 2.5, 30] {
      let got = try SigmoidCrossEntropy().value(logProbabilities: [logSigmoid(z)], label: 1)
      #expect(try close(got, SigmoidCrossEntropy().value(logits: [z], label: 1)))
    }
  }

  @Test func weightsAsInPyTorch() throws {
    // PyTorch's nll_loss of log_softmax with weights [1, 2, 3] is its cross_entropy: by rows.
    let z = [[2, 1, 0.1], [0.5, 2.5, 0.3], [1.2, -0.7, 3.1]]
    let total = try Objective(loss, classWeights: [1, 2, 3])
      .value(logits: matrix(z.map(logSoftmax)), labels: [0, 1, 1])
    #expect(close(try #require(total.meanOverWeight), 1.7548898027521873))
  }

  // negative log-likelihood: -sum t z
  // swift-format-ignore
  private static let rows: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: -2, gradient: [-1, 0, 0]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: -2.5, gradient: [0, -1, 0]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 0.69999999999999996, gradient: [0, -1, 0]),  // ordinary, wrong
    .init([20, 0], label: 0, value: -20, gradient: [-1, 0]),  // confident and right
    .init([40, 0], label: 0, value: -40, gradient: [-1, 0]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: -100, gradient: [-1, 0, 0]),  // confident and right, far
    .init([20, 0], label: 1, value: 0, gradient: [0, -1]),  // confident and wrong
    .init([0, 700], label: 0, value: 0, gradient: [-1, 0]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 0, gradient: [0, 0, -1, 0]),  // all equal
    .init([3, 3, -1], label: 1, value: -3, gradient: [0, -1, 0]),  // two share the top
    .init([10003, 10000], label: 0, value: -10003, gradient: [-1, 0]),  // large offset
    .init([-10003, -10000], label: 0, value: 10003, gradient: [-1, 0]),  // large offset, below zero
    .init([1, 1.000000001], label: 0, value: -1, gradient: [-1, 0]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: -1.0000000000000002, gradient: [0, -1]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: -30.100000000000001, gradient: [-1, 0, 0]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 3.3999999999999999, gradient: [0, 0, 0, 0, -1, 0, 0, 0, 0, 0]),  // more classes
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 1.17884e-8, gradient: [-1, 0, 0, 0]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 0.00014584, gradient: [0, -1, 0, 0]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: -0.73459700000000006, gradient: [0, -1, 0, 0]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: -21.8947, gradient: [0, 0, 0, -1]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: -150.57599999999999, gradient: [0, -1, 0, 0]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: -19783, gradient: [0, -1, 0, 0]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 59383100, gradient: [0, -1, 0, 0]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: -1e-300, gradient: [-1, 0, 0]),  // tiny numbers
    .init([7, 7, 7, -2], label: 3, value: 2, gradient: [0, 0, 0, -1]),  // all but one tie at the top
    .init([100000000.0, 100000000.0, 0], label: 1, value: -100000000, gradient: [0, -1, 0]),  // a tie far up
  ]
}
