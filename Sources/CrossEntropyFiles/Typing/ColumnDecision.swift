/// The distinct texts of a column, in order of appearance, without missing cells that are empty.
struct ColumnTexts {
  var texts: [String]
  /// How many cells hold each.
  var cells: [Int]
  /// Where each was met first.
  var places: [CellPlace]
}

/// What a column of texts is.
enum ColumnDecision {
  /// A number per text, NaN where a text is missing or odd, infinite where a number is; and the decimal
  /// mark if there was one.
  case numbers(values: [Double], isInteger: Bool, mark: UInt8?, notes: [ColumnNote])
  case categories(note: ColumnNote?)
}

/// Whether a column of so many numbers and so many other texts is numbers: nineteen of twenty are, or
/// all but two, if that leaves at least four for each.
func isMostlyNumbers(_ numbers: Int, others: Int) -> Bool {
  others == 0 ? numbers > 0 : numbers >= 4 * others && (others <= 2 || numbers >= 19 * others)
}

/// The texts of a column as numbers, before it is decided how they are written.
///
/// The cells decide what the decimal mark is: the one with which more of them are numbers. Where
/// every cell is a number with either (`1.094`), whole numbers beside them tell: below 1000 alone
/// they say that the mark stands between thousands, above that it does not. Where that leaves two
/// readings the caller decides.
struct NumberColumn {
  private let column: ColumnTexts
  private let missing: [Bool]
  private let numbers: [NumberText?]
  private let notation: Notation
  /// Whether the column is numbers however many of its cells are none.
  private let isForced: Bool
  /// The decimal mark that was decided on.
  private var mark = Byte.point
  /// Whether the column would be categories if nobody had said that it is numbers.
  private(set) var neededForce = false
  /// How numbers or dates are written, once it is decided.
  private(set) var writing = Writing()
  /// The decimal mark that the cells themselves say, nil where they say none.
  let ownMark: UInt8?
  /// Whether there are cells with two readings and none that tells which is right.
  let isOpen: Bool

  init(
    _ column: ColumnTexts, _ notation: Notation, _ marks: MissingMarks, isForced: Bool = false
  ) {
    self.column = column
    self.notation = notation
    self.isForced = isForced
    missing = column.texts.map { marks.containsAmongNumbers($0) }
    numbers = zip(column.texts, missing).map {
      $1 ? nil : NumberText(isForced ? withoutLeadingZeros($0) : $0, notation)
    }
    var (filled, point, comma, marked) = (0, 0, 0, [UInt8: Int]())
    var (short, long) = (false, false)
    for (index, number) in numbers.enumerated() where !missing[index] {
      let cells = column.cells[index]
      filled += cells
      guard let number else { continue }
      if number.withPoint != nil { point += cells }
      if number.withComma != nil { comma += cells }
      if let mark = number.openMark { marked[mark, default: 0] += cells }
      if number.wholeDigits > 3 { long = true }
      if number.wholeDigits > 0, number.wholeDigits <= 3, number.withPoint?.value != 0 {
        short = true
      }
    }
    if point != comma {
      let mark = point > comma ? Byte.point : Byte.comma
      let most = max(point, comma)
      let isNumbers = isForced || isMostlyNumbers(most, others: filled - most)
      ownMark = notation.mark == nil && isNumbers ? mark : nil
      isOpen = false
    } else if notation.mark != nil || marked.isEmpty
      || !(isForced || isMostlyNumbers(point, others: filled - point))
    {
      (ownMark, isOpen) = (nil, false)
    } else {
      let decimal =
        marked[Byte.point, default: 0] >= marked[Byte.comma, default: 0]
        ? Byte.point : Byte.comma
      let other = decimal == Byte.point ? Byte.comma : Byte.point
      ownMark = long ? decimal : short ? other : nil
      isOpen = !long && !short
    }
  }

