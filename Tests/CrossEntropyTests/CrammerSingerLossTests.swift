import CrossEntropy
import Testing

struct CrammerSingerLossTests {
  private let loss = CrammerSingerLoss()

  @Test(arguments: rows)
  func vectors(_ vector: LossVector) throws {
    let scale = scale(vector.logits, vector.target)
    let (value, gradient) = try loss.valueAndGradient(logits: vector.logits, label: vector.label)
    #expect(ulps(value, vector.value, of: scale) <= 2)
    #expect(gradient == vector.gradient)
    let dense = try loss.valueAndGradient(logits: vector.logits, target: vector.target)
    #expect(dense == (value, gradient))
  }

  @Test(arguments: softRows)
  func softVectors(_ vector: SoftVector) throws {
    try expectMatch(
      loss, vector, valueBound: 2, valueScale: scale(vector.logits, vector.target),
      gradientBound: 1, gradientScale: { _, _ in vector.target.reduce(0, +) })
  }

  /// Σ tⱼ(1 + |zⱼ − rival|).
  private func scale(_ logits: [Double], _ target: [Double]) -> Double {
    logits.indices.reduce(0) { sum, j in
      let rival = logits.indices.reduce(-Double.infinity) { $1 == j ? $0 : max($0, logits[$1]) }
      return target[j] == 0 || rival == -.infinity
        ? sum : sum + target[j] * (1 + abs(rival - logits[j]))
    }
  }

  @Test func thePeersNumbers() throws {
    // optax, Keras and scikit-learn, by rows; the greatest rival is 4.8 within the margin.
    let rows: [([Double], Int, Double)] = [
      ([2, 1, 0.1], 0, 0), ([0.5, 2.5, 0.3], 1, 0), ([1.2, -0.7, 3.1], 1, 4.8),
    ]
    for (logits, label, value) in rows {
      #expect(try close(loss.value(logits: logits, label: label), value))
    }
    // torchmetrics, and the same ten times as far.
    #expect(try close(loss.value(logits: [0.9, 0.2, 0.1], label: 0), 0.3))
    #expect(try loss.value(logits: [9, 2, 1], label: 0) == 0)
  }

