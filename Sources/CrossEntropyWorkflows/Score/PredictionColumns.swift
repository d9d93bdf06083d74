internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// Which columns of a file are the classes'.
struct PredictionColumns {
  /// What they are called.
  var names: [String] { areNumbers ? UnnamedColumns.names(classes.count) : named }
  private let named: [String]
  /// The classes, in the order of their columns; of a lone column the positive class is the last.
  let classes: [String]
  /// Whether the one column is that of the positive class.
  let isPositiveAlone: Bool
  /// Whether the classes are called otherwise than their columns, which are taken in the order of the classes.
  let isByOrder: Bool
  /// Whether the classes are 0, 1, 2, …, since neither they nor their columns have names.
  private(set) var areNumbers = false

  /// What the name of a class's column begins with, as ``PredictRequest`` writes it.
  private static let prefix = "p_"
  /// What a lone column of the positive class may be called.
  private static let usual = ["probability", "p", "prob", "score", "prediction"]

  /// Whether a column is called as that of a class is by itself.
  static func isPrefixed(_ name: String) -> Bool { name.hasPrefix(prefix) && name.count > 2 }

  /// The columns of a file; nil where they cannot be told without the truths.
  ///
  /// - Parameter truth: The truths; nil where they are not read yet.
  init?(
    _ request: ScoreRequest, _ file: TableFile, truth: NamedCells?
  ) throws(WorkflowError) {
    let parts: [(setting: RequestSetting, name: String?)] = [
      (.target, request.targetColumn), (.idColumn, request.id), (.weight, request.weight),
      (.group, request.group),
    ]
    let taken = Set(parts.compactMap(\.name))
    if request.columns.isEmpty, let truth,
      let columns = try Self(unnamedOf: file, besides: taken, truth: truth)
    {
      self = columns
      return
    }
    let (names, line) = try file.columns()
    let free = names.indices.filter { !taken.contains(names[$0]) }
    var places: [Int]
    if !request.columns.isEmpty {
      var wanted: [String] = []
      for text in request.columns {
        wanted += names.contains(text) ? [text] : CrossEntropyWorkflows::names(in: text)
      }
      // Truths of another file are in none of these columns, whatever they are called.
      let others = request.truth == nil ? parts[...] : parts.dropFirst()
      places = try wanted.map { (wanted) throws(WorkflowError) in
        if let other = others.first(where: { $0.name == wanted }) {
          throw WorkflowError(.namedTwice(wanted, other.setting, .classColumns))
        }
        guard let place = names.firstIndex(of: wanted) else {
          throw WorkflowError(
            DatasetError(
              .unknownColumn(UnknownColumn(wanted, among: names)),
              at: FilePlace(file: file.name, line: line)))
        }
        return place
      }
    } else {
      places = free.filter { Self.isPrefixed(names[$0]) }
      if places.isEmpty {
        guard let truth else { return nil }
        // Columns that are called as the classes are.
        let present = Set(truth.levels)
        places = free.filter { present.contains(names[$0]) }
        if places.count < 2 {
          let usual = free.filter { Self.usual.contains(names[$0].lowercased()) }
          guard usual.count < 2 else {
            throw WorkflowError(
              .score(.severalColumns(usual.map { names[$0] })),
              at: .file(FilePlace(file: file.name, line: line)), remedies: [.set(.classColumns)])
          }
          if usual.count == 1 { places = usual }
        }
      }
      if places.isEmpty {
        // The columns of an array, which have no names.
        let numbered = free.filter { UnnamedColumns.place(of: names[$0]) != nil }
        if numbered.map({ names[$0] }) == UnnamedColumns.names(numbered.count) { places = numbered }
      }
    }
    guard !places.isEmpty else {
      throw WorkflowError(
        .score(.noClassColumns), at: .file(FilePlace(file: file.name, line: line)),
        remedies: [try file.hasNumbersForNames ? .add(.headerLine) : .set(.classColumns)])
    }
    let own = places.map { place in
      Self.isPrefixed(names[place])
        ? String(names[place].dropFirst(2)) : names[place]
    }
    var seen: Set<String> = []
    for name in own where !seen.insert(name).inserted {
      throw WorkflowError(.namedTwice(name, .classColumns, .classColumns))
    }
    let isPrefixed = request.columns.isEmpty && own[0] != names[places[0]]
    guard places.count == 1 || !isPrefixed else {
      (named, classes) = (places.map { names[$0] }, own)
      (isPositiveAlone, isByOrder) = (false, false)
      return
    }
    guard let truth else { return nil }
    let present = truth.levels
    named = places.map { names[$0] }
    isPositiveAlone = places.count == 1
    if isPositiveAlone {
      isByOrder = false
      // Of 0 and 1 both are known where one of them is met.
      let both = present.count == 1 && ["0", "1"].contains(present[0]) ? ["0", "1"] : present
      guard both.count == 2 else {
        throw WorkflowError(
          .score(.oneColumn(names[places[0]], classes: present.count)), at: .file(file.name),
          remedies: present.count == 1 ? [] : [.set(.classColumns)])
      }
      // Its own class where it is called so, else the last.
      classes = both[0] == own[0] ? [both[1], both[0]] : both
      return
    }
    let isArray = own == UnnamedColumns.names(own.count)
    guard Set(own).isDisjoint(with: present), isArray || !request.columns.isEmpty else {
      (classes, isByOrder) = (own, false)
      return
    }
    // Without names of classes they are counted from 0, or where the truths are no numbers come in their order.
    if isArray, truth.numbers.allSatisfy({ !$0.isNaN }) {
      (classes, isByOrder) = (own.indices.map(String.init), false)
    } else {
      isByOrder = present.count == own.count
      classes = isByOrder ? present : own
    }
  }

  /// The columns of an array whose truths are numbers, for which nothing is to be looked for; nil of anything else.
  private init?(
    unnamedOf file: TableFile, besides taken: Set<String>, truth: NamedCells
  ) throws(WorkflowError) {
    let count: Int
    do throws(TableError) { count = try file.unnamedColumns } catch { throw WorkflowError(error) }
    guard count > 1, truth.numbers.allSatisfy({ !$0.isNaN }),
      taken.allSatisfy({ (UnnamedColumns.place(of: $0) ?? count) >= count })
    else { return nil }
    (named, isPositiveAlone, isByOrder, areNumbers) = ([], false, false, true)
    classes = (0..<count).map { String($0) }
  }

  /// The class that each text is; nil where it is none.
  func labels(of levels: [String], numbers: [Double]) -> [Int32?] {
    if areNumbers {
      return numbers.map { Int32(exactly: $0).flatMap { $0 >= 0 && $0 < classes.count ? $0 : nil } }
    }
    return Schema.Target(name: "", classes: classes).places(of: levels, numbers: numbers)
  }

  /// That a truth is none of the classes.
  func unknown(_ truth: String, at place: FilePlace) -> WorkflowError {
    WorkflowError(
      .score(.unknownClass(truth, classes: classes)), at: .file(place),
      remedies: [.correct(.classes), .set(.classColumns)])
  }
}
