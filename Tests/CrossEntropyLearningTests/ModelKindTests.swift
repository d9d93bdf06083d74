import Foundation
import Testing

@testable import CrossEntropyLearning

@Suite struct ModelKindTests {
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
    for text in ["linear", "mlp:64,32:tanh", "mlp:8x3:sigmoid"] {
      let choice = try ModelKind(parsing: text)
      #expect(try ModelKind(parsing: choice.name) == choice)
    }
  }
}
