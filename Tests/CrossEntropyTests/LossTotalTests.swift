import CrossEntropy
import Foundation
import Testing

struct LossTotalTests {
  private let loss = SoftmaxCrossEntropy()

  /// Three rows, one ignored, of weights 2 and ½.
  private func total() throws -> LossTotal {
    try Objective(loss, ignoredLabels: [-1]).value(
      logits: matrix([[0, 0.0], [1, 0], [0, 0]]), labels: [0, -1, 1], rowWeights: [2, 9, 0.5])
  }

  @Test func eachMeanHasItsOwnDivisor() throws {
    let total = try total()
    let sum = 2.5 * 0.6931471805599453
    #expect(close(total.sum, sum))
    #expect(total.rows == 3)
    #expect(total.countedRows == 2)
    #expect(total.outputs == 2)
    #expect(total.weight == 2.5)
    #expect(close(try #require(total.meanOverRows), sum / 3))
    #expect(close(try #require(total.meanOverCountedRows), sum / 2))
    #expect(close(try #require(total.meanOverWeight), sum / 2.5))
    #expect(close(try #require(total.meanOverElements), sum / 6))
  }

  @Test func anEmptyTotalHasNoMean() {
    let nothing = LossTotal()
    #expect(nothing.sum == 0)
    #expect(nothing.meanOverRows == nil)
    #expect(nothing.meanOverCountedRows == nil)
    #expect(nothing.meanOverWeight == nil)
    #expect(nothing.meanOverElements == nil)
  }

  @Test func zeroTotalWeightHasNoMean() throws {
    let total = try Objective(loss).value(
      logits: matrix([[0, 0.0]]), labels: [0], rowWeights: [0])
    #expect(total.meanOverWeight == nil)
    #expect(total.meanOverCountedRows == 0)
  }

