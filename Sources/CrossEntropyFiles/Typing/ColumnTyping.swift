/// A column of texts before it is decided what it is.
struct TextColumn {
  /// Per row the index of its text, −1 where the cell is empty.
  var codes: [Int32]
  var column: ColumnTexts
  /// The texts as numbers.
  var numbers: NumberColumn
  var use: TextUse
}

/// What becomes of the texts of a column.
enum TextUse {
  /// Numbers, days or the levels of a category, as the cells decide.
  case typed
  /// The same, but numbers stay levels.
  case levels
  /// Days or the levels of a category: what look like numbers are none.
  case texts
  /// Names, whatever they look like.
  case names
}

extension TextColumn {
  /// A column of the texts in a table, by their codes there.
  init(
    _ name: String, codes: [Int32], _ levels: borrowing LevelTable, use: TextUse,
    _ settings: ScanSettings, _ notation: Notation
  ) {
    let count = levels.levels.count
    var cells = [Int](repeating: 0, count: count)
    for code in codes where code >= 0 { cells[Int(code)] += 1 }
    let texts = ColumnTexts(
      texts: (0..<count).map { levels.text(of: $0) }, cells: cells,
      places: levels.levels.map(\.place))
    self.codes = codes
    column = texts
    numbers = NumberColumn(
      texts, settings.notation(of: name, notation), settings.marks,
      isForced: settings.numberColumns.contains(name))
    self.use = use
  }
}

extension TableScan {
  /// A column of texts; its cells are moved, not copied.
  mutating func takeTexts(_ column: Int, _ notation: Notation) -> TextColumn {
    let name = settings.names[column]
    return TextColumn(
      name, codes: takeCodes(column), levels[column],
      use: roles[column] == .verbatim
        ? .names
        : settings.levelColumns.contains(name)
          ? .levels : settings.holdsQuotedNumbers(name) ? .texts : .typed,
      settings, notation)
  }

  /// The cells of a column that are numbers.
  func numberCount(_ column: Int) -> Int { rowCount - missing[column] - texts[column] }

  /// Whether a column of numbers must be read as texts to know what it is.
  func needsTexts(_ column: Int, _ notation: Notation) -> Bool {
    if roles[column] == .skipped { return true }
    let notation = settings.notation(of: settings.names[column], notation)
    if let mark = notation.mark, mark != settings.mark, !forms[column].isWhole { return true }
    let count = numberCount(column)
    let marks = settings.marks
    let texts = levels[column].levels.indices.map { levels[column].text(of: $0) }
    if count == 0, texts.contains(where: { !marks.contains($0) }) { return true }
    if others[column] > 0,
      settings.numberColumns.contains(settings.names[column])
        || !isMostlyNumbers(count, others: others[column])
    {
      return true
    }
    for text in texts where !marks.containsAmongNumbers(text) {
      if NumberText(text, notation) != nil || isIdentifier(text) { return true }
    }
    return plainReading(column, notation) == .unknown
  }

  /// What the plain numbers of a column say about their decimal mark.
  func plainReading(_ column: Int, _ notation: Notation) -> PlainReading {
    let notation = settings.notation(of: settings.names[column], notation)
    let forms = forms[column]
    if forms.contains(.otherDecimals) { return .decimals }
    guard forms.contains(.threeDecimals) else { return .whole }
    guard notation.mark == nil,
      notation.allows(settings.mark == Byte.comma ? .comma : .point)
    else { return .decimals }
    // The size of a number says nothing where an exponent made it.
    if forms.contains(.exponent) { return .unknown }
    var (hasZero, hasWhole) = (false, false)
    for number in numbers[column] where !number.isNaN {
      let size = abs(number)
      if size >= 1000 || (size < 1 && size > 0) { return .decimals }
      if size == 0 { hasZero = true } else if size == size.rounded() { hasWhole = true }
    }
    if forms.contains(.whole), hasZero || hasWhole { return .unknown }
    return hasZero ? .decimals : .open
  }

  /// What is said of the texts in a column of plain numbers.
  func oddCells(_ column: Int) -> [ColumnNote] {
    for code in levels[column].levels.indices {
      let text = levels[column].text(of: code)
      if settings.marks.containsAmongNumbers(text) { continue }
      return [
        .oddCells(
          line: levels[column].levels[code].place.line, cell: excerpt(text),
          count: others[column])
      ]
    }
    return []
  }

  /// The marks of missing cells in a column of plain numbers.
  func missingMarks(_ column: Int) -> [MissingMark] {
    levels[column].levels.indices.compactMap { code in
      let text = levels[column].text(of: code)
      return settings.marks.containsAmongNumbers(text)
        ? MissingMark(text: text, cells: levels[column].levels[code].cells) : nil
    }
  }
}

/// What plain numbers with the decimal mark of the pass say about that mark.
enum PlainReading {
  /// There is none.
  case whole
  /// It is one, since it cannot stand between thousands.
  case decimals
  /// Every number has three decimals, as if the mark stood between thousands.
  case open
  /// There are whole numbers beside those with three decimals, or what looks so.
  case unknown
}

/// The levels of a column of categories in their final order.
struct Levels {
  private(set) var names: [String] = []
  /// From the order of appearance to the final order, −1 for a text that means a missing cell.
  private(set) var newCodes: [Int32]

  init(_ texts: [String], isMissing: (_ text: Int) -> Bool, mark: UInt8) {
    let kept = texts.indices.filter { !isMissing($0) }
    var values = [Double](repeating: 0, count: texts.count)
    var byValue = true
    for index in kept {
      switch parseNumber(Array(texts[index].utf8).span, mark: mark) {
      case .finite(let number, _): values[index] = number
      case .infinite: values[index] = texts[index].utf8.first == Byte.minus ? -.infinity : .infinity
      case .text: byValue = false
      }
      if !byValue { break }
    }
    let order = kept.sorted { a, b in
      if byValue, values[a] != values[b] { return values[a] < values[b] }
      return texts[a] < texts[b]
    }
    newCodes = Array(repeating: -1, count: texts.count)
    names.reserveCapacity(order.count)
    for index in order {
      // Texts that Unicode considers equal, such as é in one piece and in two, are one level.
      if names.last != texts[index] { names.append(texts[index]) }
      newCodes[index] = Int32(names.count - 1)
    }
  }

  /// The number of each level, where these are those of the texts.
  func numbers(_ numbers: [Double]) -> [Double] {
    var ordered = [Double](repeating: .nan, count: names.count)
    for (text, code) in newCodes.enumerated() where code >= 0 { ordered[Int(code)] = numbers[text] }
    return ordered
  }
}
