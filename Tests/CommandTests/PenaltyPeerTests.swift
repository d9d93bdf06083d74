import CrossEntropyFiles
import CrossEntropyLearning
import Foundation
import Testing

/// Models that `xent train` writes, beside scikit-learn's optima of the same tables (`Scripts/penalty_vectors.py`).
@Suite("penalties and scikit-learn")
struct PenaltyPeerTests {
  struct Peer: Sendable, CustomTestStringConvertible {
    let table: String
    let target: String
    let option: String
    let penalty: Double
    let objective: Double
    /// The weights that are not 0, as output · features + feature; none is told of the squared penalty.
    var support: [Int] = []

    var testDescription: String { "\(table) \(option) \(penalty)" }
  }

  private static let penguins = "Tests/Fixtures/tables/penguins_noindex.csv"

  // Numbers, categories, and both with missing cells.
  private static let peers: [Peer] = [
    peer("Examples/wine.csv", "cultivar", "--l2", 1e-2, 0.0918197305235033),
    peer("Examples/wine.csv", "cultivar", "--l2", 1e-4, 0.00595288947682798),
    peer(
      "Examples/wine.csv", "cultivar", "--l1", 2e-2, 0.26197383397983154,
      [3, 11, 12, 13, 14, 15, 22, 25, 32, 36, 37]),
    peer(
      "Examples/wine.csv", "cultivar", "--l1", 5e-3, 0.10426096443567767,
      [3, 11, 12, 13, 14, 15, 16, 20, 22, 23, 25, 32, 35, 36, 37]),
    peer("Examples/iris.csv", "species", "--l2", 1e-2, 0.2436772266493824),
    peer("Examples/iris.csv", "species", "--l2", 1e-4, 0.053980150413821905),
    peer("Examples/iris.csv", "species", "--l1", 2e-2, 0.347628303889779, [1, 2, 10, 11]),
    peer(
      "Examples/iris.csv", "species", "--l1", 5e-3, 0.16356720941383202, [1, 2, 3, 4, 9, 10, 11]),
    peer("Examples/titanic.csv", "survived", "--l2", 1e-2, 0.5211530586389673),
    peer("Examples/titanic.csv", "survived", "--l2", 1e-4, 0.5023117705472377),
    peer("Examples/titanic.csv", "survived", "--l1", 2e-2, 0.5679021156506245, [1, 3, 4, 5]),
    peer("Examples/titanic.csv", "survived", "--l1", 5e-3, 0.5248066186697333, [1, 3, 4, 5, 6, 7]),
    peer(penguins, "species", "--l2", 1e-2, 0.1123632079595629),
    peer(penguins, "species", "--l2", 1e-4, 0.00980263218320435),
    peer(
      penguins, "species", "--l1", 2e-2, 0.2548997728893537, [0, 2, 15, 21, 25, 32, 34, 36]),
    peer(
      penguins, "species", "--l1", 5e-3, 0.10261639781328408,
      [0, 2, 13, 15, 21, 25, 27, 32, 34, 36, 39]),
  ]

  private static func peer(
    _ table: String, _ target: String, _ option: String, _ penalty: Double, _ objective: Double,
    _ support: [Int] = []
  ) -> Peer {
    Peer(
      table: table, target: target, option: option, penalty: penalty, objective: objective,
      support: support)
  }

  @Test("The optimum is scikit-learn's, and under L1 the weights that are not 0", arguments: peers)
  func optimum(_ peer: Peer) throws {
    let directory = try TemporaryDirectory()
    let path = Command.packageRoot.appendingPathComponent(peer.table).path
    let result = try Command.run(
      ["train", path, "--target", peer.target, peer.option, "\(peer.penalty)"]
        + ["--folds", "2", "--inner-folds", "2", "--format", "json", "-q"],
      directory: directory.url)
    #expect(result.exitCode == 0, "\(result.errors)")
    let classifier = try TableClassifier(
      path: directory.url.appendingPathComponent("model.safetensors").path)
    guard case .linear(let model) = classifier.model else {
      Issue.record("no linear model")
      return
    }
    let weights = model.weights.elements.prefix(model.features * model.outputs)
    let penalty =
      peer.option == "--l1"
      ? peer.penalty * weights.reduce(0) { $0 + abs($1) }
      : peer.penalty / 2 * weights.reduce(0) { $0 + $1 * $1 }
    let logLoss = try classifier.scores(on: classifier.read(path: path)).logLoss.mean
    #expect(abs(logLoss + penalty - peer.objective) < 1e-8, "\(logLoss + penalty)")
    let json = try JSONValue(parsing: result.output)
    let isSparse = peer.option == "--l1"
    #expect(json["record"]["model"].string == (isSparse ? "linear:l1" : "linear"))
    #expect(json["record"]["chosen"].number == peer.penalty)
    #expect(json["nonzero_weights"].number == Double(model.weights.elements.count { $0 != 0 }))
    guard isSparse else { return }
    let support = (0..<model.outputs).flatMap { output in
      (0..<model.features).filter { model.weights[$0, output] != 0 }
        .map { output * model.features + $0 }
    }
    #expect(support == peer.support)
  }

  @Test("Labels that may all be true get the weights of as many models of one label")
  func labels() throws {
    let directory = try TemporaryDirectory()
    var rows = "a,b,kind,tall,heavy\n"
    for row in 0..<240 {
      let (a, b) = (Double(row * 37 % 101) / 10, Double(row * 53 % 89) / 10)
      let noise = Double(row * 71 % 97) / 10
      rows += "\(a),\(b),\(["x", "y", "z"][row * 7 % 3]),\(a + noise > 9 ? 1 : 0),"
      rows += "\(b - a + noise / 2 > 2 ? 1 : 0)\n"
    }
    try directory.write(Array(rows.utf8), to: "table.csv")
    func weights(_ target: String, _ others: String?, _ option: String) throws -> [[Double]] {
      let result = try Command.run(
        [
          "train", "table.csv", "--target", target, option, option == "--l2" ? "1e-1" : "1e-2",
          "--folds", "2", "-q",
        ]
          + (others.map { ["--ignore", $0] } ?? []) + ["-o", "\(target)\(option).safetensors"],
        directory: directory.url)
      #expect(result.exitCode == 0, "\(result.errors)")
      let path = directory.url.appendingPathComponent("\(target)\(option).safetensors").path
      guard case .linear(let model) = try TableClassifier(path: path).model else { return [] }
      return (0..<model.outputs).map { output in
        (0...model.features).map { model.weights[$0, output] }
      }
    }
    // Where the greatest gradient is 1e-7, weights are at most 1e-7/λ from the optimum, times √features.
    for option in ["--l2", "--l1"] {
      let both = try weights("tall,heavy", nil, option)
      let alone = try [weights("tall", "heavy", option)[0], weights("heavy", "tall", option)[0]]
      #expect(both.count == 2 && both[0].count == alone[0].count)
      for (a, b) in zip(both.joined(), alone.joined()) {
        #expect(abs(a - b) < (option == "--l2" ? 1e-6 : 1e-5))
      }
    }
  }
}
