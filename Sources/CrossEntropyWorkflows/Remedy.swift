public import CrossEntropyFiles

extension WorkflowError {
  /// What would mend an error.
  public enum Remedy: Sendable, Hashable {
    // MARK: Settings

    /// Give a setting this value; nil: any that is right.
    case set(RequestSetting, to: String? = nil)
    /// Leave a setting out.
    case leaveOut(RequestSetting)
    /// Give a setting a lower value, or a model fewer or narrower layers.
    case lower(RequestSetting)
    /// Give a setting a value above this.
    case raise(RequestSetting, above: Double)
    /// Give the numbers, or the column, by another setting.
    case giveAs(RequestSetting)
    /// Name another column by a setting.
    case nameAnother(RequestSetting)
    /// Name one of these classes.
    case oneOfClasses([String])
    /// Name a column of classes by a setting: this one looks like an id or a quantity.
    case nameClasses(RequestSetting)
    /// Name columns that are filled in the same rows.
    case nameFilledTogether
    /// Have fastText print the probabilities of all labels.
    case printAllLabels
    /// Transpose an array, whose rows are columns.
    case transpose
    /// Name this target by itself.
    case nameAlone
    /// Name a file inside the directory.
    case nameFileInside
    /// The name that was probably meant.
    case didYouMean(String)
    /// One of these.
    case oneOf([String])
    /// One of these columns, which are all that the table has.
    case oneOfColumns([String])

    // MARK: Numbers and classes

    /// Correct what is wrong.
    case correct(Corrected)
    /// Divide rows by their sum, which is this in all of them.
    case divide(by: Double)
    /// Make numbers natural logarithms of probabilities by this factor, and read them by this setting, if any is
    /// to be given for it.
    case multiply(by: Double, setting: RequestSetting?)
    /// Divide percent by 100.
    case dividePercent
    /// Give a logit of −∞ to mask a class.
    case mask
    /// Leave a class unmasked.
    case unmask
    /// Give one number per output or class, or one row per row.
    case onePer(NumberFault.Counted)
    /// Classes are counted from 0.
    case countFromZero
    /// Write 0 where an outcome is impossible.
    case writeZero
    /// Give weights.
    case weigh(Weighed)
    /// Cut the rows into so many folds, and inner folds if they must be others too.
    case refold(folds: Int, innerFolds: Int?)
    /// Cut a column of many values first.
    case cut(Parts)
    /// The target is a quantity: a regression predicts it.
    case useRegression

    // MARK: Models

    /// Exchange the model and the table.
    case swap
    /// Name a file that holds a model.
    case nameModel
    /// Take a newer version of this program.
    case update

    // MARK: Files and tables

    /// Two tables write the dates of a column in ways that do not fit.
    case writeDatesAlike
    /// Two tables write the numbers of a column in ways that do not fit.
    case writeNumbersAlike

    /// Check what is probably wrong.
    case check(Checked)
    /// Try again when no other program writes to the file.
    case tryAgain
    /// Let others read the file.
    case changePermissions
    /// Save it in another form.
    case save(Saved)
    /// Unpack or convert the file, which is of this kind.
    case convert(from: TableFault.FileFormat)
    /// Name the encoding, if it is one of those that were said.
    case chooseEncoding(by: RequestSetting)
    /// Install what is missing.
    case install
    /// Copy the file again from where it came.
    case fetchAgain
    /// Make the file again.
    case makeAgain
    /// Add what is missing.
    case add(Added)
    /// Remove what is too much.
    case remove(Removed)
    /// Take less of the table.
    case reduce(Reduced)
    /// Rename one of two columns.
    case rename
    /// Mend quotes.
    case quote(Quoted)
    /// Have what memory does not hold put on another disk.
    case useLargerDisk
  }
}

extension WorkflowError.Remedy {
  /// What can be corrected.
  public enum Corrected: String, Sendable, Hashable, CaseIterable {
    case numbers, path, cell, weight
    /// The names of classes, which two tables write in two ways.
    case classes
    /// The weights of a column, which are numbers, 0 or more.
    case weights
    /// A line of a file.
    case line
    /// A row among right ones.
    case row
    /// A row that should be an object of JSON on a line of its own.
    case object
    /// What stands for a missing value in JSON.
    case null
    /// The labels, of which every row has one.
    case labels
    /// Probabilities, in place of which their logarithms are read.
    case logarithms
    /// A part that was made otherwise than the others.
    case part
    /// Losses −log p, in place of which log p is read.
    case signs
  }

  /// Whose weight can be given.
  public enum Weighed: String, Sendable, Hashable, CaseIterable {
    /// The rows of a class.
    case rowsOfClass
    /// The rows that should count, a weight above 0.
    case someRows
    /// A row that should not count, weight 0.
    case rowLeftOut
    /// The rows of all parts, in one unit.
    case parts
  }

  /// What many values can be cut into.
  public enum Parts: String, Sendable, Hashable, CaseIterable { case ranges, classes }

  /// What can be checked.
  public enum Checked: String, Sendable, Hashable, CaseIterable {
    case path
    /// The disk or the connection; then try again.
    case connection
    /// Whether the file is text, and whole.
    case isText
    case delimiter, delimiterAndLineEnds, lineEndsAndQuotes
  }

  /// What can be saved, and how.
  public enum Saved: String, Sendable, Hashable, CaseIterable {
    /// The file, as text in UTF-8.
    case utf8
    /// The table, as CSV.
    case csv
    /// The table, as an array of NumPy that can be read.
    case array
    /// What came through a pipe, in a file.
    case file
    /// The same, in a file that is named in place of the pipe.
    case namedFile
  }

  /// What can be missing.
  public enum Added: String, Sendable, Hashable, CaseIterable {
    /// A header, and a row below it.
    case header
    /// A column that another table has.
    case column
    /// Columns that another table has.
    case columns
    case row
    /// More rows, of every class.
    case rows
    /// The last cells of a row.
    case cells
    /// An empty cell.
    case cell
    /// The name of a column.
    case name
    /// A header above this line, which was read as one.
    case headerLine
    /// The names of columns that the header lacks.
    case names
    /// The group of a row.
    case group
    /// The costs of a class.
    case costs
    /// A second class.
    case `class`
    /// A column to learn from.
    case feature
  }

  /// What can be too much.
  public enum Removed: String, Sendable, Hashable, CaseIterable {
    /// The rows of a class that is too rare.
    case rowsOfClass
    /// The rows of a class without a weight.
    case rowsWithoutWeight
    /// The rows of a class that no row to train on has.
    case rowsOfNewClass
    /// The last cells of a row.
    case cells
    /// One of several targets.
    case target
    /// A line above the header.
    case title
    /// A key of JSON whose values are no cells.
    case key
    /// The row of a token that has no probability, as the first of a text has none.
    case firstTokens
  }

  /// What can be reduced.
  public enum Reduced: String, Sendable, Hashable, CaseIterable {
    case columns
    /// Rows or columns, unless there is more memory.
    case table
  }

  /// What quotes can be mended.
  public enum Quoted: Sendable, Hashable {
    /// Close the one that is open.
    case close
    /// Double those inside a cell.
    case double
    /// Put them around cells that hold the delimiter.
    case cells(holding: UInt8)
  }
}
