public import CrossEntropy
public import CrossEntropyFiles

/// Rows that a linear model multiplies: numbers, the levels of categories as codes, sparse numbers, and ones.
///
/// The features are the numbers, then one per level, which is 1 in the rows of that level and 0 in
/// the others, and then the sparse numbers. Levels are kept as one code per row and category, so that a table may
/// have as many levels as it likes, and of sparse numbers those that are not 0. The ones carry the intercept, so that one
/// product gives the logits.
public struct DesignMatrix: Sendable {
  /// rows × (numbers + 1); the last column is 1.
  private(set) var matrix: Matrix<Double>
  /// The features that are levels.
  var levels: LevelCodes
  /// The features of which most are 0.
  var sparse: SparseRows
  /// What is taken off each of them in every row; empty where nothing is.
  let centres: ContiguousArray<Double>

  /// The number of rows.
  public var rows: Int { matrix.rows }
  /// The number of features, without the ones.
  public var features: Int { numbers + levels.width + sparse.width }
  /// The number of features that are numbers; they come first.
  var numbers: Int { matrix.columns - 1 }

  /// Numbers that are all 0, to be filled in, and these levels and sparse numbers.
  init(
    rows: Int, numbers: Int, levels: LevelCodes, sparse: SparseRows? = nil,
    centres: ContiguousArray<Double> = []
  ) {
    require(levels.rows == rows, "expected levels of \(rows) rows, got \(levels.rows)")
    matrix = Matrix(rows: rows, columns: numbers + 1, repeating: 0)
    for i in 0..<rows { matrix[i, numbers] = 1 }
    self.levels = levels
    self.sparse = sparse ?? SparseRows(emptyRows: rows)
    self.centres = centres
  }

  /// A matrix without levels whose features are all 0, to be filled in.
  init(rows: Int, features: Int) {
    self.init(rows: rows, numbers: features, levels: LevelCodes(rows: rows, widths: []))
  }

  /// The rows of a matrix of features.
  public init(features source: Matrix<Double>) {
    self.init(rows: source.rows, features: source.columns)
    for i in 0..<rows {
      for j in 0..<features { matrix[i, j] = source[i, j] }
    }
  }

  /// Rows of which most numbers are 0.
  public init(features sparse: SparseRows) {
    self.init(
      rows: sparse.count, numbers: 0, levels: LevelCodes(rows: sparse.count, widths: []),
      sparse: sparse)
  }

  /// Feature `feature` of row `row`: a number, or 1 where the row has that level and 0 where not.
  public internal(set) subscript(row: Int, feature: Int) -> Double {
    get {
      if feature < numbers { return matrix[row, feature] }
      require(feature < features, "feature \(feature) of \(features)")
      let level = feature - numbers
      if level < levels.width { return levels.has(level, row: row) ? 1 : 0 }
      let place = level - levels.width
      let entry = sparse.entries(of: row).first { sparse.places[$0] == place }
      return (entry.map { sparse.numbers[$0] } ?? 0) - (centres.isEmpty ? 0 : centres[place])
    }
    set {
      require(feature < numbers, "feature \(feature) is no number")
      matrix[row, feature] = newValue
    }
  }

  /// The greatest magnitude of every number, and of the ones; 1 where all are 0.
  var greatestMagnitudes: ContiguousArray<Double> {
    var greatest = ContiguousArray(repeating: 0.0, count: matrix.columns)
    for i in 0..<rows {
      for j in greatest.indices { greatest[j] = max(greatest[j], abs(matrix[i, j])) }
    }
    for j in greatest.indices where greatest[j] == 0 { greatest[j] = 1 }
    return greatest
  }

  /// The logits of some rows: numbers and ones times `dense`, (numbers + 1) × outputs weights, the sum of their
  /// levels' weights, and their sparse numbers times those that come after, less the `shift` of these weights.
  func formLogits(
    _ logits: inout MutableSpan<Double>, of rows: Range<Int>, dense: Span<Double>,
    levels weights: Span<Double>, outputs: Int, shift: ContiguousArray<Double>
  ) {
    let columns = matrix.columns
    multiply(
      matrix.elements.span.extracting(rows.lowerBound * columns..<rows.upperBound * columns),
      dense, into: &logits, rows: rows.count, depth: columns, columns: outputs)
    addWeights(
      of: levels.codes.span.extracting(levels.places(of: rows)), categories: levels.categories,
      weights, to: &logits,
      outputs: outputs)
    sparse.addProducts(
      of: rows, weights.extracting(levels.width * outputs..<weights.count), to: &logits,
      outputs: outputs)
    for i in logits.indices where !shift.isEmpty { logits[i] -= shift[i % outputs] }
  }

  /// What the centres come to under weights of the levels and the sparse numbers, output by output.
  func shift(under weights: Span<Double>, outputs: Int) -> ContiguousArray<Double> {
    if centres.isEmpty { return [] }
    var shift = ContiguousArray(repeating: 0.0, count: outputs)
    let first = levels.width * outputs
    for place in centres.indices where centres[place] != 0 {
      for j in 0..<outputs {
        shift[j] += centres[place] * weights[first + place * outputs + j]
      }
    }
    return shift
  }
}

extension DesignMatrix {
  /// The features as a network takes them: in single precision, without the ones; sparse numbers are numbers there
  /// like all others.
  var floats: NetworkRows {
    var floats = Matrix<Float>(rows: rows, columns: numbers + sparse.width, repeating: 0)
    for i in 0..<rows {
      for j in 0..<numbers { floats[i, j] = Float(matrix[i, j]) }
      for j in centres.indices { floats[i, numbers + j] = Float(-centres[j]) }
      for entry in sparse.entries(of: i) {
        let place = Int(sparse.places[entry])
        floats[i, numbers + place] = Float(
          sparse.numbers[entry] - (centres.isEmpty ? 0 : centres[place]))
      }
    }
    return NetworkRows(numbers: floats, levels: levels)
  }
}

/// Rows of features as a network takes them: numbers in single precision, then levels.
struct NetworkRows: Sendable, Hashable {
  let numbers: Matrix<Float>
  let levels: LevelCodes

  /// The number of rows.
  var rows: Int { numbers.rows }
  /// The number of features.
  var features: Int { numbers.columns + levels.width }

  init(numbers: Matrix<Float>, levels: LevelCodes) {
    self.numbers = numbers
    self.levels = levels
  }

  /// Rows of numbers alone.
  init(_ numbers: Matrix<Float>) {
    self.init(numbers: numbers, levels: LevelCodes(rows: numbers.rows, widths: []))
  }
}
