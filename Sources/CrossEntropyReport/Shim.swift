internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

private let english = English { _ in "" }
extension LossResult {
  var title: String { english.title(name, parameters) }
  var brierScale: String { "" }
}
extension LearningSpeed.LossSpeed { var title: String { english.title(name, parameters) } }
extension LearningSpeed.Gradient { var title: String { english.title(name, parameters) } }
extension CompareOutcome { var verdict: String { VerdictText(self, english).text } }
