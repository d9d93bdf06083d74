package import CrossEntropyWorkflows

/// What is said of numbers and settings that cannot be.
package protocol FaultPhrases {
  /// What is wrong with numbers.
  func sentence(_ fault: NumberFault) -> String
  /// What is wrong with settings.
  func sentence(_ fault: SettingFault) -> String
}
