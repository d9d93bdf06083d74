internal import CrossEntropyEvaluation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// What every column adds to the log-odds that a linear classifier gives, said so that columns can be compared.
///
/// The logits are those of the probabilities as they are given: the maps are in them, a·(w·x + b) + offset. All is said
/// against the average row, in which every number, sparse ones among them, is at its mean, every category adds what it
/// adds on average over the training rows, and a text has no words: a logit is the intercept there, and another row's is
/// the intercept and one weight per column.
///
/// Two classes have one output, the log-odds of the positive one. Softmax knows the logits of several classes only up to
/// a number that they share; here their mean is 0, so that a weight is against the geometric mean of all classes.
public struct LinearEffects: Sendable, Hashable {
  /// A logit of the model.
  public struct Output: Sendable, Hashable {
    /// The column that is predicted.
    public let target: String
    /// The class whose log-odds the output is.
    public let name: String
    /// The logit of the average row.
    public let intercept: Double
  }

  /// Something that a cell can be, and what it adds to the logits.
  public struct Term: Sendable, Hashable {
    /// What a cell can be.
    public enum Cell: Sendable, Hashable {
      /// A number that is one standard deviation of the training rows above their mean; `deviation` is that, 0 where
      /// all were equal.
      case deviation(Double)
      /// This level of a category.
      case level(String)
      /// 1 at this place of sparse numbers, or this word in a text of no other.
      case place(String)
      /// Nothing; of a number, against its mean.
      case missing
    }

    /// What the cell is.
    public let cell: Cell
    /// The share of the training rows that are so, where that is known; 1 of a number.
    public let share: Double?
    /// What it adds, output by output.
    public let weights: [Double]

    /// exp(weight), the factor by which the odds grow.
    public var oddsRatios: [Double] { weights.map { exp($0) } }

    /// What one unit of a number adds; nil of all else, and where the numbers were equal.
    public var weightsPerUnit: [Double]? {
      guard case .deviation(let deviation) = cell, deviation > 0 else { return nil }
      return weights.map { $0 / deviation }
    }
  }

  /// What a column adds.
  public struct Column: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// The standard deviation, over the training rows, of what it adds to a logit, the greatest of all outputs; nil of
    /// sparse numbers and texts, where it takes the rows.
    public let size: Double?
    /// What its cells can be.
    public let terms: [Term]
  }

  /// The logits.
  public let outputs: [Output]
  /// The columns, in the order of the classifier's.
  public let columns: [Column]
}

extension TableClassifier {
  /// What every column adds to the logits; nil of a network.
  ///
  /// Without a ``record`` the shares of levels are not known, and all count the same.
  public var effects: LinearEffects? {
    guard case .linear(let model) = model else { return nil }
    let links = zip(schema.targets, maps).map { OutputLink($0.classes.count, $1) }
    let isSoftmax = model.unit == .softmax
    /// The weights of a feature, with the maps in them.
    func weights(_ feature: Int) -> [Double] {
      let row = (0..<model.outputs).map { output in
        links[isSoftmax ? 0 : output].scale * model.weights[feature, output]
      }
      return isSoftmax ? centred(row) : row
    }
    var intercepts = (0..<model.outputs).map { output in
      let link = links[isSoftmax ? 0 : output]
      let offset = isSoftmax ? link.offsets[output] : link.offsets[1] - link.offsets[0]
      return link.scale * model.weights[model.features, output] + offset
    }
    if isSoftmax { intercepts = centred(intercepts) }

    var number = 0
    var level = encoder.width(of: { if case .number = $0 { true } else { false } })
    var sparse = level + encoder.width(of: { if case .category = $0 { true } else { false } })
    var columns: [LinearEffects.Column] = []
    for (place, (name, rule)) in zip(self.columns, encoder.rules).enumerated() {
      let profile = record?.columns[place]
      let rows = Double(record?.rows ?? 0)
      switch rule {
      case .number(let rule):
        let missing = profile.map { Double($0.missing) / rows }
        var terms = [
          LinearEffects.Term(
            cell: .deviation(rule.deviation / rule.unit), share: 1,
            weights: weights(number).map { rule.isScaled ? $0 : $0 * rule.scale * rule.deviation })
        ]
        if rule.marksMissing {
          terms.append(
            LinearEffects.Term(cell: .missing, share: missing, weights: weights(number + 1)))
        }
        number += rule.width
        columns.append(LinearEffects.Column(name: name, size: size(ofNumber: terms), terms: terms))
      case .category(let rule):
        let terms = levelTerms(rule, profile, rows: rows) { weights(level + $0) }
        for output in intercepts.indices { intercepts[output] += terms.average[output] }
        level += rule.width
        columns.append(LinearEffects.Column(name: name, size: terms.size, terms: terms.all))
      case .sparse(let rule):
        let terms = rule.places.indices.map { index in
          LinearEffects.Term(
            cell: .place(rule.names?[index] ?? "\(rule.places[index] + 1)"), share: nil,
            weights: weights(sparse + index).map {
              rule.isNormalised ? $0 : $0 * rule.scales[index]
            })
        }
        sparse += rule.width
        columns.append(LinearEffects.Column(name: name, size: nil, terms: terms))
      }
    }
    let names =
      isSoftmax
      ? schema.targets[0].classes.map { (schema.targets[0].name, $0) }
      : schema.targets.map { ($0.name, $0.classes[1]) }
    return LinearEffects(
      outputs: zip(names, intercepts).map {
        LinearEffects.Output(target: $0.0, name: $0.1, intercept: $1)
      }, columns: columns)
  }
}

