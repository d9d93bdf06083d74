import CrossEntropy
import Testing

struct SquaredErrorTests {
  // The gradient's scale is 2s·p·max|r|: at hard labels max|r| is 1 − p_y.
  @Test(arguments: softmaxRows + scatteredSoftmaxRows)
  func softmaxVectors(_ vector: LossVector) throws {
    let p = logProbabilitiesOf(logits: matrix([vector.logits]), unit: .softmax).elements.map(
      exponential)
    let others = p.enumerated().filter { $0.offset != vector.label }.map(\.element)
    let largest = others.reduce(0, +)
    try expectMatch(
      SquaredError(), vector,
      ErrorBounds(
        value: 8, gradient: 8, gradientScale: { p, _ in 2 * p * largest }, floatUlpsOfValue: 8))
  }

  // mpmath, 60 digits: every entry, that of a wrong output with p near 1 too.
  @Test(
    arguments: [
      ([0, 40], 0, [-1.6993417021166355e-17, 1.6993417021166355e-17]),
      (
        [0, 40, -3], 0,
        [-1.6993417021166355e-17, 1.7416443228684572e-17, -4.230262075182161e-19]
      ),
      (
        [5, 45, 44, 0.5], 3,
        [
          -3.7690455624201335e-18, 0.18171549534589682, -0.18171549534589682,
          -1.1087486420646113e-19,
        ]
      ),
    ] as [([Double], Int, [Double])])
  func aConfidentlyWrongOutputKeepsItsGradient(z: [Double], label: Int, expected: [Double]) throws {
    let (_, gradient) = try SquaredError().valueAndGradient(logits: z, label: label)
    let target = z.indices.map { $0 == label ? 1.0 : 0 }
    let soft = try SquaredError().valueAndGradient(logits: z, target: target).gradient
    for (got, right) in zip(gradient + soft, expected + expected) {
      #expect(abs(got - right) <= 1e-15 * abs(right), "\(got), not \(right)")
    }
  }

  @Test(arguments: sigmoidRows + scatteredSigmoidRows)
  func sigmoidVectors(_ vector: LossVector) throws {
    try expectMatch(SquaredError(unit: .sigmoid), vector, ErrorBounds(value: 8, gradient: 8))
  }

  @Test(arguments: softSoftmaxRows)
  func softSoftmaxVectors(_ vector: SoftVector) throws {
    let p = logProbabilitiesOf(logits: matrix([vector.logits]), unit: .softmax).elements.map(
      exponential)
    let sizes = zip(p, vector.target).map { max($0, $1) }
    let largest = sizes.reduce(0, max)
    try expectMatch(
      SquaredError(), vector, valueBound: 8, valueScale: sizes.reduce(0) { $0 + $1 * $1 },
      gradientBound: 8, gradientScale: { p, _ in 2 * p * largest }, floatUlpsOfValue: 8)
  }

  @Test(arguments: softSigmoidRows)
  func softSigmoidVectors(_ vector: SoftVector) throws {
    let t = vector.target[0]
    let pair = logProbabilitiesOf(logits: matrix([vector.logits]), unit: .sigmoid).elements.map(
      exponential)
    let size = max(pair[1], t)
    try expectMatch(
      SquaredError(unit: .sigmoid), vector, valueBound: 8, valueScale: size * size,
      gradientBound: 8, gradientScale: { _, _ in 2 * size * pair[0] * pair[1] })
  }

  @Test(arguments: [0.5, 1.0 / 3, 7], [OutputUnit.identity, .sigmoid, .softmax])
  func theScaleMultiplies(scale: Double, unit: OutputUnit) throws {
    let plain = try SquaredError(unit: unit).valueAndGradient(
      logits: [0.3, -1.2], target: [0.7, 0.3])
    let scaled = try SquaredError(scale: scale, unit: unit)
      .valueAndGradient(logits: [0.3, -1.2], target: [0.7, 0.3])
    #expect(close(scaled.value, scale * plain.value))
    #expect(close(scaled.gradient, plain.gradient.map { scale * $0 }))
  }

  @Test func invalidScalesTrap() async {
    await #expect(processExitsWith: .failure) { _ = SquaredError(scale: 0) }
    await #expect(processExitsWith: .failure) { _ = SquaredError(scale: .infinity) }
  }

