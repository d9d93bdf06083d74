public import CrossEntropy

/// z = xW + b: a linear model of classes.
///
/// Two classes have one output under a sigmoid, more have one output each under a softmax; labels that
/// may all be true have one output each under a sigmoid.
public struct LinearModel: Sendable, Hashable {
  /// (features + 1) × outputs weights; the last row is the intercept b.
  ///
  /// The features are in the order of ``DesignMatrix``: numbers, then levels.
  public internal(set) var weights: Matrix<Double>
  /// The unit that turns logits into probabilities.
  public let unit: OutputUnit

  /// The number of features that a row must have.
  public var features: Int { weights.rows - 1 }
  /// The number of outputs: 1 for two classes, else one per class or label.
  public var outputs: Int { weights.columns }

  /// The number of outputs, and the unit, of a model for this many classes.
  public static func outputs(classes: Int) -> Int { classes == 2 ? 1 : classes }

  /// The logits of every row.
  public func logits(_ design: DesignMatrix) throws(ShapeError) -> Matrix<Double> {
    if design.features != features {
      throw .count(of: .features, expected: features, got: design.features)
    }
    return product(design)
  }

  /// The logits of rows that are known to have the model's features.
  func product(_ design: DesignMatrix) -> Matrix<Double> {
    var logits = Matrix(rows: design.rows, columns: outputs, repeating: 0.0)
    // In the fixed blocks of training, so that a prediction's bits do not depend on the row count.
    let block = rowsPerBlock(columns: design.numbers + 1)
    let (numbers, columns) = (design.numbers * outputs, outputs)
    let dense = ContiguousArray(weights.elements[..<numbers] + weights.elements.suffix(outputs))
    let others = weights.elements.span.extracting(numbers..<features * columns)
    let shift = design.shift(under: others, outputs: columns)
    var all = logits.elements.mutableSpan
    for start in stride(from: 0, to: design.rows, by: block) {
      let end = min(start + block, design.rows)
      var some = all._mutatingExtracting(start * columns..<end * columns)
      design.formLogits(
        &some, of: start..<end, dense: dense.span,
        levels: others, outputs: columns, shift: shift)
    }
    return logits
  }

  /// The log-probability of every class, row by row; for a model of one class per row.
  public func logProbabilities(_ design: DesignMatrix) throws(ShapeError) -> Matrix<Double> {
    // Several labels that may all be true are no classes.
    if unit != .softmax, outputs != 1 { throw .count(of: .outputs, expected: 1, got: outputs) }
    return logProbabilitiesOf(logits: try logits(design), unit: unit)
  }
}

extension LinearModel: Codable {
  enum CodingKeys: CodingKey { case unit, features, outputs, weights }

  /// Writes the weights row after row, the intercepts last.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(unit, forKey: .unit)
    try container.encode(features, forKey: .features)
    try container.encode(outputs, forKey: .outputs)
    try container.encode(weights.elements, forKey: .weights)
  }

  /// Refuses a wrong count, a weight that is not finite, and a unit without classes.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    unit = try container.decode(OutputUnit.self, forKey: .unit)
    let features = try container.decode(Int.self, forKey: .features)
    let outputs = try container.decode(Int.self, forKey: .outputs)
    let elements = try container.decode(ContiguousArray<Double>.self, forKey: .weights)
    guard unit == .sigmoid && outputs >= 1 || unit == .softmax && outputs >= 2 else {
      throw DecodingError.dataCorruptedError(
        forKey: .outputs, in: container,
        debugDescription: "\(outputs) outputs of unit \(unit.rawValue) are no classes")
    }
    try check(
      elements, count: parameterCount(inputs: features, units: outputs), in: container,
      forKey: .weights)
    weights = Matrix(rows: features + 1, columns: outputs, fitting: elements)
  }
}

/// (inputs + 1) × units, the weights and biases of a layer; nil where there is no such layer.
func parameterCount(inputs: Int, units: Int) -> Int? {
  guard inputs >= 0, inputs < .max, units > 0 else { return nil }
  let (count, overflow) = (inputs + 1).multipliedReportingOverflow(by: units)
  return overflow ? nil : count
}

/// The parameters of layers of these widths; nil if more than can be counted.
func parameterCount(inputs: Int, layers: [Int]) -> Int? {
  var (inputs, count) = (inputs, 0)
  for units in layers {
    guard let layer = parameterCount(inputs: inputs, units: units) else { return nil }
    let (sum, overflow) = count.addingReportingOverflow(layer)
    if overflow { return nil }
    (inputs, count) = (units, sum)
  }
  return count
}

/// Throws unless there is the right number of values, all of them finite.
func check<Number: BinaryFloatingPoint, Key>(
  _ numbers: ContiguousArray<Number>, count: Int?, in container: KeyedDecodingContainer<Key>,
  forKey key: Key
) throws {
  guard let count, numbers.count == count else {
    throw DecodingError.dataCorruptedError(
      forKey: key, in: container,
      debugDescription: "expected \(count.map(String.init) ?? "a count of") numbers, "
        + "got \(numbers.count)")
  }
  guard let bad = numbers.firstIndex(where: { !$0.isFinite }) else { return }
  throw DecodingError.dataCorruptedError(
    forKey: key, in: container, debugDescription: "number \(bad) is \(numbers[bad])")
}

/// How many rows a block has: its features stay within the second level of cache.
///
/// A function of the shape alone, so that blocks, and with them every rounding, are the same on any
/// number of threads.
func rowsPerBlock(columns: Int) -> Int { min(512, max(16, 32_768 / max(1, columns))) }
