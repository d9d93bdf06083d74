#if Tool
  import ArgumentParser
  import CrossEntropyWorkflows

  /// Which class is predicted, where it is not the most probable one.
  struct RuleOptions: ParsableArguments {
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Predict the positive one of two classes from this probability on. (default: where it is the "
          + "more probable one)", valueName: "probability"))
    var threshold: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        """
        The costs of a false alarm and of a miss, which decide the threshold; or a table of costs, a row \
        per true class and a column per predicted one.
        """, valueName: "fp,fn|table"))
    var costs: String?

    /// The table that --costs names, if it holds no number.
    var costTable: String? {
      costs.flatMap { text in
        let isOfNumbers = text.split(separator: ",").contains { Double(trimmed($0)) != nil }
        return isOfNumbers || text.allSatisfy { "0123456789.:;/ ".contains($0) } ? nil : text
      }
    }

    func rule() throws -> PredictRequest.Rule? {
      if threshold != nil, costs != nil {
        throw WorkflowError(
          .settings(.together(.threshold, .costs)),
          remedies: [.leaveOut(.threshold), .leaveOut(.costs)])
      }
      if let threshold { return .threshold(try number(in: threshold, of: .threshold)) }
      if let costTable { return .costTable(costTable) }
      return try costs.map { costs in
        let numbers = try numbers(in: costs, of: .costs) { count, setting throws(WorkflowError) in
          guard count == 2 else { throw WorkflowError(.settings(.badCosts(setting, costs))) }
        }
        return .costs(falsePositive: numbers[0], falseNegative: numbers[1])
      }
    }
  }
#endif
