import CrossEntropy
import Testing

struct FocalLossTests {
  @Test(arguments: cases)
  func vectors(loss: FocalLoss, vector: LossVector) throws {
    let bound = 3 * loss.gamma + 4
    try expectMatch(loss, vector, ErrorBounds(value: bound, gradient: bound))
  }

  @Test(arguments: cases)
  func softTargetsTakeTheMeanOverClasses(loss: FocalLoss, vector: LossVector) throws {
    let gamma = loss.gamma
    try expectMeanOverClasses(
      loss, logits: vector.logits, bound: 3 * gamma + 4,
      slope: { logProbability, complement in
        if complement == 0 { return 0 }
        let p = exponential(logProbability)
        let pLogP = p == 0 ? 0 : p * logProbability
        return power(complement, gamma) * (1 - gamma * pLogP / complement)
      })
  }

  @Test func invalidGammasTrap() async {
    await #expect(processExitsWith: .failure) { _ = FocalLoss(gamma: -1) }
    await #expect(processExitsWith: .failure) { _ = FocalLoss(gamma: .nan) }
  }

  private static let cases: [(FocalLoss, LossVector)] =
    (softmaxRows2 + scatteredRows2).map { (FocalLoss(gamma: 2), $0) }
    + (softmaxRowsHalf + scatteredRowsHalf).map { (FocalLoss(gamma: 0.5), $0) }
    + sigmoidRows2.map { (FocalLoss(gamma: 2, unit: .sigmoid), $0) }
    + sigmoidRowsHalf.map { (FocalLoss(gamma: 0.5, unit: .sigmoid), $0) }

