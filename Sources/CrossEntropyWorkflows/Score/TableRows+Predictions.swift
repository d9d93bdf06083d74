internal import CrossEntropyFiles

extension TableRows {
  /// Opens the rows of a table, their numbers as its first rows write them.
  convenience init(
    _ file: TableFile, columns: [String], weight: String?, texts: [String]
  ) throws(WorkflowError) {
    let (writings, usual) = (file.writings, Writing())
    func known(_ name: String, mayBeInfinite: Bool) -> KnownNumbers {
      KnownNumbers(
        name: name, offset: 0, writing: writings.isEmpty ? usual : writings[name] ?? usual,
        mayBeInfinite: mayBeInfinite)
    }
    do throws(TableError) {
      try self.init(
        file,
        numbers: columns.map { known($0, mayBeInfinite: true) }
          + [weight].compactMap { $0 }.map { known($0, mayBeInfinite: false) },
        texts: texts, mayDefer: true)
    } catch {
      throw WorkflowError(error)
    }
  }

  /// The next batches; none behind the last row.
  func next(threads: Int) throws(WorkflowError) -> [RowBatch] {
    do throws(TableError) {
      return try batches(threads: threads) { $0 }
    } catch {
      throw WorkflowError(error)
    }
  }
}

extension RowBatch {
  /// The numbers of the first columns, row after row.
  func numbers(columns: Int) throws(WorkflowError) -> ContiguousArray<Double> {
    do throws(TableError) {
      return try rows(columns: columns)
    } catch {
      throw WorkflowError(error)
    }
  }
}
