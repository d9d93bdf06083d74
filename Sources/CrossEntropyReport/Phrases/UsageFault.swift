package import CrossEntropyWorkflows

/// What is wrong with the arguments of the command beyond what a request or the parser says.
///
/// Flags that set nothing of a request, and commands as examples, come as they are typed.
package enum UsageFault: Error, Sendable, Hashable {
  // MARK: The command line

  /// So many arguments are not taken.
  case tooManyArguments(Int, most: Int)
  /// An argument is no text.
  case notUTF8([UInt8])
  /// There is no such command.
  case noCommand(String, Advice)
  /// Another command was probably meant.
  case didYouMean(command: String)

  /// What to do without a command.
  package enum Advice: Sendable, Hashable {
    case didYouMean(String)
    case oneOf([String])
  }

  // MARK: Tables

  /// No table is named.
  case noTable(example: String)
  /// More than one table is named; `areCompared` if that might have been meant.
  case severalTables([String], command: String, areCompared: Bool)
  /// An option says how to read a table, and there is none.
  case noTableToRead(option: String)
  /// What is between thousands cannot be the decimal mark, too.
  case decimalIsThousands(String)
  /// Standard output goes into the table.
  case outputIntoTable

  // MARK: Outputs

  /// The option takes the name of a file.
  case noFileName(option: String)
  /// The option names the table.
  case overwritesTable(option: String, path: String)
  /// The option names a file that a checkpoint in this directory has for itself.
  case overwritesCheckpoint(option: String, path: String)
  /// Two options name the same file.
  case sameFile(String, String)
  /// The option names the directory of the checkpoint, or one in it.
  case insideCheckpoint(option: String, path: String)
  /// The option names the file that standard output or standard error goes to.
  case overwritesStream(option: String)
  /// The first option makes nothing that the other could show.
  case nothingToShow(option: String, RequestSetting)

  // MARK: Values

  /// Numbers are separated by commas; a word among them is none.
  case notNumbers(RequestSetting, word: String, in: String, example: String)
  /// This is no number.
  case notANumber(RequestSetting, String)
  /// A number is so small that it would be 0.
  case lostNumber(RequestSetting, String)
  /// This is no time.
  case notATime(String)
  /// This is no amount of memory.
  case notASize(String, SizeFault?)
  /// This is no number of repeats.
  case notRepeats(String, most: Int)

  /// What is wrong with an amount of memory that is a number.
  package enum SizeFault: Sendable, Hashable, CaseIterable { case tooLarge, zero }

  // MARK: compare

  /// No column is named to predict.
  case noTarget(example: String)
  /// Two options say which rows are held out.
  case heldOutTwice(RequestSetting, RequestSetting)

  // MARK: train

  /// There is a file where the model would be written that was not named; the option names another.
  case modelExists(String, option: String)
  /// An option says what an outcome already says.
  case besideOutcome(option: String, RequestSetting)
  /// This file is no outcome of a comparison.
  case notAnOutcome(String)
  /// The option takes what a network's epochs gave, and a linear model has none.
  case noEpochs(option: String)

  // MARK: measure

  /// There is nothing to measure.
  case nothingToMeasure(example: String)
  /// Numbers stand by themselves.
  case strayNumbers(String, example: String)
  /// Counts are numbers, and not in a table.
  case countsOfTable
  /// Columns are named without a table.
  case columnsWithoutTable(example: String)
  /// A forecast without a distribution.
  case forecastAlone
  /// A known column without the one to measure.
  case givenAlone(example: String)

  // MARK: predict

  /// No file of predictions is named.
  case noPredictions(example: String)
  /// The model or the table is not named, or something beside them.
  case notModelAndTable([String], example: String)
  /// The name of an output says no format that is written.
  case unknownFormat(option: String, path: String, [String])
  /// A file whose beginning is written last can be no pipe.
  case notRewritable(option: String, path: String)
  /// The predictions go where the outcome would go as JSON, unless the option names a file for them.
  case jsonWithoutFile(option: String)

  // MARK: score

  /// There is no such number to form, but these.
  case unknownMetric(option: String, name: String, [String])

  // MARK: inspect

  /// No model is named, or several.
  case notOneModel([String], example: String)

  // MARK: explain

  /// There are no outputs.
  case noOutputs(example: String)
  /// The outputs are given twice.
  case outputsTwice
  /// A label is a whole number; several numbers are another kind of target.
  case notALabel(String, isList: Bool)
  /// There is no target.
  case noLabel
  /// The target is given twice.
  case targetTwice
  /// A table is of use for the page alone, and none is asked for.
  case tableWithoutPage(example: String)
}
