import CrossEntropy
import Foundation
import Testing

struct JensenShannonLossTests {
  private let loss = JensenShannonLoss()

  @Test(arguments: rows)
  func vectors(_ vector: LossVector) throws {
    let logProbability = logSoftmax(vector.logits)[vector.label]
    try expectMatch(
      loss, vector, ErrorBounds(value: 8, gradient: 4 * (2 + abs(logProbability))))
  }

  @Test(arguments: softRows)
  func softVectors(_ vector: SoftVector) throws {
    // |log(x / ½(x + t))|, to a digit or two.
    func ratio(_ x: Double, _ t: Double) -> Double {
      let d = (x - t) / (x + t)
      return abs(d) < 0.1 ? abs(d) : abs(log(min(1, 0.5 * (x + t))) - log(min(1, x)))
    }
    let terms = zip(softmax(vector.logits), vector.target).reduce(0) { sum, pair in
      sum + (pair.0 == 0 ? 0 : pair.0 * ratio(pair.0, pair.1))
        + (pair.1 == 0 ? 0 : pair.1 * ratio(pair.1, pair.0))
    }
    try expectMatch(
      loss, vector, valueBound: 8, valueScale: terms, gradientBound: 8,
      gradientScale: { p, t in p == 0 ? 0 : p * (1 + ratio(p, t)) })
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func lossIsTheDivergence(seed: UInt64) throws {
    var random = SplitMix64(seed)
    let z = random.uniforms(4, in: -3...3)
    let t = random.distribution(4)
    let value = try loss.value(logits: z, target: t)
    #expect(try close(value, jensenShannonDivergence(between: softmax(z), and: t)))
    for label in 0..<4 {
      #expect(
        try close(
          loss.value(logits: z, label: label),
          jensenShannonDivergence(between: softmax(z), and: oneHot(label, outputs: 4))))
    }
  }

