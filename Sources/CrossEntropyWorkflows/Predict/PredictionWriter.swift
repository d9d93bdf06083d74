internal import CrossEntropy
internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// The columns of predictions, and what they are called.
struct PredictionLayout: Sendable {
  /// The targets that the table has, whose cells are written as they are.
  let targets: [String]
  /// The columns of the predicted classes, one per target.
  let predicted: [String]
  /// The columns of the probabilities: one per class, or of several labels one each.
  let probabilities: [String]
  /// The names that were taken already.
  let renamed: [PredictOutcome.Renamed]

  init(_ request: PredictRequest, _ classifier: TableClassifier, _ names: [String]) {
    let present = Set(names)
    targets =
      request.appends ? [] : classifier.targets.filter { present.contains($0) && $0 != request.id }
    var taken = request.appends ? present : Set(targets + [request.id].compactMap { $0 })
    var renamed: [PredictOutcome.Renamed] = []
    func free(_ name: String) -> String {
      var (free, number) = (name, 2)
      while !taken.insert(free).inserted {
        free = "\(name)_\(number)"
        number += 1
      }
      if free != name { renamed.append(PredictOutcome.Renamed(name: name, as: free)) }
      return free
    }
    let isMultiLabel = classifier.targets.count > 1
    predicted =
      isMultiLabel
      ? classifier.targets.map { free("predicted_\($0)") } : [free("predicted")]
    probabilities = (isMultiLabel ? classifier.targets : classifier.classes[0]).map {
      free("p_\($0)")
    }
    self.renamed = renamed
  }
}

/// Writes predictions of batches as bytes.
struct PredictionWriter: Sendable {
  private let format: PredictRequest.Format
  private let layout: PredictionLayout
  private let classes: [[String]]
  private let threshold: Double?
  private let costs: CostMatrix?
  /// The header of the table, where its columns are written.
  private let headerLine: [UInt8]?
  private let form: RowWriter.Form
  private let names: [String]
  /// Where the ID, and the targets that are written, stand among the texts of a batch.
  private let texts: [Int]

  init(
    _ request: PredictRequest, _ predictor: Predictor, _ layout: PredictionLayout,
    _ rows: TableRows, _ costs: CostMatrix?
  ) {
    self.costs = costs
    format = request.format
    self.layout = layout
    classes = predictor.classifier.classes
    threshold = request.rule?.threshold
    headerLine = request.appends ? rows.headerLine : nil
    let before = request.appends ? [] : [request.id].compactMap { $0 } + layout.targets
    names = before + layout.predicted + layout.probabilities
    texts = before.compactMap { rows.texts.lastIndex(of: $0) }
    form =
      switch request.format {
      case .csv, .npy: .delimited(request.appends ? rows.delimiter : UInt8(ascii: ","))
      case .tsv: .delimited(UInt8(ascii: "\t"))
      case .jsonl: .json(names)
      }
  }

  /// What stands before the rows.
  func header(rows: Int) -> [UInt8] {
    if format == .npy { return npyHeader(rows: rows, columns: layout.probabilities.count) }
    var writer = RowWriter(form)
    if let headerLine {
      writer.write(cells: headerLine[...])
    }
    writer.writeHeader(names)
    return writer.bytes
  }

  /// The predicted class of every row, by target.
  func predicted(_ predictions: ClassPredictions) -> [Int32] {
    if let costs { return costs.leastCosts(predictions.probabilities) }
    guard let threshold else { return predictions.labels }
    let probabilities = predictions.probabilities
    return (0..<predictions.rows).map { probabilities[$0, 1] >= threshold ? 1 : 0 }
  }

  /// The rows of a batch.
  func bytes(of batch: RowBatch, _ predicted: Predictor.Batch) -> [UInt8] {
    let predictions = predicted.predictions
    let probabilities = predictions.map(\.probabilities)
    let isMultiLabel = predictions.count > 1
    if format == .npy {
      return isMultiLabel
        ? littleEndianBytes(
          (0..<batch.rowCount).flatMap { row in probabilities.map { $0[row, 1] } })
        : littleEndianBytes(probabilities[0].elements)
    }
    let labels = predictions.map { self.predicted($0) }
    var writer = RowWriter(form)
    for row in 0..<batch.rowCount {
      if headerLine != nil { writer.write(cells: batch.lines[row]) }
      for index in texts {
        let code = batch.texts[index].codes[row]
        writer.write(code < 0 ? nil : batch.texts[index].levels[Int(code)])
      }
      for (target, labels) in labels.enumerated() {
        writer.write(classes[target][Int(labels[row])])
      }
      if isMultiLabel {
        for probabilities in probabilities { writer.write(probabilities[row, 1]) }
      } else {
        for column in 0..<probabilities[0].columns { writer.write(probabilities[0][row, column]) }
      }
      writer.endRow()
    }
    return writer.bytes
  }
}
