public import CrossEntropyEvaluation
internal import CrossEntropyFiles
public import CrossEntropyLearning

/// A model of a table: what is learnt from which rows, and how rows are held out to say what to expect of it.
public struct TrainRequest: Codable, Sendable, Hashable {
  /// The table, the columns' parts, the model, and how rows are held out.
  ///
  /// Its one loss is the one that trains the model; cross entropy is fitted beside it on the same rows, so that the two
  /// can be compared.
  public private(set) var comparison: CompareRequest
  /// Whether the probabilities are those that the loss ends at, though they may not be real ones.
  public var isAsTrained: Bool

  /// A request for a model; without a loss it is cross entropy.
  ///
  /// - Parameters:
  ///   - comparison: What would be compared. Its losses are left aside, and folds are drawn once unless it says how
  ///     often.
  ///   - loss: What trains the model.
  ///   - isAsTrained: Whether the probabilities are left as the loss gives them.
  public init(
    _ comparison: CompareRequest, loss: ComparedLoss = .baseline, isAsTrained: Bool = false
  ) {
    self.comparison = comparison
    self.comparison.losses = [loss]
    self.comparison.measuresSpeed = false
    if comparison.holdOut == nil { self.comparison.repeats = comparison.repeats ?? 1 }
    self.isAsTrained = isAsTrained
  }

  /// The same with a loss by its name, `name[:key=value]`; nil for cross entropy.
  public init(
    _ comparison: CompareRequest, lossNamed name: String?, isAsTrained: Bool = false
  ) throws(WorkflowError) {
    let losses = try name.map { (name) throws(WorkflowError) in
      try CompareRequest.losses(named: name)
    }
    guard losses.map({ $0.count == 1 }) ?? true else {
      throw WorkflowError(.settings(.severalLosses(losses?.count ?? 0)))
    }
    self.init(comparison, loss: losses?.first ?? .baseline, isAsTrained: isAsTrained)
  }

  /// The bytes of a file that holds the outcome of a comparison.
  public static func outcome(in path: String) throws(WorkflowError) -> [UInt8] {
    do throws(TableError) {
      return try wholeFile(path)
    } catch {
      throw WorkflowError(error)
    }
  }

  /// The files that are read.
  public var inputs: [String] {
    var paths = [comparison.table.path] + [comparison.table.labels].compactMap { $0 }
    if case .table(let path, _)? = comparison.holdOut { paths.append(path) }
    return paths
  }

  /// What trains the model.
  public var loss: ComparedLoss { comparison.losses[0] }

  /// Whether it has epochs: a network has.
  package var hasEpochs: Bool { comparison.model.iteration == .epoch }

  /// How the probabilities are read: through a map where the loss does not end at real ones.
  public var reading: ProbabilityReading {
    isAsTrained || loss.endsAtProbabilities ? .asTrained : .recalibrated
  }

  /// Throws what is wrong with the request.
  public func validate() throws(WorkflowError) { try comparison.validate() }

  enum CodingKeys: String, CodingKey {
    case comparison
    case isAsTrained = "as_trained"
  }

  /// Reads a request, and refuses one that does not validate.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let comparison = try container.decode(CompareRequest.self, forKey: .comparison)
    try container.require(
      comparison.losses.count == 1, forKey: .comparison, else: "not one loss")
    self.init(
      comparison, loss: comparison.losses[0],
      isAsTrained: try container.decode(Bool.self, forKey: .isAsTrained))
    try decoder.check(validate)
  }
}

extension CompareOutcome {
  /// The loss to train a model with, `name[:key=value…]`: the one that beats every other once its probabilities are
  /// recalibrated, as those of a model are; nil where that is cross entropy, or none does.
  public var lossToTrain: String? {
    guard let leader = leader[.recalibrated], leader > 0 else { return nil }
    let loss = losses[leader]
    let parameters = loss.parameters.sorted { $0.key < $1.key }
      .map { ":\($0.key)=\($0.value)" }
    let searched = loss.searched.map {
      ":\($0.name)=" + $0.values.map { "\($0)" }.joined(separator: "|")
    }
    return loss.name + parameters.joined() + (searched ?? "")
  }
}

/// What of an outcome of `compare` tells how to train a model like the ones that it compared.
public struct ComparedTable: Decodable, Sendable {
  /// The request.
  public var request: CompareRequest

  enum CodingKeys: CodingKey { case request }
}
