internal import CrossEntropy
internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// What it costs to predict each class where another is true.
struct CostMatrix: Sendable {
  /// By true class and by predicted one, in the order of the classes.
  let costs: [[Double]]

  init(costs: [[Double]]) { self.costs = costs }

  /// Reads a table whose header names the classes that may be predicted, and whose first column the true ones.
  init(path: String, classes: [String]) throws(WorkflowError) {
    let table: DataTable
    do throws(TableError) {
      let bytes = try wholeFile(path)
      let first = try TableReader(missingTokens: []).read(bytes: bytes, name: path).columns.first
      // Classes may be called by numbers.
      let names = Set([first?.name].compactMap { $0 })
      table = try TableReader(missingTokens: [], textColumns: names).read(bytes: bytes, name: path)
    } catch {
      throw WorkflowError(error)
    }
    func check(_ names: [String], at place: FilePlace) throws(WorkflowError) {
      func fail(_ fault: CostFault, _ remedy: WorkflowError.Remedy) -> WorkflowError {
        WorkflowError(.costs(fault), at: .file(place), remedies: [remedy])
      }
      if let name = names.first(where: { !classes.contains($0) }) {
        throw fail(.unknown(name), .oneOf(classes))
      }
      if let name = names.first(where: { name in names.count { $0 == name } > 1 }) {
        throw fail(.twice(name), .rename)
      }
      if let name = classes.first(where: { !names.contains($0) }) {
        throw fail(.missing(name), .add(.costs))
      }
    }
    try check(
      table.columns.dropFirst().map(\.name), at: FilePlace(file: path, line: table.headerLine))
    let truths = table.columns.first?.texts ?? []
    try check(truths, at: FilePlace(file: path))
    var costs: [[Double]] = []
    for truth in classes {
      let row = truths.firstIndex(of: truth) ?? 0
      costs.append(
        try classes.map { (predicted) throws(WorkflowError) in
          guard case .numbers(let numbers)? = table.column(named: predicted)?.values,
            numbers[row].isFinite
          else {
            throw WorkflowError(
              .costs(.noNumber(truth: truth, predicted: predicted)),
              at: .file(FilePlace(file: path, line: table.line(ofRow: row))),
              remedies: [.add(.cell)])
          }
          return numbers[row]
        })
    }
    self.costs = costs
  }

  /// The class of the least expected cost in every row; the first of equal ones.
  func leastCosts(_ probabilities: Matrix<Double>) -> [Int32] {
    (0..<probabilities.rows).map { row in
      let expected = costs.indices.map { predicted in
        costs.indices.reduce(0) { $0 + probabilities[row, $1] * costs[$1][predicted] }
      }
      return Int32(expected.indices.min { expected[$0] < expected[$1] } ?? 0)
    }
  }
}

/// What is wrong with a table of costs.
public enum CostFault: Sendable, Hashable {
  /// It names a class that is not predicted.
  case unknown(String)
  /// It names a class twice.
  case twice(String)
  /// It does not name a class that is predicted.
  case missing(String)
  /// A cost is no number.
  case noNumber(truth: String, predicted: String)
}

extension DataTable.Column {
  /// The cells of a column of texts; empty ones are none.
  fileprivate var texts: [String] {
    guard case .categories(let codes, let levels) = values else { return [] }
    return codes.map { $0 < 0 ? "" : levels[Int($0)] }
  }
}
