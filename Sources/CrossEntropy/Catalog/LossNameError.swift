/// Why a name and parameters give no loss.
public enum LossNameError: Error, Hashable, Sendable {
  /// No loss has this name.
  case unknown(name: String)
  /// The loss has no parameter, or none of this name.
  case noParameter(loss: String, got: String)
  /// What was given is not `name=number` of one of the loss's parameters.
  case malformedParameter(loss: String, parameters: [LossParameter], got: String)
  /// A parameter is given twice.
  case repeatedParameter(loss: String, parameter: LossParameter)
  /// The number is outside the parameter's range.
  case outOfRange(loss: String, parameter: LossParameter, value: Double)
  /// A value to choose the parameter from stands there twice.
  case repeatedValue(loss: String, parameter: LossParameter, value: Double)
  /// There are too many values to choose the parameter from.
  case tooManyValues(loss: String, parameter: LossParameter, count: Int, most: Int)
  /// Several parameters are to be chosen, and a search chooses one.
  case severalSearched(loss: String, parameters: [LossParameter])
  /// The loss is shown with one value of its parameter, and several were given to choose from.
  case severalValues(loss: String, parameter: LossParameter, values: [Double])
  /// The loss is not for these outputs.
  case unitNotSupported(loss: String, unit: OutputUnit, units: [OutputUnit])
}
