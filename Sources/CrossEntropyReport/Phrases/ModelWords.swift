internal import CrossEntropyEvaluation
internal import CrossEntropyLearning
internal import CrossEntropyWorkflows

/// What the text and the page of a saved model both say.
struct ModelWords: Sendable {
  let outcome: InspectOutcome
  let phrases: any Phrases

  init(_ outcome: InspectOutcome, _ phrases: any Phrases) {
    self.outcome = outcome
    self.phrases = phrases
  }

  var isMultiLabel: Bool { outcome.targets.count > 1 }
  /// Whether the logits are those of several classes.
  var isSoftmax: Bool { !isMultiLabel && outcome.targets[0].classes.count > 2 }

  /// The columns that do most first.
  var bySize: [InspectOutcome.Column] {
    outcome.evaluation == nil
      ? outcome.columns
      : outcome.columns.enumerated().sorted {
        let (a, b) = ($0.element.size ?? .infinity, $1.element.size ?? .infinity)
        return a != b ? a > b : $0.offset < $1.offset
      }.map(\.element)
  }

  /// Those of them that add something.
  var withWeight: [InspectOutcome.Column] { bySize.filter(\.hasWeight) }

  /// Which columns an absolute penalty has left without any weight; nil where there is none.
  var withoutWeight: String? {
    let columns = bySize.filter { !$0.hasWeight }
    return columns.isEmpty
      ? nil
      : phrases.withoutWeight(
        columns.count, listed(first: 8, of: columns.map(\.name)))
  }

  // MARK: The model

  /// A model in a file, and what it predicts.
  func title(_ path: String) -> String {
    let names = outcome.targets.map { escaped($0.name, most: 40) }
    return phrases.inspected(
      path, outcome.kind,
      isMultiLabel ? listed(first: 4, of: names) : "'\(names[0])'")
  }

  /// How the model was made, line by line.
  func facts(isWhole: Bool) -> [(label: String, text: String)] {
    var facts = [(classLabel, classes(isWhole ? .max : mostListed))]
    guard let training = outcome.record else {
      return facts + layers + [
        (
          phrases.label(.size),
          phrases.plainSize(features: outcome.features, weights: outcome.weights)
        ),
        (phrases.modelLabel(.trained), phrases.unknownTraining),
      ]
    }
    let origin = training.origin
    facts.append(
      (
        phrases.modelLabel(.trained),
        phrases.trainedOn(
          origin.map { escaped($0.table) }, rows: training.rows,
          program: origin.map { escaped($0.program) })
      ))
    if let stored = training.stored {
      facts.append((phrases.label(.stored), phrases.stored(stored, sampled: training.rows)))
    }
    if isWhole, let origin {
      facts.append((phrases.modelLabel(.digest), escaped(origin.sha256, most: 64)))
    }
    if let expected = training.expected {
      facts.append(
        (
          phrases.label(.logLoss),
          phrases.expectedLogLoss(
            fixed(expected.logLoss, 4), interval: interval(expected.logLossInterval),
            constant: fixed(expected.constantLogLoss, 4))
        ))
    }
    let title = phrases.title(
      training.loss.name, training.loss.parameters.mapValues { shortNumber($0) })
    let ending: LossEnding =
      training.loss.endsAtProbabilities
      ? .atProbabilities : training.reading == .recalibrated ? .mapped : .asTrained
    facts.append((phrases.label(.loss), phrases.savedLoss(title, ends: ending)))
    if let maps { facts.append((phrases.label(.map), maps)) }
    facts += layers
    let unusual = phrases.unusual(training.model.settings)
    if !unusual.isEmpty {
      facts.append((phrases.modelLabel(.training), unusual.joined(separator: ", ")))
    }
    facts.append(
      (
        phrases.label(.chosen),
        phrases.chosen(
          scientific(training.chosen), of: training.model, innerFolds: training.innerFolds,
          isAtEdge: training.isAtEdge)
      ))
    facts.append(
      (
        phrases.label(.size),
        phrases.size(
          features: outcome.features, weights: outcome.weights,
          nonzero: training.model == .sparseLinear ? outcome.nonzeroWeights : nil,
          iterations: training.iterations, best: training.bestEpoch, training.model.iteration)
      ))
    if isWhole, let origin { facts.append((phrases.request, escaped(origin.request, most: .max))) }
    return facts
  }

  private var classLabel: String { phrases.modelLabel(isMultiLabel ? .labels : .classes) }

  /// The classes with their rows; of labels the rows in which they are true.
  private func classes(_ most: Int) -> String {
    let all =
      isMultiLabel
      ? outcome.targets.enumerated().map { ($1.name, outcome.record?.classRows[$0].last) }
      : outcome.targets[0].classes.enumerated().map { ($1, outcome.record?.classRows[0][$0]) }
    let shown = all.prefix(most).map { name, rows in
      escaped(name, most: 40) + (rows.map { " \(grouped($0))" } ?? "")
    }
    return shown.joined(separator: ", ")
      + (all.count > shown.count ? ", … +\(grouped(all.count - shown.count))" : "")
  }

  private var layers: [(label: String, text: String)] {
    guard let layers = outcome.layers, let first = layers.first else { return [] }
    let text =
      grouped(first.inputs)
      + layers.map { " → \(grouped($0.units)) \($0.activation.rawValue)" }.joined()
    return [(phrases.modelLabel(.layers), text)]
  }

