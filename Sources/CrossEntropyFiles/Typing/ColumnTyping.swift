extension TableScan {
  /// Whether the cells that are not numbers look like numbers with a decimal comma.
  ///
  /// Where a decimal point was seen, the comma means something else. After a semicolon a comma is a
  /// decimal comma; elsewhere `1,234` alone could be a thousand, so something like `1,5` must occur.
  func suggestsDecimalComma(delimiter: UInt8) -> Bool {
    guard commaNumbers > 0, !thousandsOnly || delimiter == Byte.semicolon else { return false }
    return !(0..<columnCount).contains { hasFraction[$0] }
  }

  /// All columns, nil in place of those named and those left out.
  func columns(except left: [Int]) -> [Column?] {
    var columns: [Column?] = Array(repeating: nil, count: columnCount)
    let left = Set(left)
    for index in 0..<columnCount where !left.contains(index) { columns[index] = column(index) }
    return columns
  }

  /// One column with its final type, nil if it is left out.
  func column(_ index: Int) -> Column? {
    let name = settings.names[index]
    switch roles[index] {
    case .skipped, .empty: return nil
    case .numbers:
      let isEmpty = missing[index] == rowCount
      return Column(
        name: name, values: .numbers(numbers[index]), missingCount: missing[index],
        isInteger: !isEmpty && !hasFraction[index],
        note: isEmpty ? .allMissing : nil)
    case .text, .verbatim:
      let levels = Levels(levels[index], mark: settings.mark)
      let note = roles[index] == .text ? note(codes[index], levels, missing[index]) : nil
      return Column(
        name: name,
        values: .categories(
          codes: codes[index].map { $0 < 0 ? -1 : levels.newCodes[Int($0)] }, levels: levels.names),
        missingCount: missing[index], note: note)
    }
  }

  /// Why a column that holds numbers, or what looks like numbers, is not read as numbers.
  private func note(_ codes: [Int32], _ levels: Levels, _ missing: Int) -> ColumnNote? {
    var others = 0
    var firstRow: Int?
    for (row, code) in codes.enumerated() where code >= 0 && !levels.isNumber[Int(code)] {
      others += 1
      if firstRow == nil { firstRow = row }
    }
    guard let firstRow else { return nil }
    let code = Int(codes[firstRow])
    let first = levels.texts[code]
    let line = levels.lines[code]
    let cell = excerpt(String(decoding: first, as: UTF8.self))
    if let form = numberForm(of: Array(first), mark: settings.mark) {
      return .unreadNumber(line: line, cell: cell, form: form)
    }
    let present = codes.count - missing
    guard others < present else { return nil }
    return others <= 20 && others * 20 <= present
      ? .textAmongNumbers(line: line, cell: cell, count: others)
      : .numbersAndText(line: line, cell: cell)
  }
}

/// The levels of a column in their final order.
private struct Levels {
  var names: [String]
  /// From the order of appearance to the final order.
  var newCodes: [Int32]
  /// In order of appearance.
  var texts: [ArraySlice<UInt8>]
  /// The line where each was met first.
  var lines: [Int]
  var isNumber: [Bool]

  init(_ found: borrowing LevelTable, mark: UInt8) {
    lines = found.levels.map(\.line)
    texts = lines.indices.map { found.text(of: $0) }
    var values: [Double] = []
    values.reserveCapacity(texts.count)
    isNumber = []
    isNumber.reserveCapacity(texts.count)
    for text in texts {
      var value: Double?
      switch parseNumber(text.span, mark: mark) {
      case .finite(let number, _): value = number
      case .infinite: value = text.first == Byte.minus ? -.infinity : .infinity
      case .text: value = nil
      }
      isNumber.append(value != nil)
      values.append(value ?? 0)
    }
    let byValue = isNumber.allSatisfy { $0 }
    let strings = texts.map { String(decoding: $0, as: UTF8.self) }
    let order = texts.indices.sorted { a, b in
      if byValue, values[a] != values[b] { return values[a] < values[b] }
      return strings[a] < strings[b]
    }
    names = []
    names.reserveCapacity(texts.count)
    newCodes = Array(repeating: 0, count: texts.count)
    for index in order {
      // Texts that Unicode considers equal, such as é in one piece and in two, are one level.
      if names.last != strings[index] { names.append(strings[index]) }
      newCodes[index] = Int32(names.count - 1)
    }
  }
}