  @Test func mergingAppendsTheRows() throws {
    let masked = matrix(Array(repeating: [-Double.infinity, 0], count: 10))
    let part = try Objective(loss).value(
      logits: masked, labels: [0, 1, 0, 0, 0, 0, 0, 0, 0, 1])
    var merged = try total()
    try merged.merge(part)
    try merged.merge(part)
    try merged.merge(part)
    #expect(merged.rows == 33)
    #expect(merged.countedRows == 32)
    #expect(merged.infiniteRows == 24)
    #expect(
      merged.firstInfiniteRows
        == [3, 5, 6, 7, 8, 9, 10, 11, 13, 15, 16, 17, 18, 19, 20, 21])
    #expect(merged.sum == .infinity)
    #expect(merged.weight == 32.5)
  }

  @Test func mergingNothingChangesNothing() throws {
    var merged = try total()
    try merged.merge(LossTotal())
    #expect(merged == (try total()))
    var nothing = LossTotal()
    try nothing.merge(try total())
    #expect(nothing == (try total()))
  }

  @Test func codableRoundTrip() throws {
    let total = try total()
    let data = try JSONEncoder().encode(total)
    #expect(try JSONDecoder().decode(LossTotal.self, from: data) == total)
  }

  @Test(
    "Counts that cannot be are refused",
    arguments: [
      #""rows":-1"#, #""countedRows":4"#, #""countedRows":-1"#, #""outputs":-2"#,
      #""infiniteRows":3"#, #""infiniteRows":-1"#, #""infiniteRows":1"#,
      #""firstInfiniteRows":[0]"#, #""weight":-1"#, #""maskedElements":-1"#,
      #""maskedElements":7"#,
    ])
  func impossibleCounts(_ change: String) throws {
    try expectRefusal(of: change)
  }

  @Test(
    "The numbers of infinite rows are those of rows, in order",
    arguments: [[3], [-1], [0, 1, 2], [1, 0], [1, 1]])
  func impossibleRows(_ rows: [Int]) throws {
    #expect(throws: LossTotalError.impossible(.firstInfiniteRows)) {
      try LossTotal(
        sum: .infinity, rows: 3, outputs: 2, infiniteRows: 2, firstInfiniteRows: rows)
    }
  }

  @Test("Totals written before masks are read")
  func withoutMaskedElements() throws {
    var keys = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(try total())) as? [String: Any])
    keys["maskedElements"] = nil
    let old = try JSONSerialization.data(withJSONObject: keys)
    #expect(try JSONDecoder().decode(LossTotal.self, from: old) == total())
  }

  @Test("Rows that cannot be counted together are not merged")
  func tooManyRows() throws {
    let many = try LossTotal(
      sum: .infinity, rows: .max, outputs: 2, infiniteRows: 1, firstInfiniteRows: [0])
    var merged = many
    #expect(throws: ShapeError.tooMany(of: .rows)) { try merged.merge(many) }
    #expect(throws: ShapeError.tooMany(of: .rows)) { try merged.merge(try total()) }
    #expect(merged == many)
    var all = LossTotal()
    try all.merge(many)
    #expect(all == many)
  }

  @Test func aTotalOfNumbersIsTheBatchs() throws {
    let total = try total()
    #expect(
      try LossTotal(sum: total.sum, rows: 3, outputs: 2, countedRows: 2, weight: 2.5) == total)
    let plain = try LossTotal(sum: 6, rows: 4, outputs: 3, maskedElements: 9)
    #expect(plain.meanOverRows == 1.5)
    #expect(plain.meanOverCountedRows == 1.5)
    #expect(plain.meanOverWeight == 1.5)
    #expect(plain.meanOverElements == 2)
    #expect(try LossTotal(sum: 6, rows: 4, outputs: 3, countedRows: 2).meanOverWeight == 3)
  }

  @Test(
    "Numbers that cannot be are refused",
    arguments: [
      WrongData(
        "rows", LossTotalError.impossible(.rows),
        try LossTotal(sum: 0, rows: -1, outputs: 1)),
      WrongData(
        "outputs", LossTotalError.impossible(.outputs),
        try LossTotal(sum: 0, rows: 1, outputs: -1)),
      WrongData(
        "countedRows", LossTotalError.impossible(.countedRows),
        try LossTotal(sum: 0, rows: 1, outputs: 1, countedRows: 2)),
      WrongData(
        "weight", LossTotalError.impossible(.weight),
        try LossTotal(sum: 0, rows: 1, outputs: 1, weight: .nan)),
      WrongData(
        "maskedElements", LossTotalError.impossible(.maskedElements),
        try LossTotal(sum: 0, rows: 1, outputs: 1, maskedElements: 2)),
      WrongData(
        "infiniteRows", LossTotalError.impossible(.infiniteRows),
        try LossTotal(sum: .infinity, rows: 1, outputs: 1, infiniteRows: 2)),
      WrongData(
        "sum", LossTotalError.impossible(.sum),
        try LossTotal(sum: 0, rows: 1, outputs: 1, infiniteRows: 1)),
    ])
  func impossibleNumbers(_ wrong: WrongData) { wrong.expect() }

  @Test(arguments: Reduction.allCases)
  func aValueIsAskedForByName(_ reduction: Reduction) throws {
    let total = try total()
    let properties: [Reduction: Double?] = [
      .sum: total.sum, .meanOverRows: total.meanOverRows,
      .meanOverCountedRows: total.meanOverCountedRows, .meanOverWeight: total.meanOverWeight,
      .meanOverElements: total.meanOverElements,
    ]
    #expect(try total.value(of: reduction) == properties[reduction])
    #expect(try total.value(of: reduction) == total.sum / total.divisor(of: reduction))
    guard reduction != .sum else {
      #expect(try LossTotal().value(of: .sum) == 0)
      return
    }
    #expect(throws: LossTotalError.nothing(reduction)) { try LossTotal().value(of: reduction) }
  }

  @Test func subtractingUndoesMerging() throws {
    let part = try LossTotal(sum: 8, rows: 5, outputs: 2, countedRows: 4, maskedElements: 3)
    var whole = try total()
    try whole.merge(part)
    try whole.subtract(part)
    let rest = try total()
    #expect(close(whole.sum, rest.sum))
    #expect(whole.weight == rest.weight)
    #expect(whole.rows == rest.rows)
    #expect(whole.countedRows == rest.countedRows)
    #expect(whole.maskedElements == 0)
    try whole.subtract(LossTotal())
    #expect(whole.rows == 3)
    // Nothing remains of rounding.
    try whole.subtract(LossTotal(sum: 1, rows: 2, outputs: 2, countedRows: 2, weight: 2.4))
    #expect((whole.sum, whole.weight) == (0, 0))
    #expect(whole.meanOverRows == 0)
    #expect(whole.meanOverWeight == nil)
  }

  @Test func subtractingInfiniteRowsNeverGivesNaN() throws {
    let one = try LossTotal(
      sum: .infinity, rows: 2, outputs: 2, infiniteRows: 1, firstInfiniteRows: [1])
    var whole = try LossTotal(sum: 3, rows: 4, outputs: 2)
    try whole.merge(one)
    try whole.merge(one)
    #expect(whole.firstInfiniteRows == [5, 7])
    try whole.subtract(one)
    #expect(whole.sum == .infinity)
    #expect(whole.infiniteRows == 1)
    #expect(whole.firstInfiniteRows == [])
    let before = whole
    #expect(throws: LossTotalError.unknownRest(sum: .infinity)) { try whole.subtract(one) }
    #expect(whole == before)
    // All that is left may be taken away.
    try whole.subtract(LossTotal(sum: 3, rows: 4, outputs: 2))
    #expect(whole.sum == .infinity)
    try whole.subtract(one)
    #expect(whole.sum == 0)
  }

  @Test func onlyAPartCanBeSubtracted() throws {
    var total = try total()
    let before = total
    #expect(throws: LossTotalError.notAPart(.rows)) {
      try total.subtract(LossTotal(sum: 0, rows: 4, outputs: 2))
    }
    #expect(throws: LossTotalError.notAPart(.countedRows)) {
      try total.subtract(LossTotal(sum: 0, rows: 3, outputs: 2))
    }
    // More ignored rows than there are.
    #expect(throws: LossTotalError.notAPart(.rows)) {
      try total.subtract(LossTotal(sum: 0, rows: 3, outputs: 2, countedRows: 1))
    }
    #expect(
      throws: LossTotalError.shape(.count(of: .outputs, expected: 2, got: 3))
    ) {
      try total.subtract(LossTotal(sum: 0, rows: 1, outputs: 3))
    }
    #expect(total == before)
  }

  @Test func scalingMultipliesEveryMean() throws {
    let total = try total()
    let half = total.scaled(by: 0.5)
    #expect(half.sum == 0.5 * total.sum)
    #expect(half.weight == total.weight)
    #expect(half.meanOverRows == total.meanOverRows.map { 0.5 * $0 })
    let infinite = try LossTotal(
      sum: .infinity, rows: 2, outputs: 2, infiniteRows: 1, firstInfiniteRows: [1])
    #expect(infinite.scaled(by: 3) == infinite)
    let none = infinite.scaled(by: 0)
    #expect(none.sum == 0)
    #expect(none.infiniteRows == 0)
    #expect(none.rows == 2)
  }

  private func expectRefusal(
    of change: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let error = #expect(throws: DecodingError.self, sourceLocation: sourceLocation) {
      try decoded(change)
    }
    guard case .dataCorrupted = error else {
      Issue.record("\(String(describing: error))", sourceLocation: sourceLocation)
      return
    }
  }

  /// The total of three rows with other values for some keys.
  private func decoded(_ change: String) throws -> LossTotal {
    var keys = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(try total())) as? [String: Any])
    let changes = try #require(
      JSONSerialization.jsonObject(with: Data("{\(change)}".utf8)) as? [String: Any])
    keys.merge(changes) { $1 }
    return try JSONDecoder().decode(
      LossTotal.self, from: JSONSerialization.data(withJSONObject: keys))
  }

  @Test func lossesAreCodable() throws {
    func isKept<L: Loss & Codable & Equatable>(_ loss: L) throws -> Bool {
      try JSONDecoder().decode(L.self, from: JSONEncoder().encode(loss)) == loss
    }
    #expect(try isKept(SoftmaxCrossEntropy()))
    #expect(try isKept(SigmoidCrossEntropy()))
    #expect(try isKept(SquaredError(scale: 0.5, unit: .sigmoid)))
    #expect(try isKept(FocalLoss(gamma: 0.5)))
    #expect(try isKept(GeneralizedCrossEntropy(q: 0.3, unit: .sigmoid)))
  }
}
