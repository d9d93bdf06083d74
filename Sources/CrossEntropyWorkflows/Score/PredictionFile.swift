internal import CrossEntropy
internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// Predictions of a file as they stand in it, and the truth of every row.
struct PredictionFile {
  let table: DataTable
  /// The classes, in the order of their columns; of a lone column the positive class is the last.
  let classes: [String]
  /// rows × columns, as they stand in the file.
  let numbers: Matrix<Double>
  /// The class of every row; −1 where it is missing.
  let labels: [Int32]
  /// Whether the one column is that of the positive class.
  let isPositiveAlone: Bool
  let weights: [Double]?
  let groups: [Int32]?
  /// The ID of every row; nil where rows come in order.
  let ids: [String]?
  let lint: [LintFinding]
  /// The rows of the table.
  let rows: [Int]

  init(_ request: ScoreRequest, _ reading: TableReading, memory: Int?) throws(WorkflowError) {
    let target = request.targetColumn
    var reading = reading
    // An array of labels has no column, and is read beside that of the predictions.
    let truthIsOfArray = request.truth.map { $0.hasSuffix(".npy") } ?? false
    if truthIsOfArray { reading.labels = request.truth }
    let texts = Set([target, request.id, request.group].compactMap { $0 })
    let table = try Self.read(reading, texts, memory)
    self.table = table
    let truthTable: DataTable
    if let truth = request.truth, !truthIsOfArray {
      truthTable = try Self.read(TableReading(path: truth), texts, memory)
    } else {
      truthTable = table
    }
    let truth = try Self.cells(target, .target, in: truthTable)
    var lint: [LintFinding] = []

    // Which row of the truth belongs to which row of the predictions.
    var rows = Array(0..<table.rowCount)
    var truthRows = rows
    var ids: [String]?
    if let id = request.id {
      let own = try Self.cells(id, .idColumn, in: table)
      let repeated = Self.repeated(own)
      if repeated > 0 { lint.append(.repeatedIDs(rows: repeated, column: id)) }
      if request.truth != nil, !truthIsOfArray {
        (rows, truthRows) = try Self.joined(
          own, try Self.cells(id, .idColumn, in: truthTable), truthTable, file: table.name, id)
        let lost = (table.rowCount - rows.count, truthTable.rowCount - rows.count)
        if lost.0 > 0 || lost.1 > 0 { lint.append(.unmatched(predictions: lost.0, truths: lost.1)) }
      }
    } else if truthTable.rowCount != table.rowCount {
      throw WorkflowError(
        .score(.otherRowCount(table.rowCount, truth: truthTable.name, rows: truthTable.rowCount)),
        at: .file(table.name), remedies: [.set(.idColumn)])
    }
    if let id = request.id {
      let own = try Self.cells(id, .idColumn, in: table)
      ids = rows.map { own.codes[$0] < 0 ? "" : own.levels[Int(own.codes[$0])] }
    }
    (self.rows, self.ids) = (rows, ids)

    let columns = try PredictionColumns(request, table, truth: truth)
    (classes, isPositiveAlone) = (columns.classes, columns.isPositiveAlone)
    var numbers = ContiguousArray<Double>(
      repeating: 0, count: rows.count * columns.places.count)
    for (index, place) in columns.places.enumerated() {
      let column = table.columns[place]
      guard case .numbers(let values) = column.values else {
        throw WorkflowError(.dataset(.notNumbers(column.name)), at: .file(table.name))
      }
      for (row, tableRow) in rows.enumerated() {
        let value = values[tableRow] + column.offset
        guard !value.isNaN else {
          throw WorkflowError(
            .score(.missing(column: column.name)), at: .file(table.place(ofRow: tableRow)),
            remedies: [])
        }
        numbers[row * columns.places.count + index] = value
      }
    }
    self.numbers = Matrix(rows: rows.count, columns: columns.places.count, fitting: numbers)
    labels = try columns.labels(of: truth, rows: truthRows, in: truthTable)
    weights = try request.weight.map { (name) throws(WorkflowError) in
      try Self.weights(name, table, rows)
    }
    groups = try request.group.map { (name) throws(WorkflowError) in
      let cells = try Self.cells(name, .group, in: table)
      for row in rows where cells.codes[row] < 0 {
        throw WorkflowError(
          .dataset(.missingGroup(column: name)), at: .file(table.place(ofRow: row)),
          remedies: [.add(.group)])
      }
      return rows.map { cells.codes[$0] }
    }
    self.lint = lint
  }

