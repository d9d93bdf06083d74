import CrossEntropy
import Foundation
import Testing

struct KullbackLeiblerLossTests {
  private let forward = KullbackLeiblerLoss()
  private let reverse = KullbackLeiblerLoss(direction: .reverse)

  @Test(arguments: rows)
  func vectors(_ vector: LossVector) throws {
    try expectMatch(forward, vector, ErrorBounds(value: 4, gradient: 4))
  }

  @Test(arguments: softRows)
  func softVectors(_ vector: SoftVector) throws {
    let q = softmax(vector.logits)
    let terms = zip(vector.target, q).reduce(0) {
      $1.0 == 0 ? $0 : $0 + abs($1.0 * ratio($1.0, $1.1))
    }
    try expectMatch(
      forward, vector, valueBound: 8, valueScale: terms, gradientBound: 4,
      gradientScale: { p, t in max(p, t) })
    #expect(try forward.value(logits: vector.logits, target: vector.target) >= 0)
  }

  @Test(arguments: reverseRows)
  func reverseVectors(_ vector: SoftVector) throws {
    let p = softmax(vector.logits)
    let terms = zip(p, vector.target).reduce(0) {
      $1.0 == 0 ? $0 : $0 + abs($1.0 * ratio($1.0, $1.1))
    }
    let value = try reverse.value(logits: vector.logits, target: vector.target)
    #expect(value >= 0)
    try expectMatch(
      reverse, vector, valueBound: 8, valueScale: terms, gradientBound: 8,
      gradientScale: { p, t in p == 0 ? 0 : p * (1 + abs(ratio(p, t)) + value) })
  }

  /// log(x / y), to a digit or two: for scales alone.
  private func ratio(_ x: Double, _ y: Double) -> Double {
    abs(x - y) < 0.1 * y ? (x - y) / y : -log(y) + log(min(1, x))
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func lossesAreTheDivergences(seed: UInt64) throws {
    var random = SplitMix64(seed)
    let z = random.uniforms(4, in: -3...3)
    let t = random.distribution(4)
    #expect(try close(forward.value(logits: z, target: t), divergence(of: t, from: softmax(z))))
    #expect(try close(reverse.value(logits: z, target: t), divergence(of: softmax(z), from: t)))
    // Cross entropy less the entropy of the target, and so the same gradient.
    let (value, gradient) = try SoftmaxCrossEntropy().valueAndGradient(logits: z, target: t)
    let got = try forward.valueAndGradient(logits: z, target: t)
    #expect(try close(got.value, value - entropy(of: t)))
    #expect(close(got.gradient, gradient))
    for label in 0..<4 {
      #expect(
        try forward.valueAndGradient(logits: z, label: label)
          == SoftmaxCrossEntropy().valueAndGradient(logits: z, label: label))
    }
  }

