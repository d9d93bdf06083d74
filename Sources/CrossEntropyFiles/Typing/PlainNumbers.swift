/// A column of plain numbers as the first pass read it.
struct PlainNumbers {
  fileprivate var values: [Double]
  fileprivate let missingCount: Int
  fileprivate let forms: CellForm
  fileprivate let notes: [ColumnNote]
  /// The decimal mark of the pass.
  fileprivate let mark: UInt8
  /// What the numbers say about that mark.
  let reading: PlainReading
  /// What is subtracted from every number; nil for nothing.
  let offset: Offset?
  /// The texts that made cells missing.
  fileprivate let missingMarks: [MissingMark]
  /// The first infinite cell.
  let infinite: (place: CellPlace, cell: String)?
  fileprivate var isOffset = false
}

extension PlainNumbers {
  /// Numbers that no text was read for, each less the offset if that is given.
  ///
  /// - Parameters:
  ///   - isWhole: Whether they are whole numbers by their type.
  ///   - infinite: The first of them that is infinite.
  init(
    _ values: [Double], isWhole: Bool, offset: Offset?, isOffset: Bool,
    infinite: (place: CellPlace, cell: String)?
  ) {
    self.values = values
    missingCount = values.count { $0.isNaN }
    forms = isWhole ? .whole : .otherDecimals
    (notes, missingMarks) = ([], [])
    mark = Byte.point
    reading = isWhole ? .whole : .decimals
    (self.offset, self.isOffset, self.infinite) = (offset, isOffset, infinite)
  }
}

extension TableScan {
  /// A column of plain numbers; its cells are moved, not copied.
  mutating func takePlainNumbers(_ column: Int, _ notation: Notation) -> PlainNumbers {
    let reading = plainReading(column, notation)
    let values = takeNumbers(column)
    return PlainNumbers(
      values: values, missingCount: missing[column] + texts[column], forms: forms[column],
      notes: oddCells(column), mark: settings.mark,
      reading: reading, offset: Offset(values, forms[column]),
      missingMarks: missingMarks(column), infinite: infinite[column])
  }
}

extension PlainNumbers {
  /// Takes the exact differences from the offset in place of the numbers.
  mutating func takeDifferences(_ differences: [Double]) {
    for row in values.indices where !values[row].isNaN { values[row] = differences[row] }
    isOffset = true
  }

  /// The column, with the decimal mark of a file where its own cells say none; and that mark if the
  /// numbers have one.
  consuming func column(
    _ name: String, fileMark: UInt8, isSure: Bool
  ) -> (DataTable.Column, mark: UInt8?) {
    var notes = notes
    var ownMark = reading == .decimals ? mark : nil
    var writing = Writing(mark: reading == .open ? fileMark : ownMark)
    if reading == .open {
      let isThousands = fileMark != mark
      if isThousands || !isSure, let first = values.first(where: { !$0.isNaN }) {
        notes.insert(
          .notation(
            cell: withThreeDecimals(first), value: isThousands ? thousandfold(first) : first,
            other: fileMark == Byte.comma ? .point : .comma),
          at: 0)
      }
      if isThousands {
        for row in values.indices { values[row] = thousandfold(values[row]) }
      } else {
        ownMark = mark
      }
    }
    if let first = values.first(where: { !$0.isNaN && $0 != 0 }) {
      let value = isOffset ? first + (offset?.value ?? 0) : first
      writing.units = [
        UnitCell(unit: "", cell: ColumnNote.CellValue(cell: plainText(value), value: value))
      ]
    }
    if let offset, !isOffset {
      for row in values.indices { values[row] -= offset.value }
    }
    if let offset { notes.append(.offset(offset.value)) }
    let isEmpty = missingCount == values.count
    if isEmpty { notes.append(.allMissing) }
    var column = DataTable.Column(
      name: name, values: .numbers(values), missingCount: missingCount,
      isInteger: !isEmpty && (forms.isWhole || reading == .open && ownMark == nil),
      offset: offset?.value ?? 0, missingMarks: missingMarks, notes: notes)
    column.writing = writing
    return (column, ownMark)
  }

  private func plainText(_ number: Double) -> String {
    Int64(exactly: number).map { "\($0)" } ?? "\(number)"
  }

  private func thousandfold(_ number: Double) -> Double { (number * 1000).rounded() }

  /// The cell that was read: `1.234` of 1.234, and `1.200` of 1.2.
  private func withThreeDecimals(_ number: Double) -> String {
    let thousandths = Int(thousandfold(abs(number)))
    let decimals = String(thousandths % 1000 + 1000).dropFirst()
    let sign = number < 0 ? "-" : ""
    return sign + String(thousandths / 1000) + (mark == Byte.comma ? "," : ".") + decimals
  }
}
