#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import CrossEntropyWorkflows

  struct Measure: Subcommand {
    static let configuration = CommandConfiguration(
      commandName: "measure",
      abstract: "Measures entropy, cross entropy, divergences and distances of distributions.",
      usage: """
        xent measure --p <numbers> [--q <numbers>] [<options>]
        xent measure --counts <numbers> [<options>]
        xent measure <table> --column <column> [--given <column>] [<options>]
        xent measure <table> [--p <columns>] [--q <columns>] [<options>]
        """,
      discussion: """
        p is the true distribution, q its forecast. Amounts of information are in nats, with bits \
        beside them; --base 2 is bits, --base 10 hartleys. 0·log 0 is 0; an outcome that only q \
        rules out makes H(p, q) and D(p ‖ q) infinite.

          xent measure --p .8,.1,.1 --q .2,.2,.6
          xent measure --p 0,1/1,0 --q .3,.7/.6,.4    two rows, and their means
          xent measure --p .01x100                    a hundred equal outcomes
          xent measure --counts 3,5,2                 with a bias correction
          xent measure table.csv --column survived --given sex
          xent measure rows.csv --p yes,no --q p_yes,p_no

        \(ExitCode.list)
        """)

    @OptionGroup(title: "Table") var table: TableOptions

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The distribution: comma-separated numbers, rows separated by '/'; or columns of the table.",
        valueName: "numbers"))
    var p: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Its forecast: numbers, or columns of the table; one row serves all.",
        valueName: "numbers"))
    var q: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("How often each outcome was seen.", valueName: "numbers"))
    var counts: String?

    @Option(help: "The column of the table to measure.")
    var column: String?

    @Option(
      help: ArgumentHelp(
        "A known column: what does it tell about the other?", valueName: "column"))
    var given: String?

    @Flag(help: "Divide each distribution by its sum.")
    var normalize = false

    @OptionGroup var information: UnitOptions
    @OptionGroup var memory: MemoryOptions

    @OptionGroup(title: "Output") var output: OutputOptions
    @OptionGroup(title: "Output") var jsonFile: JSONFileOption

    var inputs: [String] { table.inputs }

    func perform() throws {
      let request = MeasureRequest(
        try subject(), normalizes: normalize, unit: information.base.unit)
      let files = try output.files(json: jsonFile, inputs: inputs)
      let memory = try memory.bytes()
      let outcome = try request.run(memory: memory)
      if output.format == .json || jsonFile.path != nil { try outcome.checkJSON(memory: memory) }
      try output.write(outcome, to: files, text: MeasureText(outcome, output.phrases).text)
    }

    /// What is to be measured.
    private func subject() throws -> MeasureRequest.Subject {
      let tables = table.table
      if tables.isEmpty, let option = table.strayOption {
        throw UsageFault.noTableToRead(option: option)
      }
      if let stray = tables.first(where: { looksLikeNumbers($0) && !fileExists($0) }) {
        throw tables.count > 1 || p != nil || counts != nil
          ? UsageFault.strayNumbers(stray, example: "--p .8,.1,.1")
          : .didYouMean(command: "xent measure --p \(stray)")
      }
      if let counts {
        try refuse(
          .counts,
          beside: [(.distribution, p), (.forecast, q), (.column, column), (.given, given)])
        guard tables.isEmpty else { throw UsageFault.countsOfTable }
        return .counts(try numbers(in: counts, of: .counts, MeasureRequest.check))
      }
      guard tables.isEmpty else {
        let path = try table.path(of: "measure", example: "xent measure table.csv --column a")
        return column == nil && given == nil ? try rows(of: path) : try column(of: path)
      }
      if column != nil || given != nil {
        throw UsageFault.columnsWithoutTable(
          example: "xent measure table.csv --column \(column ?? "a")")
      }
      guard let p else {
        throw q == nil
          ? UsageFault.nothingToMeasure(example: "xent measure --p .8,.1,.1 --q .2,.2,.6")
          : .forecastAlone
      }
      return .distributions(
        p: try numberRows(in: p, of: .distribution, MeasureRequest.check),
        q: try q.map { try numberRows(in: $0, of: .forecast, MeasureRequest.check) })
    }

    private func rows(of path: String) throws -> MeasureRequest.Subject {
      let forecast = try q.map { text -> MeasureRequest.Forecast in
        guard looksLikeNumbers(names(in: text)[0]) else { return .columns([text]) }
        do {
          // A column may be called 1.
          return .columnsOrNumbers(
            [text], try numberRows(in: text, of: .forecast, MeasureRequest.check))
        } catch is UsageFault {
          return .columns([text])
        }
      }
      return .rows(try table.reading(path), p: p.map { [$0] } ?? [], q: forecast)
    }

    private func column(of path: String) throws -> MeasureRequest.Subject {
      guard let column else {
        throw UsageFault.givenAlone(
          example: "xent measure \(path) --column a --given \(given ?? "b")")
      }
      try refuse(.column, beside: [(.distribution, p), (.forecast, q)])
      return .column(try table.reading(path), column, given: given)
    }

    private func refuse(
      _ setting: RequestSetting, beside others: [(RequestSetting, value: String?)]
    ) throws {
      for (other, value) in others where value != nil {
        throw WorkflowError(
          .settings(.together(setting, other)), remedies: [.leaveOut(setting), .leaveOut(other)])
      }
    }
  }

  private func looksLikeNumbers(_ text: String) -> Bool {
    text.contains { $0.isNumber }
      && text.allSatisfy { $0.isNumber || ".,/x-+eE ".contains($0) }
  }
#endif
