package import CrossEntropyWorkflows

/// An error on one line: `place: what is wrong; what to do`.
package struct ErrorText {
  private let error: WorkflowError
  private let phrases: any Phrases

  package init(_ error: WorkflowError, _ phrases: any Phrases) {
    self.error = error
    self.phrases = phrases
  }

  package var line: String {
    let remedies = error.remedies.map { phrases.sentence($0) }
    return [place, phrases.sentence(error.cause)].compactMap { $0 }.joined(separator: ": ")
      + (remedies.isEmpty ? "" : "; " + phrases.either(remedies))
  }

  private var place: String? {
    switch error.place {
    case .file(let name, let line, let column):
      ([name] + [line, column].compactMap { $0.map(String.init) }).joined(separator: ":")
    case .setting(let setting, let row): phrases.place(setting, row: row)
    case nil: nil
    }
  }
}
