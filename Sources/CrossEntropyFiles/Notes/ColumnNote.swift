/// How a column was read, where that may surprise.
///
/// As JSON every note is an object of a `code` and its `values`. The line and the cell are those of
/// the first such cell; a long cell is cut. The values are those before the column's offset is
/// subtracted.
public enum ColumnNote: Hashable, Sendable {
  /// Every cell is missing.
  case allMissing
  /// Read as categories: a cell looks like a number, in a form that is not read as one.
  case unreadNumber(line: Int, cell: String, form: NumberForm)
  /// Read as categories: many cells are numbers and many are not.
  case numbersAndText(line: Int, cell: String)
  /// Read as numbers: a few cells, `count` of them, are none and count as missing.
  case oddCells(line: Int, cell: String, count: Int)
  /// Read as dates: a few cells, `count` of them, are none and count as missing.
  case oddDates(line: Int, cell: String, count: Int)
  /// Read as numbers that are not plain: a cell and its value. Where the cells allow another reading,
  /// `other` is the decimal mark that gives it.
  case notation(cell: String, value: Double, other: DecimalMark?)
  /// Read as numbers, of which some have a unit, such as per cent or a currency, and others have none or
  /// another: the first cell of each of up to three units. The unit changes no number.
  case mixedUnits([ColumnNote.CellValue])
  /// Read as days since the beginning of 1970: a cell and its value. It is not sure where every cell
  /// is a date in another order too.
  case dates(cell: String, days: Double, order: DateOrder, isSure: Bool)
  /// The numbers are differences from this one, which was subtracted before they were rounded.
  case offset(Double)
  /// Cells of rows that were appended to a table hold categories that it has not: the first such, of
  /// so many.
  case newLevels([String], count: Int, cells: Int)
}

extension ColumnNote {
  /// A cell and the number that it was read as.
  public struct CellValue: Codable, Hashable, Sendable {
    /// The cell as it is written.
    public var cell: String
    /// The number.
    public var value: Double

    /// A cell and its number.
    public init(cell: String, value: Double) {
      self.cell = cell
      self.value = value
    }
  }
}

extension ColumnNote: Codable {
  /// Reads a note from its code and its values.
  public init(from decoder: any Decoder) throws {
    let note = try CodedCase(from: decoder)
    guard let known = try ColumnNote(note) else { throw note.isUnknown }
    self = known
  }

  /// The note of a code, or nil if there is none of that code.
  package init?(_ note: CodedCase) throws {
    switch note.code {
    case "all_missing": self = .allMissing
    case "unread_number":
      self = .unreadNumber(
        line: try note.value("line"), cell: try note.value("cell"), form: try note.value("form"))
    case "numbers_and_text":
      self = .numbersAndText(line: try note.value("line"), cell: try note.value("cell"))
    case "odd_cells":
      self = .oddCells(
        line: try note.value("line"), cell: try note.value("cell"), count: try note.value("count"))
    case "odd_dates":
      self = .oddDates(
        line: try note.value("line"), cell: try note.value("cell"), count: try note.value("count"))
    case "notation":
      self = .notation(
        cell: try note.value("cell"), value: try note.value("value"),
        other: try note.value("other_decimal"))
    case "mixed_units": self = .mixedUnits(try note.value("cells"))
    case "dates":
      self = .dates(
        cell: try note.value("cell"), days: try note.value("days"),
        order: try note.value("order"), isSure: try note.value("sure"))
    case "offset": self = .offset(try note.value("offset"))
    case "new_levels":
      self = .newLevels(
        try note.value("levels"), count: try note.value("count"), cells: try note.value("cells"))
    default: return nil
    }
  }

  /// Writes the code and the values.
  public func encode(to encoder: any Encoder) throws { try encode(to: encoder, column: nil) }

  /// Writes the code and the values, and the name of the column among them.
  package func encode(to encoder: any Encoder, column: String?) throws {
    func encode(_ code: String, _ values: [String: any Encodable] = [:]) throws {
      var values = values
      if let column { values["column"] = column }
      try encoder.encodeCase(code, values)
    }
    switch self {
    case .allMissing: try encode("all_missing")
    case .unreadNumber(let line, let cell, let form):
      try encode("unread_number", ["line": line, "cell": cell, "form": form])
    case .numbersAndText(let line, let cell):
      try encode("numbers_and_text", ["line": line, "cell": cell])
    case .oddCells(let line, let cell, let count):
      try encode("odd_cells", ["line": line, "cell": cell, "count": count])
    case .oddDates(let line, let cell, let count):
      try encode("odd_dates", ["line": line, "cell": cell, "count": count])
    case .notation(let cell, let value, let other):
      try encode("notation", ["cell": cell, "value": value, "other_decimal": other])
    case .mixedUnits(let cells): try encode("mixed_units", ["cells": cells])
    case .dates(let cell, let days, let order, let isSure):
      try encode("dates", ["cell": cell, "days": days, "order": order, "sure": isSure])
    case .offset(let offset): try encode("offset", ["offset": offset])
    case .newLevels(let levels, let count, let cells):
      try encode("new_levels", ["levels": levels, "count": count, "cells": cells])
    }
  }
}
