internal import CrossEntropyFiles

/// What the cells of a column are, by the plain reader.
struct PlainTyping {
  enum Number {
    case finite(Double, isInteger: Bool)
    case infinite(Double)
    case text

    var isText: Bool { if case .text = self { true } else { false } }
    var isInfinite: Bool { if case .infinite = self { true } else { false } }
    var isInteger: Bool { if case .finite(_, true) = self { true } else { false } }
    var value: Double {
      switch self {
      case .finite(let value, _), .infinite(let value): value
      case .text: .nan
      }
    }
  }

  let mark: UInt8
  let missing: Set<[UInt8]>
  let file: String

  init(mark: UInt8, missingTokens: [String], file: String) {
    self.mark = mark
    self.missing = Set(missingTokens.map { Array($0.utf8) })
    self.file = file
  }

  /// The column of some cells, and all that is wrong with them.
  func column(
    _ name: String, _ cells: [PlainCell], isVerbatim: Bool, rowLines: [Int]
  ) -> (Column, [TableError]) {
    let isMissing = cells.map {
      $0.bytes.isEmpty || (!isVerbatim && missing.contains($0.bytes))
    }
    let missingCount = isMissing.count { $0 }
    let present = zip(cells, isMissing).filter { !$0.1 }.map(\.0)
    let numbers = present.map { number($0.bytes, mark: mark) }
    let others = zip(present, numbers).filter { $0.1.isText }.map(\.0)

    if !isVerbatim, others.isEmpty {
      let errors = zip(present, numbers).filter { $0.1.isInfinite }.map { cell, _ in
        TableError(
          .infiniteNumber(column: name, cell: String(cell.text.prefix(200))), at: cell.place)
      }
      let values = zip(cells, isMissing).map { cell, isMissing in
        isMissing ? .nan : number(cell.bytes, mark: mark).value
      }
      return (
        Column(
          name: name, values: .numbers(values), missingCount: missingCount,
          isInteger: !numbers.isEmpty && numbers.allSatisfy(\.isInteger),
          note: numbers.isEmpty ? .allMissing : nil),
        errors
      )
    }

    let distinct = Set(present.map(\.text))
    let byValue = zip(present, numbers).allSatisfy { !$0.1.isText }
    let levels = distinct.sorted { a, b in
      let x = number(Array(a.utf8), mark: mark).value
      let y = number(Array(b.utf8), mark: mark).value
      return byValue && x != y ? x < y : a < b
    }
    let codes = Dictionary(uniqueKeysWithValues: zip(levels, Int32(0)...))
    return (
      Column(
        name: name,
        values: .categories(
          codes: zip(cells, isMissing).map { $1 ? -1 : codes[$0.text] ?? -2 }, levels: levels),
        missingCount: missingCount,
        note: isVerbatim ? nil : note(others, present: present.count)),
      present.compactMap(\.textError)
    )
  }

  /// Why a column is text, where that may surprise.
  private func note(_ others: [PlainCell], present: Int) -> ColumnNote? {
    guard let first = others.first, let line = first.place.line else { return nil }
    let cell = String(first.text.prefix(200))
    if let form = form(first.bytes) { return .unreadNumber(line: line, cell: cell, form: form) }
    if others.count == present { return nil }
    return others.count <= 20 && 20 * others.count <= present
      ? .textAmongNumbers(line: line, cell: cell, count: others.count)
      : .numbersAndText(line: line, cell: cell)
  }

  private func form(_ bytes: [UInt8]) -> NumberForm? {
    if hasThousands(bytes) { return .thousands }
    let isComma = mark == UInt8(ascii: ",")
    if !number(bytes, mark: UInt8(ascii: isComma ? "." : ",")).isText {
      return isComma ? .decimalPoint : .decimalComma
    }
    let digits = Array(bytes.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") })
    let isIdentifier =
      digits.count > 1 && digits[0] == UInt8(ascii: "0")
      && digits.allSatisfy { isDigit($0) || $0 == mark }
    return isIdentifier ? .leadingZero : nil
  }

  /// `1,234` and `-12,345.6`.
  private func hasThousands(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    if let sign = rest.first, "+-".utf8.contains(sign) { rest.removeFirst() }
    if let point = rest.firstIndex(of: UInt8(ascii: ".")) {
      guard rest[(point + 1)...].allSatisfy(isDigit) else { return false }
      rest = rest[..<point]
    }
    let groups = rest.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    return groups.count >= 2 && (1...3).contains(groups[0].count)
      && groups[0].first != UInt8(ascii: "0") && groups.dropFirst().allSatisfy { $0.count == 3 }
      && groups.allSatisfy { $0.allSatisfy(isDigit) }
  }

  /// Sign, digits, mark, digits, exponent; the standard library gives the value.
  func number(_ bytes: [UInt8], mark: UInt8) -> Number {
    var rest = bytes[...]
    var isNegative = false
    if let sign = rest.first, "+-".utf8.contains(sign) {
      isNegative = sign == UInt8(ascii: "-")
      rest.removeFirst()
    }
    let lowercase = String(decoding: rest, as: UTF8.self).lowercased()
    if lowercase == "inf" || lowercase == "infinity", lowercase.utf8.count == rest.count {
      return .infinite(isNegative ? -.infinity : .infinity)
    }
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    var text = (isNegative ? "-" : "") + string(whole)
    var isInteger = true
    var digitCount = whole.count
    if rest.first == mark {
      isInteger = false
      rest.removeFirst()
      let fraction = rest.prefix(while: isDigit)
      rest = rest.dropFirst(fraction.count)
      digitCount += fraction.count
      text = (whole.isEmpty ? text + "0" : text) + "." + string(fraction) + "0"
    }
    if digitCount == 0 || (whole.count > 1 && whole.first == UInt8(ascii: "0")) { return .text }
    if let letter = rest.first {
      isInteger = false
      guard "eE".utf8.contains(letter) else { return .text }
      rest.removeFirst()
      text += "e"
      if let sign = rest.first, "+-".utf8.contains(sign) {
        text += string(rest.prefix(1))
        rest.removeFirst()
      }
      guard !rest.isEmpty, rest.allSatisfy(isDigit) else { return .text }
      text += string(rest)
    }
    guard let value = Double(text) else { return .text }
    return value.isInfinite ? .infinite(value) : .finite(value, isInteger: isInteger)
  }

  private func string(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  private func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
