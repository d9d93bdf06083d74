import Foundation
import Testing

@testable import CrossEntropyLearning

@Suite struct ModelKindTests {
  private static func network(_ settings: NetworkSettings) -> ModelKind {
    .network(hidden: [DenseLayer(8, activation: .relu)], settings: settings)
  }

  @Test(arguments: [
    ("linear", ModelKind.linear),
    ("mlp:64", .network(hidden: [DenseLayer(64, activation: .relu)])),
    (
      "mlp:64,32:tanh",
      .network(hidden: [DenseLayer(64, activation: .tanh), DenseLayer(32, activation: .tanh)])
    ),
    (
      "mlp:8x3:sigmoid",
      .network(hidden: Array(repeating: DenseLayer(8, activation: .sigmoid), count: 3))
    ),
    ("mlp:8:dropout=0.2", network(NetworkSettings(dropout: 0.2))),
    ("mlp:8:relu:schedule=cosine", network(NetworkSettings(schedule: .cosine))),
    (
      "mlp:8:weight_decay=1e-2:schedule=exponential:gamma=0.9",
      network(NetworkSettings(schedule: .exponential(gamma: 0.9), weightDecay: 0.01))
    ),
    (
      "mlp:8:relu:schedule=step:gamma=.5:size=30",
      network(NetworkSettings(schedule: .step(size: 30, gamma: 0.5)))
    ),
    ("mlp:8:schedule=constant:dropout=0:weight_decay=0", network(NetworkSettings())),
  ])
  func reads(_ text: String, _ expected: ModelKind) throws {
    #expect(try ModelKind(parsing: text) == expected)
  }

  @Test(arguments: [
    ("tree", ModelNameError.unknownModel("tree")),
    ("mlp", .notWidthsAndActivation("mlp")),
    ("mlp:64:rulu", .unknownActivation("rulu", nearest: "relu")),
    ("mlp:64:softmax", .unknownActivation("softmax", nearest: nil)),
    ("mlp:0", .badWidth("0")),
    ("mlp:4,x", .badWidth("x")),
    ("mlp:4x2x2", .badWidth("4x2x2")),
    ("mlp:4x0", .badWidth("4x0")),
    ("mlp:65537", .tooMany(.units, 65_537, most: 65_536)),
    ("mlp:99999999999999999999", .badWidth("99999999999999999999")),
    ("mlp:8x1001", .tooMany(.layers, 1_001, most: 1_000)),
    ("mlp:8x600,8x9223372036854775807", .tooMany(.layers, .max, most: 1_000)),
    ("mlp:10001,10001", .tooMany(.weights, 100_020_001, most: 100_000_000)),
    ("mlp:8:dropout=1", .badSetting("dropout=1.0")),
    ("mlp:8:dropout=-0.1", .badSetting("dropout=-0.1")),
    ("mlp:8:dropout=x", .badSetting("dropout=nan")),
    ("mlp:8:dropout=0.1:dropout=0.1", .badSetting("dropout=0.1")),
    ("mlp:8:weight_decay=-1", .badSetting("weight_decay=-1.0")),
    ("mlp:8:weight_decay=inf", .badSetting("weight_decay=inf")),
    ("mlp:8:schedule=linear", .badSetting("schedule=linear")),
    ("mlp:8:schedule=cosine:gamma=0.9", .badSetting("schedule=cosine:gamma=0.9")),
    ("mlp:8:schedule=step:gamma=0.9", .badSetting("schedule=step:gamma=0.9")),
    (
      "mlp:8:schedule=step:gamma=0.9:size=0", .badSetting("schedule=step:gamma=0.9:size=0")
    ),
    (
      "mlp:8:schedule=step:gamma=0.9:size=1.5", .badSetting("schedule=step:gamma=0.9:size=1.5")
    ),
    ("mlp:8:schedule=exponential:gamma=1.1", .badSetting("schedule=exponential:gamma=1.1")),
    ("mlp:8:gamma=0.9", .badSetting("gamma=0.9")),
    ("mlp:8:momentum=0.9", .badSetting("momentum=0.9")),
    ("mlp:8:dropout=0.1:relu", .notWidthsAndActivation("mlp:8:dropout=0.1:relu")),
    ("mlp:65536x1000", .tooMany(.weights, 999 << 32, most: 100_000_000)),
  ])
  func rejectsBadNames(_ text: String, _ expected: ModelNameError) {
    #expect(throws: expected) { try ModelKind(parsing: text) }
  }

  @Test func itsJSONIsItsName() throws {
    let kind = ModelKind.network(hidden: [DenseLayer(8, activation: .tanh)])
    let json = try JSONEncoder().encode(kind)
    #expect(String(decoding: json, as: UTF8.self) == #""mlp:8:tanh""#)
    #expect(try JSONDecoder().decode(ModelKind.self, from: json) == kind)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(ModelKind.self, from: Data(#""tree""#.utf8))
    }
  }

  static let nameless: [(ModelKind, ModelNameError)] = [
    (.network(hidden: []), .notWidthsAndActivation("mlp::relu")),
    (.network(hidden: [DenseLayer(8)]), .unknownActivation("linear", nearest: nil)),
    (
      .network(hidden: [DenseLayer(8, activation: .relu), DenseLayer(4, activation: .softmax)]),
      .unknownActivation("softmax", nearest: nil)
    ),
    (
      .network(hidden: [DenseLayer(8, activation: .relu), DenseLayer(4, activation: .tanh)]),
      .severalActivations(.relu, .tanh)
    ),
    (network(NetworkSettings(dropout: .nan)), .badSetting("dropout=nan")),
    (network(NetworkSettings(weightDecay: -1)), .badSetting("weight_decay=-1.0")),
    (
      network(NetworkSettings(schedule: .exponential(gamma: 0))),
      .badSetting("schedule=exponential:gamma=0.0")
    ),
  ]

  @Test("A network that no name stands for is refused, and has no JSON", arguments: nameless)
  func withoutAName(_ kind: ModelKind, _ expected: ModelNameError) {
    #expect(throws: expected) { try kind.check() }
    #expect {
      _ = try JSONEncoder().encode(kind)
    } throws: {
      guard case EncodingError.invalidValue(_, let context) = $0 else { return false }
      return context.underlyingError as? ModelNameError == expected
    }
  }

  @Test func aNameItPrintsReadsBack() throws {
    for text in [
      "linear", "mlp:64,32:tanh", "mlp:8x3:sigmoid", "mlp:8:schedule=step:size=3:gamma=0.1",
      "mlp:8:schedule=exponential:gamma=0.9:weight_decay=1e-7:dropout=0.3", "mlp:8:schedule=cosine",
    ] {
      let choice = try ModelKind(parsing: text)
      #expect(try ModelKind(parsing: choice.name) == choice)
    }
  }
}
