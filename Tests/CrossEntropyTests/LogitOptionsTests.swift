import CrossEntropy
import Testing

struct LogitOptionsTests {
  // MARK: Digits

  @Test(arguments: temperatureRows)
  func vectors(_ vector: LossVector) throws {
    try expectMatch(LogitOptions(temperature: 2.5), vector.soft)
  }

  @Test(arguments: softCapRows)
  func softCaps(_ vector: LossVector) throws {
    try expectMatch(LogitOptions(softCap: 5), vector.soft)
  }

  @Test(arguments: zLossRows)
  func zLosses(_ vector: LossVector) throws {
    try expectMatch(LogitOptions(zLoss: 0.01), vector.soft)
  }

  @Test(arguments: confidenceRows)
  func confidencePenalties(_ vector: LossVector) throws {
    try expectMatch(LogitOptions(confidencePenalty: 0.1), vector.soft)
  }

  @Test(arguments: togetherRows)
  func allOptionsTogether(_ vector: SoftVector) throws {
    try expectMatch(
      LogitOptions(softCap: 5, temperature: 2.5, zLoss: 0.01, confidencePenalty: 0.1), vector)
  }

  /// 8 ulp × (1 + |Δ|) of what is added, as the documentation says.
  private func expectMatch(
    _ options: LogitOptions, _ vector: SoftVector, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let objective = try Objective(SoftmaxCrossEntropy(), logitOptions: options)
    let moved = vector.logits.map { move($0, options) }
    let p = softmax(moved)
    let finite = moved.filter { $0.isFinite }
    let peak = finite.max() ?? 0
    let far = finite.reduce(0) { max($0, options.softCap == nil ? peak - $1 : abs($1)) }
    // What cannot be told from 0 does not make the rest worse.
    let bound = 8 * (1 + min(far, 745))
    let sum = logSumExp(moved)
    let great = max(abs(peak), abs(sum))
    let entropy = try entropy(of: p.map { $0 / p.reduce(0, +) })
    let plain = try SoftmaxCrossEntropy().value(logits: moved, target: vector.target)
    let valueScale =
      plain + options.zLoss * great * great + options.confidencePenalty * entropy

    let targets = matrix([vector.target])
    let (total, gradient) = try objective.valueAndGradient(
      logits: matrix([vector.logits]), targets: targets)
    #expect(
      ulps(total.sum, vector.value, of: valueScale) <= bound, "\(total.sum)",
      sourceLocation: sourceLocation)
    for (j, expected) in vector.gradient.enumerated() {
      let q = p[j]
      let t = vector.target[j]
      // At a label the loss itself is relative; p near 1 lacks what the others have.
      let lack = p.indices.reduce(0) { $1 == j ? $0 : $0 + p[$1] }
      let own = t == 1 ? lack : max(q, t)
      let surprise = q == 0 ? 0 : q * (abs(logSoftmax(moved)[j]) + entropy)
      let bend = options.softCap.map { abs(vector.logits[j] / $0) } ?? 0
      let scale =
        try (own + 2 * options.zLoss * great * q + options.confidencePenalty * surprise)
        * slope(vector.logits[j], options)
      #expect(
        ulps(gradient.elements[j], expected, of: scale) <= bound * (1 + bend),
        "gradient[\(j)] \(gradient.elements[j]), not \(expected)", sourceLocation: sourceLocation)
    }

    // From Float logits the same as from the Double ones that they are.
    let narrow = vector.logits.map { Float($0) }
    let wide = try objective.valueAndGradient(
      logits: matrix([narrow.map { Double($0) }]), targets: targets)
    let float = try objective.valueAndGradient(logits: matrix([narrow]), targets: targets)
    #expect(float.total == wide.total, sourceLocation: sourceLocation)
    #expect(
      Array(float.gradient.elements) == wide.gradient.elements.map { Float($0) },
      sourceLocation: sourceLocation)
  }

  // MARK: How they meet the other options

  @Test(arguments: LawCase.all)
  func theGradientIsTheNumericDerivative(_ law: LawCase) throws {
    var random = law.random()
    let z = random.uniforms(law.outputs, in: -4...4)
    let label = law.label(&random)
    let target = law.target(&random)
    let weights = random.uniforms(law.classes, in: 0.5...2)
    let plain = try law.objective(weights: weights, smoothing: 0.1)
    let objective = try plain.with(law.logitOptions)
    let byLabel = try objective.valueAndGradient(logits: matrix([z]), labels: [label])
    let dense = try law.denseObjective(weights: weights).with(law.logitOptions)
    let bySoft = try dense.valueAndGradient(logits: matrix([z]), targets: matrix([target]))
    for j in z.indices {
      let labelSlope = try derivative(at: z, along: j) {
        try objective.value(logits: matrix([$0]), labels: [label]).sum
      }
      #expect(close(byLabel.gradient.elements[j], labelSlope, 1e-8))
      let softSlope = try derivative(at: z, along: j) {
        try dense.value(logits: matrix([$0]), targets: matrix([target])).sum
      }
      #expect(close(bySoft.gradient.elements[j], softSlope, 1e-8))
    }
  }

  /// Every set of options gives what the formula says of dense targets, row by row.
  @Test(arguments: 0..<128)
  func everySetOfOptionsIsTheFormula(set: Int) throws {
    func has(_ option: Int) -> Bool { set & (1 << option) != 0 }
    var random = SplitMix64(UInt64(set))
    let z = (0..<4).map { _ in random.uniforms(3, in: -4...4) }
    let labels = [0, 2, -100, 1]
    let epsilon = has(0) ? 0.2 : 0
    let weights = has(1) ? [0.5, 2, 3] : [1.0, 1, 1]
    let rowWeights = has(2) ? [1, 0.5, 2, 3] : [1.0, 1, 1, 1]
    let options = try LogitOptions(
      softCap: has(3) ? 3 : nil, temperature: has(4) ? 1.5 : 1, zLoss: has(5) ? 0.1 : 0,
      confidencePenalty: has(6) ? 0.2 : 0)
    for loss: any Loss in [SoftmaxCrossEntropy(), FocalLoss(), SquaredError(), JensenShannonLoss()]
    {
      let objective = try Objective(
        loss, classWeights: has(1) ? weights : nil, labelSmoothing: epsilon,
        ignoredLabels: [-100], logitOptions: options)
      let isLinear = type(of: loss).isLinearInTarget
      var sum = 0.0
      for (i, label) in labels.enumerated() where label >= 0 {
        let moved = z[i].map { move($0, options) }
        // t = w ⊙ ((1 − ε)·onehot + ε/C), or the weight of the label times the row; a third of it, so
        // as to be at most 1.
        let smooth = (0..<3).map { (1 - epsilon) * ($0 == label ? 1 : 0) + epsilon / 3 }
        let target = isLinear ? zip(weights, smooth).map { $0 * $1 / 3 } : smooth
        let p = softmax(moved)
        let lse = logSumExp(moved)
        let h = -p.reduce(0) { $0 + xLogX($1) }
        let value = try loss.value(logits: moved, target: target) * (isLinear ? 3 : weights[label])
        let penalty = options.zLoss * lse * lse - options.confidencePenalty * h
        sum += rowWeights[i] * (value + weights[label] * penalty)
      }
      let byLabel = try objective.value(
        logits: matrix(z), labels: labels, rowWeights: has(2) ? rowWeights : [])
      #expect(close(byLabel.sum, sum, 1e-12))
      #expect(
        close(
          byLabel.weight,
          labels.indices.reduce(0) {
            labels[$1] < 0 ? $0 : $0 + rowWeights[$1] * weights[labels[$1]]
          }))
      // The same rows as dense targets.
      let counted = labels.indices.filter { labels[$0] >= 0 }
      let dense = try objective.value(
        logits: matrix(counted.map { z[$0] }),
        targets: matrix(counted.map { oneHot(labels[$0], outputs: 3) }),
        rowWeights: has(2) ? counted.map { rowWeights[$0] } : [])
      #expect(close(dense.sum, byLabel.sum, 1e-12))
    }
  }

  /// The same of sigmoid outputs: two classes in one, or several that may all be true.
  @Test(arguments: 0..<128, [1, 3])
  func everySetOfOptionsIsTheFormulaOfSigmoids(set: Int, outputs: Int) throws {
    func has(_ option: Int) -> Bool { set & (1 << option) != 0 }
    var random = SplitMix64(UInt64(set))
    let z = (0..<3).map { _ in random.uniforms(outputs, in: -4...4) }
    let targets = (0..<3).map { _ in random.uniforms(outputs, in: 0...1) }
    let epsilon = has(0) ? 0.2 : 0
    // Of one output the weights of no and of yes, of several those of the outputs.
    let weights = random.uniforms(outputs == 1 ? 2 : outputs, in: 0.5...3)
    let positives = random.uniforms(outputs, in: 0.5...3)
    let rowWeights = has(2) ? [1, 0.5, 2] : [1.0, 1, 1]
    let options = try LogitOptions(
      softCap: has(3) ? 3 : nil, temperature: has(4) ? 1.5 : 1,
      confidencePenalty: has(5) ? 0.2 : 0)
    for loss: any Loss in [SigmoidCrossEntropy(), FocalLoss(unit: .sigmoid), HingeLoss()] {
      let objective = try Objective(
        loss, classWeights: has(1) ? weights : nil, positiveWeights: has(6) ? positives : nil,
        labelSmoothing: epsilon, logitOptions: options)
      var sum = 0.0
      for i in 0..<3 where rowWeights[i] > 0 {
        for j in 0..<outputs {
          let moved = move(z[i][j], options)
          let t = targets[i][j]
          let smooth = (1 - epsilon) * t + epsilon / 2
          let ownWeight = has(1) ? (outputs == 1 ? weights[1] : weights[j]) : 1
          let no = has(1) ? (outputs == 1 ? weights[0] : weights[j]) : 1
          let yes = ownWeight * (has(6) ? positives[j] : 1)
          let mass = outputs == 1 ? yes * t + no * (1 - t) : yes * smooth + no * (1 - smooth)
          let value =
            try yes * smooth * loss.value(logits: [moved], label: 1)
            + no * (1 - smooth) * loss.value(logits: [moved], label: 0)
          let h = -xLogX(sigmoid(moved)) - xLogX(sigmoid(-moved))
          sum += rowWeights[i] * (value - options.confidencePenalty * mass * h)
        }
      }
      let total = try objective.value(
        logits: matrix(z), targets: matrix(targets), rowWeights: has(2) ? rowWeights : [])
      #expect(close(total.sum, sum, 1e-12))
    }
  }

  @Test func severalSigmoidOutputsWeighThemselves() throws {
    let z = [0.7, -1.5, 2]
    let targets = [1, 0.25, 0]
    let options = try LogitOptions(softCap: 4, temperature: 2, confidencePenalty: 0.3)
    let objective = try Objective(
      SigmoidCrossEntropy(), classWeights: [1, 2, 0], positiveWeights: [3, 1, 1],
      logitOptions: options)
    let (total, gradient) = try objective.valueAndGradient(
      logits: matrix([z]), targets: matrix([targets]))
    var sum = 0.0
    for (j, mass) in [3.0, 2, 0].enumerated() where mass > 0 {
      let p = sigmoid(move(z[j], options))
      let yes = j == 0 ? 3 : 0.5
      try sum += yes * surprisal(of: p) + (mass - yes) * surprisal(of: 1 - p)
      try sum -= 0.3 * mass * entropy(of: [p, 1 - p])
    }
    #expect(close(total.sum, sum))
    #expect(gradient.elements[2] == 0)
  }

  @Test func addingAConstantUnderATemperature() throws {
    let objective = try Objective(
      SoftmaxCrossEntropy(), logitOptions: LogitOptions(temperature: 2.5))
    let z = [0.25, -1.5, 2]
    let here = try objective.valueAndGradient(logits: matrix([z]), labels: [1])
    for constant in [-4096, 0.25, 1e4] {
      let moved = try objective.valueAndGradient(
        logits: matrix([z.map { $0 + constant }]), labels: [1])
      #expect(moved.total == here.total)
      #expect(moved.gradient == here.gradient)
    }
  }

  @Test func optionsWithoutEffectAreNone() throws {
    #expect(try LogitOptions() == .none)
    let plain = try Objective(SoftmaxCrossEntropy())
      .valueAndGradient(logits: matrix([[2, 1, 0.1]]), labels: [0])
    // A cap far above the logits, to what Double can tell.
    let capped = try Objective(
      SoftmaxCrossEntropy(), logitOptions: LogitOptions(softCap: 1e9)
    ).valueAndGradient(logits: matrix([[2, 1, 0.1]]), labels: [0])
    #expect(close(capped.total.sum, plain.total.sum))
    #expect(close(Array(capped.gradient.elements), Array(plain.gradient.elements)))
  }

  @Test func thePeersNumbers() throws {
    // Liger's lse² of three rows, at scale 1: its z-loss is the sum.
    let rows = [[2, 1, 0.1], [0.5, 2.5, 0.3], [1.2, -0.7, 3.1]]
    let objective = try Objective(SoftmaxCrossEntropy(), logitOptions: LogitOptions(zLoss: 1))
    for (row, square) in zip(rows, [5.8420341, 7.39866941, 10.61886484]) {
      let plain = try SoftmaxCrossEntropy().value(logits: row, label: 0)
      let total = try objective.value(logits: matrix([row]), labels: [0])
      #expect(close(total.sum, plain + square, 1e-8))
    }
  }

  // MARK: Edges

  @Test func aMaskedClassStaysMasked() throws {
    let options = try LogitOptions(softCap: 3, temperature: 2, zLoss: 0.1, confidencePenalty: 0.2)
    let objective = try Objective(SoftmaxCrossEntropy(), logitOptions: options)
    let with = try objective.valueAndGradient(
      logits: matrix([[-.infinity, 0.5, -1.5]]), labels: [2])
    let without = try objective.valueAndGradient(logits: matrix([[0.5, -1.5]]), labels: [1])
    #expect(with.total.sum == without.total.sum)
    #expect(Array(with.gradient.elements) == [0] + without.gradient.elements)
    let truth = try objective.value(logits: matrix([[-.infinity, 0.5]]), labels: [0])
    #expect(truth.sum == .infinity)
    let all = try objective.valueAndGradient(
      logits: matrix([[-Double.infinity, -.infinity]]), labels: [0])
    #expect(all.total.sum == .infinity)
    #expect(all.gradient.elements.allSatisfy { !$0.isNaN })
  }

  @Test func ignoredRowsAndRowsOfWeightZeroAreNotRead() throws {
    let objective = try Objective(
      SoftmaxCrossEntropy(), classWeights: [1, 0], ignoredLabels: [-1],
      logitOptions: LogitOptions(softCap: 3, zLoss: 0.1))
    let (total, gradient) = try objective.valueAndGradient(
      logits: matrix([[.nan, 0.0], [.nan, 0], [1, 2]]), labels: [-1, 1, 0])
    #expect(total.sum.isFinite)
    #expect(Array(gradient.elements.prefix(4)) == [0, 0, 0, 0])
  }

  // temperature 2.5
  // swift-format-ignore
  private static let temperatureRows: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: 0.7598644856630763, gradient: [-0.2129080772759977, 0.1254114662532495, 0.087496611022748202]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: 0.62278473366768539, gradient: [0.096416737632697427, -0.18542060420671191, 0.089003866574014499]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 2.042583219914413, gradient: [0.11092799833535169, -0.34812269936314494, 0.23719470102779322]),  // ordinary, wrong
    .init([20, 0], label: 0, value: 0.00033540637289576883, gradient: [-0.00013414005218659124, 0.00013414005218659124]),  // confident and right
    .init([40, 0], label: 0, value: 1.1253516838717681e-07, gradient: [-4.5014064822037996e-8, 4.5014064822037996e-8]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: 4.248354255291589e-18, gradient: [-1.6993417021166356e-18, 7.2194055513816607e-36, 1.6993417021166356e-18]),  // confident and right, far
    .init([20, 0], label: 1, value: 8.0003354063728958, gradient: [0.39986585994781341, -0.39986585994781341]),  // confident and wrong
    .init([0, 700], label: 0, value: 280, gradient: [-0.4, 0.4]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 1.3862943611198906, gradient: [0.1, 0.1, -0.3, 0.1]),  // all equal
    .init([3, 3, -1], label: 1, value: 0.78931904264337375, gradient: [0.18166157979317487, -0.21833842020682513, 0.03667684041365026]),  // two share the top
    .init([10003, 10000], label: 0, value: 0.26328246733803119, gradient: [-0.092590086600392943, 0.092590086600392943]),  // large offset
    .init([-10003, -10000], label: 0, value: 1.4632824673380312, gradient: [-0.30740991339960706, 0.30740991339960706]),  // large offset, below zero
    .init([-.infinity, 0, 1], label: 2, value: 0.51301525239995262, gradient: [0, 0.1605249359550192, -0.1605249359550192]),  // a masked class
    .init([-.infinity, 5], label: 1, value: 0, gradient: [0, 0]),  // only the label is left
    .init([1, 1.000000001], label: 0, value: 0.69314718075994533, gradient: [-0.20000000004000001, 0.20000000004000001]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 0.69314718055994527, gradient: [0.19999999999999999, -0.19999999999999999]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: 7.9066896257872029e-6, gradient: [-3.1626633471996662e-6, 3.8358156783658288e-8, 3.1243051904160079e-6]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 3.8921490879644795, gradient: [0.035848992345870338, 0.019674344141659331, 0.093626686885481909, 0.031795203947269357, -0.39183941825149708, 0.049368642682965258, 0.045573001059566208, 0.025010993273215331, 0.076655047861947011, 0.014286506053522335]),  // more classes
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 1.3862943618838097, gradient: [-0.3000000000763919, 0.099999999935880099, 0.1000000006629317, 0.0999999994775801]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 1.3863506965117516, gradient: [0.10000392017765086, -0.30000563338050525, 0.10000020783070987, 0.10000150537214452]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: 1.3942426880496446, gradient: [0.10399573191894612, -0.30079168225036796, 0.074751776588480547, 0.1220441737429413]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: 0.0027749283822510284, gradient: [0.0010173422797731422, 7.8939433802762325e-5, 1.2151017336833077e-5, -0.0011084327309127376]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: 1.9356491433776208e-8, gradient: [1.3675764773821917e-10, -7.7425964985757314e-9, 8.6743497365262663e-12, 7.597164501100986e-9]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: 5.0305428372197893e-300, gradient: [2.012217134887916e-300, -2.012217134887916e-300, 0, 0]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 72096440, gradient: [0, -0.4, 0.4, 0]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: 1.0986122886681097, gradient: [-0.26666666666666667, 0.13333333333333333, 0.13333333333333333]),  // tiny numbers
    .init([7, 7, 7, -2], label: 3, value: 4.707678969299008, gradient: [0.13212990637044903, 0.13212990637044903, 0.13212990637044903, -0.39638971911134707]),  // all but one tie at the top
    .init([100000000.0, 100000000.0, 0], label: 1, value: 0.69314718055994531, gradient: [0.2, -0.2, 0]),  // a tie far up
  ]

  // soft cap 5
  // swift-format-ignore
  private static let softCapRows: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: 0.44897802344731345, gradient: [-0.3095015541163025, 0.24620706307530412, 0.10549031415268992]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: 0.26016885000314899, gradient: [0.12463098337472785, -0.18015834191975661, 0.10282652224663755]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 3.6646519081656009, gradient: [0.15743126813574454, -0.95553573441715058, 0.56237596667656505]),  // ordinary, wrong
    .init([20, 0], label: 0, value: 0.0067378303966119402, gradient: [-9.0047280406664466e-6, 0.0067151821126985804]),  // confident and right
    .init([40, 0], label: 0, value: 0.006715356020932912, gradient: [-3.0127272821468849e-9, 0.0066928584056903568]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: 0.0067604435471212682, gradient: [-1.144955799207393e-19, 7.6630184789905064e-22, 0.0066925491165892874]),  // confident and right, far
    .init([20, 0], label: 1, value: 5.0033843290919472, gradient: [0.0013319459549852304, -0.99328481788730142]),  // confident and wrong
    .init([0, 700], label: 0, value: 5.0067153484891181, gradient: [-0.99330714907571514, 9.9240425946416398e-122]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 1.3862943611198906, gradient: [0.25, 0.25, -0.75, 0.25]),  // all equal
    .init([3, 3, -1], label: 1, value: 0.70577827350379178, gradient: [0.35132314182428105, -0.36025462076294176, 0.01206268044451065]),  // two share the top
    .init([10003, 10000], label: 0, value: 0.69314718055994531, gradient: [0, 0]),  // large offset
    .init([-10003, -10000], label: 0, value: 0.69314718055994531, gradient: [0, 0]),  // large offset, below zero
    .init([1, 1.000000001], label: 0, value: 0.69314718104046684, gradient: [-0.48052149171395925, 0.48052149167602199]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 0.6931471805599452, gradient: [0.48052149148305825, -0.48052149148305824]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: 0.013470067320694449, gradient: [-3.1593472544621375e-7, 3.3069105988985048e-6, 0.013069355011568435]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 6.3064941293503357, gradient: [0.047223932206543466, 0.010219769098584094, 0.31273521609762982, 0.035123068147813458, -0.64891874178072107, 0.09883323103515674, 0.08285034685757706, 0.019055505491269251, 0.23030914124484878, 0.0044960819724833438]),  // more classes
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 1.3862943630296882, gradient: [-0.75000000047744938, 0.24999999959925061, 0.25000000414332314, 0.24999999673487563]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 1.3864352019156927, gradient: [0.25002450116508034, -0.75003520708144158, 0.25000129836491025, 0.25000940809241019]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: 1.4497169397572576, gradient: [0.25570136775728752, -0.74907756008188096, 0.11623651444917325, 0.36267963648096143]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: 0.45273974571066627, gradient: [0.077961644440785086, 0.0075093053662564174, 7.9707074666717921e-5, -0.00022890997792071362]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: 1.3862943611198897, gradient: [2.034126688121316e-17, -2.0863678984023003e-26, 3.2069537143242438e-16, 3.6616606238905456e-19]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: 1.3862943611198906, gradient: [0, 0, 0, 1.1508597818258169e-100]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 10.693192579459162, gradient: [0, 0, 0, 0]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: 1.0986122886681097, gradient: [-0.66666666666666667, 0.33333333333333333, 0.33333333333333333]),  // tiny numbers
    .init([7, 7, 7, -2], label: 3, value: 7.4257112554820949, gradient: [0.072007896335675917, 0.072007896335675917, 0.072007896335675917, -0.85512905039360883]),  // all but one tie at the top
    .init([100000000.0, 100000000.0, 0], label: 1, value: 0.69651049178207878, gradient: [0, 0, 0.0033576616265026147]),  // a tie far up
  ]

  // z-loss 0.01
  // swift-format-ignore
  private static let zLossRows: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: 0.47545035727371372, gradient: [-0.30914235044505886, 0.25415232604728789, 0.10333062472332764]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: 0.29403621709738033, gradient: [0.11451188080340918, -0.15386528874954972, 0.093754398406551294]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 4.0648486240946753, gradient: [0.13594259728540503, -0.97966725343048323, 0.90889785565949849]),  // ordinary, wrong
    .init([20, 0], label: 0, value: 4.0000000028856152, gradient: [0.39999999715560802, 2.8856150655512521e-9]),  // confident and right
    .init([40, 0], label: 0, value: 16, gradient: [0.80000000000000001, 7.6470376595248602e-18]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: 100, gradient: [2, 4.1516895802102126e-87, 1.1160227928062508e-43]),  // confident and right, far
    .init([20, 0], label: 1, value: 24.000000002885615, gradient: [1.399999997155608, -0.99999999711438493]),  // confident and wrong
    .init([0, 700], label: 0, value: 5600.0000000000001, gradient: [-1, 15]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 1.4055124816766187, gradient: [0.25693147180559945, 0.25693147180559945, -0.74306852819440055, 0.25693147180559945]),  // all equal
    .init([3, 3, -1], label: 1, value: 0.83933085845182762, gradient: [0.53214930595302786, -0.46785069404697214, 0.0097466545227261806]),  // two share the top
    .init([10003, 10000], label: 0, value: 1000609.8589965147, gradient: [190.52547959999843, 9.5354921470330526]),  // large offset
    .init([-10003, -10000], label: 0, value: 999993.33114064415, gradient: [-10.437702676384314, -189.56132557658422]),  // large offset, below zero
    .init([-.infinity, 0, 1], label: 2, value: 0.33050825011725494, gradient: [0, 0.27600523066743331, -0.24973999691706885]),  // a masked class
    .init([-.infinity, 5], label: 1, value: 0.25000000000000001, gradient: [0, 0.1]),  // only the label is left
    .init([1, 1.000000001], label: 0, value: 0.72181465482725775, gradient: [-0.4830685284478663, 0.51693147206906521]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 0.72181465431032612, gradient: [0.5169314718055994, -0.48306852819440049]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: 9.0601000000002742, gradient: [0.60199999999973029, 4.562106746011607e-18, 2.7315222583055912e-13]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 7.0102055349409477, gradient: [0.044110175838392329, 0.0098423105989958809, 0.48623424844771427, 0.032677621978555508, -0.99890944090004818, 0.098169001691341684, 0.080373980683665846, 0.017933859181713166, 0.29491597948586864, 0.0044224352259667697]),  // more classes
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 1.4055124833125232, gradient: [-0.74306852873448066, 0.25693147134434592, 0.2569314760144069, 0.2569314684005536]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 1.4056531838653336, gradient: [0.2569566273776524, -0.74310473707172216, 0.25693278117268047, 0.25694111575970382]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: 1.5058328845810158, gradient: [0.27334104546674224, -0.75703916286119794, 0.11973465262885365, 0.40781076939556594]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: 4.7937793540424519, gradient: [4.7234282947282643e-7, 7.9218134339961795e-10, 7.3641257131918836e-12, 0.43789353343867278]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: 226.73131776, gradient: [8.6703785658677341e-24, 3.0115199999999999, 8.7851933693388538e-27, 1.9942877892878649e-19]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: 3913670.8900000001, gradient: [0, 395.66000000000001, 0, 0]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 146066741881100, gradient: [0, -1, 2417161.0000000001, 0]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: 1.1106817782762355, gradient: [-0.6593425847422126, 0.3406574152577874, 0.3406574152577874]),  // tiny numbers
    .init([7, 7, 7, -2], label: 3, value: 10.754535297312632, gradient: [0.38730842361059627, 0.38730842361059627, 0.38730842361059627, -0.9999522023433211]),  // all but one tie at the top
    .init([100000000.0, 100000000.0, 0], label: 1, value: 100000001386295.06, gradient: [1000000.5069314719, 999999.50693147183, 0]),  // a tie far up
  ]

  // confidence penalty 0.1
  // swift-format-ignore
  private static let confidenceRows: [LossVector] = [
    .init([2, 1, 0.1], label: 0, value: 0.33235619840180829, gradient: [-0.31268104426758106, 0.22860721627091019, 0.084073827996670873]),  // ordinary
    .init([0.5, 2.5, 0.3], label: 1, value: 0.15676203759878709, gradient: [0.091366421338931772, -0.16439257600976881, 0.073026154670837035]),  // ordinary
    .init([1.2, -0.7, 3.1], label: 1, value: 3.9112915546970835, gradient: [0.10739664227203055, -0.9875636810318633, 0.88016703875983274]),  // ordinary, wrong
    .init([20, 0], label: 0, value: -2.2672689780974648e-9, gradient: [2.0611536096934953e-9, -2.0611536096934953e-9]),  // confident and right
    .init([40, 0], label: 0, value: -1.3169898191403927e-17, gradient: [1.2745062765874768e-17, -1.2745062765874768e-17]),  // confident and right: the loss must survive
    .init([100, -100, 0], label: 0, value: -3.385269138178961e-43, gradient: [3.3480683784187526e-43, -2.6294034007998015e-86, -3.3480683784187526e-43]),  // confident and right, far
    .init([20, 0], label: 1, value: 19.999999997732731, gradient: [1.0000000020611536, -1.0000000020611536]),  // confident and wrong
    .init([0, 700], label: 0, value: 700, gradient: [-1, 1]),  // confident and wrong, far
    .init([0, 0, 0, 0], label: 2, value: 1.2476649250079015, gradient: [0.25, 0.25, -0.75, 0.25]),  // all equal
    .init([3, 3, -1], label: 1, value: 0.62840710335746018, gradient: [0.49726111545680475, -0.50273888454319525, 0.0054777690863904913]),  // two share the top
    .init([10003, 10000], label: 0, value: 0.029500854463097818, gradient: [-0.03387287525829314, 0.03387287525829314]),  // large offset
    .init([-10003, -10000], label: 0, value: 3.0295008544630978, gradient: [-0.96612712474170686, 0.96612712474170686]),  // large offset, below zero
    .init([-.infinity, 0, 1], label: 2, value: 0.25504137662940104, gradient: [0, 0.24928022804584693, -0.24928022804584693]),  // a masked class
    .init([-.infinity, 5], label: 1, value: 0, gradient: [0, 0]),  // only the label is left
    .init([1, 1.000000001], label: 0, value: 0.62383246300395082, gradient: [-0.50000000027500002, 0.50000000027500002]),  // tiny gap
    .init([1, 1.0000000000000002], label: 1, value: 0.62383246250395066, gradient: [0.49999999999999994, -0.49999999999999994]),  // tiny gap, one unit in the last place
    .init([30.1, -10.3, 0.7], label: 0, value: -3.4784323702216043e-13, gradient: [3.3079225150789924e-13, -8.6571813407446757e-18, -3.3078359432655849e-13]),  // differences that round
    .init([0.3, -1.2, 2.7, 0, -3.4, 1.1, 0.9, -0.6, 2.2, -2], label: 4, value: 6.7378385708064514, gradient: [0.034298666416499617, 0.006273007336124393, 0.48716556771924189, 0.024492685183765052, -0.99952920625199439, 0.083674401204888132, 0.067004165360327066, 0.01243601761508893, 0.28169677192670515, 0.0024879234893541547]),  // more classes
    .init([-1.17884e-8, -1.14816e-8, 6.69469e-9, -2.29391e-8], label: 0, value: 1.2476649269176991, gradient: [-0.75000000052519433, 0.24999999955917567, 0.25000000455765546, 0.2499999964083632]),  // random, scale 1e-8
    .init([9.3001e-5, -0.00014584, 1.94242e-7, 3.26325e-5], label: 1, value: 1.2478057661897635, gradient: [0.25002695140028613, -0.75003872834007966, 0.25000142810523389, 0.25001034883455963]),  // random, scale 1e-4
    .init([0.852417, 0.734597, 0.0269748, 1.2525], label: 1, value: 1.3271933027122207, gradient: [0.26096369340390146, -0.77078316809671222, 0.10484461546389471, 0.40497485922891605]),  // random, scale 1e0
    .init([6.96596, 0.57529, -4.10288, 21.8947], label: 3, value: -1.9544427422516646e-7, gradient: [-1.6190711308927411e-7, -6.2362187233236206e-10, -8.1931041847481029e-12, 1.6253892806579122e-7]),  // random, scale 1e1
    .init([96.0847, 150.576, 89.1901, 106.128], label: 1, value: -1.7623609610522539e-19, gradient: [-9.6162156461289265e-24, 1.7126447791330448e-19, -1.1253466714799113e-26, -1.7125485044419164e-19]),  // random, scale 1e2
    .init([18060.1, 19783.0, 17226.5, 575.295], label: 1, value: 0, gradient: [0, 0, 0, 0]),  // random, scale 1e4
    .init([57479500.0, -59383100.0, 120858000.0, -29837400.0], label: 1, value: 180241100, gradient: [0, -1, 1, 0]),  // random, scale 1e8
    .init([1e-300, -1e-300, 0], label: 0, value: 0.98875105980129872, gradient: [-0.66666666666666667, 0.33333333333333333, 0.33333333333333333]),  // tiny numbers
    .init([7, 7, 7, -2], label: 3, value: 9.9887510605627559, gradient: [0.33333196166206871, 0.33333196166206871, 0.33333196166206871, -0.99999588498620613]),  // all but one tie at the top
    .init([100000000.0, 100000000.0, 0], label: 1, value: 0.62383246250395077, gradient: [0.5, -0.5, 0]),  // a tie far up
  ]

  // soft cap 5, temperature 2.5, z-loss 0.01, confidence penalty 0.1
  // swift-format-ignore
  private static let togetherRows: [SoftVector] = [
    .init([2, 1, 0.1], target: [0.7, 0.2, 0.1], value: 0.8427955102333377, gradient: [-0.073467323597274252, 0.048149436568541358, 0.048059149090189132]),  // ordinary
    .init([40, 0], target: [0.95, 0.05], value: 0.23563285800873047, gradient: [-1.9331592584339402e-9, 0.021309988589109766]),  // confident
    .init([40, 0], target: [0.05, 0.95], value: 2.035632452882147, gradient: [1.6011745586450855e-7, -0.33869001141089021]),  // confident and wrong
    .init([10003, 10000], target: [0.5, 0.5], value: 0.6963628798655306, gradient: [0, 0]),  // large offset
    .init([30.1, -10.3, 0.7], target: [0.1, 0.6, 0.3], value: 3.0564152117801804, gradient: [7.5346142692327599e-6, -0.014820434767454897, -0.064809395807633087]),  // differences that round
    .init([1, 1.000000001], target: [0.5, 0.5], value: 0.63566767919771053, gradient: [0.0041820662275586983, 0.0041820663101133068]),  // tiny gap
    .init([0, 700], target: [0.3, 0.7], value: 0.73563285317584385, gradient: [-0.078690029752657393, 9.5618460145121468e-123]),  // far
    .init([0.1, 0.2, 0.3], target: [0.3006096053557273, 0.33222499353334733, 0.3671654011109254], value: 1.0005803015252319, gradient: [0.010291205251928869, 0.0034984663382914539, -0.0043510682642341686]),  // nearly met
    .init([0, 1e-7, 0, -1e-7], target: [0.25, 0.25, 0.25, 0.25], value: 1.2668830455646301, gradient: [0.002772588722239733, 0.002772593233143379, 0.002772588722239733, 0.0027725842113362812]),  // even, nearly met
    .init([1, 2, 3], target: [1e-12, 0.4, 0.599999999999], value: 0.86010138470725116, gradient: [0.086694756624847482, -0.021618054504307351, -0.035513859394999972]),  // a small share
    .init([-1.44519e-8, 2.32893e-9, -2.78128e-9], target: [0.1, 0.2, 0.7], value: 1.0008205485490472, gradient: [0.096262965530318113, 0.056262966534458139, -0.14373703377132924]),  // random, scale 1e-8
    .init([-7.37886e-5, 8.74773e-5, -9.43283e-5], target: [0.25, 0.5, 0.25], value: 1.0008088780427226, gradient: [0.036260130418677703, -0.06373021950124856, 0.036258901379277391]),  // random, scale 1e-4
    .init([7.79245, 13.1668, -7.55286], target: [0.6, 0.3, 0.1], value: 1.0957917893926224, gradient: [-0.0078284939509098571, 0.0021619864507515161, -0.0065112212981913846]),  // random, scale 1e1
    .init([53.1151, -14.2765, 359.146], target: [0.2, 0.2, 0.6], value: 1.4988689384734152, gradient: [3.073401432595317e-10, -0.0010205541902900998, -4.9535469733274952e-64]),  // random, scale 1e2
  ]
}

