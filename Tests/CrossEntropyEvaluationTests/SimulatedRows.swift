import CrossEntropy
import CrossEntropyEvaluation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The logarithms of rows of probabilities.
func matrix(_ probabilities: [[Double]]) -> Matrix<Double> {
  Matrix(
    rows: probabilities.count, columns: probabilities.first?.count ?? 0,
    fitting: ContiguousArray(probabilities.joined().map { log($0) }))
}

/// Rows of log softmax(4u), u uniform, and a truth drawn from each row.
func simulatedRows(
  _ rows: Int, classes: Int, seed: RandomSeed
) -> (logProbabilities: Matrix<Double>, labels: [Int32]) {
  var elements: ContiguousArray<Double> = []
  var labels: [Int32] = []
  for row in 0..<rows {
    let logits = (0..<classes).map {
      4 * seed.derived(1).uniform(UInt64(row * classes + $0)) - ($0 == 0 ? 1 : 0)
    }
    let total = log(logits.reduce(0) { $0 + exp($1) })
    elements += logits.map { $0 - total }
    var rest = seed.derived(2).uniform(UInt64(row))
    var label = 0
    while label < classes - 1, rest >= exp(logits[label] - total) {
      rest -= exp(logits[label] - total)
      label += 1
    }
    labels.append(Int32(label))
  }
  return (Matrix(rows: rows, columns: classes, fitting: elements), labels)
}

/// log of the rows' softmax after `transform` of each log-probability and class.
func distorted(
  _ logProbabilities: Matrix<Double>, by transform: (Double, Int) -> Double
) -> Matrix<Double> {
  var result = logProbabilities
  for row in 0..<result.rows {
    let values = (0..<result.columns).map { transform(logProbabilities[row, $0], $0) }
    let total = log(values.reduce(0) { $0 + exp($1) })
    for column in 0..<result.columns { result[row, column] = values[column] - total }
  }
  return result
}

extension CalibrationError {
  /// The error of log-probabilities, one matrix per repeat.
  init(
    logProbabilities: [Matrix<Double>], labels: [Int32], weights: [Double]? = nil,
    simulations: Int = usualSimulations, seed: RandomSeed, threads: Int = 1
  ) throws {
    try self.init(
      try logProbabilities.map { try RowScores(logProbabilities: $0, labels: labels).forecasts },
      weights: weights, simulations: simulations, seed: seed, threads: threads)
  }

  /// The error of forecasts given as numbers, one list per repeat.
  init(
    probabilities: [[Double]], happened: [[Bool]], event: Forecasts.Event,
    weights: [Double]? = nil, bins: Int = usualBins, simulations: Int = usualSimulations,
    seed: RandomSeed
  ) throws {
    try self.init(
      try zip(probabilities, happened).map {
        try Forecasts(of: event, probabilities: $0, happened: $1)
      },
      weights: weights, bins: bins, simulations: simulations, seed: seed)
  }
}

/// `rows` cut into consecutive parts at random places.
func parts(of rows: Int, seed: RandomSeed) -> [Range<Int>] {
  var cuts = [0, rows]
  for i in 0..<4 { cuts.append(Int(Double(rows) * seed.uniform(UInt64(i)))) }
  cuts.sort()
  return zip(cuts, cuts.dropFirst()).map { $0..<$1 }
}

extension Matrix<Double> {
  /// Some rows.
  func rows(_ range: Range<Int>) -> Matrix<Double> {
    Matrix(
      rows: range.count, columns: columns,
      fitting: ContiguousArray(
        elements[range.lowerBound * columns..<range.upperBound * columns]))
  }
}

/// Equal within 1e-12 relative.
func agree(_ a: Double, _ b: Double) -> Bool {
  a == b || abs(a - b) <= 1e-12 * max(abs(a), abs(b))
}

/// The rows of `Scripts/score_vectors.py`.
struct VectorRows {
  let probabilities: Matrix<Double>
  let labels: [Int32]
  let predicted: [Int32]
  let weights = (0..<60).map { 0.5 + Double($0 % 4) * 0.75 }
  let groups = (0..<60).map { Int32($0 / 5) }

  init() {
    let p = (0..<60).map { i in
      let counts = (0..<4).map { 1 + Double((31 * i + 17 * $0 + 5 * i * $0) % 19) + Double($0) / 8 }
      return counts.map { $0 / counts.reduce(0, +) }
    }
    let top = p.map { row in Int32(row.indices.max { row[$0] < row[$1] } ?? 0) }
    probabilities = Matrix(rows: 60, columns: 4, fitting: ContiguousArray(p.joined()))
    predicted = top
    labels = top.indices.map { $0 % 3 == 0 ? Int32(($0 * $0 + $0 / 3) % 4) : top[$0] }
  }
}
