internal import CrossEntropyFiles
internal import Foundation

/// What the cells of the columns are, by the plain reader: it looks at every cell again and again.
struct PlainTyping {
  /// The cells of a column.
  struct Cells {
    var name: String
    var cells: [PlainCell]
    var isVerbatim: Bool
  }

  let decimal: Character?
  let thousands: ThousandsSeparator?
  let missing: [String]
  let delimiter: UInt8

  /// The columns, what is said of them together, and all that is wrong with them.
  func columns(_ all: [Cells]) -> (
    columns: [DataTable.Column], notes: [TableNote], errors: [TableError]
  ) {
    var errors = all.flatMap { $0.cells.compactMap(\.textError) }
    guard errors.isEmpty else { return ([], [], errors) }
    let readings = all.map { $0.isVerbatim ? nil : PlainColumn($0.cells, self) }
    let own = readings.compactMap { $0?.ownMark }
    let points = own.count { $0 == "." }
    let commas = own.count { $0 == "," }
    var (mark, isSure): (Character, Bool) = (".", points > commas)
    if commas > points || (commas == points && delimiter == UInt8(ascii: ";")) {
      (mark, isSure) = (",", commas > points)
    }
    if let decimal { (mark, isSure) = (decimal, true) }

    var columns: [DataTable.Column] = []
    var decimals: [Character: [String]] = [:]
    var marks: [String: Int] = [:]
    for (cells, reading) in zip(all, readings) {
      guard let reading else {
        columns.append(categories(cells, isMissing: { $0.isEmpty }, notes: []))
        continue
      }
      let decided = reading.decide(mark, isSure: isSure)
      errors += decided.infinite.map { cell in
        TableError(
          .infiniteNumber(column: cells.name, cell: String(cell.text.prefix(200))), at: cell.place)
      }
      let isMark = { (text: String) in
        decided.numbers == nil ? reading.isExactMark(text) : reading.isMark(text)
      }
      for cell in cells.cells where !cell.bytes.isEmpty && isMark(cell.text) {
        marks[cell.text, default: 0] += 1
      }
      if let numbers = decided.numbers {
        if let mark = decided.decimalMark { decimals[mark, default: []].append(cells.name) }
        columns.append(
          DataTable.Column(
            name: cells.name, values: .numbers(numbers),
            missingCount: numbers.count { $0.isNaN }, isInteger: decided.isInteger,
            offset: decided.offset, notes: decided.notes))
      } else {
        columns.append(
          categories(
            cells, isMissing: { $0.isEmpty || reading.isExactMark($0) }, notes: decided.notes))
      }
    }
    var notes: [TableNote] = []
    if decimal == nil, let names = decimals[","] {
      notes.append(.decimalComma(columns: decimals["."] == nil ? [] : names))
    }
    if !marks.isEmpty {
      let sorted = marks.sorted { $0.key < $1.key }.sorted { $0.value > $1.value }
      notes.append(.missingMarks(sorted.map { MissingMark(text: $0.key, cells: $0.value) }))
    }
    return (columns, notes, errors)
  }

  private func categories(
    _ cells: Cells, isMissing: (String) -> Bool, notes: [ColumnNote]
  ) -> DataTable.Column {
    let texts = cells.cells.map(\.text)
    let distinct = Set(texts.filter { !isMissing($0) })
    let mark = decimal ?? "."
    let byValue = distinct.allSatisfy { plain($0, mark: mark) != nil }
    let levels = distinct.sorted { a, b in
      guard byValue, let x = plain(a, mark: mark)?.value, let y = plain(b, mark: mark)?.value,
        x != y
      else { return a < b }
      return x < y
    }
    let codes = Dictionary(uniqueKeysWithValues: zip(levels, Int32(0)...))
    return DataTable.Column(
      name: cells.name,
      values: .categories(
        codes: texts.map { isMissing($0) ? -1 : codes[$0] ?? -2 }, levels: levels),
      missingCount: texts.count { isMissing($0) }, notes: notes)
  }
}

/// The cells of a column, each as the numbers that it may be.
private struct PlainColumn {
  struct Decided {
    /// Nil for categories.
    var numbers: [Double]?
    var isInteger = false
    var decimalMark: Character?
    var offset = 0.0
    var notes: [ColumnNote] = []
    var infinite: [PlainCell] = []
  }

  let cells: [PlainCell]
  let typing: PlainTyping
  /// Those with something in them that is no mark of a missing cell, and the number in each.
  private var filled: [(row: Int, cell: PlainCell, number: PlainNumber?)] = []
  private(set) var ownMark: Character?
  private var isOpen = false

