package import CrossEntropyFiles
package import CrossEntropyLearning
internal import CrossEntropyWorkflows

// What was noticed about a table and its columns.

extension English {
  package func sentence(_ note: DatasetNote) -> String {
    switch note {
    case .table(let note): sentence(note)
    case .column(let name, let note): "\(escaped(name)): \(sentence(note))"
    case .zeroWeightRows(let count):
      "rows of weight 0, which say nothing, were left out: \(count)"
    case .equalNumbers(let column, let texts, let sets):
      "\(escaped(column)): the same number is one value ("
        + "\(listed(texts.map { $0.map { escaped($0) }.joined(separator: " = ") }, of: sets)))"
    case .missingCells(let column, let tokens, let cells):
      "\(escaped(column)): \(list(tokens.map { quoted($0) })) \(tokens.count == 1 ? "is" : "are") missing, "
        + plural(cells, "cell")
    case .tokenIsClass(let target, let name, let rows):
      "\(escaped(target)): class \(quoted(name)), \(plural(rows, "row")); give "
        + "\(settings(.targetMissing)) \(escaped(name)) if it is missing"
    case .unmetTokens(let tokens, let areOfTarget):
      "no \(areOfTarget ? "label" : "cell") is \(tokens.map { quoted($0) }.joined(separator: " or ")), "
        + "which \(settings(areOfTarget ? .targetMissing : .missing)) names"
    case .nothingMerged(let least): "\(settings(.mergeRare)) \(least) merged no class"
    case .readAnyway(let column, .feature):
      "\(escaped(column)) does not look like an id and is used without \(settings(.keep)), too"
    case .readAnyway(let column, .numbers):
      "\(escaped(column)) is read as numbers without \(settings(.numeric)), too"
    case .readAnyway(let column, .categories):
      "\(escaped(column)) is read as categories without \(settings(.categorical)), too"
    case .prose(let column):
      "\(escaped(column)) holds sentences: \(settings(.text)) \(escaped(column)) learns from their words"
    case .mergedClasses(let target, let classes, let other):
      "\(escaped(target)): \(plural(classes.count, "rare class", several: "rare classes")) became "
        + "\(quoted(other)): \(listed(first: 8, of: classes))"
    case .idLike(let column, let values, let cells):
      "\(escaped(column)) has \(plural(values, "value")) in \(plural(cells, "cell")), like an id: what it tells is "
        + "told by chance"
    case .yesOrNo(let column):
      "\(escaped(column)): one probability per row, read as that of yes against no"
    case .sharedGroups(let count, let all):
      "\(grouped(count)) of \(plural(all, "group")) \(was(count)) also trained on, so the scores are not those of new groups"
    case .sharedRows(let count, let all, let table):
      "\(grouped(count)) of the \(plural(all, "row")) to test on \(count == 1 ? "is" : "are") also in \(escaped(table)), so the scores are too good"
    case .appended(let file, .table(.validUTF8(let encoding))):
      "\(escaped(file)): \(validUTF8(encoding)); give \(settings(.testEncoding)) "
        + "\(TextEncoding.utf8.rawValue) if letters look wrong"
    case .appended(let file, let note): "\(escaped(file)): \(sentence(note))"
    }
  }

  package func sentence(_ note: ColumnNote) -> String {
    switch note {
    case .allMissing: reason(.allMissing)
    case .unreadNumber(let line, let cell, let form):
      "\(read(line, cell)), \(explanation(form))"
    case .numbersAndText(let line, let cell): "\(read(line, cell)) and other lines hold numbers"
    case .oddCells(let line, let cell, let count):
      odd(line, cell, count, count == 1 ? "is not a number" : "are not numbers")
    case .oddDates(let line, let cell, let count):
      odd(line, cell, count, count == 1 ? "is not a date" : "are not dates")
    case .notation(let cell, let value, let other):
      "\(quoted(cell, most: 40)) "
        + (hasMinusSign(cell, value) ? "has a minus sign in place of the hyphen, and " : "")
        + "is \(allDigits(value))"
        + (other.map { "; if not, say \(settings(.decimal)) \($0.rawValue)" } ?? "")
    case .mixedUnits(let cells):
      "its cells have different units, or none, and are read on one scale: "
        + list(cells.map { "\(quoted($0.cell, most: 40)) is \(allDigits($0.value))" })
        + "; write them alike if that is wrong"
    case .dates(let cell, let days, let order, let isSure):
      "dates as days since 1970-01-01, \(quoted(cell, most: 40)) is \(fewDigits(days))"
        + (isSure ? "" : "; \(name(order)), which the cells do not settle")
    case .newLevels(let levels, let count, let cells):
      "\(plural(cells, "cell")) \(cells == 1 ? "holds" : "hold") what no row to train on has, and "
        + "\(cells == 1 ? "tells" : "tell") the model nothing: "
        + listed(levels.map { quoted($0, most: 40) }, of: count)
    case .offset(let offset): "read as differences from \(allDigits(offset))"
    }
  }

