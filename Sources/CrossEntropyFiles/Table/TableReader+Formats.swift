extension TableReader {
  /// What the column of labels is called: those of a libsvm file, and of an array that has them in a file of
  /// their own.
  public static let labelName = "label"

  /// Whether the name of a file or its first lines say that it is one of libsvm, whose labels can only be the target;
  /// false where it cannot be read.
  package static func isPairs(path: String) -> Bool {
    guard let file = try? FileBytes.open(path: path, pipeLimit: 0),
      let sample = try? file.prefix(sampleSize)
    else { return false }
    return RecordFormat(
      text: Array(sample)[...], isWhole: sample.count == file.count, path: path) == .libsvm
  }

  /// Unpacks and decodes a file, and finds what its rows are written as.
  func find(_ file: FileBytes, name: String, limit: Int) throws(TableError) -> FoundTable {
    if let delimiter, !canDelimit(delimiter) {
      throw TableError(.badDelimiter(delimiter), file: name)
    }
    guard file.count > 0 else { throw TableError(.noRows(.noBytes), file: name) }
    let bytes = try file.unpacked(limit: limit, zlib: zlib, name: name)
    let kind = binaryFormat(try bytes.prefix(1 << 12))
    if kind == .npy || kind == .npz, format ?? .npy == .npy {
      try checkIdle(.npy, name: name)
      return .arrays(bytes, held: bytes === file ? 0 : bytes.count)
    }
    if let kind { throw TableError(.notATextFile(kind), file: name) }
    if format == .npy { throw TableError(.array(.notAnArray), file: name) }
    let (text, notes) = try bytes.text(in: encoding, limit: limit, name: name)
    let sample = try text.prefix(sampleSize)
    let hadMark = sample.starts(with: [0xEF, 0xBB, 0xBF])
    let decoded = DecodedText(
      text: text, notes: notes, hadByteOrderMark: hadMark, start: hadMark ? 3 : 0,
      held: text === file ? 0 : text.count, limit: limit)
    guard text.count > decoded.start else { throw TableError(.noRows(.noBytes), file: name) }
    if readsToolPredictions, format == nil, delimiter == nil,
      let tool = ToolPredictions.tool(
        of: Array(sample)[decoded.start...], isWhole: sample.count == text.count)
    {
      return .cells(try table(decoded, of: tool, name: name))
    }
    let found =
      format
      ?? RecordFormat(
        text: Array(sample)[decoded.start...], isWhole: sample.count == text.count, path: name)
    try checkIdle(found ?? .csv, name: name)
    switch found {
    case .jsonl: return .lines(decoded)
    case .libsvm: return .pairs(decoded)
    case .csv, .npy, nil: return .cells(try decode(decoded, name: name))
    }
  }

  /// Lines of probabilities as a table, in memory.
  private func table(
    _ decoded: DecodedText, of tool: PredictionTool, name: String
  ) throws(TableError) -> DecodedTable {
    // The lines, their parts and the table.
    let needed = 4 * decoded.text.count
    guard needed <= decoded.limit - decoded.held else {
      throw TableError(
        .decodedTooLarge(.cells, bytes: needed, limit: decoded.limit), file: name)
    }
    let bytes = try decoded.text.bytes(decoded.start..<decoded.text.count)
    let (text, hasOwnHeader) = try ToolPredictions(Array(bytes)[...], of: tool).table(name)
    var preamble = Preamble()
    if !hasOwnHeader { preamble.line = 0 }
    return DecodedTable(
      text: FileBytes(text), notes: decoded.notes + [.toolPredictions(tool)],
      hadByteOrderMark: decoded.hadByteOrderMark, preamble: preamble,
      held: decoded.held + text.count, limit: decoded.limit)
  }

  /// Throws where something is said of cells, or of a format, that a file of this one has not.
  private func checkIdle(_ format: RecordFormat, name: String) throws(TableError) {
    let given: [(TableFault.TextSetting, isGiven: Bool, has: Bool)] = [
      (.delimiter, delimiter != nil, format == .csv),
      // Of an array the labels may be a text.
      (.encoding, encoding != nil && labels == nil, format != .npy),
      (.decimal, decimalComma != nil, format == .csv),
      (.thousands, thousands != nil, format == .csv),
      (.labels, labels != nil, format == .npy), (.zeroBased, isZeroBased, format == .libsvm),
    ]
    for (setting, isGiven, has) in given where isGiven && !has {
      throw TableError(.idle(setting, format), file: name)
    }
  }

  /// Opens a text that holds an object of JSON per line.
  ///
  /// - Parameter needed: The columns that are read, where the rows are to be made cells part by part; nil: all
  ///   rows are, and held in memory, since they are read more than once and from the middle.
  func openLines(
    _ decoded: DecodedText, name: String, needed: Set<String>?
  ) throws(TableError) -> OpenedTable {
    let ignored = ignoredColumns
    func mayNest(_ key: String) -> Bool {
      needed.map { !$0.contains(key) } ?? ignored.contains(key)
    }
    var (keys, rows): ([[UInt8]], FileBytes) = ([], decoded.text)
    var lines: JSONLines
    repeat {
      lines = JSONLines(
        decoded.text, name: name, from: Body(start: decoded.start, line: 1), keys: keys,
        hasHeader: true, mayNest: mayNest)
      if needed == nil {
        // Let go of what lacks a key.
        rows = decoded.text
        rows = try decoded.rows(of: lines, name: name)
      } else {
        try lines.check()
        rows = FileBytes(lines.header)
      }
      keys = lines.keys
    } while needed == nil && lines.metKeyLate
    guard lines.firstLine > 0 else { throw TableError(.noRows(.blankLinesOnly), file: name) }
    guard !keys.isEmpty else { throw TableError(.noRows(.headerOnly), file: name) }
    rows.countsLinesInCells = false

    let held = decoded.held + rows.count
    let memoryLimit = max(0, decoded.limit - held)
    var reader = try CellReader(
      name: name, Window(rows, size: windowSize), start: 0, delimiter: Byte.comma)
    // It stands in no line of the file.
    var header: Header
    do throws(TableError) {
      header = try Header(&reader, Preamble(), memoryLimit: memoryLimit)
      header.line = lines.firstLine
    } catch {
      throw TableError(error.fault, file: name, line: lines.firstLine)
    }
    var settings = ScanSettings(
      names: header.names, nameBytes: header.nameBytes, mark: Byte.point,
      marks: MissingMarks(missingTokens, mark: Byte.point), memoryLimit: memoryLimit,
      levelLimit: levelLimit, isFast: isFast, unnamed: header.unnamed, header: [],
      numberColumns: numberColumns, levelColumns: levelColumns, writings: writings)
    for (column, first) in lines.quotedNumbers {
      settings.quotedNumbers[header.names[column]] = first
    }
    return OpenedTable(
      name: name,
      decoded: DecodedTable(
        text: rows, notes: decoded.notes, hadByteOrderMark: decoded.hadByteOrderMark,
        preamble: Preamble(), held: held, limit: decoded.limit),
      header: header,
      body: needed == nil
        ? Body(start: reader.offset, line: lines.firstLine)
        : Body(start: decoded.start, line: 1),
      rows: needed == nil ? rows : decoded.text, settings: settings,
      notation: Notation(decimalComma: false, thousands: nil), totalsRow: nil,
      delimiterWasSniffed: false, keys: needed == nil ? [] : keys)
  }
}

extension DecodedText {
  /// Objects of JSON as rows of cells, in memory.
  fileprivate func rows(of lines: JSONLines, name: String) throws(TableError) -> FileBytes {
    try .reading(lines, limit: limit - held) { exceeded, count in
      guard case .bytes = exceeded else { return TableError(.noMemory, file: name) }
      // The rest is taken to be like what was read.
      let all = Double(count) * Double(text.count) / Double(max(1, lines.offset))
      return TableError(.decodedTooLarge(.cells, bytes: wholeBytes(all), limit: limit), file: name)
    }
  }
}

/// The most bytes by which the format of a file is judged.
let sampleSize = 1 << 20
