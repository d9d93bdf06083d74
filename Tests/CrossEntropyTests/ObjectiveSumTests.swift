import CrossEntropy
import Foundation
import Testing

/// Objectives that are added, each with a factor.
struct ObjectiveSumTests {
  private let logits = matrix([[1, 2, 0.5], [0, -1, 3], [2, 2, 1], [0.3, 0.1, 0]])
  private let labels = [1, -1, 0, 2]
  private let rowWeights = [1, 2, 0.5, 3]

  /// Two terms that divide by different weights and rows.
  private func terms(classes: Int = 3) throws -> (Objective, Objective) {
    (
      try Objective(
        SoftmaxCrossEntropy(), classWeights: (0..<classes).map { Double($0 % 3 + 1) },
        ignoredLabels: [-1]),
      try Objective(FocalLoss(gamma: 2), labelSmoothing: 0.1, ignoredLabels: [-1])
    )
  }

  @Test(arguments: Reduction.allCases)
  func everyMeanIsTheSumOfTheTermsMeans(_ reduction: Reduction) throws {
    let (a, b) = try terms()
    let sum = try 0.7 * a + 0.3 * b
    let (total, gradient) = try sum.valueAndGradient(
      logits: logits, labels: labels, rowWeights: rowWeights, of: reduction)
    let one = try a.valueAndGradient(logits: logits, labels: labels, rowWeights: rowWeights)
    let other = try b.valueAndGradient(logits: logits, labels: labels, rowWeights: rowWeights)
    #expect(
      try close(
        total.value(of: reduction),
        0.7 * one.total.value(of: reduction) + 0.3 * other.total.value(of: reduction)))
    #expect(total.terms.map(\.total) == [one.total, other.total])
    let scales = (0.7 / one.total.divisor(of: reduction), 0.3 / other.total.divisor(of: reduction))
    let expected = zip(one.gradient.elements, other.gradient.elements).map {
      scales.0 * $0 + scales.1 * $1
    }
    #expect(close(Array(gradient.elements), expected))
    let value = try sum.value(logits: logits, labels: labels, rowWeights: rowWeights)
    #expect(value.terms.map(\.total.rows) == [4, 4])
    #expect(try close(value.value(of: reduction), total.value(of: reduction)))
  }

  @Test func theGradientIsTheNumericDerivativeOfTheMean() throws {
    let (a, b) = try terms()
    let sum = try a + 0.25 * b
    for reduction in Reduction.allCases {
      let gradient = try sum.valueAndGradient(
        logits: logits, labels: labels, rowWeights: rowWeights, of: reduction
      ).gradient
      for j in logits.elements.indices {
        let slope = try derivative(at: Array(logits.elements), along: j) {
          try sum.value(
            logits: Matrix(rows: 4, columns: 3, elements: $0), labels: labels,
            rowWeights: rowWeights
          ).value(of: reduction)
        }
        #expect(close(gradient.elements[j], slope, 1e-8))
      }
    }
  }

  @Test func denseTargetsAndSpansAgreeWithMatrices() throws {
    let sum = try 0.5 * Objective(SoftmaxCrossEntropy()) + 2 * Objective(SquaredError())
    let targets = matrix([[0.2, 0.3, 0.5], [1, 0, 0], [0, 0.5, 0.5], [0.1, 0.1, 0.8]])
    let ignored = [false, false, true, false]
    let dense = try sum.valueAndGradient(
      logits: logits, targets: targets, rowWeights: rowWeights, ignoredRows: ignored,
      of: .meanOverWeight)
    #expect(
      try sum.value(
        logits: logits, targets: targets, rowWeights: rowWeights, ignoredRows: ignored)
        == dense.total)
    let (weights, flags) = (ContiguousArray(rowWeights), ContiguousArray(ignored))
    var room = logits.elements
    do {
      var span = room.mutableSpan
      let total = try sum.formGradient(
        &span, outputs: 3, targets: targets.elements.span, rowWeights: weights.span,
        ignoredRows: flags.span, of: .meanOverWeight)
      #expect(total == dense.total)
    }
    #expect(room == dense.gradient.elements)

    let labels: ContiguousArray<Int32> = [0, 2, 1, 1]
    let labelled = try sum.valueAndGradient(logits: logits, labels: labels, of: .meanOverRows)
    var labelledRoom = logits.elements
    do {
      var span = labelledRoom.mutableSpan
      let total = try sum.formGradient(
        &span, outputs: 3, labels: labels.span, of: .meanOverRows)
      #expect(total == labelled.total)
    }
    #expect(labelledRoom == labelled.gradient.elements)
  }

  @Test func masksReachEveryTerm() throws {
    let (a, b) = (Objective(SoftmaxCrossEntropy()), Objective(FocalLoss(gamma: 2)))
    let masks = (0..<12).map { $0 % 3 == 2 }
    let labels: ContiguousArray<Int32> = [0, 1, 1, 0]
    let (total, gradient) = try (a + b).valueAndGradient(
      logits: logits, labels: labels, maskedOutputs: masks)
    let expected = try [a, b].map {
      try $0.value(logits: logits, labels: labels, maskedOutputs: masks)
    }
    #expect(total.terms.map(\.total) == expected)
    for i in 0..<4 { #expect(gradient[i, 2] == 0) }
    let targets = matrix(labels.map { oneHot(Int($0), outputs: 3) })
    let narrow = Matrix<Float>(
      rows: 4, columns: 3, fitting: ContiguousArray(targets.elements.map { Float($0) }))
    let dense = try (a + b).valueAndGradient(
      logits: logits, targets: narrow, maskedOutputs: masks)
    #expect(close(dense.total.sum, total.sum))
    let flags = ContiguousArray(masks)
    var room = logits.elements
    do {
      var span = room.mutableSpan
      _ = try (a + b).formGradient(
        &span, outputs: 3, targets: narrow.elements.span, maskedOutputs: flags.span)
    }
    #expect(room == dense.gradient.elements)
  }

  @Test func nothingIsWrittenWhereATermRefuses() throws {
    // Only the first term knows −1 as a label to ignore.
    let sum = try terms().0 + Objective(SoftmaxCrossEntropy())
    let labels: ContiguousArray<Int32> = [1, -1, 0, 2]
    var room = logits.elements
    #expect(throws: TargetError.self) {
      var span = room.mutableSpan
      _ = try sum.formGradient(&span, outputs: 3, labels: labels.span)
    }
    #expect(room == logits.elements)
  }

  @Test func aTermOfFactorZeroAddsExactlyNothing() throws {
    let masked = matrix([[-Double.infinity, 0], [1, 0]])
    let sum = try 0 * Objective(SoftmaxCrossEntropy()) + 1 * Objective(SquaredError())
    let (total, gradient) = try sum.valueAndGradient(logits: masked, labels: [0, 0])
    let alone = try Objective(SquaredError()).valueAndGradient(logits: masked, labels: [0, 0])
    #expect(total.sum == alone.total.sum)
    #expect(gradient == alone.gradient)
    // The infinite loss of a row too.
    let rows = try sum.rowLosses(logits: masked, labels: [0, 0])
    #expect(rows.total.terms[0].total.sum == .infinity)
    #expect(close(rows.rowLosses.reduce(0, +), alone.total.sum))
  }

  /// Several blocks of rows.
  private static let narrow = Matrix<Float>(
    rows: 500, columns: 300,
    fitting: ContiguousArray((0..<150_000).map { Float($0 * 37 % 101) / 20 - 2 }))
  private static let many = (0..<500).map { $0 % 7 == 3 ? -1 : $0 % 300 }

  private func three() throws -> ObjectiveSum {
    let (a, _) = try terms(classes: 300)
    return try 0.7 * a + 0.2 * Objective(FocalLoss(), ignoredLabels: [-1])
      + 3 * Objective(SquaredError(), labelSmoothing: 0.1, ignoredLabels: [-1])
  }

  @Test(arguments: Reduction.allCases)
  func blocksOfFloatsAreTheTermsAdded(_ reduction: Reduction) throws {
    let sum = try three()
    let got = try sum.rowLossesAndGradient(
      logits: Self.narrow, labels: Self.many, of: reduction)
    let parts = try sum.terms.map {
      try $0.objective.rowLossesAndGradient(logits: Self.narrow, labels: Self.many, of: reduction)
    }
    #expect(got.total.terms.map(\.total) == parts.map(\.total))
    for i in 0..<500 {
      let expected = zip(sum.terms, parts).reduce(0) { $0 + $1.0.factor * $1.1.rowLosses[i] }
      #expect(close(got.rowLosses[i], expected))
    }
    #expect(close(got.rowLosses.reduce(0, +), got.total.sum, 1e-12))
    // Each is rounded, and their sum once more.
    let wrong = got.gradient.elements.indices.filter { k in
      let each = zip(sum.terms, parts).map { $0.factor * Double($1.gradient.elements[k]) }
      let size = each.reduce(0) { $0 + abs($1) }
      let error = abs(Double(got.gradient.elements[k]) - each.reduce(0, +))
      return error > 0x1p-22 * size + 1e-40
    }
    #expect(wrong.isEmpty, "\(wrong.count) elements")
  }

  @Test func threadsChangeNoBit() throws {
    let sum = try three()
    let one = try sum.rowLossesAndGradient(logits: Self.narrow, labels: Self.many, threads: 1)
    let four = try sum.rowLossesAndGradient(logits: Self.narrow, labels: Self.many, threads: 4)
    #expect(one == four)
  }

  @Test func aSingleTermIsItsObjective() throws {
    let objective = Objective(SoftmaxCrossEntropy())
    let labels = Self.many.map { max($0, 0) }
    let sum = try (1 * objective).rowLossesAndGradient(
      logits: Self.narrow, labels: labels, of: .meanOverRows)
    let alone = try objective.rowLossesAndGradient(
      logits: Self.narrow, labels: labels, of: .meanOverRows)
    #expect(sum.total.terms.map(\.total) == [alone.total])
    #expect(sum.rowLosses == alone.rowLosses)
    #expect(sum.gradient == alone.gradient)
  }

  @Test func spansGiveWhatMatricesDo() throws {
    let sum = try three()
    let whole = try sum.rowLossesAndGradient(
      logits: Self.narrow, labels: Self.many, of: .meanOverWeight)
    #expect(
      try sum.rowLosses(logits: Self.narrow, labels: Self.many).rowLosses == whole.rowLosses)
    let labels = ContiguousArray(Self.many.map { Int32($0) })
    let logits = Self.narrow.elements
    var beside = ContiguousArray(repeating: Float.nan, count: 150_000)
    var inPlace = logits
    var losses = ContiguousArray(repeating: Double.nan, count: 500)
    var others = losses
    do {
      var g = beside.mutableSpan
      var l = losses.mutableSpan
      #expect(
        try sum.formGradient(
          of: logits.span, into: &g, outputs: 300, labels: labels.span, rowLosses: &l,
          of: .meanOverWeight) == whole.total)
      var z = inPlace.mutableSpan
      #expect(
        try sum.formGradient(&z, outputs: 300, labels: labels.span, of: .meanOverWeight)
          == whole.total)
      var o = others.mutableSpan
      #expect(
        try sum.value(of: logits.span, outputs: 300, labels: labels.span, rowLosses: &o)
          == whole.total)
      #expect(try sum.value(of: logits.span, outputs: 300, labels: labels.span) == whole.total)
    }
    #expect(beside == whole.gradient.elements)
    #expect(inPlace == whole.gradient.elements)
    #expect(Array(losses) == whole.rowLosses)
    #expect(others == losses)
    beside = ContiguousArray(repeating: .nan, count: 150_000)
    do {
      var g = beside.mutableSpan
      _ = try sum.formGradient(
        of: logits.span, into: &g, outputs: 300, labels: labels.span, of: .meanOverWeight)
    }
    #expect(beside == whole.gradient.elements)
  }

  @Test func denseSpansGiveWhatMatricesDo() throws {
    let sum = try 0.5 * Objective(SigmoidCrossEntropy()) + 2 * Objective(FocalLoss(unit: .sigmoid))
    let targets = Matrix<Float>(
      rows: 500, columns: 300,
      fitting: ContiguousArray((0..<150_000).map { Float($0 * 13 % 5) / 4 }))
    let ignored = (0..<500).map { $0 % 9 == 4 }
    let masks = (0..<300).map { $0 % 4 == 1 }
    let whole = try sum.rowLossesAndGradient(
      logits: Self.narrow, targets: targets, ignoredRows: ignored, maskedOutputs: masks,
      of: .meanOverElements)
    #expect(close(whole.rowLosses.reduce(0, +), whole.total.sum, 1e-12))
    #expect(whole.rowLosses[4] == 0)
    #expect(
      try sum.rowLosses(
        logits: Self.narrow, targets: targets, ignoredRows: ignored, maskedOutputs: masks
      ).rowLosses == whole.rowLosses)
    let (flags, masked) = (ContiguousArray(ignored), ContiguousArray(masks))
    let (logits, dense) = (Self.narrow.elements, targets.elements)
    var beside = ContiguousArray(repeating: Float.nan, count: 150_000)
    var again = beside
    var losses = ContiguousArray(repeating: Double.nan, count: 500)
    var others = losses
    do {
      var g = beside.mutableSpan
      var l = losses.mutableSpan
      #expect(
        try sum.formGradient(
          of: logits.span, into: &g, outputs: 300, targets: dense.span, ignoredRows: flags.span,
          maskedOutputs: masked.span, rowLosses: &l, of: .meanOverElements) == whole.total)
      var a = again.mutableSpan
      _ = try sum.formGradient(
        of: logits.span, into: &a, outputs: 300, targets: dense.span, ignoredRows: flags.span,
        maskedOutputs: masked.span, of: .meanOverElements)
      var o = others.mutableSpan
      #expect(
        try sum.value(
          of: logits.span, outputs: 300, targets: dense.span, ignoredRows: flags.span,
          maskedOutputs: masked.span, rowLosses: &o) == whole.total)
      #expect(
        try sum.value(
          of: logits.span, outputs: 300, targets: dense.span, ignoredRows: flags.span,
          maskedOutputs: masked.span) == whole.total)
    }
    #expect(beside == whole.gradient.elements)
    #expect(again == whole.gradient.elements)
    #expect(Array(losses) == whole.rowLosses)
    #expect(others == losses)
  }

  @Test func everyTermIgnoresItsOwnLabels() throws {
    // Only the second ignores 0; both ignore what no Int32 holds.
    let far = 1 << 40
    let a = try Objective(SoftmaxCrossEntropy(), ignoredLabels: [-1, far])
    let b = try Objective(SquaredError(), ignoredLabels: [0, -1, far])
    let labels = [0, 1, -1, far]
    let got = try (a + b).rowLossesAndGradient(logits: logits, labels: labels)
    let parts = try [a, b].map { try $0.rowLossesAndGradient(logits: logits, labels: labels) }
    #expect(got.total.terms.map(\.total) == parts.map(\.total))
    #expect(got.total.terms.map(\.total.countedRows) == [2, 1])
    #expect(
      close(got.rowLosses, zip(parts[0].rowLosses, parts[1].rowLosses).map { $0 + $1 }))
    #expect(
      close(
        Array(got.gradient.elements),
        zip(parts[0].gradient.elements, parts[1].gradient.elements).map { $0 + $1 }))
    let wrong = [0, 9, -1, far]
    #expect(throws: TargetError.labelOutOfRange(row: 1, label: "9", classes: 3)) {
      try (a + b).value(logits: logits, labels: wrong)
    }
    #expect(throws: TargetError.labelOutOfRange(row: 3, label: "\(far)", classes: 3)) {
      try (a + Objective(SquaredError(), ignoredLabels: [-1])).value(logits: logits, labels: labels)
    }
  }

  @Test func theMeanOverNothingIsNilOrThrown() throws {
    let (a, b) = try terms()
    let (total, gradient) = try (a + b).valueAndGradient(
      logits: matrix([[1, 2.0, 3]]), labels: [-1], of: .meanOverCountedRows)
    #expect(total.meanOverCountedRows == nil)
    #expect(total.meanOverWeight == nil)
    #expect(total.meanOverRows == 0)
    #expect(total.meanOverElements == 0)
    #expect(throws: LossTotalError.nothing(.meanOverWeight)) {
      try total.value(of: .meanOverWeight)
    }
    #expect(gradient.elements == [0, 0, 0])
    #expect(LossTotalSum().meanOverRows == nil)
    #expect(LossTotalSum().sum == 0)
  }

  @Test func totalsMerge() throws {
    let (a, b) = try terms()
    let sum = try 0.7 * a + 0.3 * b
    let whole = try sum.value(logits: logits, labels: labels)
    var merged = LossTotalSum()
    for rows in [0..<1, 1..<4] {
      try merged.merge(
        sum.value(logits: matrix(rows.map { logits.row($0) }), labels: labels[rows]))
    }
    try merged.merge(LossTotalSum())
    #expect(try close(merged.value(of: .meanOverWeight), whole.value(of: .meanOverWeight)))
    #expect(merged.terms.map(\.total.rows) == [4, 4])
    let others = try (a + b).value(logits: logits, labels: labels)
    #expect(throws: LossTotalError.otherTerms) { try merged.merge(others) }
    let wider = try (0.7 * Objective(SoftmaxCrossEntropy()) + 0.3 * Objective(FocalLoss()))
      .value(logits: matrix([[1, 2, 3, 4.0]]), labels: [0])
    #expect(
      throws: LossTotalError.shape(.count(of: .outputs, expected: 3, got: 4))
    ) { try merged.merge(wider) }
  }

  static let wrong: [WrongData] = [
    WrongData(
      "a factor below 0", ObjectiveError.outOfRange(.factor, value: -0.5),
      try -0.5 * Objective(SoftmaxCrossEntropy())),
    WrongData(
      "a factor that is no number", ObjectiveError.outOfRange(.factor, value: .nan),
      try Double.nan * Objective(SoftmaxCrossEntropy())),
    WrongData(
      "factors whose product is too large", ObjectiveError.outOfRange(.factor, value: .infinity),
      try 1e300 * (1e300 * Objective(SoftmaxCrossEntropy()))),
    WrongData(
      "other units", ObjectiveError.otherOutputs(loss: "cross_entropy", than: "cross_entropy"),
      try Objective(SoftmaxCrossEntropy()) + Objective(SigmoidCrossEntropy())),
    WrongData(
      "other targets",
      ObjectiveError.otherOutputs(loss: "poisson", than: "negative_log_likelihood"),
      try Objective(NegativeLogLikelihood()) + Objective(PoissonLoss())),
    WrongData(
      "means with variances", ObjectiveError.otherOutputs(loss: "gaussian", than: "squared_error"),
      try 1 * Objective(SquaredError(unit: .identity)) + 1 * Objective(GaussianLoss())),
    WrongData("no terms", ObjectiveError.noTerms, try ObjectiveSum([])),
  ]

  @Test(arguments: wrong)
  func whatDoesNotFitIsThrown(_ wrong: WrongData) { wrong.expect() }

  @Test func sumsAreComparedAndCoded() throws {
    let (a, b) = try terms()
    let sum = try 0.7 * a + 0.3 * b
    #expect(try sum == 0.7 * a + 0.3 * b)
    #expect(try sum != 0.3 * a + 0.7 * b)
    #expect(try 2 * (0.35 * a + 0.15 * b) == sum)
    #expect(try Set([sum, 0.7 * a + 0.3 * b]).count == 1)
    let data = try JSONEncoder().encode(sum)
    #expect(try JSONDecoder().decode(ObjectiveSum.self, from: data) == sum)
    let total = try sum.value(logits: logits, labels: labels)
    let written = try JSONEncoder().encode(total)
    #expect(try JSONDecoder().decode(LossTotalSum.self, from: written) == total)
    let wrong = try #require(String(data: written, encoding: .utf8))
      .replacingOccurrences(of: "\"factor\":0.7", with: "\"factor\":-1")
    #expect(throws: ObjectiveError.outOfRange(.factor, value: -1)) {
      try JSONDecoder().decode(LossTotalSum.self, from: Data(wrong.utf8))
    }
    #expect(throws: ObjectiveError.noTerms) {
      try JSONDecoder().decode(ObjectiveSum.self, from: Data(#"{"terms":[]}"#.utf8))
    }
    let negative = try #require(String(data: data, encoding: .utf8))
      .replacingOccurrences(of: "0.7", with: "-0.7")
    #expect(throws: ObjectiveError.outOfRange(.factor, value: -0.7)) {
      try JSONDecoder().decode(ObjectiveSum.self, from: Data(negative.utf8))
    }
  }
}
