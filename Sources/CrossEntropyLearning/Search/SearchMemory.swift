internal import CrossEntropyEvaluation
internal import CrossEntropyFiles

/// The bytes that the parts of a search hold: never less than they do, and seldom three times as much.
package struct SearchMemory: Sendable {
  /// Of all rows, and of the rows of a training part.
  private let rows, trainingRows, folds, innerFolds: Double
  /// The numbers and the categories of an encoded row, and its features; the outputs, and the classes
  /// of all targets.
  private let numbers, categories, width, outputs, classes: Double
  /// The sparse numbers that are not 0, per row, and the places that they may have.
  private let entries, sparse: Double
  private let targets: Double
  private let recalibration: Double
  private let hidden: [Double]
  /// The hidden units of which some are left out of rows.
  private let maskedUnits: Double
  private let losses: Double
  /// The values that are tried, and whether models of each are kept for other losses.
  private let values: Double
  /// The most values that a loss's own parameter is chosen from.
  private let variants: Double
  private let keepsStarts: Bool
  private let problem: Double
  private let curvature: (kept: Double, formed: Double)

  init(
    _ dataset: Dataset, losses: Int, mostVariants: Int, model: ModelKind, grid: SearchGrid,
    folds: Int, innerFolds: Int, keepsStarts: Bool
  ) {
    let shape = OutputShape(dataset)
    let columns = FeatureEncoder.mostColumns(dataset)
    let classes = dataset.targets.map(\.classes.count)
    rows = Double(dataset.rows)
    self.folds = Double(folds)
    self.innerFolds = Double(innerFolds)
    trainingRows = (rows * (1 - 1 / self.folds)).rounded(.up)
    let levels = columns.levels.reduce(0, +)
    numbers = Double(columns.numbers)
    entries = Double(columns.entries) / max(1, Double(dataset.rows))
    sparse = Double(columns.sparse)
    categories = Double(columns.levels.count)
    width = numbers + Double(levels) + sparse
    outputs = Double(shape.outputs)
    targets = Double(shape.targets)
    self.classes = Double(classes.reduce(0, +))
    recalibration = Recalibration.bytesOfFit(rows: trainingRows, classes: classes.max() ?? 0)
    hidden = model.hiddenLayers.map { Double($0.units) }
    maskedUnits = model.settings.dropout > 0 ? hidden.reduce(0, +) : 0
    self.losses = Double(losses)
    values = Double(grid.most)
    variants = Double(mostVariants)
    self.keepsStarts = keepsStarts
    curvature = Curvature.bytes(
      rows: dataset.rows, numbers: columns.numbers, levels: columns.levels, sparse: columns.sparse,
      outputs: shape.outputs)
    problem = max(
      LinearProblem.bytes(
        rows: dataset.rows, numbers: columns.numbers, others: levels + columns.sparse,
        outputs: shape.outputs),
      levels + columns.sparse > 0
        ? 0
        : ManyClassProblem.bytes(
          rows: dataset.rows, features: columns.numbers, classes: shape.outputs))
  }

  /// A split: its rows by number, and the fold of every training row.
  package var split: Double { 8 * rows + 4 * trainingRows + 40 * classes + bytesOfArrays }

  /// What one loss leaves of the splits of one repeat: the log-probabilities of every row in two readings.
  package var heldOut: Double { 2 * (8 * classes * rows + targets * folds * bytesOfArrays) }

  /// The models of cross entropy on one split from which other losses start.
  package var starts: Double {
    keepsStarts ? (innerFolds * values + 2) * 8 * linearWeights : 0
  }

  /// A split on one thread: the encoded rows, the models of every value of a loss, a fit, and what the
  /// models say of the rows.
  package var search: Double {
    // The inner folds, and then all rows in their place.
    let encoded =
      max(innerFolds * trainingRows, rows) * (bytesOfFeatures + bytesPerRow)
      + trainingRows * 12 * targets
    // Of one loss those of every value, of the others those that were chosen, by two readers at most.
    let models =
      innerFolds * (values * variants + 4 * losses)
      * (hidden.isEmpty ? 8 * linearWeights : 4 * networkWeights)
    // Of every value its losses, by two readers and recalibrated.
    let perRow = 2 * outputs + 4 * classes + 3 * values * variants + 10
    // A network's rows are first encoded in double precision.
    let doubles = hidden.isEmpty ? 0 : (8 * (numbers + 1) + 12 * entries) * trainingRows
    // Of every part, where its last fit ended and at zero.
    let fit = hidden.isEmpty ? linearFit + 2 * (innerFolds + 1) * curvature.kept : networkFit
    return encoded + models + max(fit, doubles) + 8 * perRow * trainingRows + recalibration
  }

  /// Whether the classes are separable: all rows, and a linear fit.
  package var separability: Double {
    rows * (8 * (numbers + 1) + 4 * categories + 12 * entries + bytesPerRow + 8 * outputs)
      + linearFit
  }

  /// The panel of learning speed on so many threads.
  package func speed(threads: Int) -> Double {
    let rows = min(2 * Double(LearningSpeedPanel.mostRows), rows)
    let widest = (hidden + [outputs]).reduce(0, +) + width
    let training =
      4 * (12 * networkWeights + 3 * 128 * widest) + 20 * rows * classes + recalibration
    return rows * (12 * (numbers + 1 + sparse) + 4 * categories + bytesPerRow)
      + Double(threads) * training
  }

  // MARK: Fits

  private var linearWeights: Double { (width + 1) * outputs }

  private var networkWeights: Double {
    zip([width] + hidden, hidden + [outputs]).reduce(0) { $0 + ($1.0 + 1) * $1.1 }
  }

  /// Of the features of an encoded row.
  private var bytesOfFeatures: Double {
    (hidden.isEmpty ? 8 * (numbers + 1) + 12 * entries + 8 : 4 * (numbers + sparse))
      + 4 * categories
  }

  /// Labels, indicators, a weight, and the row's number on the way.
  private var bytesPerRow: Double { 12 * targets + 40 }

  /// Steps and changes that the optimiser remembers, its points and its directions.
  private var linearFit: Double {
    Double(2 * LBFGS().memory + 10) * 8 * linearWeights + problem + curvature.kept
      + curvature.formed
  }

  /// Weights, the start, the best ones, their gradient, two moments, and a layer transposed.
  private var networkFit: Double {
    4
      * (9 * networkWeights + 128 * (2 * (width + hidden.reduce(0, +) + outputs) + maskedUnits))
      + trainingRows * (20 * outputs + 60)
  }
}

/// What the arrays of a split, or of its log-probabilities, take besides their elements.
private let bytesOfArrays = 600.0

extension SearchGrid {
  /// The most values that are tried.
  fileprivate var most: Int {
    first.count + (given == nil ? 2 * mostGrowths * growth : 0)
  }
}

extension Dataset {
  /// The bytes that it holds.
  package var bytes: Int {
    let labels = targets.reduce(0) { $0 + bytesOfNames($1.classes) + 4 * $1.labels.count }
    return features.reduce(labels) { $0 + $1.values.bytes } + 8 * (weights?.count ?? 0)
      + 4 * (groups?.count ?? 0)
  }
}
