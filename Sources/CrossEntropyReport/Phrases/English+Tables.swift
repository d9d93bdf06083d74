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
        + "\(name(decoding)), "
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
    case .missingColumns(let columns, let table):
      "\(plural(columns.count, "column")) that \(escaped(table)) has are missing: "
        + listed(columns.prefix(8).map { quoted($0.name) }, of: columns.count)
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
    case .json(let fault): cause(fault)
    case .array(let fault): cause(fault)
    case .pairs(let fault): cause(fault)
    case .oddPrediction(let tool):
      "this line is none that \(toolName(tool)) writes, as the others are"
    case .idle(let setting, let format):
      "\(settings(RequestSetting(setting))) says nothing of \(name(format))"
    }
  }

  private func cause(_ fault: JSONFault) -> String {
    switch fault {
    case .notAnObject(let found): "this line is no object of JSON but begins with \(quoted(found))"
    case .malformed(let found): "\(quoted(found)) cannot stand here in JSON"
    case .endsEarly: "the line ends before its object does"
    case .notANumber(let found): "\(quoted(found)) is no number in JSON"
    case .nested(let key): "the value of \(quoted(key)) is an object or a list, and no cell"
    case .duplicateKey(let key): "the key \(quoted(key)) stands here twice"
    case .halfCharacter(let found): "\(quoted(found)) is half of a character"
    }
  }

  private func cause(_ fault: ArrayFault) -> String {
    switch fault {
    case .notAnArray: "this is no array of NumPy"
    case .badHeader: "the header of this array is damaged"
    case .unknownVersion(let version): "version \(version) of NumPy's format is not known"
    case .objects: "this array holds objects of Python, which are not read as they may run any code"
    case .records: "the elements of this array are records of several fields"
    case .otherType(let type): "elements of type \(quoted(type)) are neither numbers nor texts"
    case .otherShape(let shape):
      "the array has the shape \(tuple(shape)), and a table has rows and columns"
    case .otherLength(let expected, let found):
      // In round numbers both may be the same.
      memory(expected) == memory(found)
        ? "the array needs \(plural(expected, "byte")) by its shape, not \(grouped(found))"
        : "the array needs \(memory(expected)) by its shape, and \(memory(found)) are there"
    case .tooLarge(let bytes, let limit):
      "the table needs \(memory(bytes, rounded: .up)) of memory, and \(memory(limit, rounded: .down)) may be taken"
    case .badText(let row): "the text in row \(row) is none"
    case .damagedArchive: "the archive is damaged or cut short"
    case .otherArchive: "this archive is encrypted, in several parts, or larger than 4 GB"
    case .duplicateArray(let name): "two arrays are called \(quoted(name))"
    case .damagedArray(let name): "the array \(quoted(name)) of the archive is damaged"
    case .severalTables(let names):
      "several arrays have rows and columns (\(listed(first: 8, of: names))), and none is called X"
    case .noTable: "the archive holds no array"
    case .labelCount(let labels, let rows):
      "there are \(plural(labels, "label")) for \(plural(rows, "row"))"
    case .labelColumns(let columns): "labels are one column, and here are \(grouped(columns))"
    }
  }

  private func cause(_ fault: PairFault) -> String {
    switch fault {
    case .noLabel: "this line has no label before its pairs"
    case .severalLabels(let labels): "\(quoted(labels)) are several labels for one row"
    case .badPair(let pair): "\(quoted(pair)) is no index with a number, such as 3:0.5"
    case .zeroIndex: "an index is 0, and they count from 1"
    case .indexTooGreat(let pair, let limit): "the index of \(quoted(pair)) is above \(limit)"
    case .notRising(let index, let before):
      "index \(index) follows \(before), and the indices of a line rise"
    case .notFinite(let pair): "\(quoted(pair)) is no finite number"
    }
  }

  func name(_ format: RecordFormat) -> String {
    switch format {
    case .csv: "a table of cells"
    case .jsonl: name(TableFault.FileFormat.jsonl)
    case .npy: name(TableFault.FileFormat.npy)
    case .libsvm: "a libsvm file"
    }
  }

  private func name(_ decoding: TableFault.Decoding) -> String {
    switch decoding {
    case .unpack: "unpacked"
    case .decode: "in UTF-8"
    case .cells: "made of cells"
    }
  }

  private func shown(_ reading: TableFault.EncodingReading) -> String {
    "\(reading.encoding.rawValue): \(firstNames(in: reading))"
  }

  func reason(_ failure: TableFault.SystemFailure) -> String {
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
    case .noFeatures(let dropped, _):
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

  private func aside(_ note: ColumnNote?) -> String {
    note.map { " (\(sentence($0)))" } ?? ""
  }
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
