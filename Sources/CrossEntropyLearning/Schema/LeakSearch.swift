internal import CrossEntropy
package import CrossEntropyEvaluation
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

extension Dataset {
  /// The columns that alone reach at most 2 % of the log loss that the class shares have.
  ///
  /// Each column is tried by itself in 3 folds, which keep groups together, on at most 20 000 rows,
  /// every row counted once: whether a cell is missing; its level, or its number as a level; and for
  /// numbers a small tree of thresholds. A part with n training rows, n_c of class c, predicts
  /// (n_c + π_c/10) / (n + 1/10), π_c being the class's share of all rows.
  package func probableLeaks(seed: RandomSeed, threads: Int) -> [TargetLeak] {
    guard rows >= LeakSearch.fewestRows else { return [] }
    let searches = targets.map { LeakSearch(self, target: $0, seed: seed) }
    return parallelMap(features.count * targets.count, threads: threads) { index in
      searches[index % targets.count].leak(of: features[index / targets.count])
    }.compactMap { $0 }
  }
}

/// What one column tells about one target.
private struct LeakSearch: Sendable {
  static let fewestRows = 20
  static let mostRows = 20_000
  static let folds = 3
  static let threshold = 0.02

  let target: String
  /// The rows of the dataset that are looked at.
  let rows: [Int]
  /// By place among these rows: its class, and the fold that holds it out.
  let labels: [Int]
  let foldOf: [Int]
  let shares: [Double]
  /// The log loss of the shares.
  let constant: Double

  init(_ dataset: Dataset, target: Dataset.Target, seed: RandomSeed) {
    var order = Array(0..<dataset.rows)
    seed.shuffle(&order)
    let rows = Array(order.prefix(Self.mostRows))
    let labels = rows.map { Int(target.labels[$0]) }
    var counts = [Int](repeating: 0, count: target.classes.count)
    var foldOfGroup: [Int32: Int] = [:]
    foldOf = zip(rows, labels).map { row, label in
      counts[label] += 1
      guard let group = dataset.groups?[row] else { return counts[label] % Self.folds }
      let fold = foldOfGroup[group] ?? foldOfGroup.count % Self.folds
      foldOfGroup[group] = fold
      return fold
    }
    self.target = target.name
    self.rows = rows
    self.labels = labels
    shares = counts.map { Double($0) / Double(rows.count) }
    constant = -shares.reduce(0) { $0 + xLogX($1) }
  }

  /// What makes a column a probable leak; nil where it is none.
  func leak(of feature: Dataset.Feature) -> TargetLeak? {
    let column = SortedColumn(feature.values, rows: rows)
    let tries: [(byMissing: Bool, loss: () -> Double)] = [
      (true, { logLoss(ofLevels: column.missingness, column.order) }),
      (false, { logLoss(ofLevels: column.levels, column.order) }),
      (false, { column.numbers.map { logLossOfTrees($0, column) } ?? .infinity }),
    ]
    for (byMissing, loss) in tries {
      let loss = loss()
      if loss <= Self.threshold * constant {
        return TargetLeak(
          column: feature.name, target: target, byMissing: byMissing, logLoss: loss,
          constantLogLoss: constant)
      }
    }
    return nil
  }

  /// The log loss of the class shares of every level; infinite as soon as it is too high.
  private func logLoss(ofLevels levels: [Range<Int>], _ order: [Int]) -> Double {
    guard levels.count > 1 else { return .infinity }
    let classes = shares.count
    var all = [Int](repeating: 0, count: classes)
    var inFold = [Int](repeating: 0, count: classes * Self.folds)
    var rowsInFold = [Int](repeating: 0, count: Self.folds)
    var sum = 0.0
    for level in levels {
      for place in level {
        let (label, fold) = (labels[order[place]], foldOf[order[place]])
        all[label] += 1
        inFold[fold * classes + label] += 1
        rowsInFold[fold] += 1
      }
      for place in level {
        let (label, fold) = (labels[order[place]], foldOf[order[place]])
        sum -= logShare(
          label, all[label] - inFold[fold * classes + label], of: level.count - rowsInFold[fold])
      }
      if sum > mostLoss { return .infinity }
      for place in level {
        let (label, fold) = (labels[order[place]], foldOf[order[place]])
        all[label] = 0
        inFold[fold * classes + label] = 0
        rowsInFold[fold] = 0
      }
    }
    return sum / Double(rows.count)
  }

  /// The log loss of a tree of thresholds in every fold; infinite as soon as it is too high.
  private func logLossOfTrees(_ numbers: [Double], _ column: SortedColumn) -> Double {
    var sum = 0.0
    for fold in 0..<Self.folds {
      let training = numbers.indices.filter { foldOf[column.order[$0]] != fold }
      let tree = ThresholdTree(
        training.map { numbers[$0] }, labels: training.map { labels[column.order[$0]] },
        classes: shares.count)
      var leaf = 0
      for place in numbers.indices where foldOf[column.order[place]] == fold {
        while numbers[place] > tree.leaves[leaf].upTo { leaf += 1 }
        let label = labels[column.order[place]]
        let counts = tree.leaves[leaf].counts
        sum -= logShare(label, counts[label], of: counts.reduce(0, +))
      }
      // Missing cells are a part of their own.
      let missing = numbers.count..<rows.count
      var counts = [Int](repeating: 0, count: shares.count)
      for place in missing where foldOf[column.order[place]] != fold {
        counts[labels[column.order[place]]] += 1
      }
      for place in missing where foldOf[column.order[place]] == fold {
        let label = labels[column.order[place]]
        sum -= logShare(label, counts[label], of: counts.reduce(0, +))
      }
      if sum > mostLoss { return .infinity }
    }
    return sum / Double(rows.count)
  }

