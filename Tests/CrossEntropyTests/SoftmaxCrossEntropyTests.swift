import CrossEntropy
import Testing

struct SoftmaxCrossEntropyTests {
  @Test(arguments: rows + scatteredRows)
  func vectors(_ vector: LossVector) throws {
    try expectMatch(SoftmaxCrossEntropy(), vector, ErrorBounds(value: 4, gradient: 4))
  }

  @Test(arguments: softRows)
  func softVectors(_ vector: SoftVector) throws {
    try expectMatch(
      SoftmaxCrossEntropy(), vector, valueBound: 4, gradientBound: 4,
      gradientScale: { p, t in max(p, t) })
  }

  @Test func manyClassesCostNoDigit() throws {
    // Σ t = 400 and every p = 1/4000; a plain sum of the targets is 100 ulp off.
    let (value, gradient) = try SoftmaxCrossEntropy().valueAndGradient(
      logits: Array(repeating: 0.25, count: 4000), target: Array(repeating: 0.1, count: 4000))
    #expect(ulps(value, 400 * 8.294049640102028) <= 4)
    #expect(gradient.allSatisfy { ulps($0, 0, of: 0.1) <= 4 })
  }

  // mpmath, 800 digits: −Σ t log p and p·Σt − t, p = softmax(z).
  // swift-format-ignore
  private static let softRows: [SoftVector] = [
    .init([2, 1, 0.1], target: [0.7, 0.2, 0.1], value: 0.80703001627783349, gradient: [-0.040998861114032067, 0.042432970704713904, -0.0014341095906818362]),
    .init([40, 0], target: [0.95, 0.05], value: 2.0000000000000001, gradient: [0.049999999999999999, -0.049999999999999999]),
    .init([-.infinity, 0, 1], target: [0, 0.25, 0.75], value: 0.56326168751822283, gradient: [0, 0.018941421369995121, -0.018941421369995121]),
    .init([10003, 10000], target: [0.5, 0.5], value: 1.5485873515737421, gradient: [0.45257412682243322, -0.45257412682243322]),
    .init([30.1, -10.3, 0.7], target: [0.1, 0.6, 0.3], value: 33.060000000000171, gradient: [0.89999999999982946, -0.59999999999999997, -0.29999999999982948]),
    .init([1, 1.000000001], target: [0.5, 0.5], value: 0.69314718055994531, gradient: [-2.5000002068509275e-10, 2.5000002068509275e-10]),
    .init([0, 700], target: [0.3, 0.7], value: 209.99999999999999, gradient: [-0.29999999999999999, 0.29999999999999999]),
  ]

  // softmax cross entropy: -log p_y
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
  ]

  // softmax cross entropy, scattered
  // swift-format-ignore
  private static let scatteredRows: [LossVector] = [
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
}