  @Test func thePeersNumbers() throws {
    // torchmetrics 1.9, JensenShannonDivergence.
    #expect(
      try close(
        loss.value(probabilities: [1.0 / 3, 1.0 / 3, 1.0 / 3], target: [0.36, 0.48, 0.16]),
        0.022459860429714595))
    #expect(
      try close(
        loss.value(probabilities: [0.2, 0.5, 0.3], target: [0, 0.5, 0.5]), 0.0819482950167798))
  }

  @Test func itIsBounded() throws {
    let log2 = 0.6931471805599453
    #expect(try loss.valueAndGradient(logits: [0, 800], label: 0) == (log2, [0, 0]))
    #expect(try loss.value(logits: [-.infinity, 1], label: 0) == log2)
    #expect(try loss.value(logits: [-.infinity, 1], target: [1, 0]) == log2)
    #expect(try loss.value(logits: [1, 2], target: softmax([1, 2])) < 1e-31)
  }

  // jensen-shannon: (D(t | m) + D(p | m)) / 2
  // swift-format-ignore
  private static let rows: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: 0.13582934322052537, gradient: [-0.10373525961483059, 0.073750531227839467, 0.029984728386991121]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: 0.073877656373512154, gradient: [0.035262332210416772, -0.064132688016337272, 0.0288703558059205]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 0.64572953236916268, gradient: [0.0048450565281099854, -0.037238593041929434, 0.032393536513819449]),  // ordinary, wrong
    .init([20, 0], label: 0, value: 7.1434141010577909e-10, gradient: [-7.1434140916445599e-10, 7.1434140916445599e-10]),  // confident and right
    .init([40, 0], label: 0, value: 1.4723673870376055e-18, gradient: [-1.4723673870376055e-18, 1.4723673870376055e-18]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: 1.2892800871238146e-44, gradient: [-1.2892800871238146e-44, 4.796219878471353e-88, 1.2892800871238146e-44]),  // confident and right, far
    .init([20, 0], label: 1, value: 0.69314715891783232, gradient: [2.0611536143666848e-8, -2.0611536143666848e-8]),  // confident and wrong
    .init([0, 700], label: 0, value: 0.69314718055994531, gradient: [-3.4508867903159198e-302, 3.4508867903159198e-302]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 0.38039566584857788, gradient: [0.050294934763565637, 0.050294934763565637, -0.15088480429069691, 0.050294934763565637]),  // all equal
    .init([3, 3, -1], label: 1, value: 0.21826084300217133, gradient: [0.13559253212961563, -0.13807599598411076, 0.0024834638544951269]),  // two share the top
    .init([10003, 10000], label: 0, value: 0.016724564006949475, gradient: [-0.016212455687129624, 0.016212455687129624]),  // large offset
    .init([-10003, -10000], label: 0, value: 0.59658966632355563, gradient: [-0.069909140647809175, 0.069909140647809175]),  // large offset, below zero
    .init([-.infinity, 0, 1], label: 2, value: 0.10369627416929389, gradient: [0, 0.084739232435002546, -0.084739232435002546]),  // a masked class
    .init([-.infinity, 5], label: 1, value: 0, gradient: [0, 0]),  // only the label is left
    .init([1, 1.000000001], label: 0, value: 0.21576155447616224, gradient: [-0.13732653612518038, 0.13732653612518038]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 0.21576155433883567, gradient: [0.1373265360835137, -0.1373265360835137]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: 5.90942126746458e-14, gradient: [-5.9094212674639366e-14, 9.8695737466020439e-19, 5.9093225717264706e-14]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 0.68912601752793648, gradient: [0.00014479930249294146, 3.2309091554630965e-5, 0.0015961482511735712, 0.00010726996162877473, -0.0035081261778894563, 0.00032225677411520265, 0.00026384153135582094, 5.8871003145231297e-5, 0.00096811285178347226, 1.4517410639810804e-05]),  // more classes
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 0.38039566623279046, gradient: [-0.15088480424182544, 0.050294934634634775, 0.0502949355488101, 0.050294934058380564]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 0.38042399915963499, gradient: [0.050296301063598525, -0.15088119935014737, 0.050291633443554113, 0.050293264842994731]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: 0.39451763894714726, gradient: [0.050801666057081098, -0.14884836194888888, 0.022253225189525087, 0.075793470702282694]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: 1.1404086136237503e-7, gradient: [1.1384812405793179e-07, 1.9093834865747071e-10, 1.7749648040796755e-12, -1.1404083737139333e-7]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: 1.7230315662752563e-20, gradient: [7.4907372483729385e-25, -1.7230315662752563e-20, 7.5899310169600961e-28, 1.7229565830034624e-20]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: 0, gradient: [0, 0, 0, 0]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 0.69314718055994531, gradient: [0, 0, 0, 0]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: 0.31825708414740641, gradient: [-0.15403270679109896, 0.077016353395549479, 0.077016353395549479]),  // tiny numbers
    .init([7, 7, 7, -2], label: 3, value: 0.69291890908643712, gradient: [6.9231966002495107e-5, 6.9231966002495107e-5, 6.9231966002495107e-5, -0.00020769589800748532]),  // all but one tie at the top
    .init([100000000.0, 100000000.0, 0], label: 1, value: 0.2157615543388357, gradient: [0.13732653608351371, -0.13732653608351371, 0]),  // a tie far up
  ]

  // jensen-shannon, soft
  // swift-format-ignore
  private static let softRows: [SoftVector] = [
    .init([2, 1, 0.1], target: [0.7, 0.2, 0.1], value: 0.0013308371385785816, gradient: [-0.010522319377069664, 0.010943682680666098, -0.00042136330359643521]),  // ordinary
    .init([40, 0], target: [0.95, 0.05], value: 0.01764922746459468, gradient: [7.7185031251402805e-17, -7.7185031251402805e-17]),  // confident
    .init([40, 0], target: [0.05, 0.95], value: 0.59263903753214361, gradient: [8.4754490112309348e-17, -8.4754490112309348e-17]),  // confident and wrong
    .init([10003, 10000], target: [0.5, 0.5], value: 0.14491086318589336, gradient: [0.045721818674515362, -0.045721818674515362]),  // large offset
    .init([30.1, -10.3, 0.7], target: [0.1, 0.6, 0.3], value: 0.52559732701538333, gradient: [2.3957412435002057e-12, -5.6661628058795282e-17, -2.3956845818721469e-12]),  // differences that round
    .init([1, 1.000000001], target: [0.5, 0.5], value: 3.1250005171273401e-20, gradient: [-6.2500005171273187e-11, 6.2500005171273187e-11]),  // tiny gap
    .init([0, 700], target: [0.3, 0.7], value: 0.11727693677854413, gradient: [-3.4423354876466241e-302, 3.4423354876466241e-302]),  // far
    .init([0.1, 0.2, 0.3], target: [0.3006096053557273, 0.33222499353334733, 0.3671654011109254], value: 5.1786608367569528e-33, gradient: [1.1935225539561327e-18, -2.1790202468631341e-17, 2.0596679914675208e-17]),  // nearly met
    .init([0, 1e-7, 0, -1e-7], target: [0.25, 0.25, 0.25, 0.25], value: 6.249999999999992e-16, gradient: [-2.3437499999999936e-16, 6.2500002343749841e-9, -2.3437499999999936e-16, -6.2499997656249841e-9]),  // even, nearly met
    .init([1, 2, 3], target: [1e-12, 0.4, 0.599999999999], value: 0.04148475376620157, gradient: [0.029922833513805733, -0.037193085549084684, 0.0072702520352789503]),  // a small share
    .init([-1.44519e-8, 2.32893e-9, -2.78128e-9], target: [0.1, 0.2, 0.7], value: 0.074806398682516651, gradient: [0.059815399800638761, 0.025208840576317723, -0.085024240376956484]),  // random, scale 1e-8
    .init([-7.37886e-5, 8.74773e-5, -9.43283e-5], target: [0.25, 0.5, 0.25], value: 0.014355794210856195, gradient: [0.019812171078237108, -0.039622468154195354, 0.019810297075958244]),  // random, scale 1e-4
    .init([7.79245, 13.1668, -7.55286], target: [0.6, 0.3, 0.1], value: 0.32907837348232145, gradient: [-0.010588347021202458, 0.010588356080476071, -9.0592736125363533e-9]),  // random, scale 1e1
    .init([53.1151, -14.2765, 359.146], target: [0.2, 0.2, 0.6], value: 0.16389659003355967, gradient: [-1.8803689624205181e-131, -1.2399784738993231e-160, 1.8803689624205181e-131]),  // random, scale 1e2
    .init([-.infinity, 0, 1], target: [0, 0.25, 0.75], value: 0.00023344204377320567, gradient: [0, 0.0047896002311935121, -0.0047896002311935121]),  // a masked class
    .init([0.5, -1, 2], target: [0, 0.25, 0.75], value: 0.10386686340078583, gradient: [0.053005258400574696, -0.027292779480694032, -0.025712478919880664]),  // a class that cannot be
  ]
}
