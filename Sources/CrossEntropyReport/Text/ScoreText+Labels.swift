internal import CrossEntropyWorkflows

extension ScoreText {
  /// The means over the labels of a file, and the labels one by one.
  func lines(_ means: LabelMeans, _ scores: [PredictionScores]) -> [String] {
    var lines = wrap(
      phrases.labelsApart(escaped(means.path), labels: means.labels.count), width: 78)
    let all: [(fact: ScoreFact, mean: Double?, value: (PredictionScores) -> Double?)] = [
      (.logLoss, means.logLoss, { $0.logLoss.value }), (.brier, means.brier, { $0.brier.value }),
      (.accuracy, means.accuracy, { $0.accuracy.value }),
      (.positiveF1, means.f1, { $0.classes.last?.f1?.value }),
      (.rocAUC, means.rocAUC, { $0.rocAUC?.value }),
      (.averagePrecision, means.averagePrecision, { $0.averagePrecision?.value }),
    ]
    let columns = all.filter { $0.fact.metric.map(scores[0].isFormed) ?? true }
    var table = TextTable(head: [phrases.labelHead] + columns.map { phrases.scoreLabel($0.fact) })
    func row(_ name: String, _ values: [Double?]) -> [String] {
      [name] + values.map { $0.map { finite($0) } ?? "–" }
    }
    table.rows = zip(means.labels, scores).map { label, scores in
      row(escaped(label, most: 40), columns.map { $0.value(scores) })
    }
    table.rows.append(row(phrases.meanOfLabels, columns.map(\.mean)))
    lines[0] = heading(lines[0], isDecorated)
    lines += table.lines
    guard hasNotes else { return lines }
    let hasMore = !outcome.request.slices.isEmpty || outcome.request.rule != nil
    if hasMore { lines += paragraph(phrases.note(phrases.labelsHaveMore)) }
    var labelsOfNote: [(note: String, labels: [String])] = []
    for (label, scores) in zip(means.labels, scores) {
      for note in notes(scores) {
        if let place = labelsOfNote.firstIndex(where: { $0.note == note }) {
          labelsOfNote[place].labels.append(label)
        } else {
          labelsOfNote.append((note, [label]))
        }
      }
    }
    return lines
      + labelsOfNote.flatMap { note, labels in
        let some = labels == means.labels ? "" : listed(first: mostListed, of: labels) + ": "
        return paragraph(phrases.note(printable(some + note)))
      }
  }
}
