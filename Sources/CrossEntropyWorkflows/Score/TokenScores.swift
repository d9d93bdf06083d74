internal import CrossEntropyEvaluation
public import CrossEntropyLearning

/// How probable a language model found the tokens that came: files of their log-probabilities, and pairs of files.
public struct TokenOutcome: Encodable, Sendable, Hashable {
  /// The scores, file by file.
  public let files: [TokenScores]
  /// Each file but the first beside the first.
  public let pairs: [TokenPair]
}

/// What the log-probabilities of the tokens of a file add up to.
public struct TokenScores: Sendable, Hashable {
  /// The file.
  public let path: String
  /// The tokens, rows of weight 0 left out.
  public let tokens: Int
  /// The documents that they are of; nil where they are not told apart.
  public let documents: Int?
  /// Mean −log p of a token, in nats; its interval is over documents where they are told apart, else over tokens.
  public let logLoss: PredictionScores.Score
  /// exp of it.
  public let perplexity: PredictionScores.Score
  /// −log₂ p of all tokens together, by their weights.
  public let totalBits: Double
  /// Tokens that were given probability 0; nil where there are none.
  public let impossible: PredictionScores.Impossible?
  /// The share of the loss that the worst 1 % of tokens carry; nil where it is 0 or infinite.
  public let worstShare: Double?
  /// The costliest tokens.
  public let worstTokens: [WorstToken]
  /// What should be known of the numbers.
  public let lint: [LintFinding]
  /// How the file was read.
  public let notes: [DatasetNote]

  /// A token that cost much.
  public struct WorstToken: Encodable, Sendable, Hashable {
    /// Its line, or of arrays its number.
    public let line: Int
    /// Its loss in nats.
    public let logLoss: Double

    enum CodingKeys: String, CodingKey {
      case line
      case logLoss = "log_loss"
    }
  }

  /// The log loss in bits.
  package var logLossBits: Double { bits(ofNats: logLoss.value) }
}

extension TokenScores: Encodable {
  enum CodingKeys: String, CodingKey {
    case path, tokens, documents
    case logLoss = "log_loss"
    case logLossInterval = "log_loss_interval"
    case bits = "log_loss_bits"
    case perplexity
    case perplexityInterval = "perplexity_interval"
    case totalBits = "total_bits"
    case impossible
    case worstShare = "worst_share"
    case worstTokens = "worst_tokens"
    case lint, notes
  }

  /// Writes every score with its interval beside it, and what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(tokens, forKey: .tokens)
    try container.encode(documents, forKey: .documents)
    try container.encode(logLoss, .logLoss, .logLossInterval)
    try container.encode(logLossBits, forKey: .bits)
    try container.encode(perplexity, .perplexity, .perplexityInterval)
    try container.encode(totalBits, forKey: .totalBits)
    try container.encode(impossible, forKey: .impossible)
    try container.encode(worstShare, forKey: .worstShare)
    try container.encode(worstTokens, forKey: .worstTokens)
    try container.encode(lint, forKey: .lint)
    try container.encode(notes, forKey: .notes)
  }
}

extension TokenScores {
  /// The scores of the tokens of a file.
  init(_ rows: TokenRows) throws(WorkflowError) {
    do throws(EvaluationError) {
      let (losses, units) = (rows.losses, rows.units)
      let mean = try units.mean(of: losses)
      let costliest = try CostliestRows(
        of: losses, weights: units.weights, most: LossPlaces.usualMost)
      var lint: [LintFinding] = []
      if units.groups == nil {
        lint.append(.tokensAsUnits)
      } else if mean.units < MeanEstimate.fewestUnitsWithoutWarning {
        lint.append(.fewGroups(mean.units, of: .token))
      }
      if let share = costliest.worstShare, share > CostliestRows.mostForIntervals {
        lint.append(.fewRowsCostMost(share: share, of: .token))
      }
      let weight = units.weights?.reduce(0, +) ?? Double(losses.count)
      self.init(
        path: rows.path, tokens: losses.count, documents: units.groups == nil ? nil : mean.units,
        logLoss: try PredictionScores.Score(mean),
        perplexity: PredictionScores.Score(try mean.perplexity),
        totalBits: bits(ofNats: mean.mean * weight / rows.weightUnit),
        impossible: try rows.impossible, worstShare: costliest.worstShare,
        worstTokens: costliest.rows.map {
          WorstToken(line: rows.lines[$0], logLoss: losses[$0])
        },
        lint: lint, notes: rows.notes)
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(rows.path))
    }
  }
}
