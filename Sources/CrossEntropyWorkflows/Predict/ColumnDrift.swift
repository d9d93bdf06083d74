internal import CrossEntropyLearning

/// A column that holds something else than in training.
///
/// Each is said only where it is both large and no chance: at least so large, and at least four standard errors of
/// what rows like those of training would show (three times the expected distance of shares). Of a hundred columns that
/// have not changed, one is named in about a hundred tables.
public struct ColumnDrift: Codable, Sendable, Hashable {
  /// What has changed.
  public enum Kind: String, Codable, Sendable, Hashable, CaseIterable {
    /// The share of missing cells, by 0.05 or more.
    case missing
    /// The mean of numbers, by half a deviation of training or more: 0 in training, and here in deviations.
    case mean
    /// The share of numbers outside the range of training, 0.02 or more.
    case range
    /// The shares of the levels: half the sum of the differences, 0.1 or more, levels that are new left out.
    case levels
  }

  /// The column.
  public var column: String
  /// What has changed.
  public var kind: Kind
  /// What it is in training.
  public var trained: Double
  /// What it is here.
  public var here: Double
}

extension ColumnDrift {
  /// All of a table's columns; none where nobody has said what training's held.
  static func all(
    _ classifier: TableClassifier, _ numbers: [String], _ texts: [String],
    _ checks: PredictionChecks, _ sums: PredictionSums
  ) -> [ColumnDrift] {
    guard let record = classifier.record, sums.rows > 0 else { return [] }
    let profiles = Dictionary(
      record.columns.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var found: [ColumnDrift] = []
    for (name, sum) in zip(numbers, sums.numbers) {
      guard let profile = profiles[name] else { continue }
      found += missing(profile, record.rows, sums.rows - sum.filled, sums.rows)
      found += drift(of: sum, profile, trained: record.rows - profile.missing)
    }
    for (index, name) in texts.enumerated() {
      guard let profile = profiles[name] else { continue }
      found += missing(profile, record.rows, sums.texts[index].missing, sums.rows)
      found += drift(of: sums.texts[index].known, checks.levels[index], profile)
    }
    return found
  }

  private static func missing(
    _ profile: ColumnProfile, _ trained: Int, _ cells: Int, _ rows: Int
  ) -> [ColumnDrift] {
    let (n, m) = (Double(trained), Double(rows))
    let (before, now) = (Double(profile.missing) / n, Double(cells) / m)
    let all = (Double(profile.missing) + Double(cells)) / (n + m)
    let error = (all * (1 - all) * (1 / n + 1 / m)).squareRoot()
    guard abs(now - before) >= 0.05, abs(now - before) > 4 * error else { return [] }
    return [ColumnDrift(column: profile.name, kind: .missing, trained: before, here: now)]
  }

  private static func drift(
    of sum: PredictionSums.Numbers, _ profile: ColumnProfile, trained: Int
  ) -> [ColumnDrift] {
    guard sum.filled > 0, trained > 0 else { return [] }
    let (n, m) = (Double(trained), Double(sum.filled))
    var found: [ColumnDrift] = []
    if let deviation = profile.deviation, deviation > 0 {
      let shift = sum.shift / m / deviation
      if abs(shift) >= 0.5, abs(shift) > 4 * (1 / n + 1 / m).squareRoot() {
        found.append(
          ColumnDrift(column: profile.name, kind: .mean, trained: 0, here: shift))
      }
    }
    // Of n numbers and one more, any is the least or the greatest with the same chance.
    let chance = min(1, 2 / (n + 1))
    let outside = Double(sum.outside) / m
    let error = (chance * (1 - chance) * (1 / m + 1 / n)).squareRoot()
    if outside >= 0.02, outside > chance + 4 * error, sum.outside > 1 {
      found.append(
        ColumnDrift(column: profile.name, kind: .range, trained: 0, here: outside))
    }
    return found
  }

  private static func drift(
    of rows: [Int], _ levels: [String], _ profile: ColumnProfile
  ) -> [ColumnDrift] {
    let counts = Dictionary(
      (profile.levels ?? []).map { ($0.name, $0.rows) }, uniquingKeysWith: { first, _ in first })
    let before = levels.map { Double(counts[$0] ?? 0) }
    let (n, m) = (before.reduce(0, +), Double(rows.reduce(0, +)))
    guard n > 0, m > 0 else { return [] }
    var (distance, chance) = (0.0, 0.0)
    for (before, now) in zip(before, rows) {
      let all = (before + Double(now)) / (n + m)
      distance += abs(before / n - Double(now) / m) / 2
      // The mean size of a normal number of deviation s is s √(2/π).
      chance += (all * (1 - all) * (1 / n + 1 / m) * 2 / .pi).squareRoot() / 2
    }
    guard distance >= 0.1, distance > 3 * chance else { return [] }
    return [ColumnDrift(column: profile.name, kind: .levels, trained: 0, here: distance)]
  }
}