extension FeatureEncoder {
  /// The features of the rules of a kind.
  fileprivate func width(of isOfKind: (EncodingRule) -> Bool) -> Int {
    rules.reduce(0) { $0 + (isOfKind($1) ? $1.width : 0) }
  }
}

/// What every level of a category adds, less the average over the training rows.
private func levelTerms(
  _ rule: CategoryRule, _ profile: ColumnProfile?, rows: Double, _ weights: (Int) -> [Double]
) -> (all: [LinearEffects.Term], average: [Double], size: Double) {
  var cells = rule.levels.map { LinearEffects.Term.Cell.level($0) }
  var shares: [Double]?
  if let profile {
    let counts = Dictionary(
      (profile.levels ?? []).map { ($0.name, $0.rows) }, uniquingKeysWith: { first, _ in first })
    shares = rule.levels.map { Double(counts[$0] ?? 0) / rows }
    if rule.marksMissing { shares?.append(Double(profile.missing) / rows) }
  }
  if rule.marksMissing { cells.append(.missing) }
  let known = shares ?? [Double](repeating: 1 / Double(cells.count), count: cells.count)
  let raw = cells.indices.map(weights)
  var average = [Double](repeating: 0, count: raw.first?.count ?? 0)
  for (share, row) in zip(known, raw) {
    for output in average.indices { average[output] += share * row[output] }
  }
  var squares = average.map { _ in 0.0 }
  var terms: [LinearEffects.Term] = []
  for (cell, row) in raw.enumerated() {
    let centred = zip(row, average).map { $0 - $1 }
    for output in squares.indices {
      squares[output] += known[cell] * centred[output] * centred[output]
    }
    terms.append(LinearEffects.Term(cell: cells[cell], share: shares?[cell], weights: centred))
  }
  return (terms, average, (squares.max() ?? 0).squareRoot())
}

/// The maps of a target as one: logits z become a·z + b.
private struct OutputLink {
  var scale = 1.0
  var offsets: [Double]

  init(_ classes: Int, _ maps: [Recalibration]) {
    offsets = [Double](repeating: 0, count: classes)
    for map in maps {
      scale *= map.scale
      offsets = zip(offsets, map.offsets).map { map.scale * $0 + $1 }
    }
  }
}

/// The numbers less their mean.
private func centred(_ numbers: [Double]) -> [Double] {
  let mean = numbers.reduce(0, +) / Double(numbers.count)
  return numbers.map { $0 - mean }
}

/// The deviation of what a number adds: w·z where it is there, with z of mean 0 and deviation 1, and m where it is not.
private func size(ofNumber terms: [LinearEffects.Term]) -> Double {
  guard case .deviation(let deviation) = terms[0].cell else { return 0 }
  let missing = terms.count > 1 ? terms[1].share ?? 0 : 0
  return terms[0].weights.indices.map { output in
    let w = deviation > 0 ? terms[0].weights[output] : 0
    let m = terms.count > 1 ? terms[1].weights[output] : 0
    return ((1 - missing) * w * w + missing * (1 - missing) * m * m).squareRoot()
  }.max() ?? 0
}
