package import CrossEntropy
package import CrossEntropyLearning

/// How losses and models are called, and what is said of a name that is none.
package protocol LossPhrases {
  /// The name of a loss as people write it, with its parameters in digits: focal γ=2.
  func title(_ name: String, _ parameters: [String: String]) -> String
  /// What is wrong with the name of a loss.
  func sentence(_ error: LossNameError) -> String
  /// What is wrong with the name of a model.
  func sentence(_ error: ModelNameError) -> String
  /// The value of a loss that is information: 0.693147 nats, 1 bit.
  func amount(_ number: String, _ unit: InformationUnit) -> String
  /// Names one after the other: a, b and c.
  func list(_ names: [String]) -> String
}
