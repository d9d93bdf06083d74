internal import CrossEntropyEvaluation
internal import CrossEntropyFiles

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// What predictions are compared with in place of the first file.
struct ScoreBaseline {
  let path: String
  /// Its mean log loss.
  let logLoss: Double
  /// That of the class shares; nil where it is not known.
  let baseRateLogLoss: Double?
  private let classes: [String]
  private let source: Source

  private enum Source {
    case predictions(ScoredRows)
    /// The loss of every row by what joins rows, an ID of this column or their number.
    case kept([String: Double], id: String?)
    /// The mean alone.
    case mean(MeanEstimate)
  }

  /// What a file that is an outcome's JSON ends with; all others are predictions.
  static let jsonSuffix = ".json"

  /// Whether a file is taken for an outcome's JSON.
  static func isOutcome(_ reading: TableReading) -> Bool {
    reading.path.hasSuffix(jsonSuffix) && reading.format == nil
  }

  /// Predictions that were scored as the others are.
  init(_ scored: ScoredRows, _ scores: PredictionScores) {
    (path, logLoss) = (scored.path, scores.logLoss.value)
    baseRateLogLoss = scores.baseRateLogLoss
    classes = scored.classes
    source = .predictions(scored)
  }

  /// The predictions that it is made of; nil of an outcome.
  var predictions: ScoredRows? {
    if case .predictions(let rows) = source { rows } else { nil }
  }

  /// Whether rows that are told apart by this column can be compared with it, row by row if its rows were kept.
  func joins(by column: String) -> Bool {
    if case .kept(_, let id) = source { id == column } else { true }
  }

  /// How much a file loses more than this, with the interval that misses with probability α, and over which rows.
  func difference(
    _ own: ScoredRows, pair: PredictionPair?, alpha: Double
  ) throws(WorkflowError) -> (mean: Double, interval: ConfidenceInterval?, rows: Int) {
    guard Set(own.classes) == Set(classes) || predictions != nil else {
      throw WorkflowError(
        .score(.baselineOfOtherClasses(classes, than: own.classes)), at: .file(path))
    }
    do throws(EvaluationError) {
      switch source {
      case .predictions:
        guard let pair else { throw .tooFew(0, of: .losses, least: 1) }
        return (
          pair.logLoss.estimate, try pair.rowDifference.interval(alpha: alpha), pair.rows
        )
      case .mean(let theirs):
        let ours = try own.units.mean(of: own.scores.logLoss)
        let difference = UnpairedDifference(ours, theirs)
        return (difference.mean, try difference.interval(alpha: alpha), own.count)
      case .kept: break
      }
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(own.path))
    }
    return try keptDifference(own, alpha: alpha)
  }

  /// Whether a difference is row by row.
  var isPaired: Bool { if case .mean = source { false } else { true } }

  private func keptDifference(
    _ own: ScoredRows, alpha: Double
  ) throws(WorkflowError) -> (mean: Double, interval: ConfidenceInterval?, rows: Int) {
    guard case .kept(let losses, let id) = source else {
      throw WorkflowError(.broken(path), at: .file(own.path))
    }
    guard own.id == id else {
      throw WorkflowError(
        .score(.joinedOtherwise(by: id)), at: .file(path),
        remedies: [id.map { .set(.idColumn, to: $0) } ?? .leaveOut(.idColumn)])
    }
    let shared = (0..<own.count).filter { losses[own.keys[$0]] != nil }
    guard id != nil || shared.count == own.count && shared.count == losses.count else {
      throw WorkflowError(
        .score(.otherRowCount(own.count, truth: path, rows: losses.count)), at: .file(own.path),
        remedies: [.set(.idColumn)])
    }
    if let id, shared.isEmpty {
      throw WorkflowError(
        .score(.noSharedID(column: id, truth: path)), at: .file(own.path),
        remedies: [.nameAnother(.idColumn)])
    }
    let units = RowUnits(
      weights: own.units.weights(of: shared),
      groups: own.units.groups.map { all in shared.map { all[$0] } })
    do throws(EvaluationError) {
      let mean = try units.mean(
        of: shared.map { own.scores.logLoss[$0] - (losses[own.keys[$0]] ?? 0) })
      return (mean.mean, try mean.interval(alpha: alpha), shared.count)
    } catch {
      throw WorkflowError(.broken("\(error)"), at: .file(own.path))
    }
  }
}

