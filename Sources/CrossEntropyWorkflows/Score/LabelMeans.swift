internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// The means over several labels, each of which may be true of a row, of what the predictions of a file score.
public struct LabelMeans: Sendable, Hashable {
  /// The file.
  public let path: String
  /// The labels.
  public let labels: [String]
  /// The mean of the log losses.
  public let logLoss: Double
  /// The mean of the Brier scores.
  public let brier: Double
  /// The mean of the accuracies.
  public let accuracy: Double
  /// The mean F1 of the positive classes; nil where one has none, as the other two are.
  public let f1: Double?
  /// The mean area under the ROC curve.
  public let rocAUC: Double?
  /// The mean average precision.
  public let averagePrecision: Double?
}

extension LabelMeans: Encodable {
  enum CodingKeys: String, CodingKey {
    case path, labels
    case logLoss = "log_loss"
    case brier = "brier_score"
    case accuracy
    case f1 = "f1_macro"
    case rocAUC = "roc_auc"
    case averagePrecision = "average_precision"
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(path, forKey: .path)
    try container.encode(labels, forKey: .labels)
    try container.encode(logLoss, forKey: .logLoss)
    try container.encode(brier, forKey: .brier)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(f1, forKey: .f1)
    try container.encode(rocAUC, forKey: .rocAUC)
    try container.encode(averagePrecision, forKey: .averagePrecision)
  }

  fileprivate init(_ scores: [PredictionScores], labels: [String]) {
    func mean(_ value: (PredictionScores) -> Double?) -> Double? {
      let values = scores.compactMap(value)
      return values.count == scores.count ? values.reduce(0, +) / Double(values.count) : nil
    }
    self.init(
      path: scores[0].path, labels: labels, logLoss: mean { $0.logLoss.value } ?? .nan,
      brier: mean { $0.brier.value } ?? .nan, accuracy: mean { $0.accuracy.value } ?? .nan,
      f1: mean { $0.classes.last?.f1?.value }, rocAUC: mean { $0.rocAUC?.value },
      averagePrecision: mean { $0.averagePrecision?.value })
  }
}

extension ScoreRequest {
  /// The labels that the target names, where it names several, each a column of truths; nil where it is one column.
  func labels(memory: Int?) throws(WorkflowError) -> [String]? {
    guard let target, target.contains(",") else { return nil }
    // Each label reads the files for itself; a part is of one.
    if let pipe = inputs.first(where: { Pipe($0) != nil }) {
      if isPart { return nil }
      throw WorkflowError(
        .score(.pipeOfLabels), at: .file(fileName(of: pipe)), remedies: [.save(.file)])
    }
    let reading = truth.map { TableReading(path: $0) } ?? predictions[0]
    let file = try TableFile.open(reading, memory: memory)
    let columns = try file.columns().names
    // The one column of an array has no name.
    if columns.contains(target) || truth != nil && file.isArray && columns.count == 1 { return nil }
    let labels = names(in: target)
    for (place, label) in labels.enumerated() {
      if label.isEmpty { throw WorkflowError(.empty(.target)) }
      if labels[..<place].contains(label) {
        throw WorkflowError(.namedTwice(label, .target, .target))
      }
    }
    return labels
  }

  /// Scores label by label, the probability of each in the column `p_<label>`, of arrays in that which is called as it is, or
  /// in that which is named in its place.
  func run(labels: [String], threads: Int, memory: Int?) throws(WorkflowError) -> ScoreOutcome {
    var columns = columns.flatMap { names(in: $0) }
    if columns.isEmpty {
      let file = try TableFile.open(predictions[0], memory: memory)
      let own = try Set(file.columns().names)
      let areCalledSo = truth != nil && file.isArray && own.isSuperset(of: labels)
      columns = areCalledSo ? labels : labels.map { "p_\($0)" }
    }
    guard columns.count == labels.count else {
      throw WorkflowError(
        .score(.columnsOfLabels(columns.count, labels: labels.count)),
        at: .setting(.classColumns), remedies: [.set(.classColumns)])
    }
    if !gates.isEmpty || baseline != nil || keepsRows || isPart {
      throw WorkflowError(.score(.gatesOfLabels(labels)), at: .setting(.target))
    }
    var outcomes: [ScoreOutcome] = []
    for (label, column) in zip(labels, columns) {
      var request = self
      (request.target, request.columns) = (label, [column])
      outcomes.append(try request.run(threads: threads, memory: memory))
    }
    var (scores, pairs): ([PredictionScores], [PredictionPair]) = ([], [])
    var means: [LabelMeans] = []
    for file in predictions.indices {
      for (label, outcome) in zip(labels, outcomes) {
        var own = outcome.predictions[file]
        own.label = label
        scores.append(own)
        guard file > 0 else { continue }
        var pair = outcome.pairs[file - 1]
        pair.label = label
        pairs.append(pair)
      }
      means.append(LabelMeans(outcomes.map { $0.predictions[file] }, labels: labels))
    }
    var request = self
    request.id = outcomes[0].request.id
    return ScoreOutcome(
      request: request, predictions: scores, pairs: pairs, gates: [], keptRows: nil, means: means,
      part: nil)
  }
}

extension PredictionScores {
  /// What a heading calls it: the file, and its label where there are several.
  package var title: String { label.map { "\(path), \($0)" } ?? path }
}

extension PredictionPair {
  /// What a heading calls it: the file, and its label where there are several.
  package var title: String { label.map { "\(path), \($0)" } ?? path }
}
