/// Rows of cells under heads, the first column to the left and the others to the right, as wide as what
/// stands in them.
struct TextTable {
  /// The heads, the first above the names of the rows.
  var head: [String]
  var rows: [[String]] = []
  /// The columns of the terminal.
  var width = 80
  /// The places of columns whose cells stand to the left.
  var isLeft: Set<Int> = []

  /// The lines; the first column is cut, as titles of losses are, where the others leave it less than it needs, and two columns
  /// stand closer where that is not enough.
  var lines: [String] {
    let all = [head] + rows
    let widths = head.indices.map { column in all.map { displayWidth($0[column]) }.max() ?? 0 }
    let others = widths.dropFirst().reduce(0, +)
    let room = width - widths[0] - others
    let gap = room >= 2 * (head.count - 1) ? 2 : 1
    let first = min(widths[0], max(12, width - others - gap * (head.count - 1)))
    return all.map { row in
      var line = left(cutTitle(row[0]) { cut($0, columns: first) }, first)
      for column in head.indices.dropFirst() {
        line += String(repeating: " ", count: gap)
        line +=
          isLeft.contains(column)
          ? left(row[column], widths[column]) : right(row[column], widths[column])
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}