extension ScoreBaseline {
  /// Reads an outcome, and the rows that were kept beside it.
  init(outcome path: String, memory: Int?) throws(WorkflowError) {
    self.path = path
    func damaged(_ fault: ScoreFault, _ file: String) -> WorkflowError {
      WorkflowError(.score(fault), at: .file(file), remedies: [.fetchAgain])
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let bytes = try Self.bytes(path, memory)
    guard let outcome = try? decoder.decode(Outcome.self, from: Data(bytes)),
      outcome.version == ScoreOutcome.schemaVersion, let scores = outcome.predictions.first
    else { throw damaged(.noOutcome, path) }
    guard let logLoss = scores.logLoss else {
      throw WorkflowError(.score(.noLogLoss), at: .file(path))
    }
    guard let mean = scores.mean else { throw damaged(.noOutcome, path) }
    guard scores.isConsistent(mean, isGrouped: outcome.request.group != nil) else {
      throw damaged(.changedOutcome, path)
    }
    guard outcome.predictions.count == 1 else {
      throw WorkflowError(.score(.severalOutcomes(outcome.predictions.count)), at: .file(path))
    }
    (self.logLoss, baseRateLogLoss) = (logLoss, scores.baseRateLogLoss)
    classes = scores.classes.map(\.name)
    guard let kept = outcome.keptRows else {
      source = .mean(mean)
      return
    }
    let beside = KeptRows.path(besideJSON: path)
    let rows = try Self.bytes(beside, memory)
    guard KeptRows.digest(rows) == kept.sha256,
      let losses = NamedNumbers(
        rows, fields: KeptRows.fields, rows: kept.rows, width: kept.idBytes)
    else { throw damaged(.otherKeptRows(path), beside) }
    // A mean of weighted losses is not known of the losses alone.
    guard kept.rows == scores.rows,
      outcome.request.weight != nil || scores.isMean(of: losses.numbers)
    else { throw damaged(.changedOutcome, path) }
    source = .kept(
      Dictionary(zip(losses.names, losses.numbers)) { first, _ in first }, id: outcome.request.id)
  }

  private static func bytes(_ path: String, _ memory: Int?) throws(WorkflowError) -> [UInt8] {
    do throws(TableError) {
      return try wholeFile(path, memory: memory)
    } catch {
      throw WorkflowError(error)
    }
  }

  /// What is read of an outcome's JSON.
  private struct Outcome: Decodable {
    let version: Int
    let request: Request
    let predictions: [Scores]
    let keptRows: Kept?

    enum CodingKeys: String, CodingKey {
      case version = "schema_version"
      case request, predictions
      case keptRows = "kept_rows"
    }

    struct Request: Decodable { let id, weight, group: String? }

    struct Kept: Decodable {
      let rows, idBytes: Int
      let sha256: String

      enum CodingKeys: String, CodingKey {
        case rows, sha256
        case idBytes = "id_bytes"
      }
    }

    struct Scores: Decodable {
      let rows, units: Int
      let classes: [Class]
      /// Nil where it was not asked for.
      let logLoss: Double?
      let interval: ConfidenceInterval?
      let bits, perplexity: Double?
      let baseRateLogLoss, skill: Double?

      enum CodingKeys: String, CodingKey {
        case rows, units, classes
        case logLoss = "log_loss"
        case interval = "log_loss_interval"
        case bits = "log_loss_bits"
        case perplexity
        case baseRateLogLoss = "base_rate_log_loss"
        case skill
      }

      struct Class: Decodable { let name: String }

      /// The mean; nil of numbers that are none.
      var mean: MeanEstimate? {
        guard let logLoss, logLoss >= 0 else { return nil }
        return try? MeanEstimate(mean: logLoss, interval: interval, units: units)
      }

      /// Whether what is used agrees with the numbers beside it: the file has no digest, and a change of one of them shows.
      func isConsistent(_ mean: MeanEstimate, isGrouped: Bool) -> Bool {
        guard let logLoss, let bits, let perplexity, units <= rows, isGrouped || units == rows
        else { return false }
        // No loss is below 0, and so no end.
        let ofInterval = interval.map { isNear($0.low, max(0, 2 * logLoss - $0.high)) } ?? true
        let ofSkill =
          baseRateLogLoss.map { base in
            base > 0 && (skill.map { isNear($0, 1 - logLoss / base) } ?? false)
          } ?? true
        return isNear(bits, CrossEntropyWorkflows::bits(ofNats: logLoss))
          && isNear(perplexity, (try? mean.perplexity)?.value ?? .nan) && ofInterval && ofSkill
      }

      /// Whether losses that weigh the same have the log loss for a mean.
      func isMean(of losses: [Double]) -> Bool {
        isNear(MeanEstimate(of: losses).mean, logLoss ?? .nan)
      }
    }
  }
}

/// Whether two numbers differ by rounding alone.
private func isNear(_ a: Double, _ b: Double) -> Bool {
  a == b || abs(a - b) <= 1e-9 * max(1, abs(a), abs(b))
}
