package import CrossEntropyFiles
package import CrossEntropyLearning
package import CrossEntropyWorkflows

// MARK: Files

extension English {
  package func cause(_ fault: TableFault) -> String {
    switch fault {
    case .nulInPath: "no file has a NUL in its name"
    case .noSuchFile: "there is no such file"
    case .directory: "this is a directory"
    case .permissionDenied: "this file may not be read"
    case .cannotOpen(let failure): "this file cannot be opened (\(reason(failure)))"
    case .cannotRead(let failure): "reading failed (\(reason(failure)))"
    case .changed: "the file changed while it was read"
    case .badDelimiter(let byte): "\(quoted(CollectionOfOne(byte))) cannot separate cells"
    case .pipeTooLarge(let limit?):
      "more than \(memory(limit)) came through a pipe, and memory has no room for more"
    case .pipeTooLarge(nil): "there is not enough memory for what came through the pipe"
    case .notATextFile(let format): "this is \(name(format))"
    case .noRows(.noBytes): "the file is empty"
    case .noRows(.blankLinesOnly): "the file holds blank lines only"
    case .noRows(.headerOnly): "there are no rows below the header"
    case .nulByte(let cell): "\(cell.map { quoted($0) } ?? "this cell") holds a NUL byte"
    case .notUTF8(let cell, let readings):
      if let first = readings.first {
        first.isClear
          ? "this is not UTF-8 but \(shown(first))"
          : "this is not UTF-8; it may be \(readings.map(shown).joined(separator: ", or "))"
      } else {
        "\(quoted(cell)) is not UTF-8"
      }
    case .notInEncoding(let encoding, let bytes):
      "\(quoted(bytes)) is not \(encoding.rawValue)"
    case .isUTF8(let asked): "this is UTF-8 and not \(asked.rawValue)"
    case .unknownEncoding(let encoding):
      "this system has no converter from \(encoding.rawValue)"
    case .noZlib: "this is a gzip file, and zlib, which unpacks it, is not installed"
    case .gzipEndsEarly: "the gzip file ends too early"
    case .gzipDamaged: "the gzip file is damaged"
    case .decodedTooLarge(let decoding, let bytes, let limit):
      "the text takes about \(memory(bytes, rounded: .up)) of memory once it is "
        + "\(decoding == .unpack ? "unpacked" : "in UTF-8"), "
        + "more than the \(memory(limit, rounded: .down)) that it may"
    case .noMemory: "there is not enough memory"
    case .cellTooLong(let limit): "this cell is longer than \(memory(limit))"
    case .quoteNotClosed(let limit):
      "the quote that opens here is not closed" + (limit.map { " within \(memory($0))" } ?? "")
    case .textAfterQuote(let text): "\(quoted(text)) follows the closing quote of this cell"
    case .tooManyColumns(let limit): "the header names more than \(limit) columns"
    case .unnamedColumn(let field): "field \(field) of the header has no name"
    case .cellUnderNoName(let field, let cell, let line):
      "field \(field) of the header has no name, and line \(line) holds \(quoted(cell)) under it"
    case .duplicateName(let name, let first, let second):
      "fields \(first) and \(second) of the header are both named \(quoted(name))"
    case .headerTooShort(let names, let cells):
      "the header has \(plural(names, "name")), and every row has \(plural(cells, "cell"))"
    case .rowTooShort(let expected, let found):
      "expected \(plural(expected, "cell")) as in the header, found \(grouped(found))"
    case .rowTooLong(let expected, let found, let goesOn, _):
      "expected \(plural(expected, "cell")) as in the header, "
        + "found \(goesOn ? "more than " : "")\(grouped(found))"
    case .infiniteNumber(let column, let cell):
      "column \(quoted(column)) holds \(quoted(cell, most: 40)), and a feature cannot be infinite"
    case .missingColumn(let column, let table):
      "there is no column \(quoted(column.name)), which \(escaped(table)) has"
    case .notDatesAsIn(let table, let column, let cell, let order?):
      "column \(quoted(column)) holds dates in \(escaped(table)), where \(name(order)), and here "
        + quoted(cell, most: 40)
    case .notDatesAsIn(let table, let column, let cell, nil):
      "column \(quoted(column)) holds dates here, such as \(quoted(cell, most: 40)), and none in "
        + escaped(table)
    case .notNumbersAsIn(let table, let column, let cell):
      "column \(quoted(column)) holds numbers in \(escaped(table)), and here \(quoted(cell, most: 40))"
    case .otherDecimalMark(let table, let column, let cell, let mark):
      "column \(quoted(column)) has decimal \(mark == .comma ? "commas" : "points") in "
        + "\(escaped(table)), and here \(quoted(cell, most: 40))"
    case .tooManyTexts(let column, let limit):
      "column \(quoted(column)) holds more than \(limit) different texts"
    case .tooLarge(let bytes, let limit, let line):
      "the table needs about \(memory(bytes, rounded: .up)) of memory, and "
        + "\(memory(limit, rounded: .down)) may be taken, which line \(line) exceeds"
    }
  }

  private func shown(_ reading: TableFault.EncodingReading) -> String {
    "\(reading.encoding.rawValue): \(firstNames(in: reading))"
  }

  private func reason(_ failure: TableFault.SystemFailure) -> String {
    failure.reason ?? "error \(failure.code)"
  }

