/// A last row that sums up those above it: it begins with a word such as "Total", and its other cells are empty
/// or numbers.
struct TotalsRow {
  /// Where it starts.
  let start: Int
  /// Whether its cells in these columns are filled.
  let isFilled: [Bool]
  /// Where the word stands.
  let label: Int
  /// The blank lines below it.
  let blankLines: Int

  /// Looks for it at the end of a table; nil if there is none.
  init?(
    endOf file: FileBytes, from bodyStart: Int, delimiter: UInt8, columnCount: Int
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
    guard line.count(where: { $0 == Byte.quote }) % 2 == 0 else { return nil }
    let cells = line.split(separator: delimiter, omittingEmptySubsequences: false)
      .map(contents)
    guard cells.count == columnCount, let label = cells.firstIndex(where: { !$0.isEmpty }),
      isTotal(cells[label]), cells[(label + 1)...].allSatisfy({ $0.isEmpty || isNumber($0) })
    else { return nil }
    start = tailStart + end + 1
    isFilled = cells.map { !$0.isEmpty }
    self.label = label
    blankLines = lineEnds(in: tail[(last + 1)...], delimiter)
  }

  /// Whether nothing is lost without it: all other cells are empty, or those of columns that are needed.
  func isSpare(needed: [Bool]) -> Bool {
    let others = isFilled.indices.filter { $0 != label }
    return others.allSatisfy { !isFilled[$0] }
      || others.contains { needed[$0] && !isFilled[$0] }
  }

  /// Whether a number in the last row of these columns is the sum of those above it.
  static func holdsSum(_ columns: [Column]) -> Bool {
    columns.contains { column in
      guard case .numbers(let values) = column.values, let last = values.last, !last.isNaN else {
        return false
      }
      let above = values.dropLast().filter { !$0.isNaN }
      let sum = above.reduce(0, +)
      let size = above.reduce(0) { $0 + abs($1) }
      return above.count > 1 && sum != 0 && abs(last - sum) <= 1e-4 * size
        && above.contains { $0 != 0 && abs($0) < abs(last) }
    }
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

/// A cell without padding and quotes.
private func contents(_ cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  var cell = cell.drop { $0 <= Byte.space || $0 == Byte.quote }
  while let last = cell.last, last <= Byte.space || last == Byte.quote { cell.removeLast() }
  return cell
}

/// Digits and the signs around them, and no letter of ASCII.
private func isNumber(_ cell: ArraySlice<UInt8>) -> Bool {
  cell.contains { (48...57).contains($0) }
    && !cell.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
}

private func isTotal(_ cell: ArraySlice<UInt8>) -> Bool {
  guard cell.count < 40 else { return false }
  var word = String(decoding: cell, as: UTF8.self).lowercased()
  while let last = word.last, ":.".contains(last) { word.removeLast() }
  return totals.contains(word)
}

private let totals: Set<String> = [
  "total", "totals", "grand total", "grand totals", "overall total", "sum", "subtotal",
  "summe", "gesamt", "gesamtsumme", "insgesamt", "total général", "somme", "totale", "totales",
  "suma", "suma total", "soma", "totaal", "totalt", "razem", "итого", "всего", "합계", "총계", "총합",
  "총합계", "소계", "合計", "総計", "小計", "合计", "总计", "总和",
]
