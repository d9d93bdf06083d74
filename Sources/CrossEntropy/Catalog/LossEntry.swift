/// What the catalogue says of a loss: names, parameters, and all that is known without a row.
public struct LossEntry: Sendable {
  /// The name in JSON, in model files and on the command line, such as `focal`.
  public let name: String
  /// Other names for it, Keras's among them.
  ///
  /// They get this package's conventions: probabilities from logits, nothing clipped, squared error
  /// summed over the classes and not divided by their number, no α in the focal loss unless it is given.
  public let aliases: [String]
  /// The output unit that an alias stands for, where it says which: `binary_crossentropy` is of sigmoid
  /// outputs.
  public let unitsOfAliases: [String: OutputUnit]
  /// The numbers that shape it.
  public let parameters: [LossParameter]
  /// The output units that it can be a loss of.
  public let units: [OutputUnit]
  /// Whether its value is an amount of information, in nats.
  ///
  /// True of negative log-likelihoods and whatever is made only of logarithms of probabilities, so
  /// that another base of the logarithm merely scales it. Squared error and the hinges have no
  /// unit.
  public let isInformation: Bool
  /// Its formula for people; nil where it is not a sum over outputs that a ``LossExplanation`` can
  /// take apart.
  public let formula: LossFormula?

  /// Whether `xent compare` and `xent explain` offer it.
  package let isOffered: Bool
  /// The parameters that may be given with it there.
  package let offeredParameters: [LossParameter]

  let isConvex: @Sendable (NamedLoss, OutputUnit) -> Bool
  let isProper: @Sendable (NamedLoss) -> Bool
  let make: @Sendable (NamedLoss, OutputUnit) -> any Loss

  init(
    name: String, aliases: [String] = [], unitsOfAliases: [String: OutputUnit] = [:],
    parameters: [LossParameter] = [], units: [OutputUnit],
    isInformation: Bool, isConvex: @escaping @Sendable (NamedLoss, OutputUnit) -> Bool,
    isProper: @escaping @Sendable (NamedLoss) -> Bool, formula: LossFormula? = nil,
    isOffered: Bool = false, offeredParameters: [LossParameter]? = nil,
    make: @escaping @Sendable (NamedLoss, OutputUnit) -> any Loss
  ) {
    self.name = name
    self.aliases = aliases
    self.unitsOfAliases = unitsOfAliases
    self.parameters = parameters
    self.units = units
    self.isInformation = isInformation
    self.formula = formula
    self.isOffered = isOffered
    self.offeredParameters = offeredParameters ?? parameters
    self.isConvex = isConvex
    self.isProper = isProper
    self.make = make
  }
}
