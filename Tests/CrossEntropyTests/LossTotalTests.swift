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
      #""firstInfiniteRows":[0]"#,
    ])
  func impossibleCounts(_ change: String) throws {
    try expectRefusal(of: change)
  }

  @Test("The numbers of infinite rows are those of rows", arguments: ["[3]", "[-1]", "[0,1]"])
  func impossibleRows(_ rows: String) throws {
    try expectRefusal(of: #""infiniteRows":1,"firstInfiniteRows":\#(rows)"#)
  }

  @Test("Rows that cannot be counted together are not merged")
  func tooManyRows() throws {
    let many = try decoded(#""rows":\#(Int.max),"infiniteRows":1,"firstInfiniteRows":[0]"#)
    var merged = many
    #expect(throws: ShapeError.tooMany(of: .rows)) { try merged.merge(many) }
    #expect(throws: ShapeError.tooMany(of: .rows)) { try merged.merge(try total()) }
    #expect(merged == many)
    var all = LossTotal()
    try all.merge(many)
    #expect(all == many)
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