  /// α and 1 − α under sigmoid are the class weights of 1 and 0; under softmax α multiplies every row.
  @Test(arguments: [-40.0, -1.5, 0, 0.8, 3], [0, 0.3, 1])
  func alphaBalances(z: Double, t: Double) throws {
    let weighted = try Objective(FocalLoss(unit: .sigmoid), classWeights: [0.75, 0.25])
      .valueAndGradient(logits: matrix([[z]]), targets: matrix([[t]]))
    let balanced = FocalLoss(alpha: 0.25, unit: .sigmoid)
    let one = try balanced.valueAndGradient(logits: [z], target: [t])
    #expect(close(one.value, weighted.total.sum))
    #expect(close(one.gradient, Array(weighted.gradient.elements)))
    let curvature = try #require(try balanced.hessianDiagonal(logits: [z], target: [t]))
    let plain = try #require(
      try Objective(FocalLoss(unit: .sigmoid), classWeights: [0.75, 0.25])
        .hessianDiagonal(logits: matrix([[z]]), targets: matrix([[t]])))
    #expect(close(curvature, Array(plain.elements)))
    let row = try FocalLoss().valueAndGradient(logits: [0, z, 1], target: [1 - t, t, 0])
    let scaled = try FocalLoss(alpha: 0.25)
      .valueAndGradient(logits: [0, z, 1], target: [1 - t, t, 0])
    #expect(close(scaled.value, row.value / 4))
    #expect(close(scaled.gradient, row.gradient.map { $0 / 4 }))
  }

  @Test func alphaIsAParameterByName() throws {
    let named = try NamedLoss("focal", ["alpha": 0.25])
    #expect(named.parameters == ["gamma": 2, "alpha": 0.25])
    let loss = try named.loss(of: .sigmoid)
    #expect(loss as? FocalLoss == FocalLoss(alpha: 0.25, unit: .sigmoid))
    #expect(try NamedLoss(of: loss) == named)
    #expect(try NamedLoss("focal").parameters == ["gamma": 2])
    #expect(!named.isProper)
  }

  // softmax focal, gamma 2: -(1 - p_y)^2 log p_y
  // swift-format-ignore
  private static let softmaxRows2: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: 0.048492343407693462, gradient: [-0.10356444277476809, 0.073629089080357057, 0.029935353694411031]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: 0.0085851272652545001, gradient: [0.011813158768542598, -0.021484955143341243, 0.0096717963747986455]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 3.8089712637080774, gradient: [0.14171891068429677, -1.0892365879943088, 0.94751767731001207]),  // ordinary, wrong
    .init([20, 0], label: 0, value: 8.7565107175752358e-27, gradient: [-2.6269532107604423e-26, 2.6269532107604423e-26]),  // confident and right
    .init([40, 0], label: 0, value: 7.6676480737219996e-53, gradient: [-2.3002944221165999e-52, 2.3002944221165999e-52]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: 5.1482002224120138e-131, gradient: [-1.5444600667236041e-130, 5.7455087901420171e-174, 1.5444600667236041e-130]),  // confident and right, far
    .init([20, 0], label: 1, value: 19.999999919615009, gradient: [1.0000000762626836, -1.0000000762626836]),  // confident and wrong
    .init([0, 700], label: 0, value: 700, gradient: [-1, 1]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 0.77979057812993847, gradient: [0.27059009635498975, 0.27059009635498975, -0.81177028906496924, 0.27059009635498975]),  // all equal
    .init([3, 3, -1], label: 1, value: 0.17876670797866197, gradient: [0.30008224592534799, -0.30557844397863698, 0.0054961980532889976]),  // two share the top
    .init([10003, 10000], label: 0, value: 0.00010928332449699753, gradient: [-0.0003148718464882813, 0.0003148718464882813]),  // large offset
    .init([-10003, -10000], label: 0, value: 2.766280441025262, gradient: [-1.1267498806348884, 1.1267498806348884]),  // large offset, below zero
    .init([-.infinity, 0, 1], label: 2, value: 0.022658057508467332, gradient: [0, 0.052581129977560621, -0.052581129977560621]),  // a masked class
    .init([-.infinity, 5], label: 1, value: 0, gradient: [0, 0]),  // only the label is left
    .init([1, 1.000000001], label: 0, value: 0.17328679543827315, gradient: [-0.29828679553912976, 0.29828679553912976]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 0.17328679513998626, gradient: [0.29828679513998624, -0.29828679513998624]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: 4.9573371489956217e-39, gradient: [-1.4872011446984752e-38, 2.483837369057926e-43, 1.4871763063247846e-38]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 6.8744710233679445, gradient: [0.041727814816264498, 0.0093107340025971209, 0.45997306269843357, 0.03091272552512129, -1.0109609437531435, 0.092866959730151046, 0.076033035875929176, 0.016965263471567388, 0.27898776516852141, 0.0041835824645579565]),  // more classes
  ]

  // softmax focal, gamma 0.5: -(1 - p_y)^0.5 log p_y
  // swift-format-ignore
  private static let softmaxRowsHalf: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: 0.2435251274269204, gradient: [-0.27936832059323385, 0.19861676857494225, 0.080751552018291591]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: 0.097797332228296813, gradient: [0.069842684055125701, -0.12702503736856632, 0.05718235331344062]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 3.9206951384218714, gradient: [0.13126962812571335, -1.0089245052514869, 0.8776548771257735]),  // ordinary, wrong
    .init([20, 0], label: 0, value: 9.3576229495526762e-14, gradient: [-1.4036434405041516e-13, 1.4036434405041516e-13]),  // confident and right
    .init([40, 0], label: 0, value: 8.7565107626965203e-27, gradient: [-1.3134766144044781e-26, 1.3134766144044781e-26]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: 7.1750959731644104e-66, gradient: [-1.0762643959746615e-65, 4.0037853233119146e-109, 1.0762643959746615e-65]),  // confident and right, far
    .init([20, 0], label: 1, value: 19.999999981449617, gradient: [1.0000000175198058, -1.0000000175198058]),  // confident and wrong
    .init([0, 700], label: 0, value: 700, gradient: [-1, 1]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 1.2005661338529437, gradient: [0.26652993985664898, 0.26652993985664898, -0.79958981956994694, 0.26652993985664898]),  // all equal
    .init([3, 3, -1], label: 1, value: 0.49882320715563159, gradient: [0.47328254665041463, -0.48195101886720411, 0.008668472216789483]),  // two share the top
    .init([10003, 10000], label: 0, value: 0.010581101849395962, gradient: [-0.015367803025701345, 0.015367803025701345]),  // large offset
    .init([-10003, -10000], label: 0, value: 2.9754183296501912, gradient: [-1.0002673398454892, 1.0002673398454892]),  // large offset, below zero
    .init([-.infinity, 0, 1], label: 2, value: 0.16245614035549958, gradient: [0, 0.19885432179961856, -0.19885432179961856]),  // a masked class
    .init([-.infinity, 5], label: 1, value: 0, gradient: [0, 0]),  // only the label is left
    .init([1, 1.000000001], label: 0, value: 0.49012907221035929, gradient: [-0.47608565884976251, 0.47608565884976251]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 0.49012907173427349, gradient: [0.47608565852684209, -0.47608565852684209]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: 7.0408359936843042e-20, gradient: [-1.0561253990525256e-19, 1.763879581406408e-24, 1.0561077602567115e-19]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 6.8849965295268408, gradient: [0.041357149075756054, 0.0092280272965559355, 0.45588714886254787, 0.030638129590770153, -1.0019806367686686, 0.092042027953859536, 0.075357638861488071, 0.016814562027571374, 0.27650953315411268, 0.0041464199460069231]),  // more classes
  ]

  // sigmoid focal, gamma 2: -(1 - p_t)^2 log p_t
  // swift-format-ignore
  private static let sigmoidRows2: [LossVector] = [
    .init(0, label: 1, value: 0.17328679513998633, gradient: -0.29828679513998633),  // even
    .init(0, label: 0, value: 0.17328679513998633, gradient: 0.29828679513998633),  // even
    .init(0.8, label: 1, value: 0.035668645682980058, gradient: -0.079019268291831536),  // ordinary
    .init(-1.5, label: 1, value: 1.1372723156191766, gradient: -0.96142468747036022),  // ordinary, wrong
    .init(2, label: 0, value: 1.6500781794214088, gradient: 1.0767137304484819),  // ordinary, wrong
    .init(-0.3, label: 0, value: 0.10039327548859707, gradient: 0.19240843931528221),  // ordinary
    .init(20, label: 1, value: 8.7565107175752358e-27, gradient: -2.6269532107604423e-26),  // confident and right
    .init(40, label: 1, value: 7.6676480737219996e-53, gradient: -2.3002944221165999e-52),  // confident and right: the loss must survive
    .init(-40, label: 0, value: 7.6676480737219996e-53, gradient: 2.3002944221165999e-52),  // confident and right
    .init(200, label: 1, value: 2.6503965530043108e-261, gradient: -7.9511896590129324e-261),  // confident and right, far
    .init(-20, label: 1, value: 19.999999919615009, gradient: -1.0000000762626836),  // confident and wrong
    .init(40, label: 0, value: 40, gradient: 1.0000000000000003),  // confident and wrong
    .init(-700, label: 1, value: 700, gradient: -1),  // confident and wrong, far
    .init(1e-9, label: 1, value: 0.17328679484169953, gradient: -0.29828679474084293),  // tiny
    .init(-1e-17, label: 0, value: 0.17328679513998632, gradient: 0.29828679513998635),  // tiny
  ]

  // sigmoid focal, gamma 0.5: -(1 - p_t)^0.5 log p_t
  // swift-format-ignore
  private static let sigmoidRowsHalf: [LossVector] = [
    .init(0, label: 1, value: 0.4901290717342736, gradient: -0.47608565852684216),  // even
    .init(0, label: 0, value: 0.4901290717342736, gradient: 0.47608565852684216),  // even
    .init(0.8, label: 1, value: 0.20662861048803726, gradient: -0.24390624230036984),  // ordinary
    .init(-1.5, label: 1, value: 1.5384149093166634, gradient: -0.87957248385339047),  // ordinary, wrong
    .init(2, label: 0, value: 1.9961387406593921, gradient: 0.94560780112279235),  // ordinary, wrong
    .init(-0.3, label: 0, value: 0.36163235235066855, gradient: 0.38147993213816333),  // ordinary
    .init(20, label: 1, value: 9.3576229495526762e-14, gradient: -1.4036434405041516e-13),  // confident and right
    .init(40, label: 1, value: 8.7565107626965203e-27, gradient: -1.3134766144044781e-26),  // confident and right: the loss must survive
    .init(-40, label: 0, value: 8.7565107626965203e-27, gradient: 1.3134766144044781e-26),  // confident and right
    .init(200, label: 1, value: 5.1482002224120138e-131, gradient: -7.7223003336180207e-131),  // confident and right, far
    .init(-20, label: 1, value: 19.999999981449617, gradient: -1.0000000175198058),  // confident and wrong
    .init(40, label: 0, value: 40, gradient: 1.0000000000000001),  // confident and wrong
    .init(-700, label: 1, value: 700, gradient: -1),  // confident and wrong, far
    .init(1e-9, label: 1, value: 0.49012907125818794, gradient: -0.47608565820392184),  // tiny
    .init(-1e-17, label: 0, value: 0.49012907173427359, gradient: 0.47608565852684216),  // tiny
  ]

  // softmax focal, gamma 2, scattered
  // swift-format-ignore
  private static let scatteredRows2: [LossVector] = [
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 0.77979058019702769, gradient: [-0.81177029015958862, 0.27059009611385017, 0.27059010103217428, 0.27059009301356417]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 0.77994302262886237, gradient: [0.27063081979564573, -0.81185100709986814, 0.27060570459209395, 0.27061448271212847]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: 0.8581366376244846, gradient: [0.29048612399306724, -0.85112137221379599, 0.12724490422000635, 0.43339034400072241]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: 3.5628290722228869e-20, gradient: [1.0670422218975041e-19, 1.7895708118408244e-22, 1.6635868214844714e-24, -1.0688484285775599e-19]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: 1.2288342443720234e-58, gradient: [1.6026765777063959e-62, -3.6865027331160701e-58, 1.6238995260354936e-65, 3.6863423030683469e-58]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: 0, gradient: [0, 0, 0, 0]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 180241100, gradient: [0, -1, 1, 0]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: 0.48827212829693764, gradient: [-0.62181104849425472, 0.31090552424712736, 0.31090552424712736]),  // tiny numbers
    .init([7, 7, 7, -2], label: 3, value: 10.097822627127571, gradient: [0.33356911546084862, 0.33356911546084862, 0.33356911546084862, -1.0007073463825458]),  // all but one tie at the top
    .init([100000000.0, 100000000.0, 0], label: 1, value: 0.17328679513998633, gradient: [0.29828679513998633, -0.29828679513998633, 0]),  // a tie far up
  ]

  // softmax focal, gamma 0.5, scattered
  // swift-format-ignore
  private static let scatteredRowsHalf: [LossVector] = [
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 1.2005661358890166, gradient: [-0.79958982015807622, 0.26652993945577249, 0.26652994430029801, 0.26652993640200573]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 1.2007162875560218, gradient: [0.2665580055684675, -0.79963318824774304, 0.26653326833206086, 0.26654191434721468]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: 1.2768958405922519, gradient: [0.28008667497641544, -0.82065109296034931, 0.12268951659640929, 0.41787490138752459]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: 1.887545935441472e-10, gradient: [2.8265337439937636e-10, 4.7404706047520236e-13, 4.4067462284925974e-15, -2.8313182820608003e-10]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: 1.1085279628281929e-29, gradient: [7.2288504730971298e-34, -1.6627919442422893e-29, 7.3245762871530577e-37, 1.6627195824917955e-29]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: 0, gradient: [0, 0, 0, 0]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 180241100, gradient: [0, -1, 1, 0]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: 0.89701317746269554, gradient: [-0.69383325019559994, 0.34691662509779997, 0.34691662509779997]),  // tiny numbers
    .init([7, 7, 7, -2], label: 3, value: 10.098445718691486, gradient: [0.33338199919820883, 0.33338199919820883, 0.33338199919820883, -1.0001459975946265]),  // all but one tie at the top
    .init([100000000.0, 100000000.0, 0], label: 1, value: 0.4901290717342736, gradient: [0.47608565852684216, -0.47608565852684216, 0]),  // a tie far up
  ]
}

/// x^γ for the two γ of the vectors.
private func power(_ x: Double, _ gamma: Double) -> Double { gamma == 2 ? x * x : x.squareRoot() }
