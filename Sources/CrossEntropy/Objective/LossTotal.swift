/// What a batch of rows gives: a sum, and everything that a mean could divide it by.
///
/// The totals of parts merge into the total of the whole, and a part can be taken away again. Every
/// mean is named after its divisor; there is no default mean. A mean over nothing is nil as a
/// property, such as ``meanOverWeight``, and an error of ``value(of:)``.
public struct LossTotal: Sendable, Hashable, Codable {
  /// The weighted sum of the counted rows' losses.
  public internal(set) var sum = 0.0
  /// Σ of the counted rows' weights: row weight × Σⱼ wⱼtⱼ, with the targets before smoothing.
  ///
  /// Under several sigmoid outputs it is the row weight alone.
  public internal(set) var weight = 0.0
  /// Every row seen, ignored ones included.
  public internal(set) var rows = 0
  /// The rows that were not ignored; a row of weight 0 counts.
  public internal(set) var countedRows = 0
  /// Outputs per row; 0 where nothing was seen.
  public internal(set) var outputs = 0
  /// The elements, of all rows × outputs, that a mask leaves out.
  public internal(set) var maskedElements = 0
  /// How many rows cost +∞.
  public internal(set) var infiniteRows = 0
  /// The numbers of the first sixteen of them, counted from the first row of the total.
  ///
  /// Those that are not known, as after ``subtract(_:)``, are left out.
  public internal(set) var firstInfiniteRows: [Int] = []

  /// The total of nothing.
  public init() {}

  /// A total of numbers from elsewhere; throws ``LossTotalError/impossible(_:)`` where they cannot be.
  ///
  /// Unless told otherwise, every row counts, and weighs 1.
  public init(
    sum: Double, rows: Int, outputs: Int, countedRows: Int? = nil, weight: Double? = nil,
    maskedElements: Int = 0, infiniteRows: Int = 0, firstInfiniteRows: [Int] = []
  ) throws(LossTotalError) {
    self.sum = sum
    self.rows = rows
    self.outputs = outputs
    self.countedRows = countedRows ?? rows
    self.weight = weight ?? Double(countedRows ?? rows)
    self.maskedElements = maskedElements
    self.infiniteRows = infiniteRows
    self.firstInfiniteRows = firstInfiniteRows
    if let field = impossibleField { throw .impossible(field) }
  }

  /// The total of no rows of so many outputs.
  init(outputs: Int) { self.outputs = outputs }

  /// The sum over every row seen, ignored ones included; nil over nothing.
  public var meanOverRows: Double? { mean(.meanOverRows) }

  /// The sum over the rows that were not ignored; nil over nothing.
  public var meanOverCountedRows: Double? { mean(.meanOverCountedRows) }

  /// The sum over the weights; nil where they add to 0.
  public var meanOverWeight: Double? { mean(.meanOverWeight) }

  /// The sum over rows × outputs, without the elements that a mask leaves out; nil over nothing.
  public var meanOverElements: Double? { mean(.meanOverElements) }

  /// The sum, or a mean by its name; throws ``LossTotalError/nothing(_:)`` for a mean over nothing.
  public func value(of reduction: Reduction) throws(LossTotalError) -> Double {
    guard let mean = mean(reduction) else { throw .nothing(reduction) }
    return mean
  }

  /// What the sum is divided by: 1 for the sum itself, 0 for a mean over nothing.
  public func divisor(of reduction: Reduction) -> Double {
    switch reduction {
    case .sum: 1
    case .meanOverRows: Double(rows)
    case .meanOverCountedRows: Double(countedRows)
    case .meanOverWeight: weight
    case .meanOverElements: Double(rows) * Double(outputs) - Double(maskedElements)
    }
  }

  private func mean(_ reduction: Reduction) -> Double? {
    let divisor = divisor(of: reduction)
    return divisor == 0 ? nil : sum / divisor
  }

  static let infiniteRowsKept = 16

  mutating func noteInfiniteRow(_ row: Int) {
    infiniteRows += 1
    if firstInfiniteRows.count < Self.infiniteRowsKept { firstInfiniteRows.append(row) }
  }
}

extension LossTotal {
  /// Appends the total of the rows that follow; throws where they have other outputs per row, and where
  /// there are more rows than can be counted.
  public mutating func merge(_ other: LossTotal) throws(ShapeError) {
    try checkOutputs(other)
    // No other count, nor the number of a row, is beyond the rows of its total.
    if rows.addingReportingOverflow(other.rows).overflow { throw .tooMany(of: .rows) }
    if maskedElements.addingReportingOverflow(other.maskedElements).overflow {
      throw .tooMany(of: .logits)
    }
    append(other)
  }