  @Test func gradientAroundTheMargin() throws {
    #expect(try loss.valueAndGradient(logits: [1.2, -0.7, 3.1], label: 1).gradient == [0, -1, 1])
    // At the end of the margin no more; where rivals tie, at the first.
    #expect(try loss.valueAndGradient(logits: [2, 1, 0], label: 0) == (0, [0, 0, 0]))
    #expect(try loss.valueAndGradient(logits: [0, 1, 1], label: 0) == (2, [-1, 1, 0]))
    #expect(try loss.valueAndGradient(logits: [1, 1, 1], label: 0) == (1, [-1, 1, 0]))
    // A soft target is the mean of its labels: here of 1 and 1, and of 3.
    #expect(
      try loss.valueAndGradient(logits: [1, 1, -1], target: [0.25, 0.25, 0.5])
        == (2, [0.5, 0, -0.5]))
  }

  @Test func edges() throws {
    #expect(try loss.valueAndGradient(logits: [7], label: 0) == (0, [0]))
    #expect(try loss.valueAndGradient(logits: [-.infinity, 7], label: 1) == (0, [0, 0]))
    #expect(try loss.valueAndGradient(logits: [-.infinity, 7], label: 0) == (.infinity, [-1, 1]))
    #expect(try loss.value(logits: [.infinity, 1], label: 0) == 0)
    #expect(try loss.value(logits: [.infinity, 1], label: 1) == .infinity)
    #expect(try loss.value(logits: [.infinity, .infinity], label: 1) == 1)
    #expect(try loss.value(logits: [-.infinity, -.infinity], label: 1) == .infinity)
  }

  // crammer-singer: max(z + [other]) - z_y
  // swift-format-ignore
  private static let rows: [LossVector] = [
    .init([0.5, 2.5, 0.3], label: 1, value: 0, gradient: [0, 0, 0]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 4.8, gradient: [0, -1, 1]),  // ordinary, wrong
    .init([20, 0], label: 0, value: 0, gradient: [0, 0]),  // confident and right
    .init([40, 0], label: 0, value: 0, gradient: [0, 0]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: 0, gradient: [0, 0, 0]),  // confident and right, far
    .init([20, 0], label: 1, value: 21, gradient: [1, -1]),  // confident and wrong
    .init([0, 700], label: 0, value: 701, gradient: [-1, 1]),  // confident and wrong, far
    .init([3, 3, -1], label: 1, value: 1, gradient: [1, -1, 0]),  // two share the top
    .init([10003, 10000], label: 0, value: 0, gradient: [0, 0]),  // large offset
    .init([-10003, -10000], label: 0, value: 4, gradient: [-1, 1]),  // large offset, below zero
    .init([-.infinity, 5], label: 1, value: 0, gradient: [0, 0]),  // only the label is left
    .init([1, 1.000000001], label: 0, value: 1.0000000010000001, gradient: [-1, 1]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 0.99999999999999978, gradient: [1, -1]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: 0, gradient: [0, 0, 0]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 7.1, gradient: [0, 0, 1, 0, -1, 0, 0, 0, 0, 0]),  // more classes
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 1.00000001848309, gradient: [-1, 0, 1, 0]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 1.000238841, gradient: [1, -1, 0, 0]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: 1.5179029999999999, gradient: [0, -1, 0, 1]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: 0, gradient: [0, 0, 0, 0]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: 0, gradient: [0, 0, 0, 0]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: 0, gradient: [0, 0, 0, 0]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 180241101, gradient: [0, -1, 1, 0]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: 1, gradient: [-1, 0, 1]),  // tiny numbers
    .init([100000000.0, 100000000.0, 0], label: 1, value: 1, gradient: [1, -1, 0]),  // a tie far up
  ]

  // crammer-singer, soft
  // swift-format-ignore
  private static let softRows: [SoftVector] = [
    .init([40, 0], target: [0.95, 0.05], value: 2.0500000000000001, gradient: [0.050000000000000003, -0.050000000000000003]),  // confident
    .init([40, 0], target: [0.05, 0.95], value: 38.949999999999998, gradient: [0.94999999999999996, -0.94999999999999996]),  // confident and wrong
    .init([10003, 10000], target: [0.5, 0.5], value: 2, gradient: [0.5, -0.5]),  // large offset
    .init([30.1, -10.3, 0.7], target: [0.1, 0.6, 0.3], value: 33.96, gradient: [0.8999999999999999, -0.59999999999999998, -0.29999999999999999]),  // differences that round
    .init([1, 1.000000001], target: [0.5, 0.5], value: 1, gradient: [0, 0]),  // tiny gap
    .init([0, 700], target: [0.3, 0.7], value: 210.29999999999999, gradient: [-0.29999999999999999, 0.29999999999999999]),  // far
    .init([0.1, 0.2, 0.3], target: [0.3006096053557273, 0.33222499353334733, 0.3671654011109254], value: 1.0566278803133877, gradient: [-0.30060960535572728, 0.034940407577578048, 0.26566919777814924]),  // nearly met
    .init([-1.44519e-8, 2.32893e-9, -2.78128e-9], target: [0.1, 0.2, 0.7], value: 1.000000004233188, gradient: [-0.10000000000000001, 0.59999999999999995, -0.49999999999999994]),  // random, scale 1e-8
    .init([-7.37886e-5, 8.74773e-5, -9.43283e-5], target: [0.25, 0.5, 0.25], value: 1.000005134925, gradient: [0.25, 0, -0.25]),  // random, scale 1e-4
    .init([7.79245, 13.1668, -7.55286], target: [0.6, 0.3, 0.1], value: 5.9965760000000004, gradient: [-0.59999999999999998, 0.69999999999999998, -0.10000000000000001]),  // random, scale 1e1
    .init([53.1151, -14.2765, 359.146], target: [0.2, 0.2, 0.6], value: 136.29068000000001, gradient: [-0.20000000000000001, -0.20000000000000001, 0.40000000000000002]),  // random, scale 1e2
    .init([0.5, -1, 2], target: [0, 0.25, 0.75], value: 1, gradient: [0, -0.25, 0.25]),  // a class that cannot be
  ]
}