  private static func read(
    _ reading: TableReading, _ texts: Set<String>, _ memory: Int?
  ) throws(WorkflowError) -> DataTable {
    do throws(TableError) {
      return try reading.read(textColumns: texts, memory: memory)
    } catch {
      throw WorkflowError(error)
    }
  }

  /// The cells of a column of names.
  static func cells(
    _ name: String, _ setting: RequestSetting, in table: DataTable
  ) throws(WorkflowError) -> NamedCells {
    guard let column = table.column(named: name) else {
      let unknown = table.unknownColumn(name)
      throw WorkflowError(
        .dataset(.unknownColumn(unknown)),
        at: .file(FilePlace(file: table.name, line: table.headerLine)),
        remedies: [unknown.nearest.map { .didYouMean($0) } ?? .oneOfColumns(unknown.columns)])
    }
    guard let cells = NamedCells(column) else {
      throw WorkflowError(.dataset(.notText(name)), at: .file(table.name))
    }
    return cells
  }

  /// How many rows have a name that another has, too.
  private static func repeated(_ cells: NamedCells) -> Int {
    cells.counts.reduce(0) { $0 + ($1 > 1 ? $1 : 0) }
  }

  /// The rows of both tables that have the same ID.
  private static func joined(
    _ own: NamedCells, _ other: NamedCells, _ truth: DataTable, file: String, _ id: String
  ) throws(WorkflowError) -> (rows: [Int], truthRows: [Int]) {
    var places: [String: Int] = [:]
    for (row, code) in other.codes.enumerated() where code >= 0 {
      if places.updateValue(row, forKey: other.levels[Int(code)]) != nil {
        throw WorkflowError(
          .score(.repeatedID(column: id, other.levels[Int(code)])),
          at: .file(truth.place(ofRow: row)), remedies: [.nameAnother(.idColumn)])
      }
    }
    var (rows, truthRows): ([Int], [Int]) = ([], [])
    for (row, code) in own.codes.enumerated() where code >= 0 {
      guard let place = places[own.levels[Int(code)]] else { continue }
      rows.append(row)
      truthRows.append(place)
    }
    guard !rows.isEmpty else {
      throw WorkflowError(
        .score(.noSharedID(column: id, truth: truth.name)), at: .file(file),
        remedies: [.nameAnother(.idColumn)])
    }
    return (rows, truthRows)
  }

  private static func weights(
    _ name: String, _ table: DataTable, _ rows: [Int]
  ) throws(WorkflowError) -> [Double] {
    guard let column = table.column(named: name) else {
      throw WorkflowError(
        DatasetError(
          .unknownColumn(table.unknownColumn(name)),
          at: FilePlace(file: table.name, line: table.headerLine)))
    }
    guard case .numbers(let values) = column.values else {
      throw WorkflowError(
        DatasetError(
          .weightsNotNumbers(column: name, note: column.notes.first),
          at: FilePlace(file: table.name)))
    }
    var greatest = 0.0
    let weights = try rows.map { (row) throws(WorkflowError) in
      let weight = values[row] + column.offset
      guard weight >= 0, weight.isFinite else {
        throw WorkflowError(
          DatasetError(
            weight.isNaN
              ? .missingWeight(column: name) : .negativeWeight(column: name, weight),
            at: table.place(ofRow: row)))
      }
      greatest = max(greatest, weight)
      return weight
    }
    guard greatest > 0 else { return weights }
    // A power of two keeps every digit, and no sum overflows.
    let unit = Double(sign: .plus, exponent: min(-Int(greatest.exponent), 1023), significand: 1)
    return weights.map { $0 * unit }
  }
}

/// Which columns of a file are the classes'.
struct PredictionColumns {
  let places: [Int]
  let classes: [String]
  let isPositiveAlone: Bool

  /// What the name of a class's column begins with, as ``PredictRequest`` writes it.
  private static let prefix = "p_"
  /// What a lone column of the positive class may be called.
  private static let usual = ["probability", "p", "prob", "score", "prediction"]

