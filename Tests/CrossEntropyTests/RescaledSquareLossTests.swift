import CrossEntropy
import Testing

struct RescaledSquareLossTests {
  @Test(arguments: rows)
  func vectors(_ vector: LossVector) throws {
    try expectMatch(RescaledSquareLoss(), vector, ErrorBounds(value: 8, gradient: 4))
  }

  @Test(arguments: rescaledRows)
  func rescaledVectors(_ vector: LossVector) throws {
    try expectMatch(
      RescaledSquareLoss(kappa: 15, m: 30), vector, ErrorBounds(value: 8, gradient: 4))
  }

  @Test(arguments: softRows)
  func softVectors(_ vector: SoftVector) throws {
    let loss = RescaledSquareLoss(kappa: 15, m: 30)
    let (value, gradient) = try loss.valueAndGradient(
      logits: vector.logits, target: vector.target)
    let classes = Double(vector.logits.count { $0 != -.infinity })
    var scale = 0.0
    for (j, z) in vector.logits.enumerated() where z != -.infinity {
      let t = vector.target[j]
      scale += (t * 15 * (z - 30) * (z - 30) + z * z) / classes
      let pull = 2 * (t * 15 * abs(z - 30) + abs(z)) / classes
      #expect(ulps(gradient[j], vector.gradient[j], of: pull) <= 4, "gradient[\(j)]")
    }
    #expect(ulps(value, vector.value, of: scale) <= 8)
  }

  @Test(arguments: sigmoidRows)
  func sigmoidVectors(_ vector: LossVector) throws {
    let z = abs(vector.logits[0])
    try expectMatch(
      RescaledSquareLoss(unit: .sigmoid), vector,
      ErrorBounds(value: 8, gradient: 4, gradientScale: { _, _ in z / 2 + 1 + z / 2 }))
  }

  @Test(arguments: softSigmoidRows)
  func softSigmoidVectors(_ vector: SoftVector) throws {
    let loss = RescaledSquareLoss(kappa: 3, m: 2, unit: .sigmoid)
    let (value, gradient) = try loss.valueAndGradient(
      logits: vector.logits, target: vector.target)
    #expect(ulps(value, vector.value) <= 8)
    for (j, z) in vector.logits.enumerated() {
      let pull = 3 * (abs(z) / 2 + 2) + abs(z) / 2
      #expect(ulps(gradient[j], vector.gradient[j], of: pull) <= 4, "gradient[\(j)]")
    }
  }

  /// The paper's formula, worked out by hand: 1 000 classes there have κ = 15 and M = 30.
  @Test func thePapersFormula() throws {
    // (15·(2 − 30)² + 1² + (−1)²) / 3
    let (value, gradient) = try RescaledSquareLoss(kappa: 15, m: 30)
      .valueAndGradient(logits: [1, 2, -1], label: 1)
    #expect(close(value, 11762.0 / 3))
    #expect(close(gradient, [2.0 / 3, -280, -2.0 / 3]))
    // κ = M = 1 is the mean over the outputs of the squared distance from the label's row of 0 and 1.
    let linear = try SquaredError(scale: 1.0 / 3, unit: .identity)
      .valueAndGradient(logits: [0.5, -1, 2], target: [0, 0, 1])
    let plain = try RescaledSquareLoss().valueAndGradient(logits: [0.5, -1, 2], label: 2)
    #expect(close(plain.value, linear.value))
    #expect(close(plain.gradient, linear.gradient))
    #expect(try RescaledSquareLoss(m: 7).value(logits: [0, 7], label: 1) == 0)
  }

  @Test(arguments: [-800.0, -1.5, 0, 0.25, 3], [0, 0.25, 1])
  func oneOutputIsAPair(z: Double, t: Double) throws {
    let pair = try RescaledSquareLoss(kappa: 3, m: 2)
      .valueAndGradient(logits: [-z / 2, z / 2], target: [1 - t, t])
    let one = try RescaledSquareLoss(kappa: 3, m: 2, unit: .sigmoid)
      .valueAndGradient(logits: [z], target: [t])
    #expect(close(one.value, pair.value))
    #expect(close(one.gradient[0], (pair.gradient[1] - pair.gradient[0]) / 2))
  }

