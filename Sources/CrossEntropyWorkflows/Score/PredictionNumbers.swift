internal import CrossEntropy
internal import CrossEntropyFiles
internal import CrossEntropyLearning

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The numbers of predictions, and what shows that they are of another scale than was said.
struct PredictionNumbers {
  private let numbers: Matrix<Double>
  private let isPositiveAlone: Bool
  /// The rows of the table.
  private let rows: [Int]
  private let columns: [String]

  /// The numbers of some rows of a file.
  init(_ file: PredictionFile, _ kept: [Int]) {
    let all = file.numbers
    var some = ContiguousArray<Double>()
    some.reserveCapacity(kept.count * all.columns)
    for row in kept {
      some += all.elements[row * all.columns..<(row + 1) * all.columns]
    }
    numbers = Matrix(rows: kept.count, columns: all.columns, fitting: some)
    isPositiveAlone = file.isPositiveAlone
    rows = kept.map { file.rows[$0] }
    columns = isPositiveAlone ? [file.classes[1]] : file.classes
  }

  /// The log-probabilities of rows × classes; throws where the numbers are not what they are said to be.
  func logProbabilities(
    _ scale: ScoreRequest.Scale, normalizes: Bool, _ file: PredictionFile
  ) throws(WorkflowError) -> Matrix<Double> {
    switch scale {
    case .logits: return logSoftmax(made { isPositiveAlone ? [0, $0[0]] : $0 }, threads: 1)
    case .probabilities, .percent:
      let unit = scale == .percent ? 100.0 : 1
      try check(unit: unit, normalizes: normalizes, file)
      return made { values in
        // What rounding has put above 1 is 1.
        let shares = values.map { min($0 / unit, normalizes ? .infinity : 1) }
        if isPositiveAlone { return [log1p(-min(shares[0], 1)), log(min(shares[0], 1))] }
        let divisor = normalizes ? log(shares.reduce(0, +)) : 0
        return shares.map { log($0) - divisor }
      }
    case .logProbabilities:
      try checkLogarithms(normalizes: normalizes, file)
      return made { values in
        let values = values.map { min($0, normalizes ? .infinity : 0) }
        if isPositiveAlone { return [log1p(-exp(min(values[0], 0))), min(values[0], 0)] }
        let divisor = normalizes ? log(values.reduce(0) { $0 + exp($1) }) : 0
        return values.map { $0 - divisor }
      }
    }
  }

  /// The probabilities as they are given, where that is what is given: of every class, and not to be divided.
  func probabilities(_ scale: ScoreRequest.Scale, normalizes: Bool) -> Matrix<Double>? {
    if isPositiveAlone {
      guard scale == .probabilities || scale == .percent else { return nil }
      let unit = scale == .percent ? 100.0 : 1
      return made { values in
        let p = min(values[0] / unit, 1)
        return [1 - p, p]
      }
    }
    if normalizes { return nil }
    switch scale {
    case .logits: return nil
    case .logProbabilities:
      // A logarithm says more than the probability does, where the sums are right but for rounding.
      return sumsAreExact ? nil : made { $0.map { min(exp($0), 1) } }
    case .probabilities: return made { $0.map { min($0, 1) } }
    case .percent: return made { $0.map { min($0 / 100, 1) } }
    }
  }

  /// What makes the numbers mean less, though they can be scored.
  func findings(_ scale: ScoreRequest.Scale) -> [LintFinding] {
    guard scale == .probabilities || scale == .percent else { return [] }
    let unit = scale == .percent ? 100.0 : 1
    if numbers.elements.allSatisfy({ $0 == 0 || $0 == unit }) { return [.decisions] }
    return decimals.map { [.rounded(decimals: $0 + (scale == .percent ? 2 : 0))] } ?? []
  }

  // MARK: Checks

  /// How far a row's sum may be from 1: as far as rounding in single precision and to the decimals of the file goes.
  var tolerance: Double {
    // Of one decimal two numbers are .1 off 1 only by mistake.
    let rounded = decimals.map { $0 > 1 ? 0.5 * pow(10, -Double($0)) : 0 } ?? 0
    return Double(numbers.columns) * (rounded + 1.2e-7) + 1e-6
  }

  /// The most decimals of any number, where they are few; nil where they are not.
  private var decimals: Int? {
    (1...mostDecimals).first { decimals in
      let scale = pow(10, Double(decimals))
      return numbers.elements.allSatisfy { abs(($0 * scale).rounded() / scale - $0) < 1e-12 }
    }
  }

