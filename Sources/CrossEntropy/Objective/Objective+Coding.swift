extension Objective: Hashable {
  /// Whether the losses and all the options are the same.
  public static func == (a: Self, b: Self) -> Bool {
    AnyHashable(a.loss) == AnyHashable(b.loss) && a.classWeights == b.classWeights
      && a.positiveWeights == b.positiveWeights && a.labelSmoothing == b.labelSmoothing
      && a.ignoredLabels == b.ignoredLabels && a.logitOptions == b.logitOptions
  }

  /// Feeds the loss and all the options.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(AnyHashable(loss))
    hasher.combine(classWeights)
    hasher.combine(positiveWeights)
    hasher.combine(labelSmoothing)
    hasher.combine(ignoredLabels)
    hasher.combine(logitOptions)
  }
}

extension Objective: Codable {
  private enum CodingKeys: String, CodingKey {
    case loss
    case unit = "output_unit"
    case classWeights = "class_weights"
    case positiveWeights = "positive_weights"
    case labelSmoothing = "label_smoothing"
    case ignoredLabels = "ignored_labels"
    case logitOptions = "logit_options"
  }

  /// Writes the loss by its name in ``LossCatalog``; throws ``LossNameError/unknown(name:)`` for a
  /// loss not listed there.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(try NamedLoss(of: loss), forKey: .loss)
    try container.encode(loss.outputUnit, forKey: .unit)
    // Null where there are none, rather than no key.
    try container.encode(classWeights, forKey: .classWeights)
    try container.encode(positiveWeights, forKey: .positiveWeights)
    try container.encode(labelSmoothing, forKey: .labelSmoothing)
    try container.encode(ignoredLabels.sorted(), forKey: .ignoredLabels)
    try container.encode(logitOptions, forKey: .logitOptions)
  }

  /// Reads what ``encode(to:)`` wrote; an option that is left out has no effect.
  ///
  /// Throws ``LossNameError`` or ``ObjectiveError`` where no such objective can exist.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let loss = try container.decode(NamedLoss.self, forKey: .loss)
      .loss(of: container.decode(OutputUnit.self, forKey: .unit))
    try self.init(
      loss,
      classWeights: container.decodeIfPresent([Double].self, forKey: .classWeights),
      positiveWeights: container.decodeIfPresent([Double].self, forKey: .positiveWeights),
      labelSmoothing: container.decodeIfPresent(Double.self, forKey: .labelSmoothing) ?? 0,
      ignoredLabels: Set(container.decodeIfPresent([Int].self, forKey: .ignoredLabels) ?? []),
      logitOptions: container.decodeIfPresent(LogitOptions.self, forKey: .logitOptions) ?? .none)
  }
}