  init(
    _ request: ScoreRequest, _ table: DataTable, truth: NamedCells
  ) throws(WorkflowError) {
    let taken = Set(
      [request.targetColumn, request.id, request.weight, request.group].compactMap { $0 })
    let free = table.columns.indices.filter { !taken.contains(table.columns[$0].name) }
    func name(_ place: Int) -> String { table.columns[place].name }
    let present = truth.levels
    func place(of wanted: String) throws(WorkflowError) -> Int {
      guard let place = free.first(where: { name($0) == wanted }) else {
        throw WorkflowError(
          DatasetError(
            .unknownColumn(table.unknownColumn(wanted)),
            at: FilePlace(file: table.name, line: table.headerLine)))
      }
      return place
    }
    var places: [Int]
    if !request.columns.isEmpty {
      var wanted: [String] = []
      for text in request.columns { wanted += table.names(in: text) }
      places = try wanted.map { (text) throws(WorkflowError) in try place(of: text) }
    } else {
      places = free.filter { name($0).hasPrefix(Self.prefix) && name($0).count > 2 }
      if places.isEmpty {
        // Columns that are called as the classes are.
        let named = Set(present)
        places = free.filter { named.contains(name($0)) }
        if places.count < 2 {
          let usual = free.filter { Self.usual.contains(name($0).lowercased()) }
          if usual.count == 1 { places = usual }
        }
      }
      if places.isEmpty {
        // The columns of an array, which have no names.
        let numbered = free.filter { name($0).first == "x" && Int(name($0).dropFirst()) != nil }
        if numbered.map(name) == numbered.indices.map({ "x\($0)" }) { places = numbered }
      }
    }
    guard !places.isEmpty else {
      throw WorkflowError(
        .score(.noClassColumns), at: .file(FilePlace(file: table.name, line: table.headerLine)),
        remedies: [.set(.classColumns)])
    }
    self.places = places
    isPositiveAlone = places.count == 1
    let names = places.map { place in
      let name = name(place)
      return name.hasPrefix(Self.prefix) && name.count > 2 ? String(name.dropFirst(2)) : name
    }
    if isPositiveAlone {
      // Of 0 and 1 both are known where one of them is met.
      let both = present.count == 1 && ["0", "1"].contains(present[0]) ? ["0", "1"] : present
      guard both.count == 2 else {
        throw WorkflowError(
          .score(.oneColumn(name(places[0]), classes: present.count)), at: .file(table.name),
          remedies: [.set(.classColumns)])
      }
      // Its own class where it is called so, else the last.
      classes = both[0] == names[0] ? [both[1], both[0]] : both
      return
    }
    for (index, name) in names.enumerated() where names[..<index].contains(name) {
      throw WorkflowError(.namedTwice(name, .classColumns, .classColumns))
    }
    let isArray = names == names.indices.map { "x\($0)" }
    guard Set(names).isDisjoint(with: present), isArray || !request.columns.isEmpty else {
      classes = names
      return
    }
    // Without names of classes they are counted from 0, or where the truths are no numbers come in their order.
    if isArray, truth.numbers.allSatisfy({ !$0.isNaN }) {
      classes = names.indices.map(String.init)
    } else {
      classes = present.count == names.count ? present : names
    }
  }

  /// The class of every row; −1 where it is missing.
  func labels(
    of truth: NamedCells, rows: [Int], in table: DataTable
  ) throws(WorkflowError) -> [Int32] {
    let places = Dictionary(
      classes.enumerated().map { ($1, Int32($0)) }, uniquingKeysWith: { first, _ in first })
    let values = classes.map { number(writtenAs: $0) }
    let known = zip(truth.levels, truth.numbers).map { level, value in
      places[level] ?? values.firstIndex { $0 == value }.map { Int32($0) }
    }
    return try rows.map { (row) throws(WorkflowError) in
      let code = truth.codes[row]
      guard code >= 0 else { return -1 }
      guard let label = known[Int(code)] else {
        throw WorkflowError(
          .score(.unknownClass(truth.levels[Int(code)], classes: classes)),
          at: .file(table.place(ofRow: row)),
          remedies: [.correct(.classes), .set(.classColumns)])
      }
      return label
    }
  }
}