  private func name(_ format: TableFault.FileFormat) -> String {
    switch format {
    case .gzip: "a gzip file"
    case .zstd: "a zstd file"
    case .xz: "an xz file"
    case .bzip2: "a bzip2 file"
    case .zip: "a zip archive"
    case .sevenZip: "a 7-Zip archive"
    case .tar: "a tar archive"
    case .spreadsheet: "a spreadsheet"
    case .parquet: "a Parquet file"
    case .arrow: "an Arrow file"
    case .hdf5: "an HDF5 file"
    case .npy: "an array of NumPy"
    case .npz: "an archive of NumPy"
    case .sqlite: "a SQLite database"
    case .json: "a JSON file"
    case .jsonl: "a JSON Lines file"
    case .arff: "an ARFF file"
    case .html: "an HTML page"
    case .xml: "an XML file"
    case .pdf: "a PDF file"
    }
  }
}

// MARK: Datasets

extension English {
  package func cause(_ fault: DatasetFault) -> String {
    switch fault {
    case .unknownColumn(let column): cause(column)
    case .notText(let column): "the column \(quoted(column)) was read as numbers, not as names"
    case .notNumbers(let column): "the column \(quoted(column)) was read as names, not as numbers"
    case .noTarget: "no target is named"
    case .emptyTarget(let target): "the target \(quoted(target)) is empty in every row"
    case .oneClass(let target, let name):
      "the target \(quoted(target)) has one class only, \(quoted(name))"
    case .notALabel(let target, let values, let examples):
      "the target \(quoted(target)) has \(values) values "
        + "(\(listed(examples.map { quoted($0) }, of: values))); "
        + "several targets are labels that are each true or not, with two values"
    case .quantity(let target, let cell, let values):
      "the target \(quoted(target)) holds \(plural(values, "different number")) like \(quoted(cell)), "
        + "a quantity and not classes"
    case .tooManyClasses(let target, let values, let rows):
      "the target \(quoted(target)) has \(values) different values in \(rows) rows"
    case .allMerged(let target, let least):
      "every class of \(quoted(target)) has fewer than \(plural(least, "row")), so all become one"
    case .unknownClass(let target, let name, _):
      "the target \(quoted(target)) has no class \(quoted(name))"
    case .notTwoClasses(let target, let classes):
      "the target \(quoted(target)) has \(plural(classes, "class", several: "classes")), and only one of two "
        + "can be the positive one"
    case .weightlessClass(let target, let name):
      "every row of class \(quoted(name)) of \(quoted(target)) has weight 0"
    case .classWithoutOtherTargets(let target, let name):
      "every row of class \(quoted(name)) of \(quoted(target)) has an empty cell in another target"
    case .weightsNotNumbers(let column, let note):
      "the weight column \(quoted(column)) is not all numbers\(aside(note))"
    case .missingWeight(let column): "the weight \(quoted(column)) is missing"
    case .negativeWeight(let column, let weight): "the weight \(quoted(column)) is \(weight)"
    case .allWeightsZero(let column): "the weights in \(quoted(column)) are all 0"
    case .negligibleWeight(let column, let weight, let greatest):
      "the weight \(quoted(column)) is \(weight), too little to count beside \(greatest)"
    case .missingGroup(let column): "the group \(quoted(column)) is missing"
    case .noFeatures(let dropped):
      "no column is left to learn from"
        + (dropped.isEmpty
          ? ""
          : " (\(dropped.map { "\(escaped($0.name)): \(reason($0.reason))" }.joined(separator: ", ")))")
    }
  }

  private func cause(_ column: UnknownColumn) -> String {
    "there is no column \(quoted(column.name))"
  }
}

// MARK: Leaks

extension English {
  package func leak(
    _ column: String, byMissing: Bool, logLoss: String, constant: String
  ) -> String {
    "\(byMissing ? missingnessOf(column) : column) alone: \(logLoss) of \(constant) nats"
  }

  package var probableLeak: String { "Probable leak" }
  package func leaking(_ columns: [String], more: Int, target: String) -> String {
    let names = (columns + (more > 0 ? [self.more(more)] : [])).joined(separator: ", ")
    return columns.count == 1
      ? "one column alone tells \(target) almost surely: \(names); leave it out with "
        + "\(settings(.ignore)) if it was known only after \(target)."
      : "each of these columns alone tells \(target) almost surely: \(names); leave out with "
        + "\(settings(.ignore)) what was known only after \(target)."
  }
  package func missingnessOf(_ column: String) -> String { "where \(column) is missing" }
}

// MARK: Measures

extension English {
  package func cause(_ fault: MeasureFault) -> String {
    switch fault {
    case .unknownColumn(let column): cause(column)
    case .noNumbers: "no column holds numbers"
    case .notNumbers(let column, let note):
      "column \(quoted(column)) does not hold numbers alone\(aside(note))"
    case .emptyColumn(let column): "column \(quoted(column)) is empty in every row"
    case .noCommonRow(let column, let given):
      "no row has both \(quoted(column)) and \(quoted(given))"
    case .notCategories(let column, let values, let given, let givenValues, let most):
      "\(quoted(column)) has \(values) values and \(quoted(given)) \(givenValues): "
        + "these are no categories, and their pairs are counted up to \(grouped(most))"
    }
  }
}

// MARK: Notes

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
    }
  }

  private func name(_ order: DateOrder) -> String {
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

  private func aside(_ note: ColumnNote?) -> String {
    note.map { " (\(sentence($0)))" } ?? ""
  }

  private func was(_ count: Int) -> String { count == 1 ? "was" : "were" }
}

// MARK: Shared

extension English {
  /// An amount of memory.
  func memory(
    _ bytes: Int, rounded rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero
  ) -> String {
    CrossEntropyReport::memory(bytes, bytes: { plural($0, "byte") }, rounded: rule)
  }
}
