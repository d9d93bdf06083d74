import CrossEntropyLearning
import Testing

@testable import CrossEntropyReport

@Suite struct ModelNameTextTests {
  @Test(arguments: [
    ("tree", "there is no model 'tree'; the models are linear and mlp:64,64:relu"),
    ("mlp", "mlp takes widths and an activation, as in mlp:64,64:relu, got 'mlp'"),
    ("mlp:64:rulu", "there is no hidden activation 'rulu'; did you mean 'relu'?"),
    ("mlp:64:softmax", "there is no hidden activation 'softmax'; relu, sigmoid and tanh are"),
    ("mlp:0", "'0' is no width of a layer; mlp takes numbers, as in mlp:64,64 or mlp:32x10"),
  ])
  func saysWhatIsWrongAndWhatToDo(_ text: String, _ expected: String) {
    do throws(ModelNameError) {
      _ = try ModelKind(parsing: text)
      Issue.record("\(text) was read")
    } catch {
      #expect(error.sentence == expected)
    }
  }
}