  /// What the column is.
  ///
  /// - Parameters:
  ///   - fileMark: The decimal mark where the column's own cells say none.
  ///   - isSure: Whether something in the file says so.
  mutating func decide(
    _ fileMark: UInt8, isSure: Bool, _ dateOrder: DateOrder?
  ) -> ColumnDecision {
    mark = ownMark ?? notation.mark ?? fileMark
    let readings = numbers.map { $0?.reading(mark) }
    var values = [Double](repeating: .nan, count: readings.count)
    var (count, others, isInteger) = (0, 0, true)
    var (firstOther, firstIdentifier): (Int?, Int?)
    for (index, reading) in readings.enumerated() where !missing[index] {
      if let reading {
        count += column.cells[index]
        values[index] = reading.value
        isInteger = isInteger && reading.isInteger
      } else {
        others += column.cells[index]
        if firstOther == nil { firstOther = index }
        if firstIdentifier == nil, isIdentifier(column.texts[index]) { firstIdentifier = index }
      }
    }
    if !isMostlyNumbers(count, others: others) || isInteger && firstIdentifier != nil {
      if let dates = dates(dateOrder) { return dates }
      neededForce = isForced
      guard isForced else { return .categories(note: categoryNote(firstOther, numbers: count)) }
    }
    if isForced, column.texts.contains(where: isIdentifier) { neededForce = true }
    writing.units = units(readings)
    let mixed = ColumnNote.mixedUnits(writing.units)
    var notes: [ColumnNote] = mixed.map { [$0] } ?? []
    if let note = notationNote(readings, isSure: isSure), !note.stands(in: mixed) {
      notes.append(note)
    }
    notes += oddCells(firstOther, count: others)
    let hasMark = readings.indices.contains { index in
      guard let reading = readings[index] else { return false }
      return !reading.isInteger && column.texts[index].utf8.contains(mark)
    }
    // A point between thousands says that the mark is a comma, and the other way round.
    let hasGroups = readings.indices.contains { index in
      readings[index]?.hasGroups == true
        && column.texts[index].utf8.contains { $0 == Byte.point || $0 == Byte.comma }
    }
    if hasMark || hasGroups { writing.mark = mark }
    return .numbers(
      values: values, isInteger: isInteger, mark: hasMark ? mark : nil, notes: notes)
  }

  /// The number that each text is, by the decimal mark that the cells say or that of the file; NaN where
  /// it is none.
  func values(_ fileMark: UInt8) -> [Double] {
    numbers.map { number in
      guard let value = number?.reading(ownMark ?? notation.mark ?? fileMark)?.value, value.isFinite
      else {
        return .nan
      }
      return value
    }
  }

  /// Says how numbers are written that are not plain, by the cell that has most of it.
  private func notationNote(
    _ readings: [NumberText.Reading?], isSure: Bool
  ) -> ColumnNote? {
    var best: (index: Int, strangeness: Int)?
    for (index, reading) in readings.enumerated() {
      guard let reading, let number = numbers[index] else { continue }
      var strangeness = (reading.hasGroups ? 2 : 0) + (number.isDressed ? 1 : 0)
      if isOpen, !isSure, number.openMark != nil { strangeness += 4 }
      if strangeness > best?.strangeness ?? 0 { best = (index, strangeness) }
    }
    guard let index = best?.index, let reading = readings[index], reading.value.isFinite else {
      return nil
    }
    var text = column.texts[index]
    if text.utf8.first == Byte.plus { text.removeFirst() }
    return .notation(
      cell: excerpt(text), value: reading.value,
      other: !isOpen ? nil : mark == Byte.comma ? .point : .comma)
  }

  /// The units of the numbers, each with its first cell that is not 0, which is the same in any.
  private func units(_ readings: [NumberText.Reading?]) -> [UnitCell] {
    var units: [UnitCell] = []
    for (index, reading) in readings.enumerated() {
      guard let reading, reading.value != 0, let unit = numbers[index]?.unit,
        !units.contains(where: { $0.unit == unit })
      else { continue }
      units.append(
        UnitCell(
          unit: unit,
          cell: ColumnNote.CellValue(cell: excerpt(column.texts[index]), value: reading.value)))
    }
    return units
  }

