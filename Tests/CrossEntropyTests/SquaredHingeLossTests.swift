import CrossEntropy
import Testing

struct SquaredHingeLossTests {
  private let loss = SquaredHingeLoss()

  @Test(arguments: rows)
  func vectors(_ vector: LossVector) throws {
    try expectMatch(loss, vector, ErrorBounds(value: 2, gradient: 1))
  }

  @Test(arguments: softRows)
  func softVectors(_ vector: SoftVector) throws {
    // Several outputs are looked at one by one.
    for (j, z) in vector.logits.enumerated() {
      let t = vector.target[j]
      let terms = 2 * (t * max(0, 1 - z) + (1 - t) * max(0, 1 + z))
      let got = try loss.valueAndGradient(logits: [z], target: [t])
      #expect(ulps(got.gradient[0], vector.gradient[j], of: terms) <= 2)
    }
    try expectMatch(
      loss, vector, valueBound: 4, gradientBound: 4,
      gradientScale: { _, _ in vector.logits.reduce(1) { max($0, 2 * (1 + abs($1))) } })
  }

  @Test func itIsTheHingeSquared() throws {
    for z in [-3, -1, -0.25, 0, 0.75, 1, 4] {
      for label in 0...1 {
        let hinge = try HingeLoss().valueAndGradient(logits: [z], label: label)
        let squared = try loss.valueAndGradient(logits: [z], label: label)
        #expect(squared.value == hinge.value * hinge.value)
        #expect(squared.gradient[0] == 2 * hinge.value * hinge.gradient[0])
      }
    }
  }

  // squared hinge: max(0, 1 - z)^2, of no max(0, 1 + z)^2
  // swift-format-ignore
  private static let rows: [LossVector] = [
    .init(0, label: 1, value: 1, gradient: -2),  // even
    .init(0, label: 0, value: 1, gradient: 2),  // even
    .init(0.8, label: 1, value: 0.039999999999999982, gradient: -0.39999999999999991),  // ordinary
    .init(-1.5, label: 1, value: 6.25, gradient: -5),  // ordinary, wrong
    .init(2, label: 0, value: 9, gradient: 6),  // ordinary, wrong
    .init(-0.3, label: 0, value: 0.49, gradient: 1.4),  // ordinary
    .init(20, label: 1, value: 0, gradient: 0),  // confident and right
    .init(40, label: 1, value: 0, gradient: 0),  // confident and right: the loss must survive
    .init(-40, label: 0, value: 0, gradient: 0),  // confident and right
    .init(200, label: 1, value: 0, gradient: 0),  // confident and right, far
    .init(-20, label: 1, value: 441, gradient: -42),  // confident and wrong
    .init(40, label: 0, value: 1681, gradient: 82),  // confident and wrong
    .init(-700, label: 1, value: 491401, gradient: -1402),  // confident and wrong, far
    .init(1e-9, label: 1, value: 0.999999998, gradient: -1.999999998),  // tiny
    .init(-1e-17, label: 0, value: 0.99999999999999998, gradient: 2),  // tiny
    .init(4.99676e-9, label: 1, value: 0.99999999000648002, gradient: -1.99999999000648),  // random, scale 1e-8
    .init(-0.000178934, label: 1, value: 1.0003579000173764, gradient: -2.000357868),  // random, scale 1e-4
    .init(0.545999, label: 1, value: 0.20611690800099999, gradient: -0.90800199999999998),  // random, scale 1e0
    .init(1.28628, label: 1, value: 0, gradient: 0),  // random, scale 1e1
    .init(-8.88462, label: 1, value: 97.705712544399999, gradient: -19.76924),  // random, scale 1e2
    .init(1907.15, label: 0, value: 3641036.4225000003, gradient: 3816.3000000000002),  // random, scale 1e4
    .init(-13070700.0, label: 0, value: 0, gradient: 0),  // random, scale 1e8
    .init(0.9999999999999999, label: 1, value: 1.2325951644078309e-32, gradient: -2.2204460492503131e-16),  // just below 1
    .init(1.25, label: 1, value: 0, gradient: 0),  // beyond 1
    .init(-0.9999999, label: 0, value: 9.999999989472883e-15, gradient: 1.9999999989472883e-7),  // before -1
  ]

  // squared hinge, soft
  // swift-format-ignore
  private static let softRows: [SoftVector] = [
    .init([0.8], target: [0.3], value: 2.2800000000000001, gradient: [2.4000000000000004]),  // ordinary
    .init([-1.5], target: [0.75], value: 4.6875, gradient: [-3.75]),  // ordinary
    .init([40], target: [0.05], value: 1596.95, gradient: [77.9]),  // confident
    .init([2], target: [0.5], value: 4.5, gradient: [3]),  // even
    .init([-700], target: [0.9], value: 442260.90000000001, gradient: [-1261.8]),  // far
    .init([1e-9], target: [0.5], value: 1, gradient: [2.0000000000000001e-9]),  // tiny
    .init([0.8, -1.5, 2], target: [1, 0, 0.25], value: 6.79, gradient: [-0.39999999999999991, 0, 4.5]),  // several
  ]
}
