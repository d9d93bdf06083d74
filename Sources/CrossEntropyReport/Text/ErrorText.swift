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
    terminalText(
      [place, phrases.sentence(error.cause)].compactMap { $0 }.joined(separator: ": ")
        + (remedy.map { "; " + $0 } ?? ""))
  }

  private var remedy: String? {
    error.remedies.isEmpty ? nil : phrases.either(error.remedies.map { phrases.sentence($0) })
  }

  private var place: String? {
    switch error.place {
    case .file(let place): place.shown
    case .setting(let setting, let row): phrases.place(setting, row: row)
    case nil: nil
    }
  }
}