  private var maps: String? {
    let texts = outcome.targets.flatMap { target in
      target.maps.map { map in
        phrases.map(
          scale: significant(map.scale),
          offset: map.offsets.count == 2 ? signed(map.offsets[1] - map.offsets[0]) : nil,
          target: isMultiLabel ? escaped(target.name, most: 40) : nil)
      }
    }
    return texts.isEmpty ? nil : listed(first: mostListed, of: texts)
  }

  func evaluated(_ evaluation: InspectOutcome.Evaluation) -> String {
    phrases.evaluated(
      fixed(evaluation.logLoss, 4), interval: interval(evaluation.logLossInterval),
      rows: evaluation.rows, unlabelled: evaluation.unlabelledRows,
      isTrainedOn: evaluation.isTrainedOn)
  }

  private func interval(_ interval: ConfidenceInterval?) -> String? {
    interval.map { "[\(fixed($0.low, 4)), \(fixed($0.high, 4))]" }
  }

  // MARK: Effects

  var effectsHeading: String {
    let outputs = outcome.outputs ?? []
    return phrases.effectsHeading(
      outputs.count == 1 ? quoted(outputs[0].name) : nil, isMultiLabel: isMultiLabel)
  }

  var effectsNote: String {
    phrases.effectsNote(
      isSoftmax: isSoftmax,
      hasPlaces: outcome.columns.contains { $0.kind == .sparse || $0.kind == .text })
  }

  /// What an output is called.
  func name(of output: InspectOutcome.Output) -> String {
    escaped(isMultiLabel ? output.target : output.name, most: 30)
  }

  /// The output before its number; nothing where there is only one.
  func of(_ output: InspectOutcome.Output) -> String {
    outcome.outputs?.count == 1 ? "" : name(of: output) + " "
  }

  /// What a cell is.
  func name(of term: InspectOutcome.Term, _ column: InspectOutcome.Column) -> String {
    switch term.cell {
    case .number: phrases.more(deviation(of: term))
    case .level, .place: escaped(term.level ?? "", most: 30)
    case .missing: phrases.missingCell
    }
  }

  /// What a column's cells add; of sparse numbers and words the largest first.
  func terms(of column: InspectOutcome.Column) -> [InspectOutcome.Term] {
    let terms = column.terms ?? []
    guard column.size == nil else { return terms }
    let sized = terms.map { (term: $0, size: $0.weights.map(abs).max() ?? 0) }
      .filter { $0.size > 0 }
    let sorted = sized.sorted { a, b in
      a.size != b.size ? a.size > b.size : (a.term.level ?? "") < (b.term.level ?? "")
    }
    return sorted.map(\.term)
  }

  /// Every weight with its odds ratio, and of a number what one unit adds.
  func weights(of term: InspectOutcome.Term) -> [String] {
    zip(outcome.outputs ?? [], term.weights.indices).map { output, place in
      let unit = term.weightsPerUnit.map { ", " + phrases.perUnit(signedNumber($0[place])) } ?? ""
      return of(output) + signed(term.weights[place]) + " (×"
        + board(term.oddsRatios[place], digits: 3) + unit + ")"
    }
  }

  /// By how much a column multiplies odds, where it does so most: up and down.
  func strongest(_ column: InspectOutcome.Column) -> String {
    guard let terms = column.terms, let outputs = outcome.outputs, !terms.isEmpty else { return "" }
    let isNumber = terms[0].cell == .number
    let places = (isNumber ? [0] : Array(terms.indices)).flatMap { term in
      outputs.indices.map { (term: term, output: $0) }
    }
    func weight(_ place: (term: Int, output: Int)) -> Double {
      terms[place.term].weights[place.output]
    }
    let sorted = places.sorted { weight($0) > weight($1) }
    let ends = sorted.count == 1 ? sorted : [sorted[0], sorted[sorted.count - 1]]
    let said = ends.map { place in
      let level = isNumber ? "" : name(of: terms[place.term], column)
      let output = outputs.count == 1 ? "" : name(of: outputs[place.output])
      let name = [level, output].filter { !$0.isEmpty }.joined(separator: " → ")
      return (name.isEmpty ? "" : name + " ") + "×"
        + board(terms[place.term].oddsRatios[place.output], digits: 3)
    }
    return said.joined(separator: ", ")
      + (isNumber ? " " + phrases.more(deviation(of: terms[0])) : "")
  }

  /// What a column held in training.
  func profile(of column: InspectOutcome.Column) -> [String] {
    guard let column = outcome.record?.columns.first(where: { $0.name == column.name }) else {
      return []
    }
    var parts: [String] = []
    if let low = column.low, let high = column.high, let mean = column.mean,
      let deviation = column.deviation
    {
      parts.append(
        phrases.numbers(
          cellNumber(low), cellNumber(high), mean: cellNumber(mean),
          deviation: cellNumber(deviation)))
    }
    if let levels = column.levels { parts.append(phrases.levelCount(levels.count)) }
    if column.missing > 0 { parts.append(phrases.missingCells(column.missing)) }
    return parts
  }

  private func deviation(of term: InspectOutcome.Term) -> String {
    cellNumber(term.deviation ?? 0)
  }
}

extension InspectOutcome.Column {
  /// Whether some cell of it adds something to a logit; true of a network's, of which nobody knows.
  fileprivate var hasWeight: Bool {
    terms.map { $0.contains { $0.weights.contains { $0 != 0 } } } ?? true
  }
}
