#if Tool
  import ArgumentParser
  import CrossEntropy
  import CrossEntropyFiles
  import CrossEntropyReport
  import CrossEntropyWorkflows
  import Foundation

  struct Measure: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Gives entropy, cross entropy, divergences and distances of distributions.",
      usage: """
        xent measure --p <numbers> [--q <numbers>] [<options>]
        xent measure --counts <numbers> [<options>]
        xent measure <table> --column <column> [--given <column>] [<options>]
        xent measure <table> [--p <columns>] [--q <columns>] [<options>]
        """,
      discussion: """
        p is what is, q what was forecast. Amounts of information are in nats with bits beside \
        them; --base 2 is bits, --base 10 hartleys. 0·log 0 is 0, and an outcome that q rules out \
        and p does not makes H(p, q) and D(p ‖ q) infinite.

          xent measure --p .8,.1,.1 --q .2,.2,.6
          xent measure --p 0,1/1,0 --q .3,.7/.6,.4    two rows, and their means
          xent measure --p .01x100                    a hundred equal outcomes
          xent measure --counts 3,5,2                 corrected for their number
          xent measure table.csv --column survived --given sex
          xent measure rows.csv --p yes,no --q p_yes,p_no

        Exit codes: 0 fine, 64 usage, 65 bad data, 66 input missing, 74 output failed.
        """)

    @Argument(help: ArgumentHelp("A table, CSV or TSV with a header; - is standard input."))
    var table: [String] = []

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The distribution: numbers by comma, rows by '/'; of a table its columns by comma.",
        valueName: "numbers"))
    var p: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The forecast of it: numbers, or columns of the table; one row serves all.",
        valueName: "numbers"))
    var q: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("How often every outcome was seen.", valueName: "numbers"))
    var counts: String?

    @Option(help: "The column of the table whose entropy is asked for.")
    var column: String?

    @Option(
      help: ArgumentHelp(
        "The column that is known: what does it tell about the other?", valueName: "column"))
    var given: String?

    @Flag(help: "Divide every distribution by its sum.")
    var normalize = false

    @Option(help: "The base of the logarithm: e (nats), 2 (bits) or 10 (hartleys).")
    var base = Base.e

    @Option(help: "The format of the result.")
    var format = Format.text

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

    func run() throws {
      Console.endOnInterrupt()
      do {
        let measured = try measured()
        switch format {
        case .text: try Console.write(MeasureText(measured).text)
        case .json: try Console.write(try ResultJSON(measured).text)
        }
      } catch let error as ValidationError {
        throw Console.fail(usage: error.message, of: Self.self)
      } catch let error as NumberError {
        throw Console.fail(error.message, .badData)
      } catch let error as TableError {
        throw Console.fail(Console.phrases.line(error), .init(error.fault))
      } catch let error as MeasureError {
        throw Console.fail(Console.phrases.line(error), .badData)
      }
    }

    private func measured() throws -> Measured {
      if let stray = table.first(where: { looksLikeNumbers($0) && access($0, F_OK) != 0 }) {
        throw ValidationError(
          table.count > 1 || p != nil || counts != nil
            ? "Numbers are separated by commas alone, as in --p .8,.1,.1; got '\(stray)' by itself."
            : "Did you mean 'xent measure --p \(stray)'?")
      }
      guard table.count <= 1 else {
        throw ValidationError(
          "measure takes one table, got \(table.count): \(table.joined(separator: " ")).")
      }
      if let counts {
        try refuse("--counts", beside: [("--p", p), ("--q", q), ("--column", column)])
        if !table.isEmpty { throw ValidationError("--counts takes numbers; leave the table out.") }
        let counts = try wholeNumbers(counts)
        return .counts(
          MeasuredCounts(
            column: nil, levels: nil, missing: nil,
            measures: InTwoUnits(base.unit) { CountMeasures(ofCounts: counts, in: $0) }))
      }
      if let path = table.first {
        return column == nil && given == nil ? try rows(of: path) : try columns(of: path)
      }
      if column != nil || given != nil {
        throw ValidationError(
          "--column and --given are columns of a table: xent measure table.csv --column "
            + (column ?? "a"))
      }
      guard let p else {
        throw ValidationError(
          q == nil
            ? "What is to be measured? Try: xent measure --p .8,.1,.1 --q .2,.2,.6"
            : "--q is the forecast of a distribution; give that with --p.")
      }
      return .rows(
        try pairs(
          p: try numberRows(p, of: "--p"), q: try q.map { try numberRows($0, of: "--q") },
          places: { "--p, row \($0 + 1)" }))
    }

    // MARK: Distributions

    /// Rows of numbers as `.5,.5/.2,.8`.
    private func numberRows(_ text: String, of option: String) throws -> [[Double]] {
      let rows = try text.split(separator: "/", omittingEmptySubsequences: false).map {
        try numbers(in: String($0), of: option)
      }
      return try rows.enumerated().map { index, row in
        try distribution(
          row, place: rows.count == 1 ? option : "\(option), row \(index + 1)",
          normalizing: normalize)
      }
    }

    /// Rows of p with their forecasts, measured.
    private func pairs(
      p: [[Double]], q: [[Double]]?, places: (Int) -> String
    ) throws -> MeasuredRows {
      guard let q else { return MeasuredRows(p: p, q: nil, in: base.unit) }
      guard q.count == 1 || q.count == p.count else {
        throw NumberError(
          message: "--q: \(q.count) rows for the \(p.count) of --p; give one a row, or one for all")
      }
      let forecasts = q.count == 1 ? Array(repeating: q[0], count: p.count) : q
      for index in p.indices where p[index].count != forecasts[index].count {
        throw NumberError(
          message: "\(p.count == 1 ? "--p" : places(index)): \(p[index].count) outcomes, and "
            + "\(forecasts[index].count) in --q; give as many, 0 where one is impossible")
      }
      return MeasuredRows(p: p, q: forecasts, in: base.unit)
    }

    private func wholeNumbers(_ text: String) throws -> [Int] {
      let counts = try numbers(in: text, of: "--counts").enumerated().map { index, x in
        guard x >= 0, x == x.rounded(), x < 1e15 else {
          throw NumberError(
            message: "--counts: number \(index + 1) is \(board(x)), and a count is a whole number, "
              + "0 or more" + (x > 0 && x < 1 ? "; probabilities are for --p" : ""))
        }
        return Int(x)
      }
      guard counts.contains(where: { $0 > 0 }) else {
        throw NumberError(message: "--counts: nothing was counted; give a number above 0")
      }
      guard counts.reduce(0.0, { $0 + Double($1) }) < 1e18 else {
        throw NumberError(message: "--counts: the sum is too large to count with")
      }
      return counts
    }

    // MARK: Tables

    private func rows(of path: String) throws -> Measured {
      let table = try TableReader().read(path: path)
      let pNames =
        try p.map { try columnNames(in: $0, of: table, option: "--p") }
        ?? table.columns.filter { if case .numbers = $0.values { true } else { false } }.map(\.name)
      guard !pNames.isEmpty else {
        throw error(.noNumbers, in: table)
      }
      // Numbers in place of columns are one forecast for all rows.
      let fixed =
        try q.flatMap { text -> [[Double]]? in
          table.column(named: names(in: text)[0]) == nil && looksLikeNumbers(names(in: text)[0])
            ? try numberRows(text, of: "--q") : nil
        }
      let p: [[Double]]
      do {
        p = try distributions(pNames, of: table)
      } catch let error as NumberError where self.p == nil {
        throw NumberError(
          message: error.message
            + "; or name the columns of probabilities with --p, or a column of "
            + "classes with --column")
      }
      let q =
        try fixed
        ?? q.map {
          try distributions(try columnNames(in: $0, of: table, option: "--q"), of: table)
        }
      return .rows(
        try pairs(p: p, q: q, places: { "\(table.name):\(table.line(ofRow: $0))" }))
    }

    /// A row's numbers in these columns as a distribution, row by row.
    private func distributions(_ names: [String], of table: Table) throws -> [[Double]] {
      let columns = try names.map { name -> [Double] in
        guard let column = table.column(named: name), case .numbers(let values) = column.values
        else {
          throw error(
            .notNumbers(column: name, note: table.column(named: name)?.note), in: table)
        }
        return values
      }
      return try (0..<table.rowCount).map { row in
        let cells = columns.map { $0[row] }
        let place = "\(table.name):\(table.line(ofRow: row))"
        if let empty = cells.firstIndex(where: \.isNaN) {
          throw NumberError(
            message:
              "\(place): the cell of '\(names[empty])' is missing; write 0 where the outcome "
              + "is impossible")
        }
        return try distribution(cells, place: place, normalizing: normalize)
      }
    }

    private func columns(of path: String) throws -> Measured {
      guard let column else {
        throw ValidationError(
          "--given is what is known; name what is asked for with --column, as in: "
            + "xent measure \(path) --column a --given \(given ?? "b")")
      }
      try refuse("--column", beside: [("--p", p), ("--q", q)])
      let reader = TableReader(textColumns: Set([column] + (given.map { [$0] } ?? [])))
      let table = try reader.read(path: path)
      let asked = try categories(column, of: table)
      guard let given else {
        guard asked.codes.contains(where: { $0 >= 0 }) else {
          throw error(.emptyColumn(column), in: table)
        }
        return .counts(
          MeasuredCounts(
            column: column, levels: asked.levels, missing: asked.codes.count { $0 < 0 },
            measures: InTwoUnits(base.unit) {
              CountMeasures(ofCodes: asked.codes, outcomes: asked.levels.count, in: $0)
            }))
      }
      let known = try categories(given, of: table)
      let pairs = zip(asked.codes, known.codes).count { $0 >= 0 && $1 >= 0 }
      guard pairs > 0 else {
        throw error(.noCommonRow(column: column, given: given), in: table)
      }
      guard asked.levels.count * known.levels.count <= 50_000_000 else {
        throw error(
          .notCategories(
            column: column, values: asked.levels.count, given: given,
            givenValues: known.levels.count),
          in: table)
      }
      return .joint(
        MeasuredPair(
          column: column, given: given, outcomes: asked.levels.count,
          givenOutcomes: known.levels.count, missing: table.rowCount - pairs,
          measures: InTwoUnits(base.unit) {
            JointMeasures(
              ofCodes: asked.codes, outcomes: asked.levels.count, given: known.codes,
              outcomes: known.levels.count, in: $0)
          }))
    }

    private func categories(
      _ name: String, of table: Table
    ) throws -> (codes: [Int32], levels: [String]) {
      let column = try known(name, of: table)
      guard case .categories(let codes, let levels) = column.values else { return ([], []) }
      return (codes, levels)
    }

    private func known(_ name: String, of table: Table) throws -> Column {
      if let column = table.column(named: name) { return column }
      throw error(.unknownColumn(table.unknownColumn(name)), in: table)
    }

    private func error(_ fault: MeasureFault, in table: Table) -> MeasureError {
      MeasureError(fault, at: FilePlace(file: table.name, line: 1))
    }

    private func columnNames(
      in text: String, of table: Table, option: String
    ) throws -> [String] {
      if table.column(named: text) != nil { return [text] }
      let all = names(in: text)
      for name in all { _ = try known(name, of: table) }
      return all
    }

    private func refuse(_ option: String, beside others: [(name: String, value: String?)]) throws {
      for other in others where other.value != nil {
        throw ValidationError("\(option) and \(other.name) ask for two things; leave one out.")
      }
    }
  }

  private func looksLikeNumbers(_ text: String) -> Bool {
    text.contains { $0.isNumber }
      && text.allSatisfy { $0.isNumber || ".,/x-+eE ".contains($0) }
  }

  private func names(in text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false)
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }
#endif
