import CrossEntropy
import Testing

struct SoftFocalLossTests {
  @Test(arguments: softRows)
  func softVectors(_ vector: SoftVector) throws { try expectMatch(SoftFocalLoss(), vector) }

  @Test(arguments: weightedSoftRows)
  func weightedSoftVectors(_ vector: SoftVector) throws {
    try expectMatch(SoftFocalLoss(gamma: 0.5, alpha: 0.25), vector)
  }

  @Test(arguments: sigmoidRows)
  func softSigmoidVectors(_ vector: SoftVector) throws {
    try expectMatch(SoftFocalLoss(alpha: 0.25, unit: .sigmoid), vector)
  }

  @Test(arguments: otherSigmoidRows)
  func softSigmoidVectorsOfAnotherGamma(_ vector: SoftVector) throws {
    try expectMatch(SoftFocalLoss(gamma: 0.5, unit: .sigmoid), vector)
  }

  /// With labels the two forms are one.
  @Test(arguments: labelRows)
  func labels(_ vector: LossVector) throws {
    for loss: any Loss in [
      SoftFocalLoss(alpha: 0.25, unit: .sigmoid), FocalLoss(alpha: 0.25, unit: .sigmoid),
    ] {
      let (value, gradient) = try loss.valueAndGradient(logits: vector.logits, label: vector.label)
      #expect(ulps(value, vector.value) <= 14, "\(value)")
      #expect(ulps(gradient[0], vector.gradient[0]) <= 14, "\(gradient[0])")
    }
  }

