public import CrossEntropyEvaluation
internal import CrossEntropyFiles

/// What the tokens of a file cost beside the same tokens in the first.
public struct TokenPair: Sendable, Hashable {
  /// The file.
  public let path: String
  /// The first file.
  public let baseline: String
  /// The tokens.
  public let tokens: Int
  /// The difference of log loss, negative where this file is better; of several pairs the intervals hold jointly.
  public let logLoss: PairedDifference
  /// What its interval says.
  public let finding: ComparisonFinding
  /// The difference that matters, in nats.
  public let margin: Double
  /// A true difference of this size would probably have been seen; nil with too few tokens or documents.
  public let smallestDetectable: Double?
  /// The difference without a limit to what a token costs; nil where no token was given probability 0.
  public let unclipped: PredictionPair.Unclipped?
  /// The share of tokens whose log loss is lower than in the first file.
  public let winRate: Double
  /// The share of tokens whose log loss is that in the first file.
  public let tieRate: Double
}

extension TokenPair: Encodable {
  enum CodingKeys: String, CodingKey {
    case path, baseline, tokens
    case logLoss = "difference"
    case finding, margin
    case smallestDetectable = "smallest_detectable"
    case isClipped = "clipped"
    case unclipped
    case winRate = "win_rate"
    case tieRate = "tie_rate"
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(baseline, forKey: .baseline)
    try container.encode(tokens, forKey: .tokens)
    try container.encode(logLoss, forKey: .logLoss)
    try container.encode(finding, forKey: .finding)
    try container.encode(margin, forKey: .margin)
    try container.encode(smallestDetectable, forKey: .smallestDetectable)
    try container.encode(unclipped != nil, forKey: .isClipped)
    try container.encode(unclipped, forKey: .unclipped)
    try container.encode(winRate, forKey: .winRate)
    try container.encode(tieRate, forKey: .tieRate)
  }
}

extension TokenPair {
  /// Pairs the tokens of a file with those of the first, which come in the same order.
  init(
    _ own: TokenRows, against first: TokenRows, comparisons: Int, margin: EquivalenceMargin
  ) throws(WorkflowError) {
    guard own.losses.count == first.losses.count, own.lines.rows == first.lines.rows else {
      throw WorkflowError(
        own.losses.count == first.losses.count || own.units.weights != nil
          ? .score(.otherRows(.token, in: first.path))
          : .score(
            .otherTokens(own.losses.count, first: first.path, tokens: first.losses.count)),
        at: .file(own.path))
    }
    if let ours = own.units.weights, let theirs = first.units.weights,
      let token = ours.indices.first(where: {
        ours[$0] / own.weightUnit != theirs[$0] / first.weightUnit
      })
    {
      throw WorkflowError(
        .score(
          .otherUnit(
            .weight, of: .token, own: "\(ours[token] / own.weightUnit)",
            first: "\(theirs[token] / first.weightUnit)", in: first.path)),
        at: .file(FilePlace(file: own.path, line: own.lines[token])),
        remedies: [.correct(.cell)])
    }
    if let (documents, others) = own.documents.flatMap({ own in first.documents.map { (own, $0) } }
    ),
      let token = own.losses.indices.first(where: { documents[$0] != others[$0] })
    {
      throw WorkflowError(
        .score(
          .otherUnit(
            .group, of: .token, own: documents[token], first: others[token], in: first.path)),
        at: .file(FilePlace(file: own.path, line: own.lines[token])),
        remedies: [.correct(.cell)])
    }
    do throws(EvaluationError) {
      // There are no class shares to hold a margin against.
      let losses = try PairedLosses(
        own.losses, first.losses, first.units, lines: own.losses.indices.map { own.lines[$0] },
        comparisons: comparisons, margin: margin, constant: 0)
      self.init(
        path: own.path, baseline: first.path, tokens: own.losses.count,
        logLoss: losses.difference, finding: losses.finding, margin: losses.margin,
        smallestDetectable: losses.smallestDetectable, unclipped: losses.unclipped,
        winRate: losses.winRate, tieRate: losses.tieRate)
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(own.path))
    }
  }
}