  private func check(
    unit: Double, normalizes: Bool, _ file: PredictionFile
  ) throws(WorkflowError) {
    let outside = numbers.elements.indices.filter {
      !(0...unit).contains(numbers.elements[$0])
        && !(numbers.elements[$0] > unit && numbers.elements[$0] <= unit * (1 + 1e-6))
    }
    if let first = outside.first {
      let (row, column) = (first / numbers.columns, first % numbers.columns)
      let wrongRows = Set(outside.map { $0 / numbers.columns }).count
      throw WorkflowError(
        .score(.noProbability(numbers.elements[first], column: columns[column], rows: wrongRows)),
        at: .file(file.table.place(ofRow: rows[row])), remedies: [likelyScale(unit)])
    }
    if isPositiveAlone { return }
    guard normalizes else { return try checkSums(file) { $0 / unit } }
    for row in 0..<numbers.rows {
      let sum = sum(of: row) { $0 }
      guard sum > 0, sum.isFinite else {
        throw WorkflowError(
          .score(.badSum(sum, rows: 1)), at: .file(file.table.place(ofRow: rows[row])),
          remedies: [.correct(.numbers)])
      }
    }
  }

  /// Whether the probabilities of every row, whose logarithms these are, sum to 1 but for rounding.
  private var sumsAreExact: Bool {
    (0..<numbers.rows).allSatisfy { abs(sum(of: $0) { exp($0) } - 1) <= 1e-6 }
  }

  private func checkSums(
    _ file: PredictionFile, _ probability: (Double) -> Double
  ) throws(WorkflowError) {
    let tolerance = tolerance
    var (first, wrong): ((row: Int, sum: Double)?, Int) = (nil, 0)
    for row in 0..<numbers.rows {
      let sum = sum(of: row, probability)
      guard abs(sum - 1) > tolerance else { continue }
      wrong += 1
      if first == nil { first = (row, sum) }
    }
    if let first {
      throw WorkflowError(
        .score(.badSum(first.sum, rows: wrong)),
        at: .file(file.table.place(ofRow: rows[first.row])),
        remedies: [.set(.normalize), .set(.classColumns)])
    }
  }

  private func checkLogarithms(
    normalizes: Bool, _ file: PredictionFile
  ) throws(WorkflowError) {
    for index in numbers.elements.indices where numbers.elements[index] > 1e-6 {
      throw WorkflowError(
        .score(.noLogit(numbers.elements[index], column: columns[index % numbers.columns])),
        at: .file(file.table.place(ofRow: rows[index / numbers.columns])),
        remedies: [.set(.logits)])
    }
    guard !normalizes, !isPositiveAlone else { return }
    try checkSums(file) { exp($0) }
  }

  /// What the numbers are, as far as they tell.
  private func likelyScale(_ unit: Double) -> WorkflowError.Remedy {
    let all = numbers.elements
    if all.allSatisfy({ $0 <= 0 }), isPositiveAlone || sums({ exp($0) }, to: 1) {
      return .set(.logProbabilities)
    }
    if all.allSatisfy({ 0...100 ~= $0 }), isPositiveAlone || sums({ $0 }, to: 100) {
      return .set(.percent)
    }
    return .set(.logits)
  }

  /// Whether the first rows sum to about this.
  private func sums(_ form: (Double) -> Double, to wanted: Double) -> Bool {
    (0..<min(numbers.rows, 100)).allSatisfy { abs(sum(of: $0, form) - wanted) < 0.02 * wanted }
  }

  private func sum(of row: Int, _ form: (Double) -> Double) -> Double {
    (0..<numbers.columns).reduce(0) { $0 + form(numbers[row, $1]) }
  }

  /// What is made of every row.
  private func made(_ form: (_ values: [Double]) -> [Double]) -> Matrix<Double> {
    let columns = isPositiveAlone ? 2 : numbers.columns
    var logs = ContiguousArray<Double>()
    logs.reserveCapacity(numbers.rows * columns)
    for row in 0..<numbers.rows {
      logs += form(Array(numbers.elements[row * numbers.columns..<(row + 1) * numbers.columns]))
    }
    return Matrix(rows: numbers.rows, columns: columns, fitting: logs)
  }
}

/// A probability of more decimals than these is not taken to be rounded.
private let mostDecimals = 4