  /// Appends the total of rows with as many outputs.
  package mutating func append(_ other: LossTotal) {
    require(
      outputs == 0 || other.outputs == 0 || outputs == other.outputs,
      "cannot merge totals of \(outputs) and of \(other.outputs) outputs per row")
    sum += other.sum
    weight += other.weight
    let room = max(0, Self.infiniteRowsKept - firstInfiniteRows.count)
    firstInfiniteRows += other.firstInfiniteRows.prefix(room).map { $0 + rows }
    infiniteRows += other.infiniteRows
    rows += other.rows
    countedRows += other.countedRows
    maskedElements += other.maskedElements
    outputs = max(outputs, other.outputs)
  }

  /// Takes away the total of some of the rows, such as those of a fold that is left out.
  ///
  /// Where infinite rows remain, the sum remains +∞. Where the last of them are taken away, the sum of
  /// the rest is not known, and ``LossTotalError/unknownRest(sum:)`` is thrown: it is never NaN. Which
  /// rows remain is not known either, so that ``firstInfiniteRows`` is empty. The sum loses the digits
  /// by which the whole is larger than the rest; merging the parts of the rest keeps them.
  public mutating func subtract(_ part: LossTotal) throws(LossTotalError) {
    do { try checkOutputs(part) } catch { throw .shape(error) }
    if part.rows == 0 { return }
    for (field, own, others) in [
      (LossTotalError.Field.rows, rows, part.rows),
      (.countedRows, countedRows, part.countedRows),
      (.maskedElements, maskedElements, part.maskedElements),
      (.infiniteRows, infiniteRows, part.infiniteRows),
    ] where others > own { throw .notAPart(field) }
    var rest = self
    rest.rows -= part.rows
    rest.countedRows -= part.countedRows
    rest.maskedElements -= part.maskedElements
    rest.infiniteRows -= part.infiniteRows
    rest.firstInfiniteRows = []
    if rest.rows < rest.countedRows { throw .notAPart(.rows) }
    if rest.countedRows < rest.infiniteRows { throw .notAPart(.countedRows) }
    if rest.countedRows == 0 {
      (rest.sum, rest.weight) = (0, 0)
    } else {
      if rest.infiniteRows == 0 {
        if !part.sum.isFinite { throw .unknownRest(sum: part.sum) }
        rest.sum -= part.sum
      }
      // Rounding may leave less than nothing.
      rest.weight = max(0, weight - part.weight)
    }
    self = rest
  }

  /// The total of `factor` times the loss: the sum is multiplied, what it is divided by is not.
  ///
  /// 0 times an infinite loss is 0.
  public func scaled(by factor: Double) -> LossTotal {
    var total = self
    total.sum = factor == 0 ? 0 : factor * sum
    if factor == 0 { (total.infiniteRows, total.firstInfiniteRows) = (0, []) }
    return total
  }

  private func checkOutputs(_ other: LossTotal) throws(ShapeError) {
    if outputs != 0, other.outputs != 0, outputs != other.outputs {
      throw .count(of: .outputs, expected: outputs, got: other.outputs)
    }
  }
}

extension LossTotal {
  private typealias CodingKeys = LossTotalError.Field

  /// Reads a total, and refuses numbers that cannot be; without masked elements there are none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    sum = try container.decode(Double.self, forKey: .sum)
    weight = try container.decode(Double.self, forKey: .weight)
    rows = try container.decode(Int.self, forKey: .rows)
    countedRows = try container.decode(Int.self, forKey: .countedRows)
    outputs = try container.decode(Int.self, forKey: .outputs)
    maskedElements = try container.decodeIfPresent(Int.self, forKey: .maskedElements) ?? 0
    infiniteRows = try container.decode(Int.self, forKey: .infiniteRows)
    firstInfiniteRows = try container.decode([Int].self, forKey: .firstInfiniteRows)
    if let field = impossibleField {
      throw DecodingError.dataCorruptedError(
        forKey: field, in: container, debugDescription: "\(LossTotalError.impossible(field))")
    }
  }

  /// The first number that cannot be beside the others.
  private var impossibleField: LossTotalError.Field? {
    if rows < 0 { return .rows }
    if outputs < 0 { return .outputs }
    if countedRows < 0 || countedRows > rows { return .countedRows }
    if !(weight >= 0) { return .weight }
    let elements = rows.multipliedFullWidth(by: outputs)
    let isWithin = elements.high > 0 || UInt(exactly: maskedElements) ?? .max <= elements.low
    if maskedElements < 0 || !isWithin { return .maskedElements }
    if infiniteRows < 0 || infiniteRows > countedRows { return .infiniteRows }
    if infiniteRows > 0, sum.isFinite { return .sum }
    let first = firstInfiniteRows
    let isKnown = first.count <= min(infiniteRows, Self.infiniteRowsKept)
    let isInOrder = zip(first, first.dropFirst()).allSatisfy { $0 < $1 }
    let areRows = first.allSatisfy { 0 <= $0 && $0 < rows }
    return isKnown && isInOrder && areRows ? nil : .firstInfiniteRows
  }
}
