/// How the cells of a column are written, where another column of its name shall be read alike.
package struct Writing: Sendable, Hashable, Codable {
  /// The decimal mark; nil where no cell has one, nor anything between thousands.
  var mark: UInt8?
  /// The order of dates; nil for what are none.
  var dateOrder: DateOrder?
  /// The units of its numbers, each with its first cell.
  var units: [UnitCell] = []

  /// Whether the cells are dates.
  package var isDate: Bool { dateOrder != nil }

  /// Nothing that is known.
  package init() {}

  init(mark: UInt8?) { self.mark = mark }

  enum CodingKeys: String, CodingKey {
    case mark
    case dateOrder = "date_order"
    case units
  }
}

/// A unit of numbers, empty for none, and the first cell that has it and is not 0.
struct UnitCell: Sendable, Hashable, Codable {
  var unit: String
  var cell: ColumnNote.CellValue
}

extension ColumnNote {
  /// What is to be said of numbers of several units, if they are.
  static func mixedUnits(_ units: [UnitCell]) -> ColumnNote? {
    units.count > 1 ? .mixedUnits(units.prefix(3).map(\.cell)) : nil
  }
}