  /// Unlike a loss of softmax(z), this one sees a constant that is added to a row, also divided by T.
  @Test func aTemperatureDividesTheOutputs() throws {
    for loss: any Loss in [RescaledSquareLoss(kappa: 2, m: 3), Squentropy()] {
      let options = try LogitOptions(temperature: 2)
      let got = try Objective(loss, logitOptions: options)
        .valueAndGradient(logits: matrix([[4, 6.0, -2]]), labels: [1])
      let halved = try loss.valueAndGradient(logits: [2, 3, -1], label: 1)
      #expect(close(got.total.sum, halved.value))
      #expect(close(Array(got.gradient.elements), halved.gradient.map { $0 / 2 }))
    }
  }

  @Test func edges() throws {
    let loss = RescaledSquareLoss()
    // A masked class is none of the two that are left.
    #expect(try loss.valueAndGradient(logits: [-.infinity, 2, 1], label: 2) == (2, [0, 2, 0]))
    let masked = try loss.valueAndGradient(logits: [-.infinity, 0], label: 0)
    #expect(masked == (.infinity, [0, 0]))
    #expect(try loss.value(logits: [-.infinity, -.infinity], label: 0) == .infinity)
    #expect(try loss.value(logits: [.infinity, 0], label: 0) == .infinity)
    #expect(try loss.valueAndGradient(logits: [1], label: 0) == (0, [0]))
  }

  @Test func whatIsOutOfRangeEndsTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = RescaledSquareLoss(kappa: 0.5) }
    await #expect(processExitsWith: .failure) { _ = RescaledSquareLoss(m: 0) }
    await #expect(processExitsWith: .failure) { _ = RescaledSquareLoss(unit: .identity) }
  }

  // rescaled square: (kappa (z_y - M)^2 + sum of the others' z^2) / C
  // swift-format-ignore
  private static let rows: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: 0.67, gradient: [0.66666666666666667, 0.66666666666666667, 0.06666666666666667]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: 0.86333333333333333, gradient: [0.33333333333333333, 1, 0.19999999999999999]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 4.6466666666666668, gradient: [0.79999999999999997, -1.1333333333333333, 2.0666666666666667]),  // ordinary, wrong
    .init([20, 0], label: 0, value: 180.5, gradient: [19, 0]),  // confident and right
    .init([40, 0], label: 0, value: 760.5, gradient: [39, 0]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: 6600.3333333333333, gradient: [66, -66.666666666666667, 0]),  // confident and right, far
    .init([20, 0], label: 1, value: 200.5, gradient: [20, -1]),  // confident and wrong
    .init([0, 700], label: 0, value: 245000.5, gradient: [-1, 700]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 0.25, gradient: [0, 0, -0.5, 0]),  // all equal
    .init([3, 3, -1], label: 1, value: 4.6666666666666667, gradient: [2, 1.3333333333333333, -0.66666666666666667]),  // two share the top
    .init([10003, 10000], label: 0, value: 100020002, gradient: [10002, 10000]),  // large offset
    .init([-10003, -10000], label: 0, value: 100040008, gradient: [-10004, -10000]),  // large offset, below zero
    .init([-.infinity, 0, 1], label: 2, value: 0, gradient: [0, 0, 0]),  // a masked class
    .init([-.infinity, 5], label: 1, value: 16, gradient: [0, 8]),  // only the label is left
    .init([1, 1.000000001], label: 0, value: 0.50000000100000008, gradient: [0, 1.0000000010000001]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 0.5, gradient: [1, 2.2204460492503131e-16]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: 317.7966666666667, gradient: [19.400000000000001, -6.8666666666666671, 0.46666666666666664]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 3.9400000000000001, gradient: [0.059999999999999998, -0.23999999999999999, 0.54000000000000004, 0, -0.87999999999999998, 0.22000000000000002, 0.18, -0.12, 0.44000000000000004, -0.4]),  // more classes
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 0.25000000589420021, gradient: [-0.5000000058942, -5.7407999999999999e-9, 3.3473450000000001e-9, -1.146955e-8]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 0.25007292774585235, gradient: [4.65005e-5, -0.50007292, 9.7121e-8, 1.6316250000000002e-5]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: 0.59163434603325995, gradient: [0.42620849999999999, -0.13270149999999997, 0.0134874, 0.62624999999999997]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: 125.569417422525, gradient: [3.48298, 0.28764499999999998, -2.0514399999999999, 10.44735]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: 12705.818918024999, gradient: [48.042349999999999, 74.787999999999997, 44.595050000000001, 53.064]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: 253644500.64925624, gradient: [9030.0499999999993, 9891, 8613.25, 287.64749999999998]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 5581793051846550.3, gradient: [28739750, -29691550.5, 60429000, -14918700]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: 0.33333333333333333, gradient: [-0.66666666666666667, -6.6666666666666668e-301, 0]),  // tiny numbers
    .init([7, 7, 7, -2], label: 3, value: 39, gradient: [3.5, 3.5, 3.5, -1.5]),  // all but one tie at the top
    .init([100000000.0, 100000000.0, 0], label: 1, value: 6666666600000000.3, gradient: [66666666.666666667, 66666666, 0]),  // a tie far up
  ]

  // rescaled square, kappa 15, M 30, soft
  // swift-format-ignore
  private static let softRows: [SoftVector] = [
    .init([2, 1, 0.1], target: [0.7, 0.2, 0.1], value: 4032.6746666666666, gradient: [-195.59999999999999, -57.46666666666667, -29.840000000000002]),  // ordinary
    .init([40, 0], target: [0.95, 0.05], value: 1090, gradient: [144.49999999999999, -22.500000000000001]),  // confident
    .init([40, 0], target: [0.05, 0.95], value: 7209.9999999999997, gradient: [45.499999999999999, -427.49999999999998]),  // confident and wrong
    .init([10003, 10000], target: [0.5, 0.5], value: 795746111, gradient: [79799, 79775]),  // large offset
    .init([30.1, -10.3, 0.7], target: [0.1, 0.6, 0.3], value: 6446.0726666666666, gradient: [18.16, -244.54666666666666, -87.57333333333333]),  // differences that round
    .init([1, 1.000000001], target: [0.5, 0.5], value: 6307.999999783, gradient: [-217, -216.999999992]),  // tiny gap
    .init([0, 700], target: [0.3, 0.7], value: 2432249.9999999998, gradient: [-135, 7245.0]),  // far
    .init([0.1, 0.2, 0.3], target: [0.3006096053557273, 0.33222499353334733, 0.3671654011109254], value: 4438.2802460428535, gradient: [-89.835645975052839, -98.914011405408619, -108.92155721016702]),  // nearly met
    .init([0, 1e-7, 0, -1e-7], target: [0.25, 0.25, 0.25, 0.25], value: 3375, gradient: [-56.25, -56.249999775, -56.25, -56.250000225]),  // even, nearly met
    .init([1, 2, 3], target: [1e-12, 0.4, 0.599999999999], value: 3757.3333333338961, gradient: [0.66666666637600001, -111.2, -161.199999999728]),  // a small share
    .init([-1.44519e-8, 2.32893e-9, -2.78128e-9], target: [0.1, 0.2, 0.7], value: 4500.0000008778899, gradient: [-30.000000023123042, -59.999999994100047, -210.0000000200252]),  // random, scale 1e-8
    .init([-7.37886e-5, 8.74773e-5, -9.43283e-5], target: [0.25, 0.5, 0.25], value: 4499.99948721442, gradient: [-75.0002213658, -149.9995334544, -75.0002829849]),  // random, scale 1e-4
    .init([7.79245, 13.1668, -7.55286], target: [0.6, 0.3, 0.1], value: 2675.3311685008467, gradient: [-131.16731333333333, -44.355093333333331, -42.084576]),  // random, scale 1e1
    .init([53.1151, -14.2765, 359.146], target: [0.2, 0.2, 0.6], value: 345510.77277046269, gradient: [74.558253333333331, -96.167133333333339, 2070.6482666666667]),  // random, scale 1e2
    .init([-.infinity, 0, 1], target: [0, 0.25, 0.75], value: 6418.25, gradient: [0, -112.5, -326]),  // a masked class
    .init([0.5, -1, 2], target: [0, 0.25, 0.75], value: 4141.9166666666667, gradient: [0.33333333333333333, -78, -209.66666666666667]),  // a class that cannot be
  ]

  // sigmoid rescaled square, kappa 1, M 1
  // swift-format-ignore
  private static let sigmoidRows: [LossVector] = [
    .init(0, label: 1, value: 0.5, gradient: -0.5),  // even
    .init(0, label: 0, value: 0.5, gradient: 0.5),  // even
    .init(0.8, label: 1, value: 0.26, gradient: -0.099999999999999978),  // ordinary
    .init(-1.5, label: 1, value: 1.8125, gradient: -1.25),  // ordinary, wrong
    .init(2, label: 0, value: 2.5, gradient: 1.5),  // ordinary, wrong
    .init(-0.3, label: 0, value: 0.3725, gradient: 0.35),  // ordinary
    .init(20, label: 1, value: 90.5, gradient: 9.5),  // confident and right
    .init(40, label: 1, value: 380.5, gradient: 19.5),  // confident and right: the loss must survive
    .init(-40, label: 0, value: 380.5, gradient: -19.5),  // confident and right
    .init(200, label: 1, value: 9900.5, gradient: 99.5),  // confident and right, far
    .init(-20, label: 1, value: 110.5, gradient: -10.5),  // confident and wrong
    .init(40, label: 0, value: 420.5, gradient: 20.5),  // confident and wrong
    .init(-700, label: 1, value: 122850.5, gradient: -350.5),  // confident and wrong, far
    .init(1e-9, label: 1, value: 0.4999999995, gradient: -0.4999999995),  // tiny
    .init(-1e-17, label: 0, value: 0.49999999999999999, gradient: 0.49999999999999999),  // tiny
    .init(4.99676e-9, label: 1, value: 0.49999999750162001, gradient: -0.49999999750162),  // random, scale 1e-8
    .init(-0.000178934, label: 1, value: 0.50008947500434409, gradient: -0.500089467),  // random, scale 1e-4
    .init(0.545999, label: 1, value: 0.30152922700025, gradient: -0.22700049999999999),  // random, scale 1e0
    .init(1.28628, label: 1, value: 0.27048905960000001, gradient: 0.14314000000000004),  // random, scale 1e1
    .init(-8.88462, label: 1, value: 24.6764281361, gradient: -4.94231),  // random, scale 1e2
    .init(1907.15, label: 0, value: 910259.35562500009, gradient: 954.07500000000005),  // random, scale 1e4
    .init(-13070700.0, label: 0, value: 42710793087150.5, gradient: -6535349.5),  // random, scale 1e8
    .init(0.9999999999999999, label: 1, value: 0.25, gradient: -5.5511151231257827e-17),  // just below 1
    .init(1.25, label: 1, value: 0.265625, gradient: 0.125),  // beyond 1
    .init(-0.9999999, label: 0, value: 0.2500000000000025, gradient: 4.9999999973682208e-8),  // before -1
  ]

  // sigmoid rescaled square, kappa 3, M 2, soft
  // swift-format-ignore
  private static let softSigmoidRows: [SoftVector] = [
    .init([0.8], target: [0.3], value: 7.2800000000000001, gradient: [2.0000000000000001]),  // ordinary
    .init([-1.5], target: [0.75], value: 9.375, gradient: [-3]),  // ordinary
    .init([40], target: [0.05], value: 914, gradient: [42.7]),  // confident
    .init([2], target: [0.5], value: 8, gradient: [2]),  // even
    .init([-700], target: [0.9], value: 246686, gradient: [-702.4]),  // far
    .init([1e-9], target: [0.5], value: 6, gradient: [1.0000000000000001e-9]),  // tiny
    .init([0.8, -1.5, 2], target: [1, 0, 0.25], value: 17.544999999999998, gradient: [-2.2, 1.5, 3.5]),  // several
  ]

  // rescaled square, kappa 15, M 30
  // swift-format-ignore
  private static let rescaledRows: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: 3920.3366666666667, gradient: [-280, 0.66666666666666667, 0.06666666666666667]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: 3781.3633333333333, gradient: [0.33333333333333333, -275, 0.19999999999999999]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 4716.1333333333333, gradient: [0.79999999999999997, -307, 2.0666666666666667]),  // ordinary, wrong
    .init([20, 0], label: 0, value: 750, gradient: [-150, 0]),  // confident and right
    .init([40, 0], label: 0, value: 750, gradient: [150, 0]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: 27833.333333333333, gradient: [700, -66.666666666666667, 0]),  // confident and right, far
    .init([20, 0], label: 1, value: 6950, gradient: [20, -450]),  // confident and wrong
    .init([0, 700], label: 0, value: 251750, gradient: [-450, 700]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 3375, gradient: [0, 0, -225, 0]),  // all equal
    .init([3, 3, -1], label: 1, value: 3648.3333333333333, gradient: [2, -270, -0.66666666666666667]),  // two share the top
    .init([10003, 10000], label: 0, value: 795955467.5, gradient: [149595, 10000]),  // large offset
    .init([-10003, -10000], label: 0, value: 804958167.5, gradient: [-150495, -10000]),  // large offset, below zero
    .init([-.infinity, 0, 1], label: 2, value: 6307.5, gradient: [0, 0, -435]),  // a masked class
    .init([-.infinity, 5], label: 1, value: 9375, gradient: [0, -750]),  // only the label is left
    .init([1, 1.000000001], label: 0, value: 6308.000000001, gradient: [-435, 1.0000000010000001]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 6307.9999999999999, gradient: [1, -435]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: 35.576666666666673, gradient: [1.0000000000000142, -6.8666666666666671, 0.46666666666666664]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 1675.344, gradient: [0.059999999999999998, -0.23999999999999999, 0.54000000000000004, 0, -100.2, 0.22000000000000002, 0.18, -0.12, 0.44000000000000004, -0.4]),  // more classes
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 3375.00000265239, gradient: [-225.000000088413, -5.7407999999999999e-9, 3.3473450000000001e-9, -1.146955e-8]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 3375.0328140821884, gradient: [4.65005e-5, -225.0010938, 9.7121e-8, 1.6316250000000002e-5]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: 3212.3133224794647, gradient: [0.42620849999999999, -219.4905225, 0.0134874, 0.62624999999999997]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: 262.78187573752498, gradient: [3.48298, 0.28764499999999998, -2.0514399999999999, -60.789749999999998]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: 61632.218134024994, gradient: [48.042349999999999, 904.31999999999995, 44.595050000000001, 53.064]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: 1618991403.3992562, gradient: [9030.0499999999993, 148147.5, 8613.25, 287.64749999999998]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 17924040362990875.0, gradient: [28739750, -445373475, 60429000, -14918700]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: 4500, gradient: [-300, -6.6666666666666668e-301, 0]),  // tiny numbers
    .init([7, 7, 7, -2], label: 3, value: 3876.75, gradient: [3.5, 3.5, 3.5, -240]),  // all but one tie at the top
    .init([100000000.0, 100000000.0, 0], label: 1, value: 53333303333337833.0, gradient: [66666666.666666667, 999999700, 0]),  // a tie far up
  ]
}
