import CrossEntropyLearning
import CrossEntropyWorkflows
import Testing

@testable import CrossEntropyReport

/// What is said of names of losses and models that are none.
@Suite struct NamePhrasesTests {
  private func lines(_ error: WorkflowError) -> [String] {
    Language.allCases.map { language in
      ErrorText(error, language.phrases { $0.rawValue }).line
    }
  }

  @Test(arguments: [
    ("focl", "there is no loss 'focl'; did you mean 'focal'?"),
    (
      "zzzzzz",
      "there is no loss 'zzzzzz'; choose one of cross_entropy, squared_error, focal, "
        + "label_smoothing, balanced_cross_entropy, prior_corrected_cross_entropy, "
        + "generalized_cross_entropy, soft_focal, rescaled_square, squentropy"
    ),
    ("squared_error:a=1", "squared_error takes no parameter, got 'a=1'"),
    (
      "focal:2",
      "focal takes gamma=NUMBER and alpha=NUMBER, as in focal:gamma=2:alpha=0.25, got '2'"
    ),
    ("focal:gamma=-1", "gamma of focal must be 0 or more, got -1"),
    (
      "generalized_cross_entropy:q=2",
      "q of generalized_cross_entropy must be above 0 and at most 1, got 2"
    ),
    (
      "label_smoothing:epsilon=1", "epsilon of label_smoothing must be 0 or more and below 1, got 1"
    ),
  ])
  func unknownLossIsAnswered(_ text: String, _ expected: String) throws {
    let error = try #require(throws: WorkflowError.self) { try CompareRequest.losses(named: text) }
    let lines = lines(error)
    #expect(lines[0] == expected)
    #expect(lines[1] != expected && !lines[1].isEmpty)
  }

  @Test(arguments: [
    (
      "tree", "there is no model 'tree'; choose one of linear, linear:l1, mlp:64,64:relu, mlp:32x10"
    ),
    (
      "mlp:4:relu:x",
      "mlp takes widths and an activation, got 'mlp:4:relu:x'; choose one of linear, linear:l1, "
        + "mlp:64,64:relu, mlp:32x10"
    ),
    ("mlp:4:rel", "there is no hidden activation 'rel'; did you mean 'relu'?"),
    ("mlp:4:step", "there is no hidden activation 'step'; choose one of relu, sigmoid, tanh"),
    (
      "mlp:0",
      "'0' is no width of a layer (1 to 65 536); choose one of linear, linear:l1, mlp:64,64:relu, mlp:32x10"
    ),
  ])
  func unknownModelIsAnswered(_ text: String, _ expected: String) throws {
    let error = try #require(throws: WorkflowError.self) { try CompareRequest.model(named: text) }
    let lines = lines(error)
    #expect(lines[0] == expected)
    #expect(lines[1] != expected && !lines[1].isEmpty)
  }

  @Test(
    "A network is named with what is unusual of its training, in words",
    arguments: [
      ("mlp:4,2:tanh", "mlp:4,2:tanh", "mlp:4,2:tanh"),
      ("mlp:4:relu:dropout=0.2", "mlp:4:relu · dropout 0.2", "mlp:4:relu · 드롭아웃 0.2"),
      (
        "mlp:4:weight_decay=1e-2:schedule=step:size=30:gamma=0.1",
        "mlp:4:relu · schedule step:size=30:gamma=0.1 · weight decay 0.01",
        "mlp:4:relu · 스케줄 step:size=30:gamma=0.1 · 가중치 감쇠 0.01"
      ),
    ])
  func networkInWords(_ name: String, _ inEnglish: String, _ inKorean: String) throws {
    let model = try CompareRequest.model(named: name)
    #expect(english.model(model) == inEnglish)
    #expect(korean.model(model) == inKorean)
  }

  @Test("A network that no name stands for is refused with the request", arguments: nameless)
  func namelessModelIsAnswered(_ hidden: [DenseLayer], _ expected: String) throws {
    let error = try #require(throws: WorkflowError.self) {
      try CompareRequest(
        table: TableReading(path: "t"), target: "y", model: .network(hidden: hidden))
    }
    let lines = lines(error)
    #expect(lines[0] == expected)
    #expect(lines[1] != expected && !lines[1].isEmpty)
  }

  static let nameless: [([DenseLayer], String)] = [
    (
      [],
      "mlp takes widths and an activation, got 'mlp::relu'; choose one of linear, linear:l1, "
        + "mlp:64,64:relu, mlp:32x10"
    ),
    (
      [DenseLayer(8, activation: .softmax)],
      "there is no hidden activation 'softmax'; choose one of relu, sigmoid, tanh"
    ),
    (
      [DenseLayer(8, activation: .relu), DenseLayer(8, activation: .tanh)],
      "hidden layers share one activation, got relu and tanh; choose one of linear, linear:l1, "
        + "mlp:64,64:relu, mlp:32x10"
    ),
  ]
}