  /// Σ −log p beyond which a column is no leak.
  private var mostLoss: Double { Self.threshold * constant * Double(rows.count) }

  private func logShare(_ label: Int, _ count: Int, of total: Int) -> Double {
    log((Double(count) + 0.1 * shares[label]) / (Double(total) + 0.1))
  }
}

/// The places of a column's cells in the order of their values, missing ones last.
private struct SortedColumn {
  let order: [Int]
  /// The numbers that are there, sorted; nil for a category.
  let numbers: [Double]?
  /// Equal cells.
  let levels: [Range<Int>]
  /// The cells that are there, and those that are missing.
  let missingness: [Range<Int>]

  init(_ values: DataTable.Column.Values, rows: [Int]) {
    let keys: [Double] =
      switch values {
      case .numbers(let numbers): rows.map { numbers[$0] }
      case .categories(let codes, _): rows.map { codes[$0] < 0 ? .nan : Double(codes[$0]) }
      // No single place of many tells all classes apart, or it is as good as a column of its own.
      case .sparse: rows.map { _ in .nan }
      }
    let present = keys.indices.filter { !keys[$0].isNaN }.sorted { keys[$0] < keys[$1] }
    order = present + keys.indices.filter { keys[$0].isNaN }
    var starts = present.indices.filter {
      $0 == 0 || keys[present[$0]] != keys[present[$0 - 1]]
    }
    if present.count < keys.count { starts.append(present.count) }
    levels = starts.indices.map {
      starts[$0]..<($0 + 1 < starts.count ? starts[$0 + 1] : keys.count)
    }
    missingness = [0..<present.count, present.count..<keys.count].filter { !$0.isEmpty }
    if case .numbers = values { numbers = present.map { keys[$0] } } else { numbers = nil }
  }
}

/// Thresholds of one number, chosen one after the other to tell classes apart.
private struct ThresholdTree {
  struct Leaf {
    /// The greatest number that belongs to it.
    var upTo: Double
    var counts: [Int]
  }

  /// In the order of their numbers; the last has no end.
  private(set) var leaves: [Leaf] = []
  private let numbers: [Double]
  private let labels: [Int]
  private let classes: Int

  private static let fewestRows = 2

  init(_ sorted: [Double], labels: [Int], classes: Int) {
    numbers = sorted
    self.labels = labels
    self.classes = classes
    // Two more than halving needs to tell all classes apart.
    grow(0..<sorted.count, depth: 2 + (Int.bitWidth - (classes - 1).leadingZeroBitCount))
    leaves[leaves.count - 1].upTo = .infinity
  }

  private mutating func grow(_ range: Range<Int>, depth: Int) {
    if depth > 0, let split = bestSplit(range) {
      grow(range.lowerBound..<split, depth: depth - 1)
      grow(split..<range.upperBound, depth: depth - 1)
      return
    }
    let end = range.upperBound
    leaves.append(
      Leaf(
        upTo: end < numbers.count ? numbers[end - 1] / 2 + numbers[end] / 2 : .infinity,
        counts: counts(range)))
  }

  /// Where Σ n_c log n_c − n log n of both sides is greatest; nil where no cut helps.
  private func bestSplit(_ range: Range<Int>) -> Int? {
    var right = counts(range)
    guard range.count >= 2 * Self.fewestRows, !right.contains(range.count) else { return nil }
    var left = [Int](repeating: 0, count: classes)
    var sumOfLeft = 0.0
    var sumOfRight = right.reduce(0) { $0 + xLogX(Double($1)) }
    var best: (split: Int, gain: Double)?
    let whole = sumOfRight - xLogX(Double(range.count)) + 1e-9
    for place in range.dropLast(Self.fewestRows) {
      let label = labels[place]
      sumOfLeft += xLogX(Double(left[label] + 1)) - xLogX(Double(left[label]))
      sumOfRight += xLogX(Double(right[label] - 1)) - xLogX(Double(right[label]))
      left[label] += 1
      right[label] -= 1
      let count = place + 1 - range.lowerBound
      guard count >= Self.fewestRows, numbers[place] < numbers[place + 1] else { continue }
      let gain = sumOfLeft + sumOfRight - xLogX(Double(count)) - xLogX(Double(range.count - count))
      if gain > best?.gain ?? whole { best = (place + 1, gain) }
    }
    return best?.split
  }

  private func counts(_ range: Range<Int>) -> [Int] {
    var counts = [Int](repeating: 0, count: classes)
    for place in range { counts[labels[place]] += 1 }
    return counts
  }
}
