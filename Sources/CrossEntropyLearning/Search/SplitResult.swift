package import CrossEntropy
package import CrossEntropyEvaluation

/// The result of one loss on one split.
package struct SplitResult: Sendable {
  /// What one reading of the loss says of the test rows.
  package struct HeldOut: Sendable {
    /// The value that the search chose for it.
    package let value: Double
    /// The value of the loss's own parameter that the search chose; nil where it chose none.
    package var parameter: Double?
    package let isAtEdge: Bool
    /// By target, one row for each test row.
    package let logProbabilities: [Matrix<Double>]
  }

  /// By reader.
  package var heldOut: [ByReading<HeldOut>] = []
  /// The inner fits of the search, one per value, value of the loss's parameter and inner fold.
  package var searchFits = 0
  /// The fits on all training rows, one per chosen value.
  package var finalFits = 0
  package var iterations = 0
  package var seconds = 0.0
  /// How often the grid grew.
  package var growths = 0
  /// Fits whose two starts ended at different optima.
  package var severalOptima = 0
  /// Fits that ended at the limit of steps.
  package var unfinished = 0
  /// Those of them that are final fits.
  package var unfinishedFinal = 0
  /// Inner models by penalty, and outer ones; kept only for cross entropy where others start there.
  var innerModels: [Double: [LinearModel]] = [:]
  var outerModels: [Double: LinearModel] = [:]
  /// Every layer's gradient norm in the first epoch of a network's final fits.
  package var layerGradientNorms: [[Double]] = []

  /// The result without the models that no other loss will start from any more.
  package var withoutStarts: SplitResult {
    var result = self
    result.innerModels = [:]
    result.outerModels = [:]
    return result
  }
}