  init(_ cells: [PlainCell], _ typing: PlainTyping) {
    self.cells = cells
    self.typing = typing
    var known: [String: PlainNumber?] = [:]
    for (row, cell) in cells.enumerated() where !cell.bytes.isEmpty && !isMark(cell.text) {
      let number =
        known[cell.text]
        ?? PlainNumber(cell.text, decimal: typing.decimal, thousands: typing.thousands)
      known[cell.text] = number
      filled.append((row, cell, number))
    }
    guard typing.decimal == nil else { return }
    let numbers = filled.compactMap(\.number)
    let points = numbers.count { $0.readings["."] != nil }
    let commas = numbers.count { $0.readings[","] != nil }
    guard isMostly(max(points, commas)) else { return }
    if points != commas {
      ownMark = points > commas ? "." : ","
      return
    }
    let open = numbers.filter(hasTwoValues)
    guard !open.isEmpty else { return }
    let whole = numbers.filter { $0.body.allSatisfy { ("0"..."9").contains($0) } }
    let withPoint = open.count { $0.body.contains(".") }
    let mark: Character = 2 * withPoint >= open.count ? "." : ","
    if whole.contains(where: { $0.body.count > 3 }) {
      ownMark = mark
    } else if whole.contains(where: { $0.readings["."]?.kind.value != 0 }) {
      ownMark = mark == "." ? "," : "."
    } else {
      isOpen = true
    }
  }

  func isMark(_ text: String) -> Bool {
    typing.missing.contains { $0.lowercased() == text.lowercased() } || isExactMark(text)
  }

  func isExactMark(_ text: String) -> Bool {
    typing.missing.contains(text)
      || text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
  }

  func decide(_ fileMark: Character, isSure: Bool) -> Decided {
    var decided = Decided()
    let mark = ownMark ?? fileMark
    let numbers = filled.filter { $0.number?.readings[mark] != nil }
    let others = filled.filter { $0.number?.readings[mark] == nil }
    if filled.isEmpty {
      // Marks in other capitals say nothing where there is no number.
      guard cells.allSatisfy({ $0.bytes.isEmpty || isExactMark($0.text) }) else { return decided }
      decided.numbers = cells.map { _ in .nan }
      decided.notes = [.allMissing]
      return decided
    }
    let isInteger = numbers.allSatisfy { $0.number?.readings[mark]?.kind.isInteger == true }
    let hasIdentifier = others.contains { isIdentifier($0.cell.text) }
    guard isMostly(numbers.count), !(isInteger && hasIdentifier) else {
      if let dates = dates() { return dates }
      decided.notes = categoryNotes(others.first?.cell, mark, hasNumbers: !numbers.isEmpty)
      return decided
    }
    var values = cells.map { _ in Double.nan }
    var best = (strangeness: 0, index: 0)
    for (index, (row, cell, number)) in numbers.enumerated() {
      guard let number, let reading = number.readings[mark] else { continue }
      values[row] = reading.kind.value
      if case .infinite = reading.kind { decided.infinite.append(cell) }
      if !reading.kind.isInteger, cell.text.contains(mark) { decided.decimalMark = mark }
      let strangeness =
        (reading.isGrouped ? 2 : 0) + (number.isDressed ? 1 : 0)
        + (isOpen && !isSure && hasTwoValues(number) ? 4 : 0)
      if strangeness > best.strangeness { best = (strangeness, index) }
    }
    var units: [(unit: String, cell: ColumnNote.CellValue)] = []
    for (row, cell, number) in numbers where values[row] != 0 {
      let unit = number?.unit ?? ""
      if units.contains(where: { $0.unit == unit }) { continue }
      units.append(
        (unit, ColumnNote.CellValue(cell: String(cell.text.prefix(200)), value: values[row])))
    }
    let mixed = units.count > 1 ? units.prefix(3).map(\.cell) : []
    if !mixed.isEmpty { decided.notes.append(.mixedUnits(mixed)) }
    if best.strangeness > 0, decided.infinite.isEmpty {
      let (row, cell, _) = numbers[best.index]
      let text = cell.text.hasPrefix("+") ? String(cell.text.dropFirst()) : cell.text
      let shown = String(text.prefix(200))
      if isOpen || !mixed.contains(where: { $0.cell == shown }) {
        decided.notes.append(
          .notation(
            cell: shown, value: values[row],
            other: isOpen ? (mark == "," ? .point : .comma) : nil))
      }
    }
    decided.isInteger = isInteger
    if let first = others.first?.cell { decided.notes.append(oddCells(first, others.count)) }
    decided.numbers = values
    if decided.infinite.isEmpty {
      let bodies = numbers.map { row, _, number in
        (row, number?.body.filter { "0123456789eE+-".contains($0) || $0 == mark } ?? "")
      }
      takeOffset(bodies, mark, &decided)
    }
    return decided
  }

  private func isMostly(_ numbers: Int) -> Bool {
    let others = filled.count - numbers
    if others == 0 { return numbers > 0 }
    return numbers >= 4 * others && (others <= 2 || 20 * numbers >= 19 * filled.count)
  }

