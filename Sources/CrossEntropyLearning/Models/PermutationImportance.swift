internal import CrossEntropy
public import CrossEntropyEvaluation
public import CrossEntropyFiles

/// How much worse a classifier predicts a table when the cells of one column are dealt anew among the rows.
///
/// The rows keep all their other cells, so it says what the classifier loses without the column; of columns that say
/// the same, each may look unimportant.
/// - Source: Breiman 2001; with the log loss, Fisher, Rudin and Dominici 2019.
public struct PermutationImportance: Sendable, Hashable {
  /// The column.
  public let column: String
  /// The mean of what is added to −log p of the truth, in nats, over the permutations and the rows.
  ///
  /// With several labels it is that of their sum. The unit of its interval is the row.
  public let logLossIncrease: MeanEstimate
}

extension TableClassifier {
  /// The importance of every column for predicting a table that has the target, in the order of the columns; rows
  /// without a label are left out.
  ///
  /// - Parameters:
  ///   - table: A table with the classifier's columns and targets.
  ///   - permutations: How often each column's cells are dealt anew, 1 or more.
  ///   - seed: Where the permutations come from. All columns are permuted alike.
  ///   - threads: The most threads; they change no bit.
  ///   - progress: Is called after every column, from any thread.
  public func permutationImportances(
    on table: DataTable, permutations: Int = 5, seed: RandomSeed = RandomSeed(0), threads: Int = 1,
    progress: @Sendable () -> Void = {}
  ) throws(ClassifierError) -> [PermutationImportance] {
    require(permutations > 0, "expected 1 permutation or more, got \(permutations)")
    let labels = try schema.targets.map { (target) throws(ClassifierError) in
      try target.labels(in: table)
    }
    let rows = (0..<table.rowCount).filter { row in labels.allSatisfy { $0[row] >= 0 } }
    if rows.isEmpty { throw .noLabels }
    let truth = labels.map { all in rows.map { all[$0] } }
    let design = encoder.encode(try schema.select(from: table), rows: rows)
    let losses = losses(design, truth)
    let orders = (0..<permutations).map { index in
      var order = Array(rows.indices)
      seed.derived(UInt64(index)).shuffle(&order)
      return order
    }
    let places = featurePlaces
    return parallelMap(places.count, threads: threads) { column in
      var added = [Double](repeating: 0, count: rows.count)
      for order in orders {
        let dealt = design.dealing(places[column], to: order)
        for (row, loss) in self.losses(dealt, truth).enumerated() {
          added[row] += (loss - losses[row]) / Double(permutations)
        }
      }
      progress()
      return PermutationImportance(
        column: columns[column], logLossIncrease: MeanEstimate(of: added))
    }
  }

  /// −log p of the truth of every row, summed over the targets.
  private func losses(_ design: DesignMatrix, _ labels: [[Int32]]) -> [Double] {
    var losses = [Double](repeating: 0, count: design.rows)
    for (prediction, labels) in zip(predictions(design), labels) {
      for (row, label) in labels.enumerated() {
        losses[row] -= prediction.logProbabilities[row, Int(label)]
      }
    }
    return losses
  }

  /// Where the cells of every column are in an encoded row.
  private var featurePlaces: [FeaturePlace] {
    var (number, category, place) = (0, 0, 0)
    return encoder.rules.map { rule in
      switch rule {
      case .number(let rule):
        defer { number += rule.width }
        return .numbers(number..<number + rule.width)
      case .category:
        defer { category += 1 }
        return .category(category)
      case .sparse(let rule):
        defer { place += rule.width }
        return .sparse(place..<place + rule.width)
      }
    }
  }
}

/// Where a column's cells are in an encoded row.
enum FeaturePlace: Sendable {
  case numbers(Range<Int>)
  case category(Int)
  case sparse(Range<Int>)
}

extension DesignMatrix {
  /// The rows in which row i has one column's cell of row `order[i]`.
  fileprivate func dealing(_ place: FeaturePlace, to order: [Int]) -> DesignMatrix {
    var dealt = self
    switch place {
    case .numbers(let features):
      for (row, other) in order.enumerated() {
        for feature in features { dealt[row, feature] = self[other, feature] }
      }
    case .category(let category):
      dealt.levels.deal(category, of: levels, to: order)
    case .sparse(let features): dealt.sparse = sparse.dealing(features, to: order)
    }
    return dealt
  }
}
