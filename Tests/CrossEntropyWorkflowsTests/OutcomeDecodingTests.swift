import CrossEntropy
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyLearning
@testable import CrossEntropyWorkflows

/// An outcome from JSON can be shown: what a reader relies on is checked when it is decoded.
struct OutcomeDecodingTests {
  /// A change of one value in JSON, at a path of keys and places.
  struct Change: Sendable, CustomTestStringConvertible {
    let path: String
    let change: @Sendable (Any?) -> Any
    var testDescription: String { path }

    init(_ path: String, _ change: @escaping @Sendable (Any?) -> Any) {
      self.path = path
      self.change = change
    }

    /// The array without its last item.
    static func shorter(_ path: String) -> Change {
      Change(path) { Array(($0 as? [Any] ?? []).dropLast()) }
    }

    func applied(to json: Data) throws -> Data {
      let root = try JSONSerialization.jsonObject(with: json)
      let changed = try changing(root, at: path.split(separator: "/")[...])
      return try JSONSerialization.data(withJSONObject: changed)
    }

    private func changing(_ value: Any?, at path: ArraySlice<Substring>) throws -> Any {
      guard let key = path.first else { return change(value) }
      if var object = value as? [String: Any] {
        object[String(key)] = try changing(object[String(key)], at: path.dropFirst())
        return object
      }
      var array = try #require(value as? [Any], "\(self.path) has no \(key)")
      let place = try #require(Int(key))
      array[place] = try changing(array[place], at: path.dropFirst())
      return array
    }
  }

  private func refuses<Outcome: Codable & Equatable>(
    _ outcome: Outcome, after change: Change
  ) throws {
    let json = try encoded(outcome)
    #expect(try decoded(Outcome.self, json) == outcome)
    let changed = try change.applied(to: json)
    #expect(throws: DecodingError.self) { try decoded(Outcome.self, changed) }
  }

  private static let comparison = Result {
    var comparison = Comparison(
      try dataset(
        csv: cloudTable(rows: 60, classes: 3, seed: 2), roles: Dataset.Roles(target: "y")),
      losses: [ComparedLoss(.focal)], folds: 3, repeats: 1, l2: [1e-2])
    comparison.request.measuresSpeed = true
    return try comparison.run()
  }

  @Test(
    "A comparison whose parts do not fit is refused",
    arguments: [
      Change("schema_version") { _ in 2 }, Change("losses") { _ in [] as [Any] },
      Change("leader/as_trained") { _ in 99 }, Change("leader/recalibrated") { _ in -1 },
      Change("folds") { _ in 4 }, Change("repeats") { _ in 0 }, Change("repeats") { _ in 1001 },
      Change("request/folds") { _ in 0 }, .shorter("losses/0/confusion"),
      .shorter("losses/0/confusion/1"), Change("losses/0/confusion/0/0") { _ in "inf" },
      .shorter("speed/starts/1/losses"), Change("speed/starts/0/losses") { _ in [] as [Any] },
      Change("speed/starts/0/losses/1/name") { _ in "mse" },
      .shorter("speed/gradients/probabilities"),
      .shorter("speed/gradients/losses/1/values"), .shorter("speed/gradients/losses/1/relative"),
      Change("speed/starts/0/losses/0/common/training_accuracy/0") { _ in "inf" },
      .shorter("speed/mapped_epochs"),
      Change("speed/starts/0/losses/0/best_arrivals/epochs") { _ in [] as [Any] },
    ])
  func comparison(_ change: Change) throws {
    try refuses(try Self.comparison.get(), after: change)
  }

  @Test(
    "An explanation whose parts do not fit is refused",
    arguments: [
      Change("schema_version") { _ in 0 }, Change("beside") { _ in [] as [Any] },
      Change("loss") { _ in "focal" }, .shorter("request/logits"), .shorter("logits"),
      .shorter("exponentials"), .shorter("probabilities"), .shorter("complements"),
      .shorter("surprisals"), .shorter("complement_surprisals"), .shorter("slopes"),
      .shorter("targets"), .shorter("terms"), .shorter("output_gradient"), .shorter("gradient"),
      .shorter("inputs"), .shorter("weight_gradient"), .shorter("weight_gradient/0"),
      .shorter("beside/0/gradient"), Change("contributions/0/output") { _ in 3 },
      Change("contributions") { ($0 as? [Any] ?? []) + ($0 as? [Any] ?? []) },
      Change("contributions/0/is_true") { _ in false },
      Change("curves") { _ in NSNull() }, .shorter("curves/0/values"),
      .shorter("curves/1/gradients"),
    ])
  func explanation(_ change: Change) throws {
    var row = ExplainRequest.Row(.logits([2, 1, 0.1]), target: .label(0))
    row.inputs = [1, 2]
    try refuses(try ExplainRequest(losses: [], row: row, drawsCurves: true).run(), after: change)
  }

  @Test(
    "Gradients whose parts do not fit are refused",
    arguments: [
      Change("gradients") { _ in NSNull() }, .shorter("gradients/probabilities"),
      .shorter("gradients/losses/0/values"),
    ])
  func gradients(_ change: Change) throws {
    try refuses(try ExplainRequest(losses: [ComparedLoss(.focal)]).run(), after: change)
  }

  @Test(
    "Rows of distributions that do not fit are refused",
    arguments: [
      Change("schema_version") { _ in 2 }, Change("schema_version") { _ in NSNull() },
      Change("rows") { _ in [] as [Any] }, Change("rows/1/q") { _ in NSNull() },
      .shorter("rows/0/q"), .shorter("rows/1/p"),
    ])
  func distributions(_ change: Change) throws {
    let request = MeasureRequest(.distributions(p: [[0.5, 0.5], [1, 0]], q: [[0.25, 0.75]]))
    try refuses(try request.run(), after: change)
  }

  @Test(
    "A column whose levels and counts do not fit is refused",
    arguments: [
      .shorter("levels"), .shorter("counts"), Change("levels") { _ in NSNull() },
    ] as [Change])
  func column(_ change: Change) throws {
    let reading = TableReading(path: example("iris"))
    try refuses(
      try MeasureRequest(.column(reading, "species", given: nil)).run(), after: change)
  }
}
