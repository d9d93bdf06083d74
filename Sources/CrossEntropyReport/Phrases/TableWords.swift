internal import CrossEntropyFiles
internal import CrossEntropyLearning

// Words about tables that are the same in every language.

/// Items, and an ellipsis where there are more of them.
func listed(_ items: [String], of all: Int) -> String {
  items.joined(separator: ", ") + (all > items.count ? ", …" : "")
}

/// The first of many names, with an ellipsis where there are more.
func listed(first most: Int, of names: [String]) -> String {
  listed(names.prefix(most).map { escaped($0) }, of: names.count)
}

/// The first of many classes with their rows, and an ellipsis where there are more.
func listed(first most: Int, of classes: [DatasetNote.ClassRows]) -> String {
  listed(
    classes.prefix(most).map { "\(escaped($0.name)) (\(grouped($0.rows)))" }, of: classes.count)
}

/// The most rare classes that an error lists.
let mostRareClasses = 40

/// What an encoding is called.
func encodingName(_ encoding: TableFault.LegacyEncoding) -> String {
  switch encoding {
  case .latin1: "Latin-1"
  case .windows1252: "Windows-1252"
  }
}

/// The command that turns text in an encoding into UTF-8.
func conversion(from encoding: TableFault.LegacyEncoding) -> String {
  switch encoding {
  case .latin1: "iconv -f latin1 -t utf-8"
  case .windows1252: "iconv -f cp1252 -t utf-8"
  }
}
