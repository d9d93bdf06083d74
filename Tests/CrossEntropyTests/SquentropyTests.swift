import CrossEntropy
import Testing

struct SquentropyTests {
  @Test(arguments: rows)
  func vectors(_ vector: LossVector) throws { try expectMatch(Squentropy(), vector.soft) }

  @Test(arguments: softRows)
  func softVectors(_ vector: SoftVector) throws { try expectMatch(Squentropy(), vector) }

  @Test(arguments: sigmoidRows.map(\.soft) + softSigmoidRows)
  func sigmoidVectors(_ vector: SoftVector) throws {
    try expectMatch(Squentropy(unit: .sigmoid), vector)
  }

  /// 8 ulp, as the documentation says, in Double and by label; from Float logits what Double gives for them.
  private func expectMatch(
    _ loss: Squentropy, _ vector: SoftVector, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let logits = vector.logits
    let (value, gradient) = try loss.valueAndGradient(logits: logits, target: vector.target)
    #expect(ulps(value, vector.value) <= 8, "\(value)", sourceLocation: sourceLocation)
    let unmasked = logits.count { $0 != -.infinity }
    for (j, z) in logits.enumerated() {
      let t = vector.target[j]
      let p =
        loss.outputUnit == .softmax
        ? softmax(logits)[j] : softmax([0, z])[1]
      let isLabel = t == 1 && loss.outputUnit == .softmax
      let own =
        loss.outputUnit == .sigmoid
        ? t * softmax([0, z])[0] + (1 - t) * p + abs(z) / 2
        : isLabel ? vector.gradient[j] : max(p, t) + 2 * abs(z) / Double(max(unmasked - 1, 1))
      #expect(
        z == -.infinity ? gradient[j] == 0 : ulps(gradient[j], vector.gradient[j], of: own) <= 8,
        "gradient[\(j)] \(gradient[j]), not \(vector.gradient[j])", sourceLocation: sourceLocation)
    }
    if let label = vector.target.firstIndex(of: 1), loss.outputUnit == .softmax {
      #expect(
        try loss.valueAndGradient(logits: logits, label: label) == (value, gradient),
        sourceLocation: sourceLocation)
    }
    let narrow = logits.map { Float($0) }
    let wide = try loss.valueAndGradient(logits: narrow.map { Double($0) }, target: vector.target)
    let float = try Objective(loss)
      .valueAndGradient(logits: matrix([narrow]), targets: matrix([vector.target]))
    #expect(float.total.sum == wide.value, sourceLocation: sourceLocation)
    #expect(
      Array(float.gradient.elements) == wide.gradient.map { Float($0) },
      sourceLocation: sourceLocation)
  }

  /// Cross entropy and the mean square of the wrong logits.
  @Test func thePapersFormula() throws {
    let z = [0.5, -1, 2, 0.25]
    let cross = try SoftmaxCrossEntropy().valueAndGradient(logits: z, label: 2)
    let (value, gradient) = try Squentropy().valueAndGradient(logits: z, label: 2)
    #expect(close(value, cross.value + (0.25 + 1 + 0.0625) / 3))
    let pulls = [1.0 / 3, -2.0 / 3, 0, 0.5 / 3]
    #expect(close(gradient, zip(cross.gradient, pulls).map { $0 + $1 }))
  }

  @Test(arguments: [-800.0, -1.5, 0, 0.25, 3], [0, 0.25, 1])
  func oneOutputIsAPair(z: Double, t: Double) throws {
    let pair = try Squentropy().valueAndGradient(logits: [-z / 2, z / 2], target: [1 - t, t])
    let one = try Squentropy(unit: .sigmoid).valueAndGradient(logits: [z], target: [t])
    let cross = try SigmoidCrossEntropy().value(logits: [z], target: [t])
    #expect(close(one.value, pair.value))
    #expect(close(one.value, cross + z * z / 4))
    #expect(close(one.gradient[0], (pair.gradient[1] - pair.gradient[0]) / 2))
  }

  @Test func edges() throws {
    let loss = Squentropy()
    #expect(try loss.valueAndGradient(logits: [7], label: 0) == (0, [0]))
    #expect(try loss.valueAndGradient(logits: [-.infinity, 7], label: 1) == (0, [0, 0]))
    #expect(try loss.valueAndGradient(logits: [-.infinity, 3], label: 0) == (.infinity, [-1, 7]))
    #expect(try loss.value(logits: [.infinity, 1], label: 0) == 1)
    #expect(try loss.value(logits: [.infinity, 1], label: 1) == .infinity)
    #expect(try loss.value(logits: [-.infinity, -.infinity], label: 1) == .infinity)
  }

  @Test func aUnitWithoutProbabilitiesEndsTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = Squentropy(unit: .identity) }
  }

  // squentropy: -log p + mean of the wrong z^2
  // swift-format-ignore
  private static let rows: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: 0.92203001627783348, gradient: [-0.34099886111403209, 1.2424329707047139, 0.19856589040931818]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: 0.39004952302053777, gradient: [0.60860373030701238, -0.19752094420835067, 0.38891721390133828]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 9.4836599757210146, gradient: [1.3276248757923848, -0.9809113235492727, 3.953286447756888]),  // ordinary, wrong
    .init([20, 0], label: 0, value: 2.0611536203143807e-9, gradient: [-2.0611536181902036e-9, 2.0611536181902036e-9]),  // confident and right
    .init([40, 0], label: 0, value: 4.248354255291589e-18, gradient: [-4.248354255291589e-18, 4.248354255291589e-18]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: 5000, gradient: [-3.720075976020836e-44, -100, 3.720075976020836e-44]),  // confident and right, far
    .init([20, 0], label: 1, value: 420.00000000206115, gradient: [40.999999997938846, -0.99999999793884638]),  // confident and wrong
    .init([0, 700], label: 0, value: 490700, gradient: [-1, 1401]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 1.3862943611198906, gradient: [0.25, 0.25, -0.75, 0.25]),  // all equal
    .init([3, 3, -1], label: 1, value: 5.7022633214390952, gradient: [3.4954626425778431, -0.50453735742215687, -0.99092528515568625]),  // two share the top
    .init([10003, 10000], label: 0, value: 100000000.04858735, gradient: [-0.047425873177566781, 20000.047425873178]),  // large offset
    .init([-10003, -10000], label: 0, value: 100000003.04858735, gradient: [-0.95257412682243322, -19999.047425873178]),  // large offset, below zero
    .init([-.infinity, 0, 1], label: 2, value: 0.31326168751822283, gradient: [0, 0.26894142136999512, -0.26894142136999512]),  // a masked class
    .init([-.infinity, 5], label: 1, value: 0, gradient: [0, 0]),  // only the label is left
    .init([1, 1.000000001], label: 0, value: 1.6931471830599455, gradient: [-0.50000000025000002, 2.5000000022500002]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 1.6931471805599452, gradient: [2.4999999999999999, -0.49999999999999994]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: 53.290000000000178, gradient: [-1.7050985514188798e-13, -10.300000000000001, 0.70000000000017046]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 9.1151752782749622, gradient: [0.10789998666693618, -0.25746626937155507, 1.0545221591224079, 0.030546394755399552, -0.99898056692151336, 0.33621088572267132, 0.27513200757500907, -0.11656911645084851, 0.76457051391541356, -0.44031043945836507]),  // more classes
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 1.3862943630296884, gradient: [-0.75000000047744939, 0.24999999194485061, 0.25000000860644981, 0.2499999814421423]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 1.3864352051537611, gradient: [0.25008650191825191, -0.75003520771955915, 0.25000142785957918, 0.25003116310306139]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: 2.2231344420728744, gradient: [0.83013722428916899, -0.76724484887669478, 0.13268834135331191, 1.2256804832342138]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: 21.896394195752385, gradient: [4.6439736618296114, 0.38352666721759831, -2.7352533333282118, -3.2905233124029317e-07]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: 9483.4319653666666, gradient: [64.056466666666665, -4.971618191920911e-20, 59.460066666666667, 70.752]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: 207750159.53234165, gradient: [12040.066666666666, 0, 11484.333333333334, 383.52999999999997]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 6266940021244433.3, gradient: [38319666.666666667, -1, 80572001, -19891600]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: 1.0986122886681097, gradient: [-0.66666666666666667, 0.33333333333333333, 0.33333333333333333]),  // tiny numbers
    .init([7, 7, 7, -2], label: 3, value: 59.098653424423385, gradient: [4.999986288363596, 4.999986288363596, 4.999986288363596, -0.99995886509078814]),  // all but one tie at the top
    .init([100000000.0, 100000000.0, 0], label: 1, value: 5000000000000000.7, gradient: [100000000.5, -0.5, 0]),  // a tie far up
  ]

  // squentropy, soft
  // swift-format-ignore
  private static let softRows: [SoftVector] = [
    .init([2, 1, 0.1], target: [0.7, 0.2, 0.1], value: 1.8115300162778335, gradient: [0.55900113888596797, 0.84243297070471386, 0.088565890409318165]),  // ordinary
    .init([40, 0], target: [0.95, 0.05], value: 82.000000000000005, gradient: [4.0500000000000002, -0.049999999999999999]),  // confident
    .init([40, 0], target: [0.05, 0.95], value: 1557.9999999999999, gradient: [76.949999999999996, -0.94999999999999995]),  // confident and wrong
    .init([10003, 10000], target: [0.5, 0.5], value: 100030006.04858735, gradient: [10003.452574126822, 9999.5474258731776]),  // large offset
    .init([30.1, -10.3, 0.7], target: [0.1, 0.6, 0.3], value: 462.1540000000002, gradient: [27.98999999999983, -4.7200000000000002, 0.19000000000017048]),  // differences that round
    .init([1, 1.000000001], target: [0.5, 0.5], value: 1.6931471815599454, gradient: [0.99999999974999998, 1.0000000012500001]),  // tiny gap
    .init([0, 700], target: [0.3, 0.7], value: 147209.99999999999, gradient: [-0.29999999999999999, 420.3]),  // far
    .init([0.1, 0.2, 0.3], target: [0.3006096053557273, 0.33222499353334733, 0.3671654011109254], value: 1.1406172777062871, gradient: [0.06993903946442728, 0.13355500129333045, 0.18985037966672246]),  // nearly met
    .init([0, 1e-7, 0, -1e-7], target: [0.25, 0.25, 0.25, 0.25], value: 1.3862943611198981, gradient: [-6.249999999999989e-16, 7.5000000624999976e-8, -6.249999999999989e-16, -7.4999999374999976e-8]),  // even, nearly met
    .init([1, 2, 3], target: [1e-12, 0.4, 0.599999999999], value: 4.3076059644503804, gradient: [1.0900305731683805, 1.0447284710547977, 1.265240955778822]),  // a small share
    .init([-1.44519e-8, 2.32893e-9, -2.78128e-9], target: [0.1, 0.2, 0.7], value: 1.0986122866263264, gradient: [0.2333333171653511, 0.13333333762881509, -0.36666666677211619]),  // random, scale 1e-8
    .init([-7.37886e-5, 8.74773e-5, -9.43283e-5], target: [0.25, 0.5, 0.25], value: 1.0985837099725895, gradient: [0.083262354904137271, -0.16658480788309617, 0.083240103953958899]),  // random, scale 1e-4
    .init([7.79245, 13.1668, -7.55286], target: [0.6, 0.3, 0.1], value: 103.79383479252919, gradient: [2.5215925555459333, 9.9121474434550833, -6.8975739990010165]),  // random, scale 1e1
    .init([53.1151, -14.2765, 359.146], target: [0.2, 0.2, 0.6], value: 27143.073463304004, gradient: [42.292079999999998, -11.6212, 144.05840000000001]),  // random, scale 1e2
    .init([-.infinity, 0, 1], target: [0, 0.25, 0.75], value: 0.81326168751822283, gradient: [0, 0.018941421369995121, 0.48105857863000488]),  // a masked class
    .init([0.5, -1, 2], target: [0, 0.25, 0.75], value: 1.9913112966571571, gradient: [0.67529039214003669, -0.96088742672931255, 0.53559703458927586]),  // a class that cannot be
  ]

  // sigmoid squentropy
  // swift-format-ignore
  private static let sigmoidRows: [LossVector] = [
    .init(0, label: 1, value: 0.69314718055994531, gradient: -0.5),  // even
    .init(0, label: 0, value: 0.69314718055994531, gradient: 0.5),  // even
    .init(0.8, label: 1, value: 0.53110066594777773, gradient: 0.089974481127612474),  // ordinary
    .init(-1.5, label: 1, value: 2.2639132779827524, gradient: -1.5675744761936437),  // ordinary, wrong
    .init(2, label: 0, value: 3.1269280110429725, gradient: 1.8807970779778824),  // ordinary, wrong
    .init(-0.3, label: 0, value: 0.57685524446852712, gradient: 0.27555748318834102),  // ordinary
    .init(20, label: 1, value: 100.00000000206115, gradient: 9.9999999979388464),  // confident and right
    .init(40, label: 1, value: 400, gradient: 20),  // confident and right: the loss must survive
    .init(-40, label: 0, value: 400, gradient: -20),  // confident and right
    .init(200, label: 1, value: 10000, gradient: 100),  // confident and right, far
    .init(-20, label: 1, value: 120.00000000206115, gradient: -10.999999997938847),  // confident and wrong
    .init(40, label: 0, value: 440, gradient: 21),  // confident and wrong
    .init(-700, label: 1, value: 123200, gradient: -351),  // confident and wrong, far
    .init(1e-9, label: 1, value: 0.69314718005994531, gradient: -0.49999999925),  // tiny
    .init(-1e-17, label: 0, value: 0.6931471805599453, gradient: 0.49999999999999999),  // tiny
    .init(4.99676e-9, label: 1, value: 0.69314717806156532, gradient: -0.49999999625243),  // random, scale 1e-8
    .init(-0.000178934, label: 1, value: 0.69323665956646144, gradient: -0.50013420049988065),  // random, scale 1e-4
    .init(0.545999, label: 1, value: 0.53148688961667534, gradient: -0.093793668774324447),  // random, scale 1e0
    .init(1.28628, label: 1, value: 0.65759173898302157, gradient: 0.426656875050407),  // random, scale 1e1
    .init(-8.88462, label: 1, value: 28.618876629311579, gradient: -5.4421715163781627),  // random, scale 1e2
    .init(1907.15, label: 0, value: 911212.43062500009, gradient: 954.57500000000005),  // random, scale 1e4
    .init(-13070700.0, label: 0, value: 42710799622500, gradient: -6535350),  // random, scale 1e8
    .init(0.9999999999999999, label: 1, value: 0.56326168751822281, gradient: 0.2310585786300048),  // just below 1
    .init(1.25, label: 1, value: 0.64255408134537289, gradient: 0.40229986117469115),  // beyond 1
    .init(-0.9999999, label: 0, value: 0.56326166441236847, gradient: -0.23105850896881114),  // before -1
  ]

  // sigmoid squentropy, soft
  // swift-format-ignore
  private static let softSigmoidRows: [SoftVector] = [
    .init([0.8], target: [0.3], value: 1.0911006659477778, gradient: [0.78997448112761249]),  // ordinary
    .init([-1.5], target: [0.75], value: 1.8889132779827524, gradient: [-1.3175744761936437]),  // ordinary
    .init([40], target: [0.05], value: 438, gradient: [20.95]),  // confident
    .init([2], target: [0.5], value: 2.1269280110429725, gradient: [1.3807970779778824]),  // even
    .init([-700], target: [0.9], value: 123130, gradient: [-350.9]),  // far
    .init([1e-9], target: [0.5], value: 0.69314718055994531, gradient: [7.5e-10]),  // tiny
    .init([0.8, -1.5, 2], target: [1, 0, 0.25], value: 3.921941954973503, gradient: [0.089974481127612474, -0.56757447619364366, 1.6307970779778824]),  // several
  ]
}
