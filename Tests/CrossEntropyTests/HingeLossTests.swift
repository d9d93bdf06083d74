import CrossEntropy
import Testing

struct HingeLossTests {
  private let loss = HingeLoss()

  @Test(arguments: rows)
  func vectors(_ vector: LossVector) throws {
    try expectMatch(loss, vector, ErrorBounds(value: 1, gradient: 0))
  }

  @Test(arguments: softRows)
  func softVectors(_ vector: SoftVector) throws {
    try expectMatch(
      loss, vector, valueBound: 2, gradientBound: 1, gradientScale: { _, _ in 1 })
  }

  @Test func gradientAroundTheMargin() throws {
    // scikit-learn 1.9.1, hinge_loss of decisions −2.18, 2.36 and 0.09 for −1, 1, 1: 0.30 in the mean.
    let values = try [(-2.18, 0), (2.36, 1), (0.09, 1)].map {
      try loss.value(logits: [$0.0], label: $0.1)
    }
    #expect(close(values, [0, 0, 0.91]))
    // At the end of the margin it pulls no more.
    #expect(try loss.valueAndGradient(logits: [1], label: 1) == (0, [0]))
    #expect(try loss.valueAndGradient(logits: [-1], label: 0) == (0, [0]))
    #expect(try loss.valueAndGradient(logits: [0], label: 1) == (1, [-1]))
    // Two labels that may be true, one within the margin of each: ½ + 1.
    #expect(try loss.valueAndGradient(logits: [0.5, 0], target: [1, 0]) == (1.5, [-1, 1]))
  }

  @Test(arguments: [(Double.infinity, 1, 0.0, 0.0), (-.infinity, 1, .infinity, -1)])
  func infiniteLogits(logit: Double, label: Int, value: Double, slope: Double) throws {
    #expect(try loss.valueAndGradient(logits: [logit], label: label) == (value, [slope]))
    #expect(try loss.valueAndGradient(logits: [-logit], label: 1 - label) == (value, [0 - slope]))
  }

  // hinge: max(0, 1 - z), of no max(0, 1 + z)
  // swift-format-ignore
  private static let rows: [LossVector] = [
    .init(0, label: 1, value: 1, gradient: -1),  // even
    .init(0, label: 0, value: 1, gradient: 1),  // even
    .init(0.8, label: 1, value: 0.19999999999999996, gradient: -1),  // ordinary
    .init(-1.5, label: 1, value: 2.5, gradient: -1),  // ordinary, wrong
    .init(2, label: 0, value: 3, gradient: 1),  // ordinary, wrong
    .init(-0.3, label: 0, value: 0.70000000000000001, gradient: 1),  // ordinary
    .init(20, label: 1, value: 0, gradient: 0),  // confident and right
    .init(40, label: 1, value: 0, gradient: 0),  // confident and right: the loss must survive
    .init(-40, label: 0, value: 0, gradient: 0),  // confident and right
    .init(200, label: 1, value: 0, gradient: 0),  // confident and right, far
    .init(-20, label: 1, value: 21, gradient: -1),  // confident and wrong
    .init(40, label: 0, value: 41, gradient: 1),  // confident and wrong
    .init(-700, label: 1, value: 701, gradient: -1),  // confident and wrong, far
    .init(1e-9, label: 1, value: 0.999999999, gradient: -1),  // tiny
    .init(-1e-17, label: 0, value: 0.99999999999999999, gradient: 1),  // tiny
    .init(4.99676e-9, label: 1, value: 0.99999999500324, gradient: -1),  // random, scale 1e-8
    .init(-0.000178934, label: 1, value: 1.000178934, gradient: -1),  // random, scale 1e-4
    .init(0.545999, label: 1, value: 0.45400099999999999, gradient: -1),  // random, scale 1e0
    .init(1.28628, label: 1, value: 0, gradient: 0),  // random, scale 1e1
    .init(-8.88462, label: 1, value: 9.88462, gradient: -1),  // random, scale 1e2
    .init(1907.15, label: 0, value: 1908.1500000000001, gradient: 1),  // random, scale 1e4
    .init(-13070700.0, label: 0, value: 0, gradient: 0),  // random, scale 1e8
    .init(0.9999999999999999, label: 1, value: 1.1102230246251565e-16, gradient: -1),  // just below 1
    .init(1.25, label: 1, value: 0, gradient: 0),  // beyond 1
    .init(-0.9999999, label: 0, value: 9.9999999947364415e-8, gradient: 1),  // before -1
  ]

  // hinge, soft
  // swift-format-ignore
  private static let softRows: [SoftVector] = [
    .init([0.8], target: [0.3], value: 1.32, gradient: [0.40000000000000002]),  // ordinary
    .init([-1.5], target: [0.75], value: 1.875, gradient: [-0.75]),  // ordinary
    .init([40], target: [0.05], value: 38.95, gradient: [0.95]),  // confident
    .init([2], target: [0.5], value: 1.5, gradient: [0.5]),  // even
    .init([-700], target: [0.9], value: 630.90000000000002, gradient: [-0.90000000000000002]),  // far
    .init([1e-9], target: [0.5], value: 1, gradient: [0]),  // tiny
    .init([0.8, -1.5, 2], target: [1, 0, 0.25], value: 2.45, gradient: [-1, 0, 0.75]),  // several
  ]
}
