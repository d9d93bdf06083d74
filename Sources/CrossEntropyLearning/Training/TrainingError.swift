public import CrossEntropy
public import CrossEntropyFiles

/// Why a model cannot be trained.
public enum TrainingError: Error, Hashable, Sendable {
  /// A loss of outputs that are no class probabilities, which a model is scored by.
  case noClassProbabilities(loss: String, OutputUnit)
  /// The output layer has another activation than the loss needs.
  case otherActivation(loss: String, needs: DenseLayer.Activation, got: DenseLayer.Activation)
  /// The loss is of other outputs than those of a linear model of so many classes or labels.
  case otherUnit(loss: String, OutputUnit, model: OutputUnit, outputs: Int)
  /// A softmax of one unit is always 1; two classes take one sigmoid unit.
  case softmaxOfOneUnit
  /// Indicators may all be true, which a softmax cannot say.
  case indicatorsUnderSoftmax(outputs: Int)
  /// Features, targets, weights or a start do not fit each other, or a target or weight is out of
  /// range.
  case badTarget(TargetError)
  /// A feature of a row is not finite.
  case featureNotFinite(Int, row: Int)
  /// No row has a weight above 0.
  case noWeight
  /// A setting of the trainer, or a number given with the rows, is out of range.
  case outOfRange(Setting, Double)
  /// No loss has this name.
  case badLoss(LossNameError)
  /// The rows give the loss impossible options, such as the weight of a class that has no row.
  case badObjective(ObjectiveError)
  /// The system gives no thread for a session; a trainer's `train` needs none.
  case noThread
  /// Rows that were put on a disk cannot be read again.
  case disk(TableFault.SystemFailure)
  /// The loss or a weight is no longer a finite number.
  case notFinite(epoch: Int, step: Int, cause: Divergence)

  /// A number that says how to train.
  public enum Setting: String, Sendable, Hashable, CaseIterable {
    /// The number of classes: 2 or more, and no more weights than can be counted.
    case classes
    /// λ, finite and 0 or more.
    case l2
    /// λ₁, finite and 0 or more.
    case l1
    /// Above 0.
    case tolerance
    /// 0 or more.
    case iterationLimit = "iteration limit"
    /// 1 or more.
    case threads
    /// Finite and above 0.
    case learningRate = "learning rate"
    /// 1 or more.
    case batchSize = "batch size"
    /// 1 or more.
    case epochs
    /// 1 or more.
    case patience
    /// μ, from 0 to 1.
    case momentum
    /// β of a running mean, from 0 to below 1.
    case beta
    /// ε, above 0 and finite, in single precision too.
    case epsilon
    /// Finite and 0 or more.
    case decay
    /// γ of a schedule, above 0 and at most 1.
    case gamma
    /// The epochs of a schedule's step, 1 or more.
    case size
    /// From 0 to below 1.
    case dropout
  }

  /// What made a training diverge.
  public enum Divergence: Hashable, Sendable {
    /// A feature of a row is not finite.
    case feature(Int, row: Int)
    /// The steps are too large for these features.
    case learningRate(Double)
  }
}

extension TrainingError: CustomStringConvertible {
  /// What is wrong and what to do, for who writes the program.
  public var description: String {
    switch self {
    case .noClassProbabilities(let loss, let unit):
      "\(loss) of \(unit.rawValue) outputs gives no class probabilities; use a loss of softmax or "
        + "sigmoid outputs"
    case .otherActivation(let loss, let wanted, let activation):
      "\(loss) needs outputs of \(wanted.rawValue), this model ends in \(activation.rawValue)"
    case .otherUnit(let loss, let unit, let model, let outputs):
      "\(loss) is of \(unit.rawValue) outputs, a linear model has \(outputs) of \(model.rawValue)"
    case .softmaxOfOneUnit:
      "a softmax of one unit is always 1; use DenseLayer(1, activation: .sigmoid) for two classes"
    case .indicatorsUnderSoftmax(let outputs):
      "indicators may all be true, which a softmax cannot say; use DenseLayer(\(outputs), activation: "
        + ".sigmoid) and a loss of sigmoid outputs"
    case .badTarget(let error): "\(error)"
    case .featureNotFinite(let column, let row): "\(Divergence.feature(column, row: row))"
    case .noWeight: "no row has a weight above 0"
    case .outOfRange(let setting, let value): "\(value) is no \(setting.rawValue)"
    case .badLoss(let error): "\(error)"
    case .badObjective(let error): "\(error)"
    case .noThread:
      "the system gives no thread for a session; train on the calling one, or raise its limit"
    case .disk(let failure):
      "rows on the disk cannot be read again: \(failure.reason ?? "error \(failure.code)")"
    case .notFinite(let epoch, let step, let cause):
      "training stopped in epoch \(epoch), step \(step): the loss is not a finite number; \(cause)"
    }
  }
}

extension TrainingError.Divergence: CustomStringConvertible {
  /// The likely cause.
  public var description: String {
    switch self {
    case .feature(let column, let row): "feature \(column) of row \(row) is no finite number"
    case .learningRate(let rate):
      "the steps are too large; lower the learning rate from \(rate), or standardise the features"
    }
  }
}

extension TrainingError {
  /// Throws unless the setting is in its range.
  static func check(
    _ setting: Setting, _ value: some BinaryInteger, least: Int = 1
  ) throws(TrainingError) {
    if value < least { throw .outOfRange(setting, Double(value)) }
  }

  /// Throws unless the setting is finite, and 0 or more.
  static func check(_ setting: Setting, _ value: Double) throws(TrainingError) {
    guard value >= 0, value.isFinite else { throw .outOfRange(setting, value) }
  }

  /// Throws unless the setting is finite and above 0.
  static func check(_ setting: Setting, positive value: Double) throws(TrainingError) {
    guard value > 0, value.isFinite else { throw .outOfRange(setting, value) }
  }

  /// What a check of targets throws, as an error of the training.
  static func targets(_ check: () throws(TargetError) -> Void) throws(TrainingError) {
    do throws(TargetError) {
      try check()
    } catch {
      throw .badTarget(error)
    }
  }
}
