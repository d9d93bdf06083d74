import CrossEntropy
import Testing

struct GeneralizedCrossEntropyTests {
  @Test(arguments: cases)
  func vectors(loss: GeneralizedCrossEntropy, vector: LossVector) throws {
    // log p_y from the digits: the surprisal is the cross entropy of the same row.
    let surprisal =
      try loss.outputUnit == .softmax
      ? SoftmaxCrossEntropy().value(logits: vector.logits, label: vector.label)
      : SigmoidCrossEntropy().value(logits: vector.logits, label: vector.label)
    try expectMatch(
      loss, vector, ErrorBounds(value: 4, gradient: 4 + 4 * loss.q * surprisal))
  }

  @Test(arguments: cases)
  func softTargetsTakeTheMeanOverClasses(loss: GeneralizedCrossEntropy, vector: LossVector) throws {
    try expectMeanOverClasses(
      loss, logits: vector.logits, bound: 4,
      slope: { logProbability, _ in exponential(loss.q * logProbability) })
  }

  @Test(arguments: [2.0, 40, 700, 1400])
  func theGradientSurvivesWhereTheModelGaveUp(gap: Double) throws {
    // −p^q · (1 − p): p^q as 1 + expm1(q log p) would be 0 here.
    let loss = GeneralizedCrossEntropy(q: 0.5)
    let (value, gradient) = try loss.valueAndGradient(logits: [0, gap], label: 0)
    let (surprisal, slopes) = try SoftmaxCrossEntropy()
      .valueAndGradient(logits: [0, gap], label: 0)
    #expect(value <= 2)
    #expect(close(gradient[0] / (exponential(-0.5 * surprisal) * slopes[0]), 1, 1e-12))
  }

  @Test func invalidExponentsTrap() async {
    await #expect(processExitsWith: .failure) { _ = GeneralizedCrossEntropy(q: 0) }
    await #expect(processExitsWith: .failure) { _ = GeneralizedCrossEntropy(q: 1.1) }
  }

  private static let cases: [(GeneralizedCrossEntropy, LossVector)] =
    (softmaxRows7 + scatteredRows7).map { (GeneralizedCrossEntropy(q: 0.7), $0) }
    + softmaxRows1.map { (GeneralizedCrossEntropy(q: 0.1), $0) }
    + sigmoidRows7.map { (GeneralizedCrossEntropy(q: 0.7, unit: .sigmoid), $0) }
    + sigmoidRows1.map { (GeneralizedCrossEntropy(q: 0.1, unit: .sigmoid), $0) }

