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
    /// How far from 1 a sum is at most.
    var most = 0.0

    mutating func add(_ sum: Double, row: Int) {
      if first == nil { first = (row, sum) }
      rows += 1
      most = max(most, abs(sum - 1))
    }

    mutating func merge(_ other: BadSums) {
      first = first ?? other.first
      rows += other.rows
      most = max(most, other.most)
    }
  }

  /// The first number that is missing, or none that it can be.
  private(set) var wrong: Cell?
  /// The rows with such numbers.
  private(set) var wrongRows = 0
  /// The rows whose sum is farther from 1 than single precision explains.
  private var badSums = BadSums()
  /// Those of them whose sum is farther off than each precision explains.
  private var unexplained = [BadSums](
    repeating: BadSums(), count: NumberRounding.precisions.count)
  /// What precisions the first numbers have, and those of such rows.
  private var rounding: NumberRounding
  private let columns: Int
  private let scale: ScoreRequest.Scale
  private let isPositiveAlone: Bool
  private var ownDigits: NumberDigits
  private var areAtMostZero = true
  private var areAtLeastZero = true
  private var arePercent = true
  private var rowCount: Int
  /// What the first rows are; of a lone column nothing.
  private var firstRows: NumberScale?

  /// Whether rows that cannot be scored are divided by their sums.
  private let normalizes: Bool

  /// Looks at numbers, row after row: those of all rows, or of the first.
  init(_ numbers: Span<Double>, _ rows: PredictionRows, _ kind: PredictionNumbers) {
    (columns, scale, isPositiveAlone) = (kind.columns.count, kind.scale, kind.isPositiveAlone)
    normalizes = kind.normalizes
    ownDigits = NumberDigits(numbers, kind.scale)
    rounding = NumberRounding(kind.scale)
    rowCount = rows.labels.count
    // Logits are many, and the first of all tell.
    if !isPositiveAlone, scale != .logits || rows.firstRow == 0 {
      firstRows = NumberScale(numbers, columns: columns, hasLogarithms: scale != .logits)
    }
    let isProbability = scale == .probabilities || scale == .percent
    let most =
      switch scale {
      // What is divided by its sum may be shares of any whole.
      case .probabilities, .percent:
        normalizes && !isPositiveAlone ? .greatestFiniteMagnitude : kind.unit * (1 + 1e-6)
      case .logProbabilities: 1e-6
      case .logits: Double.greatestFiniteMagnitude
      }
    let isFree = scale == .logits || scale == .logProbabilities && kind.normalizes
    // Of many logits it takes a fraction of the time to see that nothing can be wrong.
    if isFree, areFinite(numbers) { return }
    let exact = NumberRounding.tolerance(columns: columns)
    for row in 0..<numbers.count / columns {
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
        if !(sum > 0 && sum < .infinity) { badSums.add(sum, row: rows.rowOfFile(row)) }
      } else {
        sum = isProbability ? sum / kind.unit : sum
        let isBad = !(abs(sum - 1) <= exact)
        // Of all other numbers some tell.
        guard isBad || rows.rowOfFile(row) * columns < Self.examinedNumbers else { continue }
        let own = numbers.extracting(row * columns..<(row + 1) * columns)
        rounding.add(own)
        guard isBad else { continue }
        badSums.add(sum, row: rows.rowOfFile(row))
        let moves = rounding.moves(own)
        for place in unexplained.indices where rounding.isPossible(place) {
          if !(abs(sum - 1) <= rounding.tolerance(moves, columns: columns, place)) {
            unexplained[place].add(sum, row: rows.rowOfFile(row))
          }
        }
      }
    }
    guard isProbability else { return }
    for index in numbers.indices {
      areAtMostZero = areAtMostZero && numbers[index] <= 0
      areAtLeastZero = areAtLeastZero && numbers[index] >= 0
      arePercent = arePercent && numbers[index] >= 0 && numbers[index] <= 100
    }
  }

  /// Takes what rows that follow show.
  mutating func merge(_ next: NumberChecks) {
    wrong = wrong ?? next.wrong
    wrongRows += next.wrongRows
    badSums.merge(next.badSums)
    for place in unexplained.indices { unexplained[place].merge(next.unexplained[place]) }
    rounding.merge(next.rounding)
    ownDigits.merge(next.ownDigits)
    areAtMostZero = areAtMostZero && next.areAtMostZero
    areAtLeastZero = areAtLeastZero && next.areAtLeastZero
    arePercent = arePercent && next.arePercent
    rowCount += next.rowCount
    firstRows = firstRows ?? next.firstRows
  }

  /// Whether these rows have no scores.
  var isWrong: Bool { wrong != nil || normalizes && badSums.rows > 0 }

  /// The first number that is wrong, where it is missing.
  var missing: Cell? { wrong.flatMap { $0.value.isNaN ? $0 : nil } }

  /// What their digits show.
  var digits: NumberDigits {
    var digits = ownDigits
    // Of other scales such rows are refused.
    if scale == .logits || scale == .logProbabilities { digits.looksLike = firstRows?.likelyScale }
    if let explanation, badSums.rows > 0 {
      digits.offSums = NumberDigits.OffSums(
        rows: badSums.rows, most: badSums.most, precision: NumberRounding.precisions[explanation])
    }
    return digits
  }

  /// The precision that explains the sums of the most rows, if there is one.
  private var explanation: Int? {
    guard rounding.explainsSums else { return nil }
    return unexplained.indices.filter(rounding.isPossible)
      .min { unexplained[$0].rows < unexplained[$1].rows }
  }

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
          (.noLogit(wrong.value, column: column), [likelyScale])
        }
      throw WorkflowError(.score(fault), at: .file(place(wrong.row)), remedies: remedies)
    }
    let sums = explanation.map { unexplained[$0] } ?? badSums
    if let first = sums.first {
      throw WorkflowError(
        .score(.badSum(first.sum, rows: sums.rows)), at: .file(place(first.row)),
        // No division makes 1 of 0.
        remedies: normalizes || first.sum == 0 ? [.correct(.numbers)] : remedies(of: sums))
    }
  }

  /// What mends rows that do not sum to 1.
  private func remedies(of sums: BadSums) -> [WorkflowError.Remedy] {
    if let scale = otherScale { return [scale] }
    // A few rows that are far off among right ones were not rounded, nor is a column missing.
    let isDamage = 10 * sums.rows <= rowCount && sums.most > 1e-3
    return isDamage ? [.correct(.row)] : [.set(.normalize), .set(.classColumns)]
  }

  /// What the numbers are, as far as they tell.
  private var likelyScale: WorkflowError.Remedy {
    if let otherScale { return otherScale }
    if scale == .logits || wrong?.value == .infinity { return .correct(.numbers) }
    if isPositiveAlone, scale == .probabilities {
      if 10 * wrongRows <= rowCount { return .correct(.row) }
      if areAtMostZero { return .set(.logProbabilities) }
      if arePercent { return .set(.percent) }
      // Of logits some are below 0.
      if areAtLeastZero { return .correct(.numbers) }
    }
    let areMostlyRight =
      switch scale {
      case .probabilities: firstRows?.areMostlyProbabilities
      case .percent: firstRows?.areMostlyPercent
      default: firstRows?.kind == .logarithms(factor: 1)
      }
    guard areMostlyRight == true else { return .set(.logits) }
    return 10 * wrongRows <= rowCount ? .correct(.row) : .correct(.numbers)
  }

  /// What to do where the first rows are of another scale than was said.
  private var otherScale: WorkflowError.Remedy? {
    switch (firstRows?.kind, scale) {
    case (.probabilities, .percent): .leaveOut(.percent)
    case (.probabilities, .logProbabilities): .leaveOut(.logProbabilities)
    case (.percent, .probabilities), (.percent, .logProbabilities): .set(.percent)
    case (.logarithms(1), .probabilities), (.logarithms(1), .percent): .set(.logProbabilities)
    case (.logarithms(let factor), _) where factor != 1:
      .multiply(by: factor, setting: scale == .logProbabilities ? nil : .logProbabilities)
    case (.shares(let sum), .probabilities), (.shares(let sum), .percent): .divide(by: sum)
    default: nil
    }
  }

  /// So many numbers of a file are looked at for their precision, whatever their rows sum to.
  private static let examinedNumbers = 1 << 14
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
