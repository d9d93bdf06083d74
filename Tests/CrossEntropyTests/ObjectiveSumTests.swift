import CrossEntropy
import Foundation
import Testing

/// Objectives that are added, each with a factor.
struct ObjectiveSumTests {
  private let logits = matrix([[1, 2, 0.5], [0, -1, 3], [2, 2, 1], [0.3, 0.1, 0]])
  private let labels = [1, -1, 0, 2]
  private let rowWeights = [1, 2, 0.5, 3]

  /// Two terms that divide by different weights and rows.
  private func terms() throws -> (Objective, Objective) {
    (
      try Objective(SoftmaxCrossEntropy(), classWeights: [1, 2, 3], ignoredLabels: [-1]),
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
  }

  @Test func aFloatGradientIsRoundedOnce() throws {
    // Tens of thousands of elements, so that more than one part is added.
    let narrow = Matrix<Float>(
      rows: 500, columns: 7,
      fitting: ContiguousArray((0..<3500).map { Float($0 * 37 % 101) / 20 - 2 }))
    let labels = (0..<500).map { $0 % 7 }
    let (a, b) = (Objective(SoftmaxCrossEntropy()), Objective(FocalLoss()))
    let sum = try 0.7 * a + 0.3 * b
    let got = try sum.valueAndGradient(logits: narrow, labels: labels).gradient
    let one = try a.valueAndGradient(logits: narrow, labels: labels).gradient
    let other = try b.valueAndGradient(logits: narrow, labels: labels).gradient
    for i in got.elements.indices {
      #expect(
        got.elements[i] == Float(0.7 * Double(one.elements[i]) + 0.3 * Double(other.elements[i])))
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
