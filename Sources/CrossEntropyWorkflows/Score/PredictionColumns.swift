internal import CrossEntropyFiles
internal import CrossEntropyLearning

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
    let known = Schema.Target(name: "", classes: classes)
      .places(of: truth.levels, numbers: truth.numbers)
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
