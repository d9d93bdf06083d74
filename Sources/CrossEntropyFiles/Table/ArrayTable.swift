/// Arrays of NumPy with as many rows each, as the columns of a table: `x0`, `x1`, … of the one that has
/// columns, and each other by its name.
struct ArrayTable {
  let name: String
  let rowCount: Int
  /// The names of the arrays beside the table.
  private var named: [String] = []
  private(set) var notes: [TableNote] = []
  /// The bytes that an archive takes, unpacked.
  private(set) var held = 0
  private var arrays: [(first: Int, array: NumPyArray)]

  /// One array, or those of an archive.
  init(
    _ file: FileBytes, name: String, limit: Int, zlib: [String]
  ) throws(TableError) {
    func wrong(_ fault: ArrayFault) -> TableError { TableError(.array(fault), file: name) }
    self.name = name
    guard binaryFormat(try file.prefix(1 << 12)) == .npz else {
      let array = try NumPyArray(file, name: name)
      rowCount = array.rowCount
      arrays = [(0, array)]
      return
    }
    let archive = try ArrayArchive(file, name: name, limit: limit, zlib: zlib)
    let all = archive.arrays
    held = archive.bytes
    let matrices = all.filter { $0.array.shape.count == 2 }
    guard let table = all.first(where: { $0.name == "X" }) ?? matrices.first ?? all.first else {
      throw wrong(.noTable([]))
    }
    guard table.name == "X" || matrices.count < 2 else {
      throw wrong(.severalTables(matrices.map(\.name)))
    }
    rowCount = table.array.rowCount
    arrays = [(0, table.array)]
    var beside: [String] = []
    for (name, array) in all where name != table.name {
      guard array.shape == [rowCount] else {
        beside.append(name)
        continue
      }
      try append(name, array)
    }
    if !beside.isEmpty { notes = [.arraysBeside(beside)] }
  }

  /// The columns of the table, which have no names.
  var unnamedColumns: Int { arrays[0].array.columnCount }

  var columnCount: Int { unnamedColumns + named.count }

  /// What the columns are called; formed when it is asked for, since of tens of thousands that takes its time.
  var names: [String] { UnnamedColumns.names(unnamedColumns) + named }

  /// Whether a column is called so.
  func contains(_ name: String) -> Bool {
    named.contains(name) || UnnamedColumns.place(of: name).map { $0 < unnamedColumns } ?? false
  }

  /// Adds a column.
  mutating func append(_ name: String, _ array: NumPyArray) throws(TableError) {
    guard !contains(name) else {
      throw TableError(.array(.duplicateArray(name)), file: self.name)
    }
    arrays.append((columnCount, array))
    named.append(name)
  }

  /// What the elements of a column are.
  func element(of column: Int) -> NumPyArray.Element {
    array(of: column).element
  }

  func array(of column: Int) -> NumPyArray {
    arrays[(arrays.lastIndex { $0.first <= column }) ?? 0].array
  }

  /// Hands over the cells of some rows, a column and a few rows at a time: the first of them is this one of the
  /// bytes, and each other so many elements behind the one above.
  func visit(
    _ rows: Range<Int>,
    _ body: (
      _ column: Int, _ bytes: Span<UInt8>, _ first: Int, _ step: Int, _ rows: Range<Int>
    ) throws(TableError) -> Void
  ) throws(TableError) {
    for (first, array) in arrays {
      try array.pieces(rows) { (bytes, columns, rows) throws(TableError) in
        for column in columns {
          try body(first + column, bytes, column - columns.lowerBound, columns.count, rows)
        }
      }
    }
  }
}

