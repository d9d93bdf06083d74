import CrossEntropy
import Testing

struct SumOfBinaryCrossEntropiesTests {
  private let loss = SumOfBinaryCrossEntropies()

  @Test(arguments: rows)
  func vectors(_ vector: LossVector) throws {
    let scale = gradientScale(vector.logits, vector.target)
    let truth = softmax(vector.logits)[vector.label]
    try expectMatch(
      loss, vector,
      ErrorBounds(
        value: 8, gradient: 8,
        gradientScale: { p, _ in scale(p, abs(p - truth) <= 1e-9 * truth ? 1 : 0) }))
  }

  @Test(arguments: softRows)
  func softVectors(_ vector: SoftVector) throws {
    try expectMatch(
      loss, vector, valueBound: 8, gradientBound: 8,
      gradientScale: gradientScale(vector.logits, vector.target))
  }

  /// t + p(2T + S) + q, by p and t.
  private func gradientScale(
    _ logits: [Double], _ target: [Double]
  ) -> (Double, Double) -> Double {
    let p = softmax(logits)
    let mass = target.reduce(0, +)
    let peak = p.indices.max { p[$0] < p[$1] } ?? 0
    let rest = p.indices.reduce(0) { $1 == peak ? $0 : $0 + p[$1] }
    let odds = p.indices.reduce(0) {
      $1 == peak ? $0 : $0 + (mass - target[$1]) * p[$1] / (1 - p[$1])
    }
    return { own, t in
      let isPeak = abs(own - p[peak]) <= 1e-9 * p[peak]
      let pull = isPeak || rest == 0 ? 0 : (mass - target[peak]) * own * p[peak] / rest
      return t + own * (2 * mass + odds) + pull
    }
  }

  @Test func theArticlesFormula() throws {
    // V16, on the outputs of V8: −log .88 − log .99 − log .91 − log .985 − log .995.
    let p = [0.01, 0.09, 0.88, 0.015, 0.005]
    let sum = try loss.value(probabilities: p, label: 2)
    let surprise = try p.indices.reduce(0) {
      try $0 + surprisal(of: $1 == 2 ? p[$1] : 1 - p[$1])
    }
    #expect(close(sum, surprise))
    #expect(try close(sum, SigmoidCrossEntropy().value(probabilities: p, target: [0, 0, 1, 0, 0])))
    #expect(try sum > SoftmaxCrossEntropy().value(probabilities: p, label: 2))
  }

  @Test func farLossesStayFinite() throws {
    // 800 for the label, and 800 for the class that should not have been: exp(−800) is below 0.
    let (value, gradient) = try loss.valueAndGradient(logits: [0, 800], label: 0)
    #expect(value == 1600)
    #expect(gradient == [-2, 2])
    let three = try loss.valueAndGradient(logits: [0, 800, 1], label: 0)
    #expect(close(three.value, 1600 - 1.3132616875182228))
    #expect(close(three.gradient, [-1 - sigmoid(-1), 2, -sigmoid(1)]))
  }

  @Test func aCertainFalseClassIsInfinite() throws {
    let masked = try loss.valueAndGradient(logits: [-.infinity, 3], label: 0)
    #expect(masked.value == .infinity)
    #expect(masked.gradient.allSatisfy { !$0.isNaN })
    #expect(try loss.value(logits: [-.infinity, 3], label: 1) == 0)
    #expect(try loss.value(logits: [-.infinity, -.infinity], label: 1) == .infinity)
  }