  /// As many ulp as the documentation says, the gradient's of the magnitudes of its two terms.
  private func expectMatch(
    _ loss: SoftFocalLoss, _ vector: SoftVector, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let bound = 3 * loss.gamma + 8
    let (value, gradient) = try loss.valueAndGradient(
      logits: vector.logits, target: vector.target)
    #expect(ulps(value, vector.value) <= bound, "\(value)", sourceLocation: sourceLocation)
    for (j, z) in vector.logits.enumerated() {
      let t = vector.target[j]
      let isSoftmax = loss.outputUnit == .softmax
      let pair = isSoftmax ? softmax(vector.logits) : softmax([0, z])
      let targets = isSoftmax ? vector.target : [1 - t, t]
      let logs = isSoftmax ? logSoftmax(vector.logits) : logSoftmax([0, z])
      var (surprisal, missed) = (0.0, 0.0)
      for k in pair.indices where targets[k] != 0 {
        surprisal -= targets[k] * logs[k]
        missed += targets[k] * (1 - pair[k])
      }
      let p = isSoftmax ? pair[j] : pair[1]
      let power = perplexity(ofMeanCrossEntropy: loss.gamma * logOf(missed))
      let scale =
        (loss.alpha ?? 1) * power * (max(p, t) + loss.gamma * surprisal * p / missed)
      #expect(
        ulps(gradient[j], vector.gradient[j], of: max(scale, abs(vector.gradient[j]))) <= bound,
        "gradient[\(j)] \(gradient[j]), not \(vector.gradient[j])", sourceLocation: sourceLocation)
    }
  }

  private func logOf(_ x: Double) -> Double { -(known { try surprisal(of: x) }) }

  @Test func theTwoFormsDifferOnlyWhereTheTargetIsSoft() throws {
    let (z, t) = ([0.5, -1.0, 2], [0.25, 0.25, 0.5])
    #expect(
      try SoftFocalLoss().value(logits: z, label: 1) == FocalLoss().value(logits: z, label: 1))
    let one = try SoftFocalLoss().value(logits: z, target: t)
    let other = try FocalLoss().value(logits: z, target: t)
    let cross = try SoftmaxCrossEntropy().value(logits: z, target: t)
    let p = softmax(z)
    let hit = zip(t, p).reduce(0) { $0 + $1.0 * $1.1 }
    #expect(close(one, (1 - hit) * (1 - hit) * cross))
    #expect(abs(one - other) > 0.01)
  }

  /// Twice the target is twice the loss, and smoothing is a soft target.
  @Test func aTargetsSumIsItsWeight() throws {
    let z = [0.5, -1.0, 2]
    let half = try Objective(SoftFocalLoss())
      .valueAndGradient(logits: matrix([z]), targets: matrix([[0.25, 0.125, 0.125]]))
    let whole = try SoftFocalLoss().valueAndGradient(logits: z, target: [0.5, 0.25, 0.25])
    #expect(close(2 * half.total.sum, whole.value))
    #expect(close(half.gradient.elements.map { 2 * $0 }, whole.gradient))
    let smoothed = try Objective(SoftFocalLoss(unit: .sigmoid), labelSmoothing: 0.2)
      .value(logits: matrix([[0.8]]), labels: [1])
    #expect(
      try close(
        smoothed.sum, SoftFocalLoss(unit: .sigmoid).value(logits: [0.8], target: [0.9])))
  }

  @Test func whatIsOutOfRangeEndsTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = SoftFocalLoss(gamma: 0) }
    await #expect(processExitsWith: .failure) { _ = SoftFocalLoss(alpha: 1) }
    await #expect(processExitsWith: .failure) { _ = FocalLoss(alpha: -1) }
  }

  // focal of soft labels, gamma 2
  // swift-format-ignore
  private static let softRows: [SoftVector] = [
    .init([2, 1, 0.1], target: [0.7, 0.2, 0.1], value: 0.18621564380328039, gradient: [-0.10161108654233111, 0.069872615383918707, 0.031738471158412403]),  // ordinary
    .init([40, 0], target: [0.95, 0.05], value: 0.005000000000000002, gradient: [0.00012499999999999928, -0.00012499999999999928]),  // confident
    .init([40, 0], target: [0.05, 0.95], value: 34.294999999999998, gradient: [0.85737500000000022, -0.85737500000000022]),  // confident and wrong
    .init([10003, 10000], target: [0.5, 0.5], value: 0.38714683789343551, gradient: [0.1131435317056083, -0.1131435317056083]),  // large offset
    .init([30.1, -10.3, 0.7], target: [0.1, 0.6, 0.3], value: 26.778599999998109, gradient: [0.72900000000183599, -0.48599999999996322, -0.24300000000187277]),  // differences that round
    .init([1, 1.000000001], target: [0.5, 0.5], value: 0.17328679513998633, gradient: [-6.2500005171273187e-11, 6.2500005171273187e-11]),  // tiny gap
    .init([0, 700], target: [0.3, 0.7], value: 18.9, gradient: [-0.027, 0.027]),  // far
    .init([0.1, 0.2, 0.3], target: [0.3006096053557273, 0.33222499353334733, 0.3671654011109254], value: 0.4835625222429934, gradient: [0.015288016848861223, 0.0016078547675506203, -0.016895871616411843]),  // nearly met
    .init([0, 1e-7, 0, -1e-7], target: [0.25, 0.25, 0.25, 0.25], value: 0.77979057812993988, gradient: [-3.5156249999999938e-16, 1.4062500351562488e-8, -3.5156249999999938e-16, -1.4062499648437488e-8]),  // even, nearly met
    .init([1, 2, 3], target: [1e-12, 0.4, 0.599999999999], value: 0.20430236121103589, gradient: [0.059128624668555099, -0.019987192521701368, -0.03914143214685373]),  // a small share
    .init([-1.44519e-8, 2.32893e-9, -2.78128e-9], target: [0.1, 0.2, 0.7], value: 0.48827212639253249, gradient: [0.21763386428001045, 0.12436221127881014, -0.3419960755588206]),  // random, scale 1e-8
    .init([-7.37886e-5, 8.74773e-5, -9.43283e-5], target: [0.25, 0.5, 0.25], value: 0.48824546412774701, gradient: [0.077719476371062026, -0.1554350743235848, 0.077715597952522774]),  // random, scale 1e-4
    .init([7.79245, 13.1668, -7.55286], target: [0.6, 0.3, 0.1], value: 2.58732790172651, gradient: [-0.30078985337898428, 0.34959631557728666, -0.048806462198302382]),  // random, scale 1e1
    .init([53.1151, -14.2765, 359.146], target: [0.2, 0.2, 0.6], value: 21.742508800000003, gradient: [-0.032000000000000005, -0.032000000000000005, 0.064000000000000011]),  // random, scale 1e2
    .init([-.infinity, 0, 1], target: [0, 0.25, 0.75], value: 0.083260062566141061, gradient: [0, 0.045377690442474043, -0.045377690442474043]),  // a masked class
    .init([0.5, -1, 2], target: [0, 0.25, 0.75], value: 0.15942299333960058, gradient: [0.1116693980747039, -0.023062668008193668, -0.088606730066510236]),  // a class that cannot be
  ]

  // focal of soft labels, gamma 0.5, alpha 0.25
  // swift-format-ignore
  private static let weightedSoftRows: [SoftVector] = [
    .init([2, 1, 0.1], target: [0.7, 0.2, 0.1], value: 0.13983352810094385, gradient: [-0.02440339738193922, 0.018631479249083637, 0.0057719181328555824]),  // ordinary
    .init([40, 0], target: [0.95, 0.05], value: 0.1118033988749895, gradient: [0.002795084971874733, -0.002795084971874733]),  // confident
    .init([40, 0], target: [0.05, 0.95], value: 9.259454627568516, gradient: [0.2314863656892129, -0.2314863656892129]),  // confident and wrong
    .init([10003, 10000], target: [0.5, 0.5], value: 0.27375415438937729, gradient: [0.080004558516430774, -0.080004558516430774]),  // large offset
    .init([30.1, -10.3, 0.7], target: [0.1, 0.6, 0.3], value: 7.8408674583873885, gradient: [0.21345374206146967, -0.14230249470757437, -0.071151247353895292]),  // differences that round
    .init([1, 1.000000001], target: [0.5, 0.5], value: 0.1225322679335684, gradient: [-4.4194177480801558e-11, 4.4194177480801558e-11]),  // tiny gap
    .init([0, 700], target: [0.3, 0.7], value: 28.75543426902122, gradient: [-0.041079191812887457, 0.041079191812887457]),  // far
    .init([0.1, 0.2, 0.3], target: [0.3006096053557273, 0.33222499353334733, 0.3671654011109254], value: 0.22320257310566795, gradient: [0.0017641589977448232, 0.00018553822142421434, -0.0019496972191690375]),  // nearly met
    .init([0, 1e-7, 0, -1e-7], target: [0.25, 0.25, 0.25, 0.25], value: 0.30014153346323646, gradient: [-1.353164693413183e-16, 5.4126589089692061e-9, -1.353164693413183e-16, -5.4126586383362674e-9]),  // even, nearly met
    .init([1, 2, 3], target: [1e-12, 0.4, 0.599999999999], value: 0.14318845182109994, gradient: [0.022332109788540825, -0.024149302022925785, 0.0018171922343849599]),  // a small share
    .init([-1.44519e-8, 2.32893e-9, -2.78128e-9], target: [0.1, 0.2, 0.7], value: 0.22425329383442745, gradient: [0.060710408618970742, 0.034691663075011711, -0.095402071693982453]),  // random, scale 1e-8
    .init([-7.37886e-5, 8.74773e-5, -9.43283e-5], target: [0.25, 0.5, 0.25], value: 0.22424585645544033, gradient: [0.021679202541133595, -0.043356911658603382, 0.021677709117469787]),  // random, scale 1e-4
    .init([7.79245, 13.1668, -7.55286], target: [0.6, 0.3, 0.1], value: 1.1077288612420241, gradient: [-0.12550306060628689, 0.14639887670833531, -0.020895816102048418]),  // random, scale 1e1
    .init([53.1151, -14.2765, 359.146], target: [0.2, 0.2, 0.6], value: 21.486203079454502, gradient: [-0.031622776601683796, -0.031622776601683796, 0.063245553203367592]),  // random, scale 1e2
    .init([-.infinity, 0, 1], target: [0, 0.25, 0.75], value: 0.087313591159739698, gradient: [0, 0.014098870270708852, -0.014098870270708852]),  // a masked class
    .init([0.5, -1, 2], target: [0, 0.25, 0.75], value: 0.15694059324638001, gradient: [0.048296119865960684, -0.030716053868480633, -0.017580065997480051]),  // a class that cannot be
  ]

  // torchvision's sigmoid focal, gamma 2, alpha 0.25
  // swift-format-ignore
  private static let sigmoidRows: [SoftVector] = [
    .init([0.8], target: [0.3], value: 0.18534354344401179, gradient: [0.13269370228591541]),  // ordinary
    .init([-1.5], target: [0.75], value: 0.21587407190921866, gradient: [-0.14124579287177756]),  // ordinary
    .init([40], target: [0.05], value: 24.863875, gradient: [0.62159687500000019]),  // confident
    .init([2], target: [0.5], value: 0.14086600138037156, gradient: [0.047599634747235306]),  // even
    .init([-700], target: [0.9], value: 153.09000000000001, gradient: [-0.21870000000000001]),  // far
    .init([1e-9], target: [0.5], value: 0.086643397569993164, gradient: [3.1250000000000002e-11]),  // tiny
    .init([0.8, -1.5, 2], target: [1, 0, 0.25], value: 0.49861646444411149, gradient: [-0.019754817072957884, 0.012773328917426944, 0.26162582995659866]),  // several
  ]

  // torchvision's sigmoid focal, gamma 0.5
  // swift-format-ignore
  private static let otherSigmoidRows: [SoftVector] = [
    .init([0.8], target: [0.3], value: 0.70664945896477518, gradient: [0.34845395252564605]),  // ordinary
    .init([-1.5], target: [0.75], value: 1.076592746533075, gradient: [-0.52160978245520392]),  // ordinary
    .init([40], target: [0.05], value: 37.037818510274063, gradient: [0.92594546275685164]),  // confident
    .init([2], target: [0.5], value: 0.79685843851755437, gradient: [0.2692641960941832]),  // even
    .init([-700], target: [0.9], value: 597.67047777182372, gradient: [-0.85381496824546245]),  // far
    .init([1e-9], target: [0.5], value: 0.4901290717342736, gradient: [1.7677669529663689e-10]),  // tiny
    .init([0.8, -1.5, 2], target: [1, 0, 0.25], value: 1.6444729771267217, gradient: [-0.24390624230036984, 0.11308274027048269, 0.57552574420009086]),  // several
  ]

  // torchvision's sigmoid focal of labels, gamma 2, alpha 0.25
  // swift-format-ignore
  private static let labelRows: [LossVector] = [
    .init(0, label: 1, value: 0.043321698784996582, gradient: -0.074571698784996582),  // even
    .init(0, label: 0, value: 0.12996509635498973, gradient: 0.22371509635498973),  // even
    .init(0.8, label: 1, value: 0.0089171614207450145, gradient: -0.019754817072957884),  // ordinary
    .init(-1.5, label: 1, value: 0.28431807890479416, gradient: -0.24035617186759006),  // ordinary, wrong
    .init(2, label: 0, value: 1.2375586345660567, gradient: 0.80753529783636146),  // ordinary, wrong
    .init(-0.3, label: 0, value: 0.075294956616447807, gradient: 0.14430632948646166),  // ordinary
    .init(20, label: 1, value: 2.189127679393809e-27, gradient: -6.5673830269011058e-27),  // confident and right
    .init(40, label: 1, value: 1.9169120184304999e-53, gradient: -5.7507360552914996e-53),  // confident and right: the loss must survive
    .init(-40, label: 0, value: 5.7507360552914997e-53, gradient: 1.7252208165874497e-52),  // confident and right
    .init(200, label: 1, value: 6.625991382510777e-262, gradient: -1.9877974147532331e-261),  // confident and right, far
    .init(-20, label: 1, value: 4.999999979903753, gradient: -0.25000001906567089),  // confident and wrong
    .init(40, label: 0, value: 30, gradient: 0.75000000000000025),  // confident and wrong
    .init(-700, label: 1, value: 175, gradient: -0.25),  // confident and wrong, far
    .init(1e-9, label: 1, value: 0.043321698710424883, gradient: -0.074571698685210732),  // tiny
    .init(-1e-17, label: 0, value: 0.12996509635498974, gradient: 0.22371509635498974),  // tiny
  ]
}
