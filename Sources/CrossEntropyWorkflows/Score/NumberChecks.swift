internal import CrossEntropyFiles

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// What the numbers of predictions show of themselves.
///
/// They may be of another scale than was said, not sum to 1, or be rounded. Those of parts merge, in the order of the rows.
struct NumberChecks: Sendable {
  /// A number that is wrong.
  struct Cell: Sendable {
    let row: Int
    let column: Int
    let value: Double
  }

  /// Rows that do not sum to 1.
  struct BadSums: Sendable {
    var first: (row: Int, sum: Double)?
    var rows = 0

    mutating func add(_ sum: Double, row: Int) {
      if first == nil { first = (row, sum) }
      rows += 1
    }

    mutating func merge(_ other: BadSums) {
      first = first ?? other.first
      rows += other.rows
    }
  }

  /// The first number that is missing, or none that it can be.
  private(set) var wrong: Cell?
  /// The rows with such numbers.
  private(set) var wrongRows = 0
  /// The rows whose sum is farther from 1 than numbers of 1, 2, … decimals can be.
  private var badSums = [BadSums](repeating: BadSums(), count: NumberDigits.mostDecimals)
  private let columns: Int
  private let scale: ScoreRequest.Scale
  private let isPositiveAlone: Bool
  /// What their digits show.
  private(set) var digits: NumberDigits
  private var areAtMostZero = true
  private var arePercent = true
  /// Of the first rows, whether they sum to about 100, and the powers of e to about 1.
  private var sumsOfFirst: (percent: Bool, exponentials: Bool)?

  /// Whether rows that cannot be scored are divided by their sums.
  private let normalizes: Bool

  /// Looks at numbers, row after row.
  init(_ numbers: Span<Double>, _ rows: PredictionRows, _ kind: PredictionNumbers) {
    (columns, scale, isPositiveAlone) = (kind.columns.count, kind.scale, kind.isPositiveAlone)
    normalizes = kind.normalizes
    digits = NumberDigits(numbers, kind.scale)
    let isProbability = scale == .probabilities || scale == .percent
    let most =
      switch scale {
      case .probabilities, .percent: kind.unit * (1 + 1e-6)
      case .logProbabilities: 1e-6
      case .logits: Double.greatestFiniteMagnitude
      }
    let isFree = scale == .logits || scale == .logProbabilities && kind.normalizes
    // Of many logits it takes a fraction of the time to see that nothing can be wrong.
    if isFree, areFinite(numbers) { return }
    let tolerances = (1...NumberDigits.mostDecimals).map { tolerance(decimals: $0) }
    for row in rows.labels.indices {
      var (isWrong, sum, greatest) = (false, 0.0, -Double.infinity)
      for column in 0..<columns {
        let value = numbers[row * columns + column]
        if !(value <= most && (value >= 0 || !isProbability)) {
          if wrong == nil { wrong = Cell(row: rows.rowOfFile(row), column: column, value: value) }
          isWrong = true
        }
        greatest = max(greatest, value)
        if !isFree { sum += isProbability ? value : exp(value) }
      }
      if isWrong { wrongRows += 1 }
      if isPositiveAlone { continue }
      if isFree {
        // Not all probabilities can be 0.
        if greatest == -.infinity, wrong == nil {
          wrong = Cell(row: rows.rowOfFile(row), column: 0, value: greatest)
        }
      } else if kind.normalizes {
        if !(sum > 0 && sum < .infinity) { badSums[0].add(sum, row: rows.rowOfFile(row)) }
      } else {
        sum = isProbability ? sum / kind.unit : sum
        for (place, tolerance) in tolerances.enumerated() where !(abs(sum - 1) <= tolerance) {
          badSums[place].add(sum, row: rows.rowOfFile(row))
        }
      }
    }
    guard isProbability else { return }
    for index in numbers.indices {
      areAtMostZero = areAtMostZero && numbers[index] <= 0
      arePercent = arePercent && numbers[index] >= 0 && numbers[index] <= 100
    }
    guard !rows.labels.isEmpty else { return }
    var (percent, exponentials) = (true, true)
    for row in 0..<min(rows.labels.count, 100) {
      var (sum, powers) = (0.0, 0.0)
      for column in 0..<columns {
        sum += numbers[row * columns + column]
        powers += exp(numbers[row * columns + column])
      }
      percent = percent && abs(sum - 100) < 2
      exponentials = exponentials && abs(powers - 1) < 0.02
    }
    sumsOfFirst = (percent, exponentials)
  }

