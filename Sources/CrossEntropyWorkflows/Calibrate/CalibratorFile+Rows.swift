#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

extension CalibratorFile {
  /// The logarithms of the probabilities of a row by class, up to a number that is added to all of them.
  ///
  /// - Parameters:
  ///   - numbers: The numbers of the columns, NaN where one is missing.
  ///   - names: What the columns are called.
  func logProbabilities(
    of numbers: [Double], _ names: [String]
  ) throws(ScoreFault) -> [Double] {
    for (number, name) in zip(numbers, names) where number.isNaN { throw .missing(column: name) }
    let isAlone = numbers.count == 1
    switch scale {
    case .logits:
      for (number, name) in zip(numbers, names) where number == .infinity {
        throw .noLogit(number, column: name)
      }
      if isAlone { return [0, numbers[0]] }
      // Some class must be possible.
      if numbers.allSatisfy({ $0 == -.infinity }) { throw .noLogit(numbers[0], column: names[0]) }
      return numbers
    case .logProbabilities:
      for (number, name) in zip(numbers, names) where number > slack {
        throw .noLogit(number, column: name)
      }
      let logs = numbers.map { min($0, 0) }
      if isAlone { return [log1p(-exp(logs[0])), logs[0]] }
      try check(sum: logs.reduce(0) { $0 + exp($1) }, of: numbers, .logProbabilities)
      return logs
    case .probabilities, .percent:
      let unit = scale == .percent ? 100.0 : 1
      // What is divided by its sum may be shares of any whole.
      let hasAnySum = normalizes && !isAlone
      let most = hasAnySum ? Double.greatestFiniteMagnitude : unit * (1 + slack)
      for (number, name) in zip(numbers, names) where !(0...most ~= number) {
        throw .noProbability(number, column: name, rows: 1)
      }
      let shares = hasAnySum ? numbers : numbers.map { min($0 / unit, 1) }
      if isAlone { return [log1p(-shares[0]), log(shares[0])] }
      try check(sum: shares.reduce(0, +), of: shares, .probabilities)
      return shares.map { log($0) }
    }
  }

  /// Throws where probabilities do not sum to 1, farther off than single precision and their rounding explain.
  private func check(
    sum: Double, of numbers: [Double], _ scale: ScoreRequest.Scale
  ) throws(ScoreFault) {
    if normalizes ? sum > 0 : abs(sum - 1) <= NumberRounding.tolerance(columns: numbers.count) {
      return
    }
    var rounding = NumberRounding(scale)
    let row = numbers.span
    rounding.add(row)
    let moves = rounding.moves(row)
    guard !normalizes, rounding.explainsSums,
      NumberRounding.precisions.indices.contains(where: {
        rounding.isPossible($0)
          && abs(sum - 1) <= rounding.tolerance(moves, columns: row.count, $0)
      })
    else { throw .badSum(sum, rows: 1) }
  }
}

/// What rounding may put above 1.
private let slack = 1e-6

/// exp, for files that import no library of C.
func exponential(_ x: Double) -> Double { exp(x) }
