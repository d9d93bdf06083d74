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
    case .logits: return isAlone ? [0, numbers[0]] : numbers
    case .logProbabilities:
      for (number, name) in zip(numbers, names) where number > slack {
        throw .noLogit(number, column: name)
      }
      let logs = numbers.map { min($0, 0) }
      if isAlone { return [log1p(-exp(logs[0])), logs[0]] }
      try check(sum: logs.reduce(0) { $0 + exp($1) }, of: numbers)
      return logs
    case .probabilities, .percent:
      let unit = scale == .percent ? 100.0 : 1
      for (number, name) in zip(numbers, names) where !(0...unit * (1 + slack) ~= number) {
        throw .noProbability(number, column: name, rows: 1)
      }
      let shares = numbers.map { min($0 / unit, 1) }
      if isAlone { return [log1p(-shares[0]), log(shares[0])] }
      try check(sum: shares.reduce(0, +), of: shares)
      return shares.map { log($0) }
    }
  }

  /// Throws where probabilities do not sum to 1, farther off than single precision and their decimals explain.
  private func check(sum: Double, of numbers: [Double]) throws(ScoreFault) {
    let decimals = (2...4).first { decimals in
      let scale = pow(10, Double(decimals))
      return numbers.allSatisfy { abs(($0 * scale).rounded() / scale - $0) < 1e-12 }
    }
    let rounded = decimals.map { 0.5 * pow(10, -Double($0)) } ?? 0
    let tolerance = Double(numbers.count) * (rounded + 1.2e-7) + 1e-6
    guard normalizes ? sum > 0 : abs(sum - 1) <= tolerance else { throw .badSum(sum, rows: 1) }
  }
}

/// What rounding may put above 1.
private let slack = 1e-6

/// exp, for files that import no library of C.
func exponential(_ x: Double) -> Double { exp(x) }
