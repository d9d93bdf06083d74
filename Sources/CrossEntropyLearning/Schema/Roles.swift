internal import CrossEntropyFiles

extension Dataset {
  /// The roles of a table's columns, and how labels are read.
  public struct Roles: Sendable, Hashable {
    /// The column to predict, or several, one per label.
    public var targets: [String]
    /// Columns to leave alone.
    public var ignored: [String]
    /// A column of row weights.
    public var weight: String?
    /// A column of groups that may not be split between folds; several are one group per
    /// combination of their values.
    public var groups: [String]
    /// A column that says which rows are held out, and is no feature.
    public var heldOutBy: String?
    /// Columns that are read even where they look like ids.
    public var kept: [String] = []
    /// Columns that are read as numbers, even where they look like ids.
    public var numeric: [String] = []
    /// Columns that are read as categories, even where they hold numbers or look like ids.
    public var categorical: [String] = []
    /// Columns of texts whose words are read.
    public var text: [String] = []
    /// How numbers are brought to one size.
    public var scaling = Scaling.deviation
    /// Tokens for a missing cell, where a column is read as text; an empty cell always is one.
    public var missingTokens: [String] = TableReader.defaultMissingTokens
    /// How the labels are read.
    public var labels = Labels()

    /// The roles by column name.
    public init(
      targets: [String], ignored: [String] = [], weight: String? = nil, groups: [String] = []
    ) {
      self.targets = targets
      self.ignored = ignored
      self.weight = weight
      self.groups = groups
    }

    /// The roles by column name, with one column to predict.
    public init(
      target: String, ignored: [String] = [], weight: String? = nil, groups: [String] = []
    ) {
      self.init(targets: [target], ignored: ignored, weight: weight, groups: groups)
    }

    /// How a column is asked to be read that is named in one of the three ways.
    func asked(_ column: String) -> DatasetNote.Asked {
      numeric.contains(column)
        ? .numbers : categorical.contains(column) ? .categories : .feature
    }

    /// The columns whose cells are names, whatever they look like.
    public var textColumns: Set<String> { Set(targets + groups + categorical + text) }

    /// The columns whose cells are numbers, however many are none.
    public var numberColumns: Set<String> { Set(numeric) }
  }

  /// How the numbers of columns are brought to one size.
  public enum Scaling: String, Codable, Sendable, Hashable, CaseIterable {
    /// Each is divided by the standard deviation of the training rows.
    case deviation
    /// They stay as they are, apart from what the intercept takes up.
    case none
  }

  /// How the cells of a target become classes.
  public struct Labels: Sendable, Hashable {
    /// Tokens for a missing label; an empty cell always is one, and the table's own tokens are in a
    /// target of numbers.
    public var missingTokens: [String] = []
    /// Whether a target of many different numbers is classes all the same.
    public var areClasses = false
    /// Classes of fewer rows than this become one class, ``otherClass``; nil: none.
    public var mergesBelow: Int?
    /// The positive one of two classes, which becomes the last; nil: the last as they are sorted.
    public var positive: String?

    /// The rules that hold where nothing is asked for.
    public init() {}

    /// What rare classes are called once they are merged.
    public static let otherClass = "other"
  }
}
