package import CrossEntropy
package import CrossEntropyLearning
internal import CrossEntropyWorkflows

extension English: LossPhrases {
  package func title(_ name: String, _ parameters: [String: String]) -> String {
    let value = parameters.values.first ?? ""
    let values = inSigns(parameters)
    return switch name {
    case "cross_entropy": "cross entropy"
    case "squared_error": "squared error"
    case "focal": "focal \(values)"
    case "soft_focal": "soft focal \(values)"
    case "label_smoothing": "label smoothing \(value)"
    case "balanced_cross_entropy": "balanced CE"
    case "prior_corrected_cross_entropy": "prior-corrected CE"
    case "generalized_cross_entropy": "generalised CE \(value)"
    case "rescaled_square": "rescaled square \(values)"
    default: plainTitle(name, parameters)
    }
  }

  package func sentence(_ error: LossNameError) -> String {
    switch error {
    case .unknown(let name): "there is no loss \(quoted(name))"
    case .noParameter(let loss, let got): "\(loss) takes no parameter, got \(quoted(got))"
    case .malformedParameter(let loss, let parameters, let got):
      "\(loss) takes \(list(parameters.map { "\($0.name)=NUMBER" })), as in "
        + "\(example(loss, parameters)), got \(quoted(got))"
    case .repeatedParameter(let loss, let parameter):
      "\(parameter.name) of \(loss) is given twice; leave one of them out"
    case .outOfRange(let loss, let parameter, let value):
      "\(parameter.name) of \(loss) must be \(words(parameter.range)), got \(board(value))"
    case .repeatedValue(let loss, let parameter, let value):
      "\(parameter.name) of \(loss) is to be chosen among different values, got \(board(value)) twice"
    case .tooManyValues(let loss, let parameter, let count, let most):
      "\(parameter.name) of \(loss) can be chosen among at most \(grouped(most)) values, got "
        + grouped(count)
    case .severalSearched(let loss, let parameters):
      "only one parameter of \(loss) can be chosen, got values to choose from for "
        + "\(list(parameters.map(\.name))); give one of them a single value"
    case .severalValues(let loss, let parameter, let values):
      "\(loss) is shown with one value of \(parameter.name), got \(valuesToChooseFrom(values)); only a "
        + "comparison on a table can choose"
    case .unitNotSupported(let loss, let unit, let units):
      "\(loss) is no loss of \(unit.rawValue) outputs, only of \(list(units.map(\.rawValue)))"
    }
  }

  package func sentence(_ error: ModelNameError) -> String {
    switch error {
    case .unknownModel(let name): "there is no model \(quoted(name))"
    case .notWidthsAndActivation(let text):
      "mlp takes widths and an activation, got \(quoted(text))"
    case .unknownActivation(let name, _): "there is no hidden activation \(quoted(name))"
    case .severalActivations(let one, let other):
      "hidden layers share one activation, got \(one.rawValue) and \(other.rawValue)"
    case .badWidth(let part):
      "\(quoted(part)) is no width of a layer (1 to \(grouped(ModelKind.mostUnits)))"
    case .badSetting(let text):
      "\(quoted(text)) is no setting of a network, or out of its range"
    case .tooMany(.units, let count, let most):
      "a hidden layer has at most \(grouped(most)) units, got \(grouped(count)): "
        + sentence(.memory)
    case .tooMany(.layers, let count, let most):
      "a network has at most \(grouped(most)) hidden layers, got \(grouped(count)): "
        + sentence(.time)
    case .tooMany(.weights, let count, let most):
      "hidden layers have at most \(grouped(most)) weights between them, got \(grouped(count)): "
        + sentence(.memory)
    }
  }

  /// 0 or more; above 0 and at most 1; from 0 to below 1.
  private func words(_ range: ParameterRange) -> String {
    let low = range.lower.map {
      $0.isIncluded ? "\(shortNumber($0.value)) or more" : "above \(shortNumber($0.value))"
    }
    let high = range.upper.map {
      "\($0.isIncluded ? "at most" : "below") \(shortNumber($0.value))"
    }
    return [low, high].compactMap { $0 }.joined(separator: " and ")
  }

  package func amount(_ number: String, _ unit: InformationUnit) -> String {
    switch unit {
    case .nats: plural(number, "nat")
    case .bits: plural(number, "bit")
    case .hartleys: plural(number, "hartley")
    }
  }

  package func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.joined() }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}

/// The parameters of a loss under the signs that formulas have for them: γ=2 α=0.25.
func inSigns(_ parameters: [String: String]) -> String {
  [("gamma", "γ"), ("alpha", "α"), ("kappa", "κ"), ("m", "M")].compactMap { name, sign in
    parameters[name].map { "\(sign)=\($0)" }
  }.joined(separator: " ")
}

/// A loss with all its parameters, as it is written: focal:gamma=2:alpha=0.25.
func example(_ loss: String, _ parameters: [LossParameter]) -> String {
  ([loss] + parameters.map { "\($0.name)=\(shortNumber($0.defaultValue))" }).joined(separator: ":")
}

/// The title of a loss that has no name of its own here: its name in JSON, and its parameters.
func plainTitle(_ name: String, _ parameters: [String: String]) -> String {
  ([name.replacing("_", with: " ")]
    + parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
    .joined(separator: " ")
}
