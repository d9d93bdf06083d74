internal import CrossEntropyFiles

// The classes of other tables, which are known by name.
extension Schema.Target {
  /// The class of every row of a table; −1 where its cell is missing.
  func labels(in table: DataTable) throws(ClassifierError) -> [Int32] {
    guard let column = table.column(named: name) else { throw .missingTarget(name) }
    guard let cells = NamedCells(column) else { throw .targetNotText(name) }
    let places = places(of: cells.levels, numbers: cells.numbers)
    return try labels(cells.codes, cells.levels, places)
  }

  /// The class of rows of a dataset.
  func labels(in dataset: Dataset, rows: [Int]) throws(ClassifierError) -> [Int32] {
    guard let target = dataset.targets.first(where: { $0.name == name }) else {
      throw .missingTarget(name)
    }
    let places = places(
      of: target.classes, numbers: target.classes.map { number(writtenAs: $0) ?? .nan })
    return try labels(rows.map { target.labels[$0] }, target.classes, places)
  }

  /// The class that each level is, by its name or else by its number; nil where it is none.
  package func places(of levels: [String], numbers: [Double]) -> [Int32?] {
    // There may be many more classes than levels.
    let wanted = Set(levels)
    var places: [String: Int32] = [:]
    for (place, name) in classes.enumerated().reversed() where wanted.contains(name) {
      places[name] = Int32(place)
    }
    if places.count == wanted.count { return levels.map { places[$0] } }
    let values = classes.map { number(writtenAs: $0) }
    return zip(levels, numbers).map { level, value in
      places[level] ?? values.firstIndex { $0 == value }.map { Int32($0) }
    }
  }

  private func labels(
    _ codes: [Int32], _ levels: [String], _ places: [Int32?]
  ) throws(ClassifierError) -> [Int32] {
    var labels: [Int32] = []
    labels.reserveCapacity(codes.count)
    for (row, code) in codes.enumerated() {
      if code < 0 {
        labels.append(-1)
      } else if let place = places[Int(code)] {
        labels.append(place)
      } else {
        throw .unknownClass(target: name, class: levels[Int(code)], row: row)
      }
    }
    return labels
  }
}