  @Test func thePeersNumbers() throws {
    // PyTorch 2.15, scipy 1.17 and torchmetrics 1.9: KL(P ‖ Q) of two rows.
    #expect(
      try close(
        forward.value(probabilities: [1.0 / 3, 1.0 / 3, 1.0 / 3], target: [0.36, 0.48, 0.16]),
        0.08529960131837055))
    #expect(
      try close(
        forward.value(probabilities: [0.2, 0.5, 0.3], target: [0, 0.5, 0.5]), 0.25541281188299536))
    // p = 0 = q: NaN in PyTorch and optax.
    #expect(try forward.value(probabilities: [0, 1], target: [0, 1]) == 0)
    #expect(try forward.value(probabilities: [0, 1], target: [0.5, 0.5]) == .infinity)
  }

  @Test func aMatchedTargetCostsNothing() throws {
    let z = [0.0, 1.3862943611198906, 0.6931471805599453]
    for loss in [forward, reverse] {
      let (value, gradient) = try loss.valueAndGradient(
        logits: [0, 0, 0, 0], target: [0.25, 0.25, 0.25, 0.25])
      #expect(value == 0)
      #expect(gradient == [0, 0, 0, 0])
      #expect(try loss.value(logits: z, target: softmax(z)) < 1e-31)
    }
  }

  @Test func whatUnderflowsIsNotImpossible() throws {
    // ½ log ½ + ½·800, twice; exp(−800) is below the numbers.
    let far = try forward.valueAndGradient(logits: [0, 800], target: [0.5, 0.5])
    #expect(close(far.value, 400 - 0.6931471805599453))
    #expect(far.gradient == [-0.5, 0.5])
    #expect(try forward.value(logits: [-.infinity, 800], target: [0.5, 0.5]) == .infinity)
  }

  @Test func theReverseNeedsSmoothedLabels() throws {
    let hard = try reverse.valueAndGradient(logits: [1, 2, -.infinity], label: 1)
    #expect(hard.value == .infinity)
    #expect(hard.gradient == [.infinity, -.infinity, 0])
    let total = try Objective(reverse).value(logits: matrix([[1, 2.0]]), labels: [1])
    #expect(total.firstInfiniteRows == [0])
    // A model that has ruled the others out has met its label.
    #expect(try reverse.value(logits: [-.infinity, 2], label: 1) == 0)
    let smoothed = try Objective(reverse, labelSmoothing: 0.1)
      .value(logits: matrix([[1, 2.0]]), labels: [1])
    #expect(try close(smoothed.sum, divergence(of: softmax([1, 2]), from: [0.05, 0.95])))
  }

  @Test func targetsThatDoNotSumToOne() throws {
    let z = [2, 1, 0.1]
    for loss in [forward, reverse] {
      let one = try loss.valueAndGradient(logits: z, target: [0.5, 0.25, 0.25])
      let two = try loss.valueAndGradient(logits: z, target: [1, 0.5, 0.5])
      #expect(close(two.value, 2 * one.value))
      #expect(close(two.gradient, one.gradient.map { 2 * $0 }))
    }
  }

  // kl forward: sum t log(t / p)
  // swift-format-ignore
  private static let rows: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: 0.41703001627783348, gradient: [-0.34099886111403209, 0.24243297070471392, 0.098565890409318172]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: 0.22004952302053777, gradient: [0.10860373030701238, -0.19752094420835067, 0.088917213901338288]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 3.9586599757210144, gradient: [0.12762487579238482, -0.9809113235492727, 0.85328644775688788]),  // ordinary, wrong
    .init([20, 0], label: 0, value: 2.0611536203143807e-9, gradient: [-2.0611536181902036e-9, 2.0611536181902036e-9]),  // confident and right
    .init([40, 0], label: 0, value: 4.248354255291589e-18, gradient: [-4.248354255291589e-18, 4.248354255291589e-18]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: 3.720075976020836e-44, gradient: [-3.720075976020836e-44, 1.3838965267367375e-87, 3.720075976020836e-44]),  // confident and right, far
    .init([20, 0], label: 1, value: 20.000000002061154, gradient: [0.99999999793884638, -0.99999999793884638]),  // confident and wrong
    .init([0, 700], label: 0, value: 700, gradient: [-1, 1]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 1.3862943611198906, gradient: [0.25, 0.25, -0.75, 0.25]),  // all equal
    .init([3, 3, -1], label: 1, value: 0.7022633214390952, gradient: [0.49546264257784313, -0.50453735742215687, 0.009074714844313747]),  // two share the top
    .init([10003, 10000], label: 0, value: 0.048587351573742059, gradient: [-0.047425873177566781, 0.047425873177566781]),  // large offset
    .init([-10003, -10000], label: 0, value: 3.0485873515737421, gradient: [-0.95257412682243322, 0.95257412682243322]),  // large offset, below zero
    .init([-.infinity, 0, 1], label: 2, value: 0.31326168751822283, gradient: [0, 0.26894142136999512, -0.26894142136999512]),  // a masked class
    .init([-.infinity, 5], label: 1, value: 0, gradient: [0, 0]),  // only the label is left
    .init([1, 1.000000001], label: 0, value: 0.69314718105994535, gradient: [-0.50000000025000002, 0.50000000025000002]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 0.6931471805599452, gradient: [0.49999999999999994, -0.49999999999999994]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: 1.7050985514190252e-13, gradient: [-1.7050985514188798e-13, 2.8477570199822706e-18, 1.70507007384868e-13]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 6.8885086116082953, gradient: [0.04123332000026951, 0.0092003972951115917, 0.45452215912240795, 0.030546394755399552, -0.99898056692151336, 0.091766441278226857, 0.07513200757500907, 0.016764216882484817, 0.27568162502652464, 0.0041340049860793788]),  // more classes
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 1.3862943630296882, gradient: [-0.75000000047744939, 0.24999999959925061, 0.25000000414332315, 0.24999999673487563]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 1.3864352019157265, gradient: [0.25002450125158525, -0.75003520771955915, 0.25000129836491252, 0.25000940810306139]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: 1.4577682314981944, gradient: [0.261859224289169, -0.76724484887669478, 0.11470514135331192, 0.39068048323421387]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: 3.2905238537802342e-7, gradient: [3.2849627810601946e-7, 5.5093166796294466e-10, 5.1214663107901343e-12, -3.2905233124029317e-07]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: 4.971618191920911e-20, gradient: [2.1613698961659756e-24, -4.971618191920911e-20, 2.1899911677715315e-27, 4.971401835932178e-20]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: 0, gradient: [0, 0, 0, 0]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 180241100, gradient: [0, -1, 1, 0]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: 1.0986122886681097, gradient: [-0.66666666666666667, 0.33333333333333333, 0.33333333333333333]),  // tiny numbers
    .init([7, 7, 7, -2], label: 3, value: 10.098653424423385, gradient: [0.33331962169692938, 0.33331962169692938, 0.33331962169692938, -0.99995886509078814]),  // all but one tie at the top
    .init([100000000.0, 100000000.0, 0], label: 1, value: 0.69314718055994531, gradient: [0.5, -0.5, 0]),  // a tie far up
  ]

  // kl forward, soft
  // swift-format-ignore
  private static let softRows: [SoftVector] = [
    .init([2, 1, 0.1], target: [0.7, 0.2, 0.1], value: 0.0052114637344961693, gradient: [-0.040998861114032067, 0.042432970704713904, -0.0014341095906818362]),  // ordinary
    .init([40, 0], target: [0.95, 0.05], value: 1.8014847566541276, gradient: [0.049999999999999999, -0.049999999999999999]),  // confident
    .init([40, 0], target: [0.05, 0.95], value: 37.801484756654126, gradient: [0.94999999999999995, -0.94999999999999995]),  // confident and wrong
    .init([10003, 10000], target: [0.5, 0.5], value: 0.85544017101379675, gradient: [0.45257412682243322, -0.45257412682243322]),  // large offset
    .init([30.1, -10.3, 0.7], target: [0.1, 0.6, 0.3], value: 32.162054275143391, gradient: [0.89999999999982946, -0.59999999999999997, -0.29999999999982948]),  // differences that round
    .init([1, 1.000000001], target: [0.5, 0.5], value: 1.2500002068509361e-19, gradient: [-2.5000002068509275e-10, 2.5000002068509275e-10]),  // tiny gap
    .init([0, 700], target: [0.3, 0.7], value: 209.3891356979451, gradient: [-0.29999999999999999, 0.29999999999999999]),  // far
    .init([0.1, 0.2, 0.3], target: [0.3006096053557273, 0.33222499353334733, 0.3671654011109254], value: 2.0714643347027811e-32, gradient: [4.7740902158245338e-18, -8.7160809874525367e-17, 8.2386719658700833e-17]),  // nearly met
    .init([0, 1e-7, 0, -1e-7], target: [0.25, 0.25, 0.25, 0.25], value: 2.4999999999999987e-15, gradient: [-6.249999999999989e-16, 2.5000000624999978e-8, -6.249999999999989e-16, -2.4999999374999978e-8]),  // even, nearly met
    .init([1, 2, 3], target: [1e-12, 0.4, 0.599999999999], value: 0.13459429740900368, gradient: [0.09003057316938046, -0.15527152894520236, 0.065240955775821904]),  // a small share
    .init([-1.44519e-8, 2.32893e-9, -2.78128e-9], target: [0.1, 0.2, 0.7], value: 0.29679373408298903, gradient: [0.2333333301720611, 0.13333333576567109, -0.36666666593773219]),  // random, scale 1e-8
    .init([-7.37886e-5, 8.74773e-5, -9.43283e-5], target: [0.25, 0.5, 0.25], value: 0.058862931841132359, gradient: [0.083317696354137271, -0.16662854653309617, 0.083310850178958899]),  // random, scale 1e-4
    .init([7.79245, 13.1668, -7.55286], target: [0.6, 0.3, 0.1], value: 4.4032535023524158, gradient: [-0.59538744445406649, 0.69538744345508337, -0.099999999001016878]),  // random, scale 1e1
    .init([53.1151, -14.2765, 359.146], target: [0.2, 0.2, 0.6], value: 134.94040946076678, gradient: [-0.20000000000000001, -0.20000000000000001, 0.40000000000000002]),  // random, scale 1e2
    .init([-.infinity, 0, 1], target: [0, 0.25, 0.75], value: 0.00092654289941448376, gradient: [0, 0.018941421369995121, -0.018941421369995121]),  // a masked class
    .init([0.5, -1, 2], target: [0, 0.25, 0.75], value: 0.42897615203834871, gradient: [0.17529039214003669, -0.21088742672931255, 0.035597034589275858]),  // a class that cannot be
  ]

  // kl reverse: sum p log(p / t)
  // swift-format-ignore
  private static let reverseRows: [SoftVector] = [
    .init([2, 1, 0.1], target: [0.7, 0.2, 0.1], value: 0.0054481797178344419, gradient: [-0.043364418047920911, 0.045325199458280094, -0.0019607814103591838]),  // ordinary
    .init([40, 0], target: [0.95, 0.05], value: 0.051293294387550375, gradient: [1.5742515034507538e-16, -1.5742515034507538e-16]),  // confident
    .init([40, 0], target: [0.05, 0.95], value: 2.9957322735539906, gradient: [1.8244319007825172e-16, -1.8244319007825172e-16]),  // confident and wrong
    .init([10003, 10000], target: [0.5, 0.5], value: 0.50228220945350291, gradient: [0.1355299791927364, -0.1355299791927364]),  // large offset
    .init([30.1, -10.3, 0.7], target: [0.1, 0.6, 0.3], value: 2.3025850929886747, gradient: [5.2003472626104865e-12, -1.2015187921388282e-16, -5.2002271107312726e-12]),  // differences that round
    .init([1, 1.000000001], target: [0.5, 0.5], value: 1.2500002068509361e-19, gradient: [-2.5000002068509275e-10, 2.5000002068509275e-10]),  // tiny gap
    .init([0, 700], target: [0.3, 0.7], value: 0.35667494393873237, gradient: [-6.8934194977922017e-302, 6.8934194977922017e-302]),  // far
    .init([0.1, 0.2, 0.3], target: [0.3006096053557273, 0.33222499353334733, 0.3671654011109254], value: 2.0714643347027811e-32, gradient: [4.7740902158245277e-18, -8.7160809874525362e-17, 8.2386719658700835e-17]),  // nearly met
    .init([0, 1e-7, 0, -1e-7], target: [0.25, 0.25, 0.25, 0.25], value: 2.499999999999997e-15, gradient: [-1.2499999999999957e-15, 2.5000001249999936e-8, -1.2499999999999957e-15, -2.4999998749999936e-8]),  // even, nearly met
    .init([1, 2, 3], target: [1e-12, 0.4, 0.599999999999], value: 2.2193056425527033, gradient: [2.0710731643632991, -0.66336610237805191, -1.4077070619852472]),  // a small share
    .init([-1.44519e-8, 2.32893e-9, -2.78128e-9], target: [0.1, 0.2, 0.7], value: 0.32428702468310743, gradient: [0.29322858727207773, 0.062179535913690386, -0.35540812318576812]),  // random, scale 1e-8
    .init([-7.37886e-5, 8.74773e-5, -9.43283e-5], target: [0.25, 0.5, 0.25], value: 0.056606592706693129, gradient: [0.077005909980142123, -0.15400339219336909, 0.076997482213226971]),  // random, scale 1e-4
    .init([7.79245, 13.1668, -7.55286], target: [0.6, 0.3, 0.1], value: 1.1713628897455176, gradient: [-0.027857577620081158, 0.027857597193218529, -1.9573137371240443e-8]),  // random, scale 1e1
    .init([53.1151, -14.2765, 359.146], target: [0.2, 0.2, 0.6], value: 0.51082562376599072, gradient: [-3.7728735526426067e-131, -2.4865072636459629e-160, 3.7728735526426067e-131]),  // random, scale 1e2
  ]
}