  package func reason(_ reason: DropReason) -> String {
    switch reason {
    case .allMissing: "every cell is missing"
    case .constant: "constant"
    case .noWords: "no row has a word"
    case .idLikeNumbers(let first, let last): "id-like: counts \(first) to \(last)"
    case .counter(let first, let last):
      "id-like: \(first < last ? "rises" : "falls") with every row, \(first) to \(last)"
    case .idLikeTexts(let values, let rows):
      "id-like: \(values) different values in \(rows) rows"
    }
  }

  package func wayBack(to column: String?) -> String {
    column.map { "\(settings(.keep)) \($0) uses it" }
      ?? "\(settings(.keep)) COL uses one all the same"
  }

  private func sentence(_ note: TableNote) -> String {
    switch note {
    case .byteOrderMark: "a UTF-8 byte order mark was skipped"
    case .encoding(let encoding): "the text was read as \(encoding.rawValue)"
    case .validUTF8(let encoding):
      "\(validUTF8(encoding)); leave \(settings(.encoding)) out if letters look wrong"
    case .markOverrules(let encoding):
      "the encoding \(encoding.rawValue) was not used: the byte order mark says another"
    case .separatorLine: "the line that names the delimiter was skipped"
    case .commentLines(let count):
      "\(plural(count, "comment line")) above the header \(was(count)) skipped"
    case .titleLines(let count, let title):
      "\(plural(count, "line")) above the header \(was(count)) skipped: \(quoted(title, most: 40))"
    case .rowNames(let name):
      "the header has no name for the first column, as R writes it, which is called \(quoted(name))"
    case .repeatedHeaders(let count, let line):
      "\(plural(count, "line")) that \(count == 1 ? "repeats" : "repeat") the header "
        + "\(was(count)) left out\(count == 1 ? ": line \(line)" : ", the first is line \(line)")"
    case .totalsLeftOut(let line): "the last row, line \(line), holds totals and was left out"
    case .totalsKept(let line):
      "the last row, line \(line), looks like totals but does not add up, and was kept"
    case .delimiter(let byte): "the cells are separated by \(name(delimiter: byte))"
    case .decimalComma(let columns):
      "numbers are read with a decimal comma"
        + (columns.isEmpty ? "" : " in \(listed(first: 8, of: columns))")
    case .missingMarks(let marks):
      "these texts stand for missing cells: "
        + listed(
          marks.prefix(8).map { "\(quoted($0.text, most: 40)) (\($0.cells))" }, of: marks.count)
    case .blankLines(let count): "\(plural(count, "blank line")) \(was(count)) skipped"
    case .trimmedNames: "spaces around the names in the header were removed"
    case .namedFirstColumn(let name):
      "the first column has no name in the header and is called \(quoted(name))"
    case .emptyColumns(let count):
      "\(plural(count, "empty column")) without a name at the end of the rows \(was(count)) left out"
    case .columnsBeside(let names):
      "\(plural(names.count, "column")) that the table lacks \(was(names.count)) left out: "
        + listed(first: 8, of: names)
    case .format(let format):
      "the file was taken for \(name(format)); \(settings(.inputFormat)) csv reads it as cells"
    case .arraysBeside(let names):
      "\(plural(names.count, "array")) with another number of rows \(was(names.count)) left out: "
        + listed(first: 8, of: names)
    case .toolPredictions(let tool):
      "the lines were taken for the probabilities that \(toolName(tool)) writes"
        + (tool == .fastText ? ", and the 1e-5 that it adds to each was taken off" : "")
    case .sampled(let rows, let all):
      "memory does not hold the table: what is said here, lines included, is of \(plural(rows, "row")) drawn "
        + "from all \(grouped(all)); the network will learn from all of them, from disk"
    }
  }

  private func validUTF8(_ encoding: TextEncoding) -> String {
    "the file is valid UTF-8 and was read as \(encoding.rawValue) all the same"
  }

  private func odd(_ line: Int, _ cell: String, _ count: Int, _ isNone: String) -> String {
    "\(plural(count, "cell")) that \(isNone) \(was(count)) taken as missing, "
      + "\(count == 1 ? "" : "the first ")\(quoted(cell, most: 40)) in line \(line)"
  }

  private func read(_ line: Int, _ cell: String) -> String {
    "read as categories: line \(line) holds \(quoted(cell, most: 40))"
  }

  private func explanation(_ form: NumberForm) -> String {
    switch form {
    case .leadingZero: "which starts with 0 like an identifier"
    case .thousands: "a number with thousands separators"
    case .decimalComma: "a number with a decimal comma"
    case .decimalPoint: "a number with a decimal point among decimal commas"
    case .quoted: "a text in quotes that looks like a number"
    }
  }

  func name(_ order: DateOrder) -> String {
    switch order {
    case .yearFirst: "the year comes first"
    case .dayFirst: "the day comes first"
    case .monthFirst: "the month comes first"
    }
  }

  private func name(delimiter: UInt8) -> String {
    switch delimiter {
    case UInt8(ascii: "\t"): "tabs"
    case UInt8(ascii: ";"): "semicolons"
    default: quoted(CollectionOfOne(delimiter))
    }
  }

  private func was(_ count: Int) -> String { count == 1 ? "was" : "were" }
}
