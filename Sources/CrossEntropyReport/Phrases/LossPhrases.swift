/// How losses are called.
package protocol LossPhrases {
  /// The name of a loss as people write it, with its parameters: focal γ=2.
  func title(_ name: String, _ parameters: [String: Double]) -> String
  /// Names one after the other: a, b and c.
  func list(_ names: [String]) -> String
}
