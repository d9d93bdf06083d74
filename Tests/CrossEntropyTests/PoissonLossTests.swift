import CrossEntropy
import Testing

struct PoissonLossTests {
  private let loss = PoissonLoss()

  @Test(arguments: rows)
  func vectors(_ vector: SoftVector) throws {
    let terms = zip(vector.logits, vector.target).reduce(0) {
      $0 + exponential($1.0) + abs($1.1 * $1.0)
    }
    try expectMatch(
      loss, vector, valueBound: 2, valueScale: terms, gradientBound: 2,
      gradientScale: { rate, t in max(rate, t) })
  }

  @Test func thePeersNumbers() throws {
    // PyTorch's PoissonNLLLoss with log_input; scikit-learn's HalfPoissonLoss is the same.
    #expect(try close(loss.value(logits: [0.5], target: [1]), 1.1487212707001282))
    #expect(try close(loss.value(logits: [1.2], target: [3]), -0.2798830772634524))
  }

  @Test func theBestRateIsTheCount() throws {
    for t in [0.5, 1, 7, 1000] {
      let z = try LinkFunction.log.logits(of: [t])[0]
      #expect(try abs(loss.valueAndGradient(logits: [z], target: [t]).gradient[0]) <= 1e-12 * t)
    }
  }

  @Test func edges() throws {
    #expect(try loss.valueAndGradient(logits: [-.infinity], target: [0]) == (0, [0]))
    #expect(try loss.valueAndGradient(logits: [-.infinity], target: [2]) == (.infinity, [-2]))
    #expect(try loss.valueAndGradient(logits: [.infinity], target: [2]) == (.infinity, [.infinity]))
    #expect(try loss.value(logits: [1000], target: [2]) == .infinity)
    #expect(try loss.value(logits: [.nan], target: [2]).isNaN)
  }

  // poisson: exp(z) - t z
  // swift-format-ignore
  private static let rows: [SoftVector] = [
    .init([0.5, 1.2], target: [1, 3], value: 0.8688381934366757, gradient: [0.64872127070012815, 0.32011692273654734]),  // scikit-learn, PyTorch
    .init([-3, 0.25], target: [0, 0], value: 1.3338124850556054, gradient: [0.049787068367863943, 1.2840254166877415]),  // nothing counted
    .init([1.9459101490553132], target: [7], value: -6.6213710433871931, gradient: [-5.1265103455334349e-16]),  // met: z = log 7
    .init([-20, -700], target: [0, 1], value: 700.00000000206115, gradient: [2.0611536224385578e-9, -1]),  // rare
    .init([13.8, 20], target: [1000000, 3], value: 472349744.52101931, gradient: [-15390.888770964315, 485165192.40979028]),  // many
    .init([1e-9, -1e-17], target: [1, 2], value: 2, gradient: [1.0000000005000001e-9, -1]),  // tiny
    .init([0.25], target: [5.136101666750966], value: 8.9689727817937244e-17, gradient: [-3.8520762500632241]),  // crossing 0
  ]
}
