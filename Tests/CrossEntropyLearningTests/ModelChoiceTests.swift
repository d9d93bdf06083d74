import Testing

@testable import CrossEntropyLearning

@Suite struct ModelChoiceTests {
  @Test(arguments: [
    ("linear", ModelChoice.linear),
    ("mlp:64", .network(hidden: [Dense(64, activation: .relu)])),
    (
      "mlp:64,32:tanh",
      .network(hidden: [Dense(64, activation: .tanh), Dense(32, activation: .tanh)])
    ),
    (
      "mlp:8x3:sigmoid",
      .network(hidden: Array(repeating: Dense(8, activation: .sigmoid), count: 3))
    ),
  ])
  func reads(_ text: String, _ expected: ModelChoice) throws {
    #expect(try ModelChoice(parsing: text) == expected)
  }

  @Test(arguments: [
    ("tree", "there is no model 'tree'; the models are linear and mlp:64,64:relu"),
    ("mlp", "mlp takes widths and an activation, as in mlp:64,64:relu, got 'mlp'"),
    ("mlp:64:rulu", "there is no hidden activation 'rulu'; did you mean 'relu'?"),
    ("mlp:64:softmax", "there is no hidden activation 'softmax'; relu, sigmoid and tanh are"),
    ("mlp:0", "'0' is no width of a layer; mlp takes numbers, as in mlp:64,64 or mlp:32x10"),
    ("mlp:4,x", "'x' is no width of a layer; mlp takes numbers, as in mlp:64,64 or mlp:32x10"),
    (
      "mlp:4x2x2", "'4x2x2' is no width of a layer; mlp takes numbers, as in mlp:64,64 or mlp:32x10"
    ),
  ])
  func saysWhatIsWrong(_ text: String, _ expected: String) {
    #expect(throws: ModelNameError(expected)) { try ModelChoice(parsing: text) }
  }

  @Test func aNameItPrintsReadsBack() throws {
    for text in ["linear", "mlp:64,32:tanh", "mlp:8x3:sigmoid"] {
      let choice = try ModelChoice(parsing: text)
      #expect(try ModelChoice(parsing: choice.name) == choice)
    }
  }
}