  /// Takes what rows that follow show.
  mutating func merge(_ next: NumberChecks) {
    wrong = wrong ?? next.wrong
    wrongRows += next.wrongRows
    for place in badSums.indices { badSums[place].merge(next.badSums[place]) }
    digits.merge(next.digits)
    areAtMostZero = areAtMostZero && next.areAtMostZero
    arePercent = arePercent && next.arePercent
    sumsOfFirst = sumsOfFirst ?? next.sumsOfFirst
  }

  /// Whether these rows have no scores.
  var isWrong: Bool { wrong != nil || normalizes && badSums[0].rows > 0 }

  /// The first number that is wrong, where it is missing.
  var missing: Cell? { wrong.flatMap { $0.value.isNaN ? $0 : nil } }

  /// Throws what is wrong with the numbers of a file.
  ///
  /// - Parameters:
  ///   - kind: What they were said to be.
  ///   - place: Where a row stands.
  func check(
    _ kind: PredictionNumbers, at place: (_ row: Int) -> FilePlace
  ) throws(WorkflowError) {
    if let wrong {
      let column = kind.columns[wrong.column]
      let (fault, remedies): (ScoreFault, [WorkflowError.Remedy]) =
        if wrong.value.isNaN {
          (.missing(column: column), [])
        } else if scale == .probabilities || scale == .percent {
          (.noProbability(wrong.value, column: column, rows: wrongRows), [likelyScale])
        } else {
          (
            .noLogit(wrong.value, column: column),
            scale == .logits ? [.correct(.numbers)] : [.set(.logits)]
          )
        }
      throw WorkflowError(.score(fault), at: .file(place(wrong.row)), remedies: remedies)
    }
    // Of one decimal two numbers are .1 off 1 only by mistake.
    let sums = badSums[digits.fewest.map { $0 - 1 } ?? 0]
    if let first = sums.first {
      throw WorkflowError(
        .score(.badSum(first.sum, rows: sums.rows)), at: .file(place(first.row)),
        // No division makes 1 of 0.
        remedies: normalizes || first.sum == 0
          ? [.correct(.numbers)] : [.set(.normalize), .set(.classColumns)])
    }
  }

  /// What the numbers are, as far as they tell.
  private var likelyScale: WorkflowError.Remedy {
    if wrong?.value == .infinity { return .correct(.numbers) }
    let sums = isPositiveAlone ? (percent: true, exponentials: true) : sumsOfFirst
    if areAtMostZero, sums?.exponentials == true { return .set(.logProbabilities) }
    if arePercent, sums?.percent == true { return .set(.percent) }
    return .set(.logits)
  }

  /// How far a row's sum may be from 1: as far as rounding in single precision and to the decimals of the file goes.
  private func tolerance(decimals: Int) -> Double {
    let rounded = decimals > 1 ? 0.5 * pow(10, -Double(decimals)) : 0
    return Double(columns) * (rounded + 1.2e-7) + 1e-6
  }
}

/// Whether no number is infinite or none.
private func areFinite(_ numbers: Span<Double>) -> Bool {
  let exponent: UInt64 = 0x7FF0_0000_0000_0000
  // The sign is set where all bits of the exponent are.
  var signs: UInt64 = 0
  for index in numbers.indices {
    signs |= (numbers[index].bitPattern & exponent) &+ 0x0010_0000_0000_0000
  }
  return signs >> 63 == 0
}
