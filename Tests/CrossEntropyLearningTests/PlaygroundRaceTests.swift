import CrossEntropy
import CrossEntropyLearning
import Foundation
import Testing

/// The race of the live page against the library's own trainer.
///
/// `Scripts/playground_check.py --record` takes the page's histories from a browser, where kernels and sums are of doubles;
/// the trainer's weights are floats.
struct PlaygroundRaceTests {
  struct Fixture: Decodable {
    let tables: [Table]
    let runs: [Run]
  }

  struct Table: Decodable {
    let features: [Float]
    let labels: [Int32]
  }

  struct Run: Decodable, CustomTestStringConvertible {
    let loss: String
    let step: Double
    let sizes: [Int]
    let unit: String
    let activation: String?
    let start: [Float]
    let at: [Int]
    let losses: [Double]
    let logLosses: [Double]
    let table: Int

    enum CodingKeys: String, CodingKey {
      case loss, step, sizes, unit, activation, start, at, losses, table
      case logLosses = "log_losses"
    }

    var testDescription: String { "\(loss) \(sizes) \(activation ?? "") step \(step)" }
  }

  static let fixture: Fixture = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Fixtures/playground-race.json")
    do {
      return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: file))
    } catch {
      fatalError("\(error)")
    }
  }()

  /// How the page's losses are named here.
  static let names = [
    "focal": "focal:gamma=2", "generalized_cross_entropy": "generalized_cross_entropy:q=0.7",
  ]

  @Test(arguments: fixture.runs)
  func theRaceIsThatOfTheTrainer(run: Run) throws {
    let table = Self.fixture.tables[run.table]
    let rows = try TrainingRows(
      features: Matrix(rows: table.labels.count, columns: run.sizes[0], elements: table.features),
      labels: table.labels)
    let hidden = DenseLayer.Activation(rawValue: run.activation ?? "") ?? .linear
    let output = try #require(DenseLayer.Activation(rawValue: run.unit))
    let layers = run.sizes.dropFirst()
    let model = NetworkArchitecture(
      layers.dropLast().map { DenseLayer($0, activation: hidden) }
        + [DenseLayer(run.sizes[run.sizes.count - 1], activation: output)])
    var network = try NeuralNetwork(
      model, features: run.sizes[0], parameters: ContiguousArray(run.start))
    let trainer = NetworkTrainer(
      try Objective(named: Self.names[run.loss] ?? run.loss, for: model, on: rows),
      optimizer: .sgd(), learningRate: run.step, batchSize: table.labels.count, seed: nil)
    // A step's loss is that from before it; the log loss is that from behind it.
    var losses: [Double] = []
    var logLosses: [Double] = [.nan]
    try trainer.train(&network, on: rows, epochs: 301, scoresTraining: true) { epoch in
      losses.append(epoch.loss)
      logLosses.append(epoch.training?.logLoss ?? .nan)
      return true
    }
    #expect(run.at.last == 300 && run.losses.count == run.at.count)
    for (place, step) in run.at.enumerated() {
      let far = abs(losses[step] - run.losses[place]) / run.losses[place]
      #expect(far < 1e-4, "step \(step): \(losses[step]), on the page \(run.losses[place])")
      guard step > 0 else { continue }
      let logFar = abs(logLosses[step] - run.logLosses[place]) / run.logLosses[place]
      #expect(
        logFar < 1e-4, "step \(step): \(logLosses[step]), on the page \(run.logLosses[place])")
    }
  }
}
