package import CrossEntropyEvaluation

/// Which map makes the probabilities of a file right.
public struct CalibrateRequest: Codable, Sendable, Hashable {
  /// The predictions, one file, and how they are read.
  public var predictions: ScoreRequest
  /// The one that is fitted; nil: that which is worth its parameters, if any is.
  public var method: Method?
  /// The shares of the classes where the model was trained, in the order of the classes; nil: prior shift is fitted.
  public var trainPrior: [Double]?
  /// Their shares where it is used.
  public var newPrior: [Double]?

  /// A map, from the fewest parameters up.
  public enum Method: String, Codable, Sendable, Hashable, CaseIterable {
    /// softmax(β·log p).
    case temperature
    /// softmax(log p + b).
    case priorShift = "prior_shift"
    /// softmax(a·log p + b).
    case scaleAndBias = "scale_and_bias"
    /// σ(a·log p − b·log(1 − p) + c), of two classes.
    case beta
    /// softmax(w ∘ log p + b).
    case vector
    /// Rising steps.
    case isotonic
  }

  /// A calibrator of predictions.
  public init(
    predictions: ScoreRequest, method: Method? = nil, trainPrior: [Double]? = nil,
    newPrior: [Double]? = nil
  ) {
    self.predictions = predictions
    self.method = method
    self.trainPrior = trainPrior
    self.newPrior = newPrior
  }

  /// Throws what is wrong with the request, whatever the file holds.
  public func validate() throws(WorkflowError) {
    try predictions.validate()
    switch (trainPrior, newPrior) {
    case (nil, nil): return
    case (nil, _?): throw .alone(.newPrior, .set(.trainPrior), .leaveOut(.newPrior))
    case (_?, nil): throw .alone(.trainPrior, .set(.newPrior), .leaveOut(.trainPrior))
    case (let old?, let new?):
      if let method, method != .priorShift { throw .together(.method, .trainPrior) }
      for (setting, shares) in [(RequestSetting.trainPrior, old), (.newPrior, new)] {
        for share in shares where !(share > 0 && share.isFinite) {
          throw WorkflowError(.calibrate(.badShare(setting, share)))
        }
        let sum = shares.reduce(0, +)
        guard abs(sum - 1) <= 1e-6 else {
          throw WorkflowError(.calibrate(.badSum(setting, sum)))
        }
      }
    }
  }

  enum CodingKeys: String, CodingKey {
    case predictions, method
    case trainPrior = "train_prior"
    case newPrior = "new_prior"
  }

  /// Writes what is not given as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(predictions, forKey: .predictions)
    try container.encode(method, forKey: .method)
    try container.encode(trainPrior, forKey: .trainPrior)
    try container.encode(newPrior, forKey: .newPrior)
  }
}

extension CalibrateRequest.Method {
  package var kind: Calibrator.Kind {
    switch self {
    case .temperature: .temperature
    case .priorShift: .priorShift
    case .scaleAndBias: .scaleAndBias
    case .beta: .beta
    case .vector: .vector
    case .isotonic: .isotonic
    }
  }
}