  // softmax generalised cross entropy, q 0.7: (1 - p_y^q) / q
  // swift-format-ignore
  private static let softmaxRows7: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: 0.36167496498808901, gradient: [-0.25466733530595505, 0.18105561537060385, 0.073611719935351196]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: 0.20393956680481686, gradient: [0.093099711908472897, -0.16932330915064007, 0.076223597242167169]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 1.3391492941701104, gradient: [0.0079887421572407317, -0.061400628947138648, 0.053411886789897916]),  // ordinary, wrong
    .init([20, 0], label: 0, value: 2.0611536188274567e-9, gradient: [-2.0611536152163556e-9, 2.0611536152163556e-9]),  // confident and right
    .init([40, 0], label: 0, value: 4.248354255291589e-18, gradient: [-4.248354255291589e-18, 4.248354255291589e-18]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: 3.720075976020836e-44, gradient: [-3.720075976020836e-44, 1.3838965267367375e-87, 3.720075976020836e-44]),  // confident and right, far
    .init([20, 0], label: 1, value: 1.4285702406732603, gradient: [8.315287161899243e-7, -8.315287161899243e-7]),  // confident and wrong
    .init([0, 700], label: 0, value: 1.4285714285714287, gradient: [-1.5692923852557875e-213, 1.5692923852557875e-213]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 0.88724408338914356, gradient: [0.094732285406899886, 0.094732285406899886, -0.28419685622069966, 0.094732285406899886]),  // all equal
    .init([3, 3, -1], label: 1, value: 0.55477633809366526, gradient: [0.30305297721976071, -0.30860358611467363, 0.0055506088949129229]),  // two share the top
    .init([10003, 10000], label: 0, value: 0.047770384009522045, gradient: [-0.045839986655991301, 0.045839986655991301]),  // large offset
    .init([-10003, -10000], label: 0, value: 1.259483464526391, gradient: [-0.11274817379446928, 0.11274817379446928]),  // large offset, below zero
    .init([-.infinity, 0, 1], label: 2, value: 0.28129390756874529, gradient: [0, 0.21598531304301425, -0.21598531304301425]),  // a masked class
    .init([-.infinity, 5], label: 1, value: 0, gradient: [0, 0]),  // only the label is left
    .init([1, 1.000000001], label: 0, value: 0.5491825622042745, gradient: [-0.307786103382397, 0.307786103382397]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 0.54918256189648831, gradient: [0.30778610333622907, -0.30778610333622907]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: 1.7050985514189234e-13, gradient: [-1.7050985514186763e-13, 2.8477570199819305e-18, 1.7050700738484764e-13]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 1.4170699661450526, gradient: [0.00033197043648848801, 7.4072616658220488e-5, 0.0036593686745711847, 0.00024592974807833492, -0.0080428162185893436, 0.00073881379345463943, 0.00060488957349951745, 0.00013496910740706274, 0.0022195192963194056, 3.3282972112490262e-5]),  // more classes
  ]

  // softmax generalised cross entropy, q 0.1: (1 - p_y^q) / q
  // swift-format-ignore
  private static let softmaxRows1: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: 0.40845394369322012, gradient: [-0.32707062815233979, 0.23253070040815359, 0.094539927744186197]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: 0.21764609477919291, gradient: [0.10624001252903499, -0.19322197799394603, 0.086981965464911043]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 3.2690311348862298, gradient: [0.085903906537255434, -0.66024835782476941, 0.57434445128751398]),  // ordinary, wrong
    .init([20, 0], label: 0, value: 2.061153620101963e-9, gradient: [-2.0611536177653682e-9, 2.0611536177653682e-9]),  // confident and right
    .init([40, 0], label: 0, value: 4.248354255291589e-18, gradient: [-4.248354255291589e-18, 4.248354255291589e-18]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: 3.720075976020836e-44, gradient: [-3.720075976020836e-44, 1.3838965267367375e-87, 3.720075976020836e-44]),  // confident and right, far
    .init([20, 0], label: 1, value: 8.6466471679128196, gradient: [0.13533528292977119, -0.13533528292977119]),  // confident and wrong
    .init([0, 700], label: 0, value: 9.9999999999999994, gradient: [-3.9754497359086314e-31, 3.9754497359086314e-31]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 1.2944943670387586, gradient: [0.21763764082403103, 0.21763764082403103, -0.6529129224720931, 0.21763764082403103]),  // all equal
    .init([3, 3, -1], label: 1, value: 0.67817186906566186, gradient: [0.46186175994092034, -0.47032105315251347, 0.008459293211593131]),  // two share the top
    .init([10003, 10000], label: 0, value: 0.048469505974533093, gradient: [-0.047196002313234029, 0.047196002313234029]),  // large offset
    .init([-10003, -10000], label: 0, value: 2.6277248863561968, gradient: [-0.70226385290740003, 0.70226385290740003]),  // large offset, below zero
    .init([-.infinity, 0, 1], label: 2, value: 0.30840587997832107, gradient: [0, 0.26064710979797174, -0.26064710979797174]),  // a masked class
    .init([-.infinity, 5], label: 1, value: 0, gradient: [0, 0]),  // only the label is left
    .init([1, 1.000000001], label: 0, value: 0.66967008509844237, gradient: [-0.46651649597833615, 0.46651649597833615]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 0.66967008463192574, gradient: [0.46651649576840366, -0.46651649576840366]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: 1.7050985514190106e-13, gradient: [-1.7050985514188507e-13, 2.8477570199822217e-18, 1.7050700738486509e-13]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 4.9784721909465873, gradient: [0.020705426304095162, 0.0046200050871742653, 0.22823956618641717, 0.015338957073056216, -0.50164086975003228, 0.046080773681648313, 0.037727746538791968, 0.0084181981272400209, 0.13843429465157286, 0.0020759021000363066]),  // more classes
  ]

  // sigmoid generalised cross entropy, q 0.7: (1 - p_t^q) / q
  // swift-format-ignore
  private static let sigmoidRows7: [LossVector] = [
    .init(0, label: 1, value: 0.54918256189648838, gradient: -0.30778610333622908),  // even
    .init(0, label: 0, value: 0.54918256189648838, gradient: 0.30778610333622908),  // even
    .init(0.8, label: 1, value: 0.32681630207782836, gradient: -0.23910054333304397),  // ordinary
    .init(-1.5, label: 1, value: 0.99439935937314134, gradient: -0.2484776014368901),  // ordinary, wrong
    .init(2, label: 0, value: 1.1062398975903166, gradient: 0.19873606943981057),  // ordinary, wrong
    .init(-0.3, label: 0, value: 0.45945810718049348, gradient: 0.28868939818279414),  // ordinary
    .init(20, label: 1, value: 2.0611536188274567e-9, gradient: -2.0611536152163556e-9),  // confident and right
    .init(40, label: 1, value: 4.248354255291589e-18, gradient: -4.248354255291589e-18),  // confident and right: the loss must survive
    .init(-40, label: 0, value: 4.248354255291589e-18, gradient: 4.248354255291589e-18),  // confident and right
    .init(200, label: 1, value: 1.3838965267367375e-87, gradient: -1.3838965267367375e-87),  // confident and right, far
    .init(-20, label: 1, value: 1.4285702406732603, gradient: -8.315287161899243e-7),  // confident and wrong
    .init(40, label: 0, value: 1.4285714285704409, gradient: 6.9144001069402152e-13),  // confident and wrong
    .init(-700, label: 1, value: 1.4285714285714287, gradient: -1.5692923852557875e-213),  // confident and wrong, far
    .init(1e-9, label: 1, value: 0.54918256158870227, gradient: -0.30778610329006117),  // tiny
    .init(-1e-17, label: 0, value: 0.54918256189648837, gradient: 0.30778610333622908),  // tiny
  ]

  // sigmoid generalised cross entropy, q 0.1: (1 - p_t^q) / q
  // swift-format-ignore
  private static let sigmoidRows1: [LossVector] = [
    .init(0, label: 1, value: 0.66967008463192584, gradient: -0.46651649576840371),  // even
    .init(0, label: 0, value: 0.66967008463192584, gradient: 0.46651649576840371),  // even
    .init(0.8, label: 1, value: 0.36429927364545086, gradient: -0.29873131173871107),  // ordinary
    .init(-1.5, label: 1, value: 1.5645440826953582, gradient: -0.68966134530449143),  // ordinary, wrong
    .init(2, label: 0, value: 1.915955599733815, gradient: 0.71204026859979188),  // ordinary, wrong
    .init(-0.3, label: 0, value: 0.53926979714681106, gradient: 0.4026084534250126),  // ordinary
    .init(20, label: 1, value: 2.061153620101963e-9, gradient: -2.0611536177653682e-9),  // confident and right
    .init(40, label: 1, value: 4.248354255291589e-18, gradient: -4.248354255291589e-18),  // confident and right: the loss must survive
    .init(-40, label: 0, value: 4.248354255291589e-18, gradient: 4.248354255291589e-18),  // confident and right
    .init(200, label: 1, value: 1.3838965267367375e-87, gradient: -1.3838965267367375e-87),  // confident and right, far
    .init(-20, label: 1, value: 8.6466471679128196, gradient: -0.13533528292977119),  // confident and wrong
    .init(40, label: 0, value: 9.8168436111126577, gradient: 0.018315638888734176),  // confident and wrong
    .init(-700, label: 1, value: 9.9999999999999994, gradient: -3.9754497359086314e-31),  // confident and wrong, far
    .init(1e-9, label: 1, value: 0.66967008416540934, gradient: -0.46651649555847128),  // tiny
    .init(-1e-17, label: 0, value: 0.66967008463192583, gradient: 0.4665164957684037),  // tiny
  ]

  // softmax generalised cross entropy, q 0.7, scattered
  // swift-format-ignore
  private static let scatteredRows7: [LossVector] = [
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 0.88724408411282151, gradient: [-0.28419685602168822, 0.094732285128400623, 0.094732286850282126, 0.094732284043005473]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 0.88729744944033159, gradient: [0.094732229670899448, -0.28418217895954928, 0.094723438287741775, 0.094726511000908062]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: 0.9136612572290301, gradient: [0.094383784632426505, -0.2765435236176701, 0.041343990791661516, 0.14081574819358208]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: 3.2905234748161102e-7, gradient: [3.2849620244128945e-7, 5.5093154106319361e-10, 5.1214651311287759e-12, -3.2905225544748377e-7]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: 4.971618191920911e-20, gradient: [2.1613698961659756e-24, -4.971618191920911e-20, 2.1899911677715315e-27, 4.971401835932178e-20]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: 0, gradient: [0, 0, 0, 0]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 1.4285714285714287, gradient: [0, 0, 0, 0]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: 0.76648134746861462, gradient: [-0.3089753711813132, 0.1544876855906566, 0.1544876855906566]),  // tiny numbers
    .init([7, 7, 7, -2], label: 3, value: 1.4273556644011443, gradient: [0.00028366663731830363, 0.00028366663731830363, 0.00028366663731830363, -0.00085099991195491088]),  // all but one tie at the top
    .init([100000000.0, 100000000.0, 0], label: 1, value: 0.54918256189648838, gradient: [0.30778610333622908, -0.30778610333622908, 0]),  // a tie far up
  ]
}
