internal import CrossEntropyFiles

/// How cells become numbers, learnt from training rows alone.
///
/// A number is standardised with the training rows' mean and deviation, and held within ±1e30, so
/// that a held-out row cannot make a logit infinite; a missing one becomes the mean, and a column of
/// its own says that it was missing. A category is one column a level: levels seen in fewer than
/// `fewestRows` training rows, and those beyond the `mostLevels` most frequent, share a column
/// "other", which also takes levels never seen in training. A missing category has a column of its
/// own.
struct FeatureEncoder: Sendable {
  static let fewestRows = 5
  static let mostLevels = 100

  private let rules: [Rule]
  /// The columns of an encoded row.
  let width: Int

  /// Learns from these rows of the dataset, and from no other.
  init(_ dataset: Dataset, rows: [Int]) {
    rules = dataset.features.map { feature in
      switch feature.values {
      case .numbers(let numbers):
        numberRule(numbers, rows: rows, weights: dataset.weights)
      case .categories(let codes, let levels):
        categoryRule(codes, levels: levels.count, rows: rows)
      }
    }
    width = rules.reduce(0) { $0 + $1.width }
  }

  /// The rows as a design matrix.
  func encode(_ dataset: Dataset, rows: [Int]) -> DesignMatrix {
    var design = DesignMatrix(rows: rows.count, features: width)
    var column = 0
    for (feature, rule) in zip(dataset.features, rules) {
      switch (feature.values, rule) {
      case (.numbers(let numbers), .number(let unit, let mean, let deviation, let indicator)):
        let scale = deviation > 0 ? 1 / deviation : 0
        for (i, row) in rows.enumerated() {
          let x = numbers[row]
          if x.isNaN {
            if indicator { design[i, column + 1] = 1 }
          } else {
            design[i, column] = min(max((x * unit - mean) * scale, -1e30), 1e30)
          }
        }
      case (.categories(let codes, _), .category(let places, let missing, _)):
        for (i, row) in rows.enumerated() {
          let code = codes[row]
          let place = code < 0 ? missing : places[Int(code)]
          if place >= 0 { design[i, column + Int(place)] = 1 }
        }
      default: preconditionFailure("the encoder was learnt from another dataset")
      }
      column += rule.width
    }
    return design
  }

  /// The most columns that a dataset can come to, whatever the rows.
  static func mostColumns(_ dataset: Dataset) -> Int {
    dataset.features.reduce(0) { sum, feature in
      switch feature.values {
      case .numbers: sum + (feature.missingCount > 0 ? 2 : 1)
      case .categories(_, let levels): sum + min(levels.count, mostLevels) + 2
      }
    }
  }
}

private enum Rule: Sendable {
  /// The mean and the deviation are those of the numbers times `unit`.
  case number(unit: Double, mean: Double, deviation: Double, indicator: Bool)
  /// The place of every level's column, and of a missing cell's; −1 for none.
  case category(places: [Int32], missing: Int32, width: Int)

  var width: Int {
    switch self {
    case .number(_, _, _, let indicator): indicator ? 2 : 1
    case .category(_, _, let width): width
    }
  }
}

private func numberRule(_ numbers: [Double], rows: [Int], weights: [Double]?) -> Rule {
  let unit = unitOf(numbers, rows: rows)
  var weight = 0.0
  var sum = 0.0
  var missing = false
  for row in rows {
    if numbers[row].isNaN {
      missing = true
      continue
    }
    let w = weights?[row] ?? 1
    weight += w
    sum += w * (numbers[row] * unit)
  }
  let mean = weight > 0 ? sum / weight : 0
  var squares = 0.0
  for row in rows where !numbers[row].isNaN {
    let difference = numbers[row] * unit - mean
    squares += (weights?[row] ?? 1) * difference * difference
  }
  let deviation = weight > 0 ? (squares / weight).squareRoot() : 0
  // A column that is constant up to rounding has nothing to standardise.
  let isConstant = deviation <= 1e-12 * abs(mean)
  return .number(
    unit: unit, mean: mean, deviation: isConstant ? 0 : deviation, indicator: missing)
}

/// A power of two that brings very large or very small numbers where their squares and sums are
/// finite; 1 for all others, and exact where it is not.
private func unitOf(_ numbers: [Double], rows: [Int]) -> Double {
  var largest = 0.0
  for row in rows where !numbers[row].isNaN { largest = max(largest, abs(numbers[row])) }
  guard largest > 0, !(1e-100...1e100).contains(largest) else { return 1 }
  return Double(sign: .plus, exponent: min(-Int(largest.exponent), 1023), significand: 1)
}

private func categoryRule(_ codes: [Int32], levels: Int, rows: [Int]) -> Rule {
  var counts = [Int](repeating: 0, count: levels)
  var missing = false
  for row in rows {
    if codes[row] < 0 { missing = true } else { counts[Int(codes[row])] += 1 }
  }
  let frequent = counts.indices.filter { counts[$0] >= FeatureEncoder.fewestRows }
    .sorted { (counts[$1], $0) < (counts[$0], $1) }
    .prefix(FeatureEncoder.mostLevels)
  var places = [Int32](repeating: -1, count: levels)
  for (place, level) in frequent.sorted().enumerated() { places[level] = Int32(place) }
  var width = frequent.count
  // "other" exists if training rows can teach it; else an unseen level is no column at all.
  if counts.indices.contains(where: { counts[$0] > 0 && places[$0] < 0 }) {
    for level in counts.indices where places[level] < 0 { places[level] = Int32(width) }
    width += 1
  }
  let missingPlace = missing ? Int32(width) : -1
  return .category(places: places, missing: missingPlace, width: width + (missing ? 1 : 0))
}