  @Test(arguments: linearRows)
  func linearVectors(_ vector: SoftVector) throws {
    try expectMatch(
      SquaredError(unit: .identity), vector, valueBound: 4, gradientBound: 2,
      gradientScale: nil)
  }

  @Test func labelsOfLinearOutputs() throws {
    // Least squares of indicators: (1.5 − 0)² + (2 − 1)², and of a lone output (0.25 − 1)².
    let loss = SquaredError(unit: .identity)
    #expect(try loss.valueAndGradient(logits: [1.5, 2], label: 1) == (3.25, [3, 2]))
    #expect(try loss.valueAndGradient(logits: [0.25], label: 1) == (0.5625, [-1.5]))
    #expect(try loss.valueAndGradient(logits: [0.25], label: 0) == (0.0625, [0.5]))
    // scikit-learn's HalfSquaredError is ½(y − z)².
    #expect(
      try SquaredError(scale: 0.5, unit: .identity).value(logits: [-1.5], target: [7]) == 36.125)
  }

  @Test func measuredRowsWeighOneEach() throws {
    let objective = Objective(SquaredError(unit: .identity))
    let (total, gradient) = try objective.valueAndGradient(
      logits: matrix([[1.0], [2]]), targets: matrix([[-3.0], [0]]), rowWeights: [2, 1])
    #expect(total.sum == 2 * 16 + 4)
    #expect(total.weight == 3)
    #expect(gradient.elements == [16, 4])
    // A measurement of 0 is one like any other.
    let zeros = try objective.value(logits: matrix([[1.0, 2]]), targets: matrix([[0.0, 0]]))
    #expect(zeros.sum == 5)
    #expect(zeros.meanOverWeight == 5)
  }

  // linear squared error: sum (z - t)^2
  // swift-format-ignore
  private static let linearRows: [SoftVector] = [
    .init([0.5, -1.25], target: [1.5, 3], value: 19.0625, gradient: [-2, -8.5]),  // ordinary
    .init([0.1, 0.2], target: [0.1, 0.2], value: 0, gradient: [0, 0]),  // met
    .init([1, 1.000000001], target: [1.000000001, 1], value: 2.0000003309614977e-18, gradient: [-2.000000165480742e-9, 2.000000165480742e-9]),  // nearly met
    .init([1e-150, -2e-8], target: [-3e-150, 1e-8], value: 9.0000000000000004e-16, gradient: [8.0000000000000003e-150, -6.000000000000001e-08]),  // tiny
    .init([1e30, -3e29], target: [0, 1e28], value: 1.0961e60, gradient: [2e30, -6.1999999999999998e29]),  // huge
    .init([-0.3], target: [100000000.0], value: 10000000060000000, gradient: [-200000000.6]),  // one output
    .init([-2.75, -0.1, 3], target: [-2.5, -7, -0.125], value: 57.438125, gradient: [-0.5, 13.8, 6.25]),  // below 0
  ]

  // mpmath, 800 digits: Σ (p − t)² and 2 p (r − Σ p r), r = p − t.
  // swift-format-ignore
  private static let softSoftmaxRows: [SoftVector] = [
    .init([2, 1, 0.1], target: [0.7, 0.2, 0.1], value: 0.0034835202857928838, gradient: [-0.031798599809223843, 0.028755202550457716, 0.0030433972587661265]),
    .init([40, 0], target: [0.95, 0.05], value: 0.0050000000000000039, gradient: [8.4967085105831812e-19, -8.4967085105831812e-19]),
    .init([-.infinity, 0, 1], target: [0, 0.25, 0.75], value: 0.00071755488703141567, gradient: [0, 0.014896437895585034, -0.014896437895585034]),
    .init([10003, 10000], target: [0.5, 0.5], value: 0.40964668053817573, gradient: [0.081783149321886957, -0.081783149321886957]),
    .init([30.1, -10.3, 0.7], target: [0.1, 0.6, 0.3], value: 1.2599999999995907, gradient: [4.0922536099455707e-13, -8.5432710599446745e-18, -4.0921681772349712e-13]),
    .init([1, 1.000000001], target: [0.5, 0.5], value: 1.2500002068509361e-19, gradient: [-2.5000002068509275e-10, 2.5000002068509275e-10]),
    .init([0, 700], target: [0.3, 0.7], value: 0.18000000000000002, gradient: [-1.1831611852511726e-304, 1.1831611852511726e-304]),
  ]

  // mpmath, 800 digits: (σ − t)² and 2 (σ − t) σ (1 − σ).
  // swift-format-ignore
  private static let softSigmoidRows: [SoftVector] = [
    .init([0.8], target: [0.3], value: 0.15208009593075057, gradient: [0.16683864581733373]),
    .init([-1.5], target: [0.75], value: 0.32214078602648897, gradient: [-0.1693034388199191]),
    .init([40], target: [0.05], value: 0.90249999999999999, gradient: [8.071873085054019e-18]),
    .init([2], target: [0.5], value: 0.14500641459649348, gradient: [0.079962501056153063]),
    .init([-700], target: [0.9], value: 0.81000000000000004, gradient: [-1.7747417778767587e-304]),
    .init([1e-9], target: [0.5], value: 6.2500000000000008e-20, gradient: [1.2500000000000001e-10]),
  ]

  // softmax squared error: sum (p - y)^2
  // swift-format-ignore
  private static let softmaxRows: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: 0.18476920331796135, gradient: [-0.24352623083517896, 0.19329793067278996, 0.050228300162389019]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: 0.058715564565533004, gradient: [0.053739104504978631, -0.094236021625645096, 0.040496917120666464]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 1.7065728955137757, gradient: [-0.15264871813650954, -0.065152435684086629, 0.21780115382059617]),  // ordinary, wrong
    .init([20, 0], label: 0, value: 8.496708475557135e-18, gradient: [-1.6993416916088227e-17, 1.6993416916088227e-17]),  // confident and right
    .init([40, 0], label: 0, value: 3.6097027756908303e-35, gradient: [-7.2194055513816606e-35, 7.2194055513816606e-35]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: 2.7677930534734751e-87, gradient: [-5.5355861069469501e-87, 1.0296400444824027e-130, 5.5355861069469501e-87]),  // confident and right, far
    .init([20, 0], label: 1, value: 1.9999999917553855, gradient: [8.2446144387739805e-9, -8.2446144387739805e-9]),  // confident and wrong
    .init([0, 700], label: 0, value: 2, gradient: [-3.9438706175039083e-304, 3.9438706175039083e-304]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 0.75, gradient: [0.125, 0.125, -0.375, 0.125]),  // all equal
    .init([3, 3, -1], label: 1, value: 0.50012352567425841, gradient: [0.49534023786385456, -0.49558504729183169, 0.00024480942797713146]),  // two share the top
    .init([10003, 10000], label: 0, value: 0.0044984268933092965, gradient: [-0.0085701701399373081, 0.0085701701399373081]),  // large offset
    .init([-10003, -10000], label: 0, value: 1.8147949341830422, gradient: [-0.17213646878371122, 0.17213646878371122]),  // large offset, below zero
    .init([-.infinity, 0, 1], label: 2, value: 0.14465897625702654, gradient: [0, 0.21150837113706689, -0.21150837113706689]),  // a masked class
    .init([-.infinity, 5], label: 1, value: 0, gradient: [0, 0]),  // only the label is left
    .init([1, 1.000000001], label: 0, value: 0.50000000050000004, gradient: [-0.50000000025000002, 0.50000000025000002]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 0.49999999999999989, gradient: [0.49999999999999994, -0.49999999999999994]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: 5.8146250275960773e-26, gradient: [-1.1629250055190172e-25, 9.7115749335270159e-31, 1.1629152939440836e-25]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 1.2976348680906037, gradient: [-0.021228643382634685, -0.0053261818285232899, 0.14169079066945339, -0.01637945989271264, -0.0026457038166584133, -0.037970725291705902, -0.033587357310987833, -0.0094513330200051612, -0.012666289380381184, -0.0024350967458442857]),  // more classes
  ]

  // sigmoid squared error: (sigma - y)^2
  // swift-format-ignore
  private static let sigmoidRows: [LossVector] = [
    .init(0, label: 1, value: 0.25, gradient: -0.25),  // even
    .init(0, label: 0, value: 0.25, gradient: 0.25),  // even
    .init(0.8, label: 1, value: 0.096115822352093128, gradient: -0.13263492931107846),  // ordinary
    .init(-1.5, label: 1, value: 0.6684280241233108, gradient: -0.24387666485508553),  // ordinary, wrong
    .init(2, label: 0, value: 0.77580349257437593, gradient: 0.18495608645965958),  // ordinary, wrong
    .init(-0.3, label: 0, value: 0.18109917149759513, gradient: 0.20806212773516963),  // ordinary
    .init(20, label: 1, value: 4.2483542377785675e-18, gradient: -8.4967084580441136e-18),  // confident and right
    .init(40, label: 1, value: 1.804851387845415e-35, gradient: -3.6097027756908303e-35),  // confident and right: the loss must survive
    .init(-40, label: 0, value: 1.804851387845415e-35, gradient: 3.6097027756908303e-35),  // confident and right
    .init(200, label: 1, value: 1.9151695967140057e-174, gradient: -3.8303391934280114e-174),  // confident and right, far
    .init(-20, label: 1, value: 0.99999999587769277, gradient: -4.1223072193869902e-9),  // confident and wrong
    .init(40, label: 0, value: 0.99999999999999999, gradient: 8.4967085105831779e-18),  // confident and wrong
    .init(-700, label: 1, value: 1, gradient: -1.9719353087519542e-304),  // confident and wrong, far
    .init(1e-9, label: 1, value: 0.24999999975, gradient: -0.249999999875),  // tiny
    .init(-1e-17, label: 0, value: 0.25, gradient: 0.25),  // tiny
  ]

  // softmax squared error, scattered
  // swift-format-ignore
  private static let scatteredSoftmaxRows: [LossVector] = [
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 0.75000000095489881, gradient: [-0.37499999976127532, 0.1249999993605259, 0.12500000390459847, 0.12499999649615094]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 0.75007041736921131, gradient: [0.12500689590202086, -0.37498239214679695, 0.12498369345202799, 0.12499180279274809]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: 0.82302342090614966, gradient: [0.10792823948346944, -0.38312588142206101, 0.013518360927517509, 0.26167928101107405]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: 2.161855449761111e-13, gradient: [4.3200439965581153e-13, 3.6317751259322326e-16, 3.3705111023286095e-18, -4.3237094767950709e-13]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: 4.9431823707264021e-39, gradient: [2.149194609446356e-43, -9.8863647414528042e-39, 2.1775600818890395e-46, 9.8861496042358514e-39]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: 0, gradient: [0, 0, 0, 0]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 2, gradient: [0, 0, 0, 0]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: 0.66666666666666667, gradient: [-0.44444444444444444, 0.22222222222222222, 0.22222222222222222]),  // tiny numbers
    .init([7, 7, 7, -2], label: 3, value: 1.3332236424982094, gradient: [3.6561355662183154e-5, 3.6561355662183154e-5, 3.6561355662183154e-5, -0.00010968406698654946]),  // all but one tie at the top
    .init([100000000.0, 100000000.0, 0], label: 1, value: 0.5, gradient: [0.5, -0.5, 0]),  // a tie far up
  ]

  // sigmoid squared error, scattered
  // swift-format-ignore
  private static let scatteredSigmoidRows: [LossVector] = [
    .init(4.99676e-9, label: 1, value: 0.24999999875081, gradient: -0.24999999937540499),  // random, scale 1e-8
    .init(-0.000178934, label: 1, value: 0.25004473550096666, gradient: -0.25002236474867528),  // random, scale 1e-4
    .init(0.545999, label: 1, value: 0.13453722865951006, gradient: -0.17037978448274502),  // random, scale 1e0
    .init(1.28628, label: 1, value: 0.046864943387941113, gradient: -0.073438947985467705),  // random, scale 1e1
    .init(-8.88462, label: 1, value: 0.99972305193403887, gradient: -0.00027689053813217226),  // random, scale 1e2
    .init(1907.15, label: 0, value: 1, gradient: 0),  // random, scale 1e4
    .init(-13070700.0, label: 0, value: 0, gradient: 0),  // random, scale 1e8
    .init(0.9999999999999999, label: 1, value: 0.07232948812851328, gradient: -0.10575418556853346),  // just below 1
    .init(1.25, label: 1, value: 0.049595351832811836, gradient: -0.077100920189109208),  // beyond 1
    .init(-0.9999999, label: 0, value: 0.07232949870393245, gradient: 0.1057541981868667),  // before -1
  ]
}
