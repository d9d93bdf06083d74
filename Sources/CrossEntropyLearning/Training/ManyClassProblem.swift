import CrossEntropy

/// The penalised mean cross entropy of a table with many classes, as a function of the weights.
///
/// A few rows of so many logits fill a cache, so every few rows would read all weights again.
/// ``LinearCrossEntropy`` therefore cuts the classes too, and forms the logits twice in wide
/// blocks. Its weights are classes × (features + 1), a model's transposed.
struct ManyClassProblem {
  /// The size of weights from which that is faster: 3 MB, too much for the second level of cache.
  ///
  /// An evaluation takes 0.92 of the time with 3000 classes and 128 features, 0.81 with 10 000,
  /// 0.58 with 30 000 and 100, but 1.19 with 1000.
  private static let fewestWeights = 384_000

  /// True where a fit of cross entropy is faster, or takes less memory, in this way.
  static func pays(_ objective: Objective, classes: Int, _ design: DesignMatrix) -> Bool {
    // Measured for these options; the fits of others keep the digits that they have.
    objective.loss is SoftmaxCrossEntropy && objective.classWeights == nil
      && objective.logitOptions.temperature == 1 && objective.logitOptions.confidencePenalty == 0
      && design.levels.categories == 0 && design.sparse.width == 0
      && classes * design.features >= fewestWeights
  }

  /// The bytes of an evaluation: the weights by class, their gradient twice, and blocks of logits
  /// with their part of it; 0 where no fit is made in this way.
  static func bytes(rows: Int, features: Int, classes: Int) -> Double {
    let weights = Double(classes) * Double(features + 1)
    guard classes * features >= fewestWeights else { return 0 }
    return 8 * (5 * weights + 8 * 512 * Double(features + 513)) + 100 * Double(rows)
  }

  private let loss: LinearCrossEntropy
  private let l2: Double
  private let threads: Int
  private let design: DesignMatrix
  private let labels: ContiguousArray<Int32>
  private let classes: Int
  private let rowWeights: [Double]

  init(
    _ trainer: LinearTrainer, design: DesignMatrix, labels: ContiguousArray<Int32>, classes: Int,
    rowWeights: [Double]
  ) {
    do throws(ObjectiveError) {
      loss = try LinearCrossEntropy(trainer.objective)
    } catch {
      fatalError("the objective was asked before: \(error)")
    }
    l2 = trainer.l2
    threads = trainer.threads
    self.design = design
    self.labels = labels
    self.classes = classes
    self.rowWeights = rowWeights
  }

  /// The greatest absolute gradient that rounding alone may leave at a point.
  func roundingOfGradient(at point: ContiguousArray<Double>) -> Double {
    // No class's slope is above 1 in a row.
    CrossEntropyLearning.roundingOfGradient(
      slopes: 1, feature: design.matrix.elements.reduce(0) { max($0, abs($1)) },
      penalty: l2 * point.reduce(0) { max($0, abs($1)) })
  }

  func value(
    at point: ContiguousArray<Double>, gradient: inout ContiguousArray<Double>
  ) -> Double {
    let columns = design.features + 1
    let weights = Matrix(rows: classes, columns: columns, fitting: point)
    let (total, gradients): (LossTotal, LinearCrossEntropy.Gradients<Double>)
    do {
      (total, gradients) = try loss.valueAndGradients(
        inputs: design.matrix, weights: weights, labels: labels, rowWeights: rowWeights,
        withInputs: false, threads: threads)
    } catch {
      fatalError("labels were checked before the fit: \(error)")
    }
    let share = 1 / total.weight
    var squares = 0.0
    for c in 0..<classes {
      for i in c * columns..<(c + 1) * columns - 1 {
        squares += point[i] * point[i]
        gradient[i] = gradients.weights.elements[i] * share + l2 * point[i]
      }
      let intercept = (c + 1) * columns - 1
      gradient[intercept] = gradients.weights.elements[intercept] * share
    }
    return total.sum * share + 0.5 * l2 * squares
  }
}