  // sum of binaries: -sum t log p + (T - t) log(1 - p)
  // swift-format-ignore
  private static let rows: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: 0.79844160303231703, gradient: [-0.62394668760910331, 0.45835749074414664, 0.16558919686495666]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: 0.42813723824994491, gradient: [0.20660826889891959, -0.3736094214832493, 0.16700115258432972]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 6.0144689524252035, gradient: [-0.48701689825984767, -1.0947237159469464, 1.5817406142067941]),  // ordinary, wrong
    .init([20, 0], label: 0, value: 4.1223072406287614e-9, gradient: [-4.1223072363804072e-9, 4.1223072363804072e-9]),  // confident and right
    .init([40, 0], label: 0, value: 8.496708510583178e-18, gradient: [-8.496708510583178e-18, 8.496708510583178e-18]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: 7.4401519520416719e-44, gradient: [-7.4401519520416719e-44, 2.7677930534734751e-87, 7.4401519520416719e-44]),  // confident and right, far
    .init([20, 0], label: 1, value: 40.000000004122307, gradient: [1.9999999958776928, -1.9999999958776928]),  // confident and wrong
    .init([0, 700], label: 0, value: 1400, gradient: [-2, 2]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 2.2493405784752334, gradient: [0.33333333333333333, 0.33333333333333333, -1, 0.33333333333333333]),  // all equal
    .init([3, 3, -1], label: 1, value: 1.3954928558395306, gradient: [0.98638792773352938, -0.99562586230437906, 0.0092379345708496831]),  // two share the top
    .init([10003, 10000], label: 0, value: 0.097174703147484118, gradient: [-0.094851746355133562, 0.094851746355133562]),  // large offset
    .init([-10003, -10000], label: 0, value: 6.0971747031474841, gradient: [-1.9051482536448664, 1.9051482536448664]),  // large offset, below zero
    .init([-.infinity, 0, 1], label: 2, value: 0.62652337503644567, gradient: [0, 0.53788284273999024, -0.53788284273999024]),  // a masked class
    .init([-.infinity, 5], label: 1, value: 0, gradient: [0, 0]),  // only the label is left
    .init([1, 1.000000001], label: 0, value: 1.3862943621198907, gradient: [-1.0000000005, 1.0000000005]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 1.3862943611198904, gradient: [0.99999999999999989, -0.99999999999999989]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: 3.4101971028380503e-13, gradient: [-3.4101971028377596e-13, 5.6955140399640553e-18, 3.41014014769736e-13]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 8.0949059907345175, gradient: [0.022342972406787478, 0.0046751462970374762, 0.60547594026442465, 0.016200866295313486, -1.0005108783858703, 0.055050566481793529, 0.043583753503022152, 0.0086488329793115573, 0.24245334824490478, 0.0020794519132752794]),  // more classes
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 2.2493405810216302, gradient: [-1.0000000002121998, 0.33333333240869023, 0.33333334048704144, 0.33333332731646807]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 2.2495283635109467, gradient: [0.33336124271876306, -1.000015646080801, 0.33331999317578667, 0.33333441018625132]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: 2.3786359577125926, gradient: [0.32189248612951459, -1.0292101561632628, 0.11517196884412519, 0.59214570118962298]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: 6.5810477057338258e-7, gradient: [6.5699255602937754e-7, 1.1018631549440059e-9, 1.0242930936375517e-11, -6.5810466211525792e-7]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: 9.943236383841822e-20, gradient: [4.3227397923319511e-24, -9.943236383841822e-20, 4.379982335543063e-27, 9.9428036718643553e-20]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: 0, gradient: [0, 0, 0, 0]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 243619600, gradient: [-1, -1, 2, 0]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: 1.9095425048844385, gradient: [-1, 0.5, 0.5]),  // tiny numbers
    .init([7, 7, 7, -2], label: 3, value: 11.314987047018582, gradient: [0.33334018788250084, 0.33334018788250084, 0.33334018788250084, -1.0000205636475025]),  // all but one tie at the top
    .init([100000000.0, 100000000.0, 0], label: 1, value: 1.3862943611198906, gradient: [1, -1, 0]),  // a tie far up
  ]

  // sum of binaries, soft
  // swift-format-ignore
  private static let softRows: [SoftVector] = [
    .init([2, 1, 0.1], target: [0.7, 0.2, 0.1], value: 1.4452989610211051, gradient: [-0.076862524618702342, 0.071966782093644933, 0.0048957425250574091]),  // ordinary
    .init([40, 0], target: [0.95, 0.05], value: 4.0000000000000002, gradient: [0.099999999999999997, -0.099999999999999997]),  // confident
    .init([40, 0], target: [0.05, 0.95], value: 75.999999999999996, gradient: [1.8999999999999999, -1.8999999999999999]),  // confident and wrong
    .init([10003, 10000], target: [0.5, 0.5], value: 3.0971747031474841, gradient: [0.90514825364486644, -0.90514825364486644]),  // large offset
    .init([30.1, -10.3, 0.7], target: [0.1, 0.6, 0.3], value: 59.519984968595258, gradient: [1.7999999999995566, -0.60001503127966326, -1.1999849687198934]),  // differences that round
    .init([1, 1.000000001], target: [0.5, 0.5], value: 1.3862943611198906, gradient: [-5.000000413701855e-10, 5.000000413701855e-10]),  // tiny gap
    .init([0, 700], target: [0.3, 0.7], value: 419.99999999999998, gradient: [-0.59999999999999998, 0.59999999999999998]),  // far
    .init([0.1, 0.2, 0.3], target: [0.3006096053557273, 0.33222499353334733, 0.3671654011109254], value: 1.9045529013324476, gradient: [4.8755170748258648e-18, -1.3267991523337516e-16, 1.2780439815854929e-16]),  // nearly met
    .init([0, 1e-7, 0, -1e-7], target: [0.25, 0.25, 0.25, 0.25], value: 2.2493405784752367, gradient: [-1.3888888888888871e-15, 3.333333472222223e-8, -1.3888888888888871e-15, -3.3333331944444452e-8]),  // even, nearly met
    .init([1, 2, 3], target: [1e-12, 0.4, 0.599999999999], value: 1.5080947241848455, gradient: [0.090993397748603851, -0.22717943965806626, 0.13618604190946241]),  // a small share
    .init([-1.44519e-8, 2.32893e-9, -2.78128e-9], target: [0.1, 0.2, 0.7], value: 1.9095425018217635, gradient: [0.34999999410886958, 0.2000000048886538, -0.54999999899752339]),  // random, scale 1e-8
    .init([-7.37886e-5, 8.74773e-5, -9.43283e-5], target: [0.25, 0.5, 0.25], value: 1.909499625297521, gradient: [0.12498075895609637, -0.2499499655053791, 0.12496920654928271]),  // random, scale 1e-4
    .init([7.79245, 13.1668, -7.55286], target: [0.6, 0.3, 0.1], value: 9.0683296260315972, gradient: [-1.2903134817523498, 1.3903136307621822, -0.10000014900983246]),  // random, scale 1e1
    .init([53.1151, -14.2765, 359.146], target: [0.2, 0.2, 0.6], value: 258.30304000000003, gradient: [-0.60000000000000003, -0.20000000000000001, 0.80000000000000004]),  // random, scale 1e2
    .init([-.infinity, 0, 1], target: [0, 0.25, 0.75], value: 1.1265233750364457, gradient: [0, 0.037882842739990241, -0.037882842739990241]),  // a masked class
    .init([0.5, -1, 2], target: [0, 0.25, 0.75], value: 1.5989332604149767, gradient: [0.1846584145169319, -0.22569453431709351, 0.04103611980016161]),  // a class that cannot be
  ]
}