extension TableReader {
  /// Reads arrays of NumPy, and their labels where those have a file of their own.
  ///
  /// - Parameter limit: The most bytes to hold.
  func readArrays(
    _ file: FileBytes, name: String, limit: Int
  ) throws(TableError) -> DataTable {
    var table = try ArrayTable(file, name: name, limit: limit, zlib: zlib)
    var labelTable: DataTable?
    if let labels { labelTable = try readLabels(labels, into: &table) }
    let (needed, isTooMuch) = (8 * table.rowCount).multipliedReportingOverflow(
      by: table.columnCount)
    guard !isTooMuch, needed <= limit - table.held else {
      throw TableError(
        .array(.tooLarge(bytes: isTooMuch ? .max : needed + table.held, limit: limit)), file: name)
    }

    let names = table.names
    let settings = ScanSettings(names, self, memoryLimit: limit)
    let columns = names.indices
    let areTexts = columns.map { column in
      let name = names[column]
      return table.element(of: column).isText || textColumns.contains(name)
        || levelColumns.contains(name)
    }
    var numbers = [[Double]](repeating: [], count: columns.count)
    var texts = Buffer<TextCells>(count: columns.count) { _ in TextCells() }
    for column in columns where !areTexts[column] {
      numbers[column].reserveCapacity(table.rowCount)
    }
    try table.visit(0..<table.rowCount) { (column, bytes, first, step, rows) throws(TableError) in
      let array = table.array(of: column)
      for (offset, row) in rows.enumerated() {
        let index = first + offset * step
        if areTexts[column] {
          try array.append(
            bytes, index, to: &texts[column], CellPlace(line: row + 1, column: column + 1))
        } else {
          numbers[column].append(array.number(bytes, index))
        }
      }
    }

    var typing = TableTyping(
      settings, Notation(decimalComma: false, thousands: nil), delimiter: Byte.comma)
    for column in columns {
      if areTexts[column] {
        typing.add(
          texts[column].column(
            names[column], self, settings, isTyped: !table.element(of: column).isText),
          at: column)
      } else {
        typing.add(try plainNumbers(numbers[column], of: column, table), at: column)
        numbers[column] = []
      }
    }
    var typed = try typing.columns(rowCount: table.rowCount, file: name, threads: threads)
    if let labelTable {
      var column = labelTable.columns[0]
      column.name = Self.labelName
      typed.append(column)
    }
    var lines = LineIndex()
    lines.append(row: 0, line: 1)
    return DataTable(
      name: name, columns: typed, rowCount: table.rowCount, headerLine: 1, delimiter: Byte.comma,
      delimiterWasSniffed: false, blankLines: 0, hadByteOrderMark: false,
      notes: table.notes + typing.notes, lines: lines)
  }

  private func plainNumbers(
    _ numbers: [Double], of column: Int, _ table: ArrayTable
  ) throws(TableError) -> PlainNumbers {
    let element = table.element(of: column)
    var forms: CellForm = element.isWhole ? .whole : .otherDecimals
    if element.isWhole, numbers.contains(where: { abs($0) >= 1e15 }) { forms.insert(.long) }
    let offset = Offset(numbers, forms)
    var values = numbers
    if let offset, offset.needsCells {
      try table.visit(0..<table.rowCount) {
        (visited, bytes, first, step, rows) throws(TableError) in
        guard visited == column else { return }
        let array = table.array(of: column)
        for (place, row) in rows.enumerated() {
          values[row] = array.difference(bytes, first + place * step, from: Int64(offset.value))
        }
      }
    }
    let infinite = numbers.firstIndex(where: \.isInfinite).map {
      (CellPlace(line: $0 + 1, column: column + 1), numbers[$0] < 0 ? "-inf" : "inf")
    }
    return PlainNumbers(
      values, isWhole: element.isWhole, offset: offset, isOffset: offset?.needsCells == true,
      infinite: infinite)
  }

  /// Reads the labels of an array: one more array, which becomes a column, or a table of one column.
  private func readLabels(
    _ path: String, into table: inout ArrayTable
  ) throws(TableError) -> DataTable? {
    let file = try FileBytes.open(path: path, pipeLimit: memoryBudget(memory))
    func check(rows: Int, columns: Int) throws(TableError) {
      guard columns == 1 else {
        throw TableError(.array(.labelColumns(columns)), file: path)
      }
      guard rows == table.rowCount else {
        throw TableError(.array(.labelCount(rows, rows: table.rowCount)), file: path)
      }
    }
    if binaryFormat(try file.prefix(1 << 12)) == .npy {
      let array = try NumPyArray(file, name: path)
      try check(rows: array.rowCount, columns: array.columnCount)
      try table.append(Self.labelName, array)
      return nil
    }
    guard !table.contains(Self.labelName) else {
      throw TableError(.array(.duplicateArray(Self.labelName)), file: path)
    }
    var reader = self
    (reader.labels, reader.format, reader.digestsFile) = (nil, .csv, false)
    (reader.textColumns, reader.levelColumns) = ([], [])
    var labels = try reader.read(file, name: path)
    try check(rows: labels.rowCount, columns: labels.columns.count)
    // Once more, since what is asked of the column was not known to be asked of this one.
    let column = labels.columns[0].name
    if textColumns.contains(Self.labelName) { reader.textColumns = [column] }
    if levelColumns.contains(Self.labelName) { reader.levelColumns = [column] }
    labels = try reader.read(file, name: path)
    return labels
  }
}

extension NumPyArray {
  /// Adds an element to the cells of a column of texts.
  func append(
    _ bytes: Span<UInt8>, _ index: Int, to cells: inout TextCells, _ place: CellPlace
  ) throws(TableError) {
    guard let text = text(bytes, index) else {
      throw TableError(.array(.badText(row: place.line)), file: name, line: place.line)
    }
    // As of a cell that is read, the spaces around it are none of it.
    let start = text.prefix { $0 == Byte.space || $0 == Byte.tab }.count
    let end = text.lastIndex { $0 != Byte.space && $0 != Byte.tab } ?? -1
    if let fault = cells.append(text.span.extracting(min(start, end + 1)..<end + 1), at: place) {
      throw TableError(fault, file: name, line: place.line)
    }
  }
}
