public import CrossEntropy
internal import CrossEntropyFiles

extension ComparedLoss {
  /// The name as people write it.
  public var title: String {
    let value = parameter.map { shortNumber($0) } ?? ""
    return switch kind {
    case .crossEntropy: "cross entropy"
    case .squaredError: "squared error"
    case .focal: "focal γ=\(value)"
    case .labelSmoothing: "label smoothing \(value)"
    case .balancedCrossEntropy: "balanced CE"
    case .priorCorrectedCrossEntropy: "prior-corrected CE"
    case .generalizedCrossEntropy: "generalised CE \(value)"
    default: name + (value.isEmpty ? "" : " \(value)")
    }
  }
}

extension LossNameError: CustomStringConvertible {
  /// What is wrong; what to do.
  public var description: String {
    switch self {
    case .unknown(let name):
      let kinds = ComparedLoss.Kind.allCases
      let near = nearestName(to: name, in: kinds.map(\.name) + kinds.flatMap(\.aliases).sorted())
      return "there is no loss '\(name)'; "
        + (near.map { "did you mean '\($0)'?" }
          ?? "the losses are \(kinds.map(\.name).joined(separator: ", "))")
    case .noParameter(let loss, let got):
      return "\(loss) takes no parameter, got '\(got)'"
    case .malformedParameter(let loss, let parameter, let got):
      return "\(loss) takes \(parameter.name)=NUMBER, as in "
        + "\(loss):\(parameter.name)=\(shortNumber(parameter.defaultValue)), got '\(got)'"
    case .outOfRange(let loss, let parameter, let value):
      return "\(parameter.name) of \(loss) must be \(words(parameter.range)), "
        + "got \(shortNumber(value))"
    case .unitNotSupported(let loss, let unit, let units):
      return "\(loss) is no loss of \(unit.rawValue) outputs, only of "
        + units.map(\.rawValue).joined(separator: ", ")
    }
  }
}

/// 0 or more; above 0 and at most 1; from 0 to below 1.
private func words(_ range: ParameterRange) -> String {
  switch (range.lower, range.upper) {
  case (let lower?, nil):
    let value = shortNumber(lower.value)
    return lower.isIncluded ? "\(value) or more" : "above \(value)"
  case (let lower?, let upper?):
    let (low, high) = (shortNumber(lower.value), shortNumber(upper.value))
    if lower.isIncluded { return "from \(low) to " + (upper.isIncluded ? high : "below \(high)") }
    return "above \(low) and " + (upper.isIncluded ? "at most \(high)" : "below \(high)")
  default: return "\(range)"
  }
}