/// c·tanh(z/c) / T; tanh is 2σ(2x) − 1.
private func move(_ z: Double, _ options: LogitOptions) -> Double {
  guard let cap = options.softCap, z != -.infinity else { return z / options.temperature }
  return cap * (sigmoid(2 * z / cap) - sigmoid(-2 * z / cap)) / options.temperature
}

/// ∂z′/∂z = 4σ(2z/c)σ(−2z/c) / T.
private func slope(_ z: Double, _ options: LogitOptions) throws -> Double {
  guard let cap = options.softCap else { return 1 / options.temperature }
  return 4 * sigmoid(2 * z / cap) * sigmoid(-2 * z / cap) / options.temperature
}

extension LawCase {
  /// All the options that its unit can have.
  fileprivate var logitOptions: LogitOptions {
    known {
      try LogitOptions(
        softCap: 5, temperature: 1.5, zLoss: loss.outputUnit == .softmax ? 0.1 : 0,
        confidencePenalty: loss.outputUnit == .softmax || loss.outputUnit == .sigmoid ? 0.2 : 0)
    }
  }
}

extension Objective {
  fileprivate func with(_ options: LogitOptions) throws -> Objective {
    try Objective(
      loss, classWeights: classWeights, positiveWeights: positiveWeights,
      labelSmoothing: labelSmoothing, ignoredLabels: ignoredLabels, logitOptions: options)
  }
}
