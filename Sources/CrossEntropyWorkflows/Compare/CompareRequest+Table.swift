internal import CrossEntropyFiles
internal import CrossEntropyLearning

// The table of a request, and the parts that its columns play.
extension CompareRequest {
  /// The table, made ready.
  func dataset(
    threads: Int, _ memory: Int?, digestsFile: Bool = false, sample: TableSample? = nil
  ) throws(WorkflowError) -> (Dataset, GivenFolds?) {
    do {
      var table = try table.read(
        textColumns: textColumns, threads: threads, memory: memory, digestsFile: digestsFile,
        sample: sample)
      var roles = roles { table.names(in: $0) }
      // Of a sample a class is rare that is so in the table, as far as its share tells.
      if let sample, let least = roles.labels.mergesBelow {
        let share = Double(sample.rows) / Double(max(1, sample.allRows))
        roles.labels.mergesBelow = max(2, Int((Double(least) * share).rounded(.up)))
      }
      try Self.checkRoles(roles, holdOut)
      try table.checkEncoding(
        of: roles.targets + roles.groups + roles.ignored
          + [roles.weight, holdOut?.column].compactMap { $0 })
      if roles.targets.count > 1, let setting = labels.oneTargetSetting {
        throw WorkflowError(
          .settings(.forOneTarget(setting, targets: roles.targets.count)),
          remedies: [.leaveOut(setting)])
      }
      if case .table(let path, let encoding)? = holdOut {
        table = try read(path, in: encoding, below: table, roles, threads: threads, memory)
      }
      roles.heldOutBy = holdOut?.column
      // Where rows are left out, what is used stands twice for a while.
      let used = table.columns.filter { !roles.ignored.contains($0.name) }
      try table.checkMemory(
        with: Double(used.reduce(64 * table.rowCount) { $0 + $1.values.bytes }), memory)
      let dataset = try Dataset(table, roles: roles)
      let given = try holdOut.map { (holdOut) throws(WorkflowError) in
        try GivenFolds(holdOut, table, dataset)
      }
      return (dataset, given)
    } catch let error as TableError {
      throw WorkflowError(error)
    } catch let error as DatasetError {
      throw WorkflowError(error)
    } catch let error as WorkflowError {
      throw error
    } catch {
      throw WorkflowError(.broken("\(error)"))
    }
  }

  /// Reads the rows to test on below the table that is trained on.
  private func read(
    _ path: String, in encoding: String?, below own: DataTable, _ roles: Dataset.Roles,
    threads: Int,
    _ memory: Int?
  ) throws(WorkflowError) -> DataTable {
    do throws(TableError) {
      return try table.read(
        path, in: encoding, below: own, textColumns: textColumns, optional: Set(roles.ignored),
        threads: threads, memory: memory)
    } catch {
      var mended = WorkflowError(error)
      let column: String? =
        switch error.fault {
        case .missingColumn(let column, _): column.name
        case .missingColumns(let columns, _): columns.map(\.name).first(where: roles.isPart)
        case .notNumbersAsIn(_, let column, _), .otherDecimalMark(_, let column, _, _): column
        default: nil
        }
      // A column that plays a part cannot be left out.
      if let column, roles.isPart(column) { mended.remedies.removeAll { $0 == .set(.ignore) } }
      mended.remedies = mended.remedies.map(\.ofTestTable)
      throw mended
    }
  }

  /// The parts of the columns, where a text names these columns.
  func roles(_ columns: (_ text: String) -> [String]) -> Dataset.Roles {
    func names(_ texts: [String]) -> [String] {
      texts.flatMap { columns($0) }.filter { !$0.isEmpty }
    }
    var roles = Dataset.Roles(
      targets: columns(target), ignored: names(table.ignored), weight: weight,
      groups: group.map { columns($0) } ?? [])
    roles.kept = names(kept)
    roles.numeric = names(table.numeric)
    roles.categorical = names(table.categorical)
    roles.text = names(table.text)
    roles.scaling = scaling == .none ? .none : .deviation
    roles.missingTokens = table.missing
    roles.labels = labels.rules
    return roles
  }

  /// Throws if a column has two roles.
  static func checkRoles(
    _ roles: Dataset.Roles, _ holdOut: HoldOut? = nil
  ) throws(WorkflowError) {
    var parts: [String: RequestSetting] = [:]
    func give(_ part: RequestSetting, to name: String) throws(WorkflowError) {
      if name.isEmpty { throw WorkflowError(.empty(part)) }
      if let other = parts.updateValue(part, forKey: name) {
        throw WorkflowError(.namedTwice(name, other, part))
      }
    }
    for target in roles.targets { try give(.target, to: target) }
    if let weight = roles.weight { try give(.weight, to: weight) }
    for group in roles.groups { try give(.group, to: group) }
    // Folds may well be those of the groups.
    if let holdOut, let column = holdOut.column,
      holdOut.setting != .foldColumn || !roles.groups.contains(column)
    {
      try give(holdOut.setting, to: column)
    }
    // A feature may be named twice by one setting, but not by two that exclude each other.
    let isTaken = parts
    for (setting, names) in [
      (RequestSetting.ignore, roles.ignored), (.numeric, roles.numeric),
      (.categorical, roles.categorical), (.text, roles.text), (.keep, roles.kept),
    ] {
      for name in names {
        let other =
          isTaken[name] ?? parts[name].flatMap { setting == .keep && $0 != .ignore ? nil : $0 }
        if let other, other != setting { throw WorkflowError(.namedTwice(name, other, setting)) }
        if parts[name] == nil { parts[name] = setting }
      }
    }
  }

  /// The columns that must be read as text.
  private var textColumns: Set<String> {
    possibleNames(in: [target] + [group, foldColumn].compactMap { $0 })
  }
}

extension WorkflowError.Remedy {
  /// The same for the table to test on, whose encoding is set by itself: what helps it may not harm the first.
  fileprivate var ofTestTable: Self {
    switch self {
    case .set(.encoding, let value): .set(.testEncoding, to: value)
    case .leaveOut(.encoding): .set(.testEncoding, to: TextEncoding.utf8.rawValue)
    case .chooseEncoding: .chooseEncoding(by: .testEncoding)
    default: self
    }
  }
}

extension Dataset.Roles {
  /// Whether a column is no feature, but a target, the weight or a group.
  fileprivate func isPart(_ column: String) -> Bool {
    targets.contains(column) || groups.contains(column) || weight == column
  }
}
