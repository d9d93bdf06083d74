/// A last row that may sum up those above it: it begins with a word such as "Total", and its other cells are
/// empty or numbers.
struct TotalsRow {
  /// Where it starts.
  let start: Int
  /// Its cells; those that are missing are empty.
  private let cells: [String]
  /// Where the word stands.
  private let label: Int
  /// The blank lines below it.
  let blankLines: Int

  /// Looks for it at the end of a table; nil if there is none.
  init?(
    endOf file: FileBytes, from bodyStart: Int, delimiter: UInt8, columnCount: Int,
    _ marks: MissingMarks, _ notation: Notation
  ) throws(TableError) {
    let tailStart = max(bodyStart, file.count - 1 << 16)
    guard columnCount > 1, tailStart < file.count else { return nil }
    let tail = Array(try file.bytes(tailStart..<file.count))
    guard let last = tail.lastIndex(where: { !isPadding($0, delimiter) && !isLineEnd($0) }),
      let end = tail[..<last].lastIndex(where: isLineEnd),
      // There are rows to sum up.
      tailStart > bodyStart || tail[..<end].contains(where: { $0 > Byte.space })
    else { return nil }
    let line = tail[(end + 1)...last]
    // Between quotes that were opened above it is a part of a cell.
    guard line.count(where: { $0 == Byte.quote }) % 2 == 0,
      let cells = split(line, delimiter), cells.count == columnCount,
      let label = cells.firstIndex(where: { !$0.isEmpty }), isTotal(cells[label])
    else { return nil }
    self.cells = cells.map { marks.containsAmongNumbers($0) ? "" : $0 }
    guard
      self.cells[(label + 1)...].allSatisfy({ $0.isEmpty || isNumber($0, notation) })
    else { return nil }
    start = tailStart + end + 1
    self.label = label
    blankLines = lineEnds(in: tail[(last + 1)...], delimiter)
  }

  /// Whether it is no row like those above, whose columns were read without it: it holds nothing beside the
  /// word, or a sum, or the word is new and a cell is empty where nearly all above are filled.
  func endsTable(_ columns: [DataTable.Column], rows: Int, _ notation: Notation) -> Bool {
    guard columns.indices.contains(label) else { return false }
    let others = columns.indices.filter { $0 != label }
    return others.allSatisfy { cells[$0].isEmpty }
      || others.contains { isSum(cells[$0], of: columns[$0], notation) }
      || !columns[label].holds(cells[label])
        && others.contains { cells[$0].isEmpty && columns[$0].missingCount * 10 <= rows }
  }
}

/// Whether a cell is the sum of a column of numbers; what stands between its thousands may be its own.
private func isSum(_ cell: String, of column: DataTable.Column, _ notation: Notation) -> Bool {
  guard case .numbers(let values) = column.values, let number = NumberText(cell, notation) else {
    return false
  }
  let above = values.lazy.filter { !$0.isNaN }.map { $0 + column.offset }
  let sum = above.reduce(0, +)
  let size = above.reduce(0) { $0 + abs($1) }
  let count = above.reduce(0) { count, _ in count + 1 }
  return [number.withPoint, number.withComma].compactMap { $0?.value }.contains { value in
    count > 1 && sum != 0 && abs(value - sum) <= 1e-4 * size
      && above.contains { $0 != 0 && abs($0) < abs(value) }
  }
}

extension DataTable.Column {
  fileprivate func holds(_ text: String) -> Bool {
    guard case .categories(_, let levels) = values else { return false }
    return levels.contains(text)
  }
}

/// The cells of a line; nil where its quotes are wrong.
private func split(_ line: ArraySlice<UInt8>, _ delimiter: UInt8) -> [String]? {
  do throws(TableError) {
    var reader = try CellReader(
      name: "", Window(FileBytes(Array(line)), size: line.count), start: 0, delimiter: delimiter)
    var cells: [String] = []
    repeat {
      let cell = try reader.next()
      cells.append(String(decoding: reader.bytes(of: cell).array, as: UTF8.self))
    } while reader.ending == .delimiter
    return cells
  } catch {
    return nil
  }
}

/// How many lines follow the one that ends here.
private func lineEnds(in rest: ArraySlice<UInt8>, _ delimiter: UInt8) -> Int {
  var rest = rest
  var lines = -1
  repeat {
    lines += 1
    rest = rest.drop { isPadding($0, delimiter) }
    rest = rest.dropFirst(rest.starts(with: [Byte.carriageReturn, Byte.lineFeed]) ? 2 : 1)
  } while !rest.isEmpty
  return lines
}

private func isPadding(_ byte: UInt8, _ delimiter: UInt8) -> Bool {
  byte != delimiter && (byte == Byte.space || byte == Byte.tab)
}

private func isLineEnd(_ byte: UInt8) -> Bool {
  byte == Byte.lineFeed || byte == Byte.carriageReturn
}

/// A number in some notation, or digits and signs without a letter of ASCII (3명).
private func isNumber(_ cell: String, _ notation: Notation) -> Bool {
  NumberText(cell, notation) != nil
    || cell.utf8.contains { (48...57).contains($0) }
      && !cell.utf8.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
}

private func isTotal(_ cell: String) -> Bool {
  guard cell.utf8.count < 40 else { return false }
  var word = cell.lowercased()
  while let last = word.last, ":.".contains(last) || last.isWhitespace { word.removeLast() }
  return totals.contains(word)
}

private let totals: Set<String> = [
  "total", "totals", "grand total", "grand totals", "overall total", "sum", "subtotal",
  "summe", "gesamt", "gesamtsumme", "insgesamt", "total général", "somme", "totale", "totales",
  "suma", "suma total", "soma", "totaal", "totalt", "razem", "итого", "всего", "합계", "총계", "총합",
  "총합계", "소계", "合計", "総計", "小計", "合计", "总计", "总和",
]
