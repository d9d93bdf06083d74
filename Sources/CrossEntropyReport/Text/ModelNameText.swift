package import CrossEntropyLearning

extension ModelNameError {
  /// What is wrong; what to do.
  package var sentence: String {
    switch self {
    case .unknownModel(let name):
      "there is no model '\(name)'; the models are linear and mlp:64,64:relu"
    case .notWidthsAndActivation(let text):
      "mlp takes widths and an activation, as in mlp:64,64:relu, got '\(text)'"
    case .unknownActivation(let name, let nearest):
      "there is no hidden activation '\(name)'; "
        + (nearest.map { "did you mean '\($0)'?" } ?? "relu, sigmoid and tanh are")
    case .badWidth(let part):
      "'\(part)' is no width of a layer; mlp takes numbers, as in mlp:64,64 or mlp:32x10"
    }
  }
}
