/// What can be wrong with numbers given directly or in a row of a table.
///
/// An `index` counts the numbers from 0.
public enum NumberFault: Sendable, Hashable {
  /// A probability is below 0, above 1 or not finite.
  case notAProbability(index: Int, value: Double)
  /// Probabilities do not sum to 1.
  case sum(Double)
  /// Numbers cannot be divided by their sum, which is 0 or not finite.
  case cannotNormalize(sum: Double)
  /// A count is below 0, or not whole.
  case notACount(index: Int, value: Double)
  /// A count is above the greatest that is taken.
  case tooGreatCount(index: Int, value: Double, most: Double)
  /// Every count is 0.
  case nothingCounted
  /// The counts sum to more than can be represented.
  case tooManyCounted
  /// A logit is +∞.
  case infiniteLogit(index: Int)
  /// Every logit is −∞.
  case everyClassMasked
  /// A number that must be finite is not.
  case notFinite(index: Int, value: Double)
  /// A class weight is below 0.
  case negativeWeight(index: Int, value: Double)
  /// With a class weight above the greatest that is taken a gradient may be no number.
  case tooGreatWeight(index: Int, value: Double, most: Double)
  /// The number of values is not that of the outputs, classes or rows.
  case wrongCount(Int, of: Counted, expected: Int)
  /// A distribution and its forecast have different numbers of outcomes.
  case unequalOutcomes(Int, forecast: Int)
  /// A label is not the number of a class; one output tells two classes apart.
  case noSuchClass(Int, classes: Int, outputs: Int)
  /// Several classes are true where only one can be.
  case severalTrue(Int)
  /// The cell of a column is missing.
  case missingCell(column: String)

  /// What needs one number each.
  public enum Counted: String, Sendable, Hashable, CaseIterable {
    case output, `class`, row
  }
}

/// What is wrong with settings that are impossible, alone or together.
public enum SettingFault: Sendable, Hashable {
  /// A number is outside its range.
  case outOfRange(RequestSetting, Double, NumberRange)
  /// Softmax over one output is always 1.
  case softmaxOfOneOutput
  /// Only softmax and sigmoid outputs can be explained.
  case notExplained(unit: String)
  /// A loss takes its class weights from a table, and a single row has none.
  case needsTable(loss: String)
  /// A loss smooths labels, and so does the request.
  case smoothsTwice(loss: String)
  /// This loss cannot take weights of labels that may all be true.
  case takesNoClassWeights(loss: String)

  /// Two settings say the same thing, or things that cannot both be.
  case together(RequestSetting, RequestSetting)
  /// The name of a model says another value of a setting.
  case modelSaysOther(RequestSetting)
  /// A setting says which rows are held out, so that no folds are drawn and the other has no effect.
  case drawsNone(RequestSetting, RequestSetting)
  /// A setting says nothing without another.
  case alone(RequestSetting)
  /// A setting names a column that has no part in the answer.
  case unused(RequestSetting, column: String)
  /// A setting is for a single target, and so many are named.
  case forOneTarget(RequestSetting, targets: Int)
  /// These are no costs of a false alarm and a miss: 0 or more, and not both 0.
  case badCosts(RequestSetting, String)
  /// A setting is for two classes, and the model has so many.
  case forTwoClasses(RequestSetting, classes: Int)
  /// A setting has no place in a file of this format.
  case notInFormat(RequestSetting, String)
  /// With a setting the delimiter stays that of the table, which is none of the output's format.
  case keepsDelimiter(RequestSetting, UInt8)
  /// One loss trains a model, and so many are named.
  case severalLosses(Int)
  /// A text is no condition: a score, a relation and a number.
  case noCondition(RequestSetting, String)
  /// No score is called so.
  case unknownScore(String)
  /// A setting is for one file, and so many are named.
  case forOneFile(RequestSetting, files: Int)

  /// The range of a number.
  public enum NumberRange: String, Sendable, Hashable, CaseIterable {
    /// From 0 to below 1.
    case share
    /// Above 0 and at most ``ExplainRequest/greatestFactor``.
    case factor
  }
}