  /// The column as days, if nearly all cells are and one order fits all that are shaped like dates.
  private mutating func dates(_ preferred: DateOrder?) -> ColumnDecision? {
    var dates = [DateText?](repeating: nil, count: missing.count)
    var (count, others) = (0, 0)
    var firstOther: Int?
    for index in missing.indices where !missing[index] {
      dates[index] = DateText(column.texts[index])
      if dates[index] == nil {
        others += column.cells[index]
        if firstOther == nil { firstOther = index }
      } else {
        count += column.cells[index]
      }
      if count == 0, others > 1000 { return nil }
    }
    guard isMostlyNumbers(count, others: others) else { return nil }
    let orders = DateOrder.allCases.filter { order in
      dates.allSatisfy { $0 == nil || $0?.days(order) != nil }
    }
    let isPreferred = preferred.map(orders.contains) ?? false
    guard let order = isPreferred ? preferred : orders.first,
      let first = dates.firstIndex(where: { $0 != nil }),
      let day = dates[first]?.days(order)
    else { return nil }
    writing.dateOrder = order
    var notes: [ColumnNote] = [
      .dates(
        cell: excerpt(column.texts[first]), days: day, order: order,
        isSure: isPreferred || orders.count == 1)
    ]
    if let firstOther {
      notes.append(
        .oddDates(
          line: column.places[firstOther].line, cell: excerpt(column.texts[firstOther]),
          count: others))
    }
    return .numbers(
      values: dates.map { $0?.days(order) ?? .nan }, isInteger: false, mark: nil, notes: notes)
  }

  /// Names the first of the texts that are odd among the others, if there is one.
  private func oddCells(_ first: Int?, count: Int) -> [ColumnNote] {
    first.map {
      [.oddCells(line: column.places[$0].line, cell: excerpt(column.texts[$0]), count: count)]
    } ?? []
  }

  /// Takes off what the values have in common, if that keeps digits, and says what.
  func takeOffset(from values: inout [Double]) -> Double {
    let plain = column.texts.indices.map { index in
      values[index].isNaN
        ? nil
        : NumberText.plainCell(
          isForced ? withoutLeadingZeros(column.texts[index]) : column.texts[index], notation,
          mark: mark)
    }
    var forms: CellForm = []
    for case let cell? in plain { forms.formUnion(CellForm(cell.span, mark: mark)) }
    guard let offset = Offset(values, forms) else { return 0 }
    for (index, cell) in plain.enumerated() {
      if offset.needsCells, let cell {
        values[index] = difference(cell.span, from: Int64(offset.value), mark: mark)
      } else {
        values[index] -= offset.value
      }
    }
    return offset.value
  }

  /// The first text whose number is infinite, with its place.
  func infinite(_ values: [Double]) -> (place: CellPlace, cell: String)? {
    values.firstIndex(where: \.isInfinite).map {
      (column.places[$0], excerpt(column.texts[$0]))
    }
  }

  /// Why a column that holds numbers, or what looks like numbers, is not read as numbers.
  private func categoryNote(_ firstOther: Int?, numbers: Int) -> ColumnNote? {
    guard let firstOther else { return nil }
    let (line, text) = (column.places[firstOther].line, column.texts[firstOther])
    if let form = numberForm(of: Array(text.utf8), mark: mark) {
      return .unreadNumber(line: line, cell: excerpt(text), form: form)
    }
    return numbers > 0 ? .numbersAndText(line: line, cell: excerpt(text)) : nil
  }
}

extension ColumnNote {
  /// Whether it says of a cell what a note on units says, too.
  fileprivate func stands(in mixed: ColumnNote?) -> Bool {
    guard case .notation(let cell, _, nil) = self, case .mixedUnits(let cells)? = mixed else {
      return false
    }
    return cells.contains { $0.cell == cell }
  }
}

/// A text without the needless zeros before its first other digit.
private func withoutLeadingZeros(_ text: String) -> String {
  let sign = text.utf8.prefix { $0 == Byte.minus || $0 == Byte.plus }
  let digits = text.utf8.dropFirst(sign.count)
  let rest = digits.drop { $0 == Byte.zero }
  guard let first = rest.first, first &- Byte.zero < 10 else {
    // 00 and 00.5 keep a zero.
    return String(sign)! + (digits.count > rest.count ? "0" : "") + String(rest)!
  }
  return String(sign)! + String(rest)!
}
