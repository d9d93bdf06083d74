#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// What scale the first rows of predictions are of, as far as their sums tell.
struct NumberScale: Sendable {
  /// A scale that numbers can be of.
  enum Kind: Sendable, Hashable {
    case probabilities, percent
    /// Times this they are natural logarithms of probabilities.
    case logarithms(factor: Double)
    /// Numbers, 0 or more, that sum to this in every row, or nearly.
    case shares(of: Double)
  }

  /// The scale that nearly all of the rows are of; nil where there is none.
  let kind: Kind?
  /// Whether more than half of the rows are probabilities, or percent.
  let areMostlyProbabilities, areMostlyPercent: Bool

  /// The scale, where the rows are probabilities or per cent.
  var likelyScale: ScoreRequest.Scale? {
    switch kind {
    case .probabilities: .probabilities
    case .percent: .percent
    default: nil
    }
  }

  /// By what logarithms, or losses, of base e, 2 and 10 become natural logarithms.
  private static let factors = [1, log(2.0), log(10.0)].flatMap { [$0, -$0] }
  /// How far the sum of a row may be off.
  private static let tolerance = 0.02
  /// So many rows tell.
  static let mostRows = 100
  /// Of many columns fewer do.
  private static let mostNumbers = 20_000

  /// Looks at the first of some rows; nil where there are none.
  ///
  /// - Parameters:
  ///   - numbers: The numbers, row after row.
  ///   - columns: How many a row has.
  ///   - hasLogarithms: Whether they may be logarithms.
  init?(_ numbers: Span<Double>, columns: Int, hasLogarithms: Bool) {
    let rows = min(
      numbers.count / columns, Self.mostRows, max(2, Self.mostNumbers / columns))
    guard rows > 0 else { return nil }
    let kinds: [Kind] =
      [.probabilities, .percent]
      + (hasLogarithms ? Self.factors.map { .logarithms(factor: $0) } : [])
    var counts = [Int](repeating: 0, count: kinds.count)
    var (sums, firstNumbers): ([Double], [Double]) = ([], [])
    for row in 0..<rows {
      let own = numbers.extracting(row * columns..<(row + 1) * columns)
      var (sum, least, most, areWhole) = (0.0, Double.infinity, -Double.infinity, true)
      for column in own.indices {
        sum += own[column]
        areWhole = areWhole && own[column] == own[column].rounded()
        least = min(least, own[column])
        most = max(most, own[column])
      }
      if least >= 0 { sums.append(sum) }
      firstNumbers.append(own[0])
      for (place, kind) in kinds.enumerated() {
        let isSuch =
          switch kind {
          case .percent:
            least >= 0
              && (abs(sum / 100 - 1) < Self.tolerance
                // Each whole number may be off by half.
                || areWhole && most <= 100 && abs(sum - 100) <= min(25, Double(columns) / 2))
          case .logarithms(let factor):
            factor * (factor > 0 ? most : least) < 1e-6
              && abs(powers(own, factor) - 1) < Self.tolerance
          default: least >= 0 && abs(sum - 1) < Self.tolerance
          }
        if isSuch { counts[place] += 1 }
      }
    }
    func areNearlyAll(_ count: Int) -> Bool { 10 * count >= 9 * rows }
    (areMostlyProbabilities, areMostlyPercent) = (2 * counts[0] > rows, 2 * counts[1] > rows)
    if let place = counts.firstIndex(where: areNearlyAll) {
      kind = kinds[place]
      return
    }
    // The sums of a few rows, or of equal ones, are equal by themselves.
    let sum = sums.isEmpty ? 0 : sums.sorted()[sums.count / 2]
    kind =
      rows >= 10 && sum > 0 && sum < .infinity && Set(firstNumbers).count > 1
        && areNearlyAll(sums.count { abs($0 / sum - 1) < Self.tolerance }) ? .shares(of: sum) : nil
  }
}

/// The sum of the powers of e.
private func powers(_ numbers: Span<Double>, _ factor: Double) -> Double {
  var sum = 0.0
  for index in numbers.indices { sum += exp(factor * numbers[index]) }
  return sum
}