  private func hasTwoValues(_ number: PlainNumber) -> Bool {
    guard let a = number.readings["."], let b = number.readings[","] else { return false }
    return a.kind.value != b.kind.value
  }

  private func oddCells(_ first: PlainCell, _ count: Int) -> ColumnNote {
    .oddCells(line: first.place.line ?? 0, cell: String(first.text.prefix(200)), count: count)
  }

  private func dates() -> Decided? {
    // A day that there is not in any order is none.
    let days = filled.map { plainDays($0.cell.text).flatMap { $0.isEmpty ? nil : $0 } }
    let others = filled.indices.filter { days[$0] == nil }
    guard isMostly(filled.count - others.count) else { return nil }
    let orders = DateOrder.allCases.filter { order in
      days.allSatisfy { $0 == nil || $0?[order] != nil }
    }
    guard let order = orders.first, let first = days.firstIndex(where: { $0 != nil }) else {
      return nil
    }
    var decided = Decided()
    var values = cells.map { _ in Double.nan }
    for (cell, day) in zip(filled, days) { values[cell.row] = day?[order] ?? .nan }
    decided.numbers = values
    decided.notes.append(
      .dates(
        cell: String(filled[first].cell.text.prefix(200)), days: days[first]?[order] ?? .nan,
        order: order, isSure: orders.count == 1))
    if let first = others.first {
      let cell = filled[first].cell
      decided.notes.append(
        .oddDates(
          line: cell.place.line ?? 0, cell: String(cell.text.prefix(200)), count: others.count))
    }
    // A day is rounded when it is made of its parts; it has no digits to keep.
    takeOffset(zip(filled, days).compactMap { $1 == nil ? nil : ($0.row, "") }, ".", &decided)
    return decided
  }

  /// Subtracts what all have in common where that keeps digits.
  private func takeOffset(
    _ texts: [(row: Int, text: String)], _ mark: Character, _ decided: inout Decided
  ) {
    guard let values = decided.numbers else { return }
    let present = values.filter { !$0.isNaN }
    guard let low = present.min(), let high = present.max() else { return }
    let (size, spread) = (max(abs(low), abs(high)), high - low)
    let isLong = texts.contains { _, text in
      text.prefix { !"eE".contains($0) }.count(where: \.isNumber) > 15
    }
    let losesDigits =
      isLong
      && (decided.isInteger ? size >= 0x1p53 && spread <= 0x1p53 : spread <= size / 1_048_576)
    guard size < 0x1p62, losesDigits || (spread > 0 && spread <= size / 1_073_741_824) else {
      return
    }
    let offset = low.rounded(.towardZero)
    guard offset != 0 else { return }
    decided.offset = offset
    decided.notes.append(.offset(offset))
    for (row, text) in texts {
      let exact = Decimal(string: text.replacingOccurrences(of: String(mark), with: "."))
      let signed = exact.map { values[row] < 0 ? -$0 : $0 }
      if losesDigits, let signed, let difference = Double("\(signed - Decimal(Int64(offset)))") {
        decided.numbers?[row] = difference
      } else {
        decided.numbers?[row] = values[row] - offset
      }
    }
  }

  /// Why a column is categories, where that may surprise.
  private func categoryNotes(
    _ first: PlainCell?, _ mark: Character, hasNumbers: Bool
  ) -> [ColumnNote] {
    guard let first, let line = first.place.line else { return [] }
    let cell = String(first.text.prefix(200))
    if let form = form(first.text, mark) {
      return [.unreadNumber(line: line, cell: cell, form: form)]
    }
    return hasNumbers ? [.numbersAndText(line: line, cell: cell)] : []
  }

  private func form(_ text: String, _ mark: Character) -> NumberForm? {
    let unsigned = text.drop { "+-".contains($0) }
    let isGrouped =
      text.dropFirst(unsigned.count < text.count ? 1 : 0) == unsigned
      && PlainNumber(String(unsigned), decimal: ".", thousands: .comma)?.readings["."]?.isGrouped
        == true
      && unsigned.allSatisfy { ("0"..."9").contains($0) || $0 == "," || $0 == "." }
    if isGrouped { return .thousands }
    if plain(text, mark: mark == "," ? "." : ",") != nil {
      return mark == "," ? .decimalPoint : .decimalComma
    }
    let isIdentifier =
      unsigned.utf8.count > 1 && unsigned.first == "0"
      && unsigned.unicodeScalars.allSatisfy {
        ("0"..."9").contains($0) || Character($0) == mark
      }
    return isIdentifier ? .leadingZero : nil
  }

  private func isIdentifier(_ text: String) -> Bool {
    let digits = text.unicodeScalars.drop { $0 == "+" || $0 == "-" }
    return digits.count > 1 && digits.first == "0"
      && digits.allSatisfy { ("0"..."9").contains($0) }
  }
}
