/// The cells of a column of texts that are no cells of a text file.
struct TextCells: ~Copyable {
  /// Per row the index of its text, −1 where it has none.
  private(set) var codes: [Int32] = []
  private(set) var levels = LevelTable()

  var isEmpty: Bool { levels.levels.isEmpty }

  /// The bytes that they take.
  var bytes: Int { codes.count * MemoryLayout<Int32>.stride + levels.memory }

  /// Adds a cell; the error where it is no text.
  mutating func append(_ text: Span<UInt8>, at place: CellPlace) -> TableFault? {
    guard !text.isEmpty else {
      appendMissing()
      return nil
    }
    let hash = levels.hash(text)
    var code = levels.code(of: text, hash: hash)
    if code < 0 {
      if text.contains(0) { return .nulByte(cell: excerpt(text.array)) }
      if !isUTF8(text) { return .notUTF8(cell: excerpt(text.array), readings: []) }
      code = levels.insert(text, hash: hash, place: place)
    }
    codes.append(code)
    return nil
  }

  mutating func appendMissing() { codes.append(-1) }

  /// Adds the cells of rows that follow.
  mutating func append(_ next: borrowing TextCells, linesAbove: Int) {
    let newCodes = levels.append(next.levels, linesAbove: linesAbove)
    codes += next.codes.lazy.map { $0 < 0 ? -1 : newCodes[Int($0)] }
  }

  /// The column that they are, as the options of a reader say.
  borrowing func column(
    _ name: String, _ reader: TableReader, _ settings: ScanSettings, isTyped: Bool = true
  ) -> TextColumn {
    let use: TextUse =
      reader.textColumns.contains(name)
      ? .names : reader.levelColumns.contains(name) ? .levels : isTyped ? .typed : .texts
    return TextColumn(
      name, codes: codes, levels, use: use, settings,
      Notation(decimalComma: false, thousands: nil))
  }
}
