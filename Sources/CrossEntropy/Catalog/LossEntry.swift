/// What the catalogue says of a loss: its names, its parameters, and what can be known without a row.
public struct LossEntry: Sendable {
  /// The name in JSON, in model files and on the command line, such as `focal`.
  public let name: String
  /// Other names by which people know it, Keras's among them.
  ///
  /// They get this package's conventions: probabilities from logits, nothing clipped, squared error
  /// summed over the classes and not divided by their number, no α in the focal loss.
  public let aliases: [String]
  /// The numbers that shape it.
  public let parameters: [LossParameter]
  /// The outputs that it can be a loss of.
  public let units: [OutputUnit]
  /// Whether its value is an amount of information, in nats.
  ///
  /// True of negative log-likelihoods and of what is made of logarithms of probabilities alone, so that
  /// another base of the logarithm only scales it. Squared error and the hinges have no unit.
  public let isInformation: Bool
  /// How it is written on a board; nil where it is no sum over outputs that an ``Explanation`` can take
  /// apart.
  public let formula: LossFormula?

  let isConvex: @Sendable (NamedLoss, OutputUnit) -> Bool
  let isProper: @Sendable (NamedLoss) -> Bool
  let make: @Sendable (NamedLoss, OutputUnit) -> any Loss

  init(
    name: String, aliases: [String] = [], parameters: [LossParameter] = [], units: [OutputUnit],
    isInformation: Bool, isConvex: @escaping @Sendable (NamedLoss, OutputUnit) -> Bool,
    isProper: @escaping @Sendable (NamedLoss) -> Bool, formula: LossFormula? = nil,
    make: @escaping @Sendable (NamedLoss, OutputUnit) -> any Loss
  ) {
    self.name = name
    self.aliases = aliases
    self.parameters = parameters
    self.units = units
    self.isInformation = isInformation
    self.formula = formula
    self.isConvex = isConvex
    self.isProper = isProper
    self.make = make
  }
}
