import CrossEntropy
import Testing

/// The numbers that other libraries give for the same rows, and what an objective promises of its own.
struct ObjectiveTests {
  private let z = matrix([[2, 1, 0.1], [0.5, 2.5, 0.3], [1.2, -0.7, 3.1]])
  private let labels = [0, 1, 1]
  private let weights = [1.0, 2, 3]
  private let loss = SoftmaxCrossEntropy()

  /// ℓ of each row by itself.
  private func rows(_ objective: Objective) throws -> [Double] {
    try labels.indices.map {
      try objective.value(logits: matrix([z.row($0)]), labels: [labels[$0]]).sum
    }
  }

  // PyTorch 2.15, optax 0.2.8, scikit-learn 1.9.1 and Keras 3.15.1, in Double where they can.

  @Test func withoutOptions() throws {
    let (total, gradient) = try Objective(loss).valueAndGradient(logits: z, labels: labels)
    #expect(
      close(
        try rows(Objective(loss)),
        [0.41703001627783354, 0.22004952302053787, 3.958659975721014]))
    #expect(close(total.sum, 4.595739515019385))
    let mean = try #require(total.meanOverRows)
    #expect(close(mean, 1.5319131716731285))
    #expect(close(perplexity(ofMeanCrossEntropy: mean), 4.627020644555282))
    #expect(close(mean * InformationUnit.bits.perNat, 2.210083535845306))
    #expect(
      close(
        gradient.elements.map { $0 / 3 },
        [
          -0.1136662870380107, 0.08081099023490462, 0.03285529680310606,
          0.036201243435670785, -0.06584031473611691, 0.029639071300446088,
          0.04254162526412828, -0.3269704411830909, 0.28442881591896263,
        ]))
  }

  @Test func withClassWeights() throws {
    let objective = try Objective(loss, classWeights: weights)
    #expect(
      close(
        try rows(objective), [0.41703001627783354, 0.44009904604107575, 7.917319951442028]))
    let total = try objective.value(logits: z, labels: labels)
    #expect(total.weight == 5)
    #expect(close(try #require(total.meanOverWeight), 1.7548898027521873))
    #expect(close(try #require(total.meanOverRows), 2.9248163379203125))
  }

  @Test func withSmoothing() throws {
    let objective = try Objective(loss, labelSmoothing: 0.1)
    #expect(
      close(
        try rows(objective), [0.5136966829445002, 0.3600495230205379, 3.768659975721014]))
    let total = try objective.value(logits: z, labels: labels)
    #expect(close(try #require(total.meanOverRows), 1.5474687272286842))
  }

  @Test func withClassWeightsAndSmoothing() throws {
    let objective = try Objective(loss, classWeights: weights, labelSmoothing: 0.1)
    #expect(
      close(
        try rows(objective), [0.7153996845722835, 0.7267657127077425, 7.473986618108695]))
    let targets = matrix(labels.map { oneHot($0, outputs: 3) })
    for total in [
      try objective.value(logits: z, labels: labels),
      try objective.value(logits: z, targets: targets),
    ] {
      #expect(close(try #require(total.meanOverWeight), 1.7832304030777442))
      #expect(close(try #require(total.meanOverRows), 2.9720506717962407))
    }
  }

  @Test(arguments: [
    (false, 0.0, 2.187844995999424), (true, 0, 2.7781166559066204),
    (false, 0.1, 2.141178329332757), (true, 0.1, 2.729795434226993),
  ])
  func withAnIgnoredRow(isWeighted: Bool, smoothing: Double, mean: Double) throws {
    let total = try Objective(
      loss, classWeights: isWeighted ? weights : nil, labelSmoothing: smoothing,
      ignoredLabels: [-100]
    )
    .value(logits: z, labels: [0, -100, 1])
    #expect(close(try #require(total.meanOverWeight), mean))
  }

  @Test func withRowWeightsAndAnIgnoredRow() throws {
    let total = try Objective(loss, ignoredLabels: [9])
      .value(logits: z, labels: [0, 9, 1], rowWeights: [1, 5, 3])
    #expect(close(try #require(total.meanOverCountedRows), 6.1465049, 1e-7))
    #expect(total.weight == 4)
  }

  @Test func targetsThatDoNotSumToOne() throws {
    // A quarter of the weight of 2 in `Scripts/peer_conventions`, 0.8340600325556671.
    #expect(try close(loss.value(logits: [2, 1, 0.1], target: [0.5, 0, 0]), 0.20851500813891678))
  }

  private let multiLabel = matrix([[0.8, -1.5, 2], [-0.3, 0, 4]])
  private let indicators = matrix([[1.0, 0, 1], [0, 1, 0]])

  @Test func severalSigmoidOutputs() throws {
    let (total, gradient) = try Objective(SigmoidCrossEntropy())
      .valueAndGradient(logits: multiLabel, targets: indicators)
    #expect(close(total.sum, 5.965094307919785))
    #expect(close(try #require(total.meanOverElements), 0.9941823846532976))
    #expect(
      close(
        Array(gradient.elements),
        [
          -0.3100255188723875, 0.18242552380635635, -0.11920292202211769,
          0.425557483188341, -0.5, 0.9820137900379085,
        ]))
    // PyTorch's element weights [1, 2, 3].
    let weighted = try Objective(SigmoidCrossEntropy(), classWeights: weights)
      .value(logits: multiLabel, targets: indicators)
    #expect(close(try #require(weighted.meanOverElements), 2.524968440730674))
    // Keras, a mean over the classes of each row.
    let smoothed = try Objective(SigmoidCrossEntropy(), labelSmoothing: 0.1)
    for (row, mean) in [0.304814, 1.693551].enumerated() {
      let total = try smoothed.value(
        logits: matrix([multiLabel.row(row)]), targets: matrix([indicators.row(row)]))
      #expect(close(try #require(total.meanOverElements), mean, 1e-6))
    }
  }

  @Test func positiveWeights() throws {
    // PyTorch 2.13, binary_cross_entropy_with_logits(z, y, pos_weight=[4, 0.5, 2], reduction="sum").
    let (total, gradient) = try Objective(SigmoidCrossEntropy(), positiveWeights: [4, 0.5, 2])
      .valueAndGradient(logits: multiLabel, targets: indicators)
    #expect(close(total.sum, 6.858750726526118))
    #expect(
      close(
        Array(gradient.elements),
        [
          -1.24010207548955, 0.18242552380635635, -0.23840584404423537,
          0.425557483188341, -0.25, 0.9820137900379085,
        ]))
    #expect(total.weight == 2)
  }

  @Test func positiveWeightsOfOneOutputAreTheClassWeightOfYes() throws {
    let z = matrix([[0.7], [-1.2], [3]])
    let positive = try Objective(
      SigmoidCrossEntropy(), classWeights: [2, 3], positiveWeights: [5], labelSmoothing: 0.2
    ).value(logits: z, labels: [1, 0, 1])
    let weighted = try Objective(
      SigmoidCrossEntropy(), classWeights: [2, 15], labelSmoothing: 0.2
    ).value(logits: z, labels: [1, 0, 1])
    #expect(positive == weighted)
  }

  @Test func positiveWeightsMeetLabelsAndSmoothing() throws {
    // A label of several sigmoid outputs is its row of indicators.
    for loss in [SigmoidCrossEntropy(), FocalLoss(unit: .sigmoid)] as [any Loss] {
      let objective = try Objective(
        loss, classWeights: weights, positiveWeights: [4, 0.5, 2], labelSmoothing: 0.1)
      let labelled = try objective.valueAndGradient(logits: multiLabel, labels: [2, 1])
      let dense = try objective.valueAndGradient(
        logits: multiLabel, targets: matrix([[0, 0, 1], [0, 1, 0]]))
      #expect(close(labelled.total.sum, dense.total.sum))
      #expect(close(Array(labelled.gradient.elements), Array(dense.gradient.elements), 1e-15))
    }
  }

  @Test func focalOfSeveralSigmoidOutputs() throws {
    let expected = [
      0.035668645682980046, 0.0067028469265756575, 0.0018035628352403748,
      0.10039327548859707, 0.17328679513998632, 3.8749072379573475,
    ]
    for (i, value) in expected.enumerated() {
      let got = try FocalLoss(unit: .sigmoid)
        .value(logits: [multiLabel.elements[i]], target: [indicators.elements[i]])
      #expect(close(got, value))
    }
  }

  @Test func focalAlphaIsAClassWeight() throws {
    // optax 0.2.8, sigmoid_focal_loss with alpha 0.25: a quarter for yes, three quarters for no.
    let objective = try Objective(FocalLoss(unit: .sigmoid), classWeights: [0.75, 0.25])
    let rows = [
      (0.8, 1, 0.008917161420745012), (-1.5, 0, 0.005027135194931743), (4, 0, 2.9061804284680104),
    ]
    for (z, label, value) in rows {
      #expect(close(try objective.value(logits: matrix([[z]]), labels: [label]).sum, value))
    }
    // Keras 3.15, BinaryFocalCrossentropy with class balancing: a mean over the outputs of each row.
    let p: [[Double]] = [[0.6, 0.4], [0.4, 0.6]]
    for (i, (labels, mean)) in [([0, 1], 0.1649323), ([0, 0], 0.1543488)].enumerated() {
      let total = try objective.value(
        logits: matrix(p[i].map { try LinkFunction.logit.logits(of: [$0]) }), labels: labels)
      #expect(close(total.sum / 2, mean, 1e-7))
    }
  }

  @Test func squaredErrorIsTheBrierScore() throws {
    let three: [[Double]] = [[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.2, 0.2, 0.6]]
    func mean(_ loss: SquaredError) throws -> Double {
      try three.enumerated().reduce(0) { try $0 + loss.value(probabilities: $1.1, label: $1.0) / 3 }
    }
    #expect(close(try mean(SquaredError()), 0.1466666666666667))
    #expect(close(try mean(SquaredError(scale: 1.0 / 3)), 0.0488889, 1e-7))
    let binary = try zip([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0]).reduce(0) {
      try $0 + SquaredError(unit: .sigmoid).value(probabilities: [$1.0], label: $1.1) / 4
    }
    #expect(close(binary, 0.0375))
  }

  // The articles' and Objective's own formula, t = w ⊙ ((1 − ε)·onehot + ε/C).

  @Test func aSingleSigmoidTellsTwoClassesApart() throws {
    let objective = try Objective(
      SigmoidCrossEntropy(), classWeights: [2, 5], labelSmoothing: 0.2)
    let yes = try SigmoidCrossEntropy().value(logits: [0.7], label: 1)
    let no = try SigmoidCrossEntropy().value(logits: [0.7], label: 0)
    for (label, shares) in [(0, [0.9, 0.1]), (1, [0.1, 0.9])] {
      let total = try objective.value(logits: matrix([[0.7]]), labels: [label])
      #expect(close(total.sum, 2 * shares[0] * no + 5 * shares[1] * yes))
      #expect(total.weight == [2, 5][label])
    }
  }

  @Test func aLossThatIsNotLinearIsWeightedByTheRow() throws {
    let objective = try Objective(SquaredError(), classWeights: weights, labelSmoothing: 0.3)
    let plain = try Objective(SquaredError(), labelSmoothing: 0.3)
    let total = try objective.value(logits: z, labels: labels)
    let parts = try rows(plain)
    #expect(close(total.sum, parts[0] + 2 * parts[1] + 2 * parts[2]))
    #expect(total.weight == 5)
    // ½·1 + ¼·2 + ¼·3 before smoothing.
    let soft = try objective.value(
      logits: matrix([z.row(0)]), targets: matrix([[0.5, 0.25, 0.25]]))
    let plainSoft = try plain.value(
      logits: matrix([z.row(0)]), targets: matrix([[0.5, 0.25, 0.25]]))
    #expect(close(soft.weight, 1.75))
    #expect(close(soft.sum, 1.75 * plainSoft.sum))
  }

  @Test func aLabelAmongSeveralSigmoidOutputs() throws {
    let objective = try Objective(SigmoidCrossEntropy(), classWeights: weights, labelSmoothing: 0.1)
    let total = try objective.value(logits: matrix([[0.8, -1.5, 2]]), labels: [2])
    let dense = try objective.value(
      logits: matrix([[0.8, -1.5, 2]]), targets: matrix([[0, 0, 1.0]]))
    #expect(close(total.sum, dense.sum))
    #expect(total.weight == 1)
  }

  @Test func floatRowsGiveDoubleTotals() throws {
    let narrow = matrix((0..<3).map { z.row($0).map { Float($0) } })
    let objective = try Objective(loss, classWeights: weights, labelSmoothing: 0.1)
    let wide = matrix((0..<3).map { narrow.row($0).map { Double($0) } })
    try byDefinition {
      let total = try objective.value(logits: narrow, labels: labels)
      #expect(total == (try objective.value(logits: wide, labels: labels)))
    }
  }
}
