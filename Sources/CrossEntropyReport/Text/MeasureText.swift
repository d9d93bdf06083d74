internal import CrossEntropy
internal import CrossEntropyLearning
package import CrossEntropyWorkflows

/// The text of `measure`, at most 80 columns wide.
package struct MeasureText {
  let measured: Measured

  package init(_ measured: Measured) { self.measured = measured }

  package var text: String {
    let lines =
      switch measured {
      case .rows(let rows): distributions(rows)
      case .counts(let counts): counted(counts)
      case .joint(let pair): joint(pair)
      }
    return terminalText(lines.joined(separator: "\n") + "\n")
  }

  // MARK: Distributions

  private func distributions(_ rows: MeasuredRows) -> [String] {
    let (mean, beside) = (rows.mean.chosen, rows.mean.beside)
    var lines: [String] = []
    if rows.rows.count == 1 {
      lines += listed("p = ", rows.p[0])
      if let q = rows.q { lines += listed("q = ", q[0]) }
    } else {
      lines += rowTable(rows) + ["", "Means over \(grouped(rows.rows.count)) rows"]
    }
    lines += ["", header(mean.unit)]
    lines.append(line("Entropy of p", "H(p)", mean.entropy, beside.entropy))
    if mean.crossEntropy != nil {
      lines += [
        line("Entropy of q", "H(q)", mean.forecastEntropy, beside.forecastEntropy),
        line("Cross entropy", "H(p, q)", mean.crossEntropy, beside.crossEntropy),
        line("KL divergence", "D(p ‖ q)", mean.divergence, beside.divergence),
        line("  the other way", "D(q ‖ p)", mean.reverseDivergence, beside.reverseDivergence),
        line(
          "Jeffreys divergence", "their sum", mean.jeffreysDivergence, beside.jeffreysDivergence),
        line(
          "Jensen-Shannon divergence", "JS(p, q)", mean.jensenShannonDivergence,
          beside.jensenShannonDivergence),
        line(
          "  its root, a distance", "√JS(p, q)", mean.jensenShannonDistance,
          beside.jensenShannonDistance),
        line("Total variation", "½ Σ |p − q|", mean.totalVariation),
        line("Hellinger distance", "√½ ‖√p − √q‖", mean.hellingerDistance),
        line("Squared error", "Σ (p − q)²", mean.squaredError),
      ]
    }
    lines.append(line("Perplexity of p", "exp H(p)", mean.perplexity))
    if mean.crossEntropy != nil {
      lines.append(line("Perplexity of q", "exp H(p, q)", mean.forecastPerplexity))
    }
    if let accuracy = mean.accuracy {
      lines.append(line("Accuracy", "likeliest of q is p's", accuracy))
    }
    lines.append("")
    guard let q = rows.q, let cross = mean.crossEntropy, let divergence = mean.divergence else {
      return lines
        + wrap(
          "As uncertain as \(board(mean.perplexity)) equally likely outcomes.", width: 78)
    }
    if cross == .infinity {
      lines += why(
        "H(p, q) and D(p ‖ q) are ∞", rows.p, "p", q, "q",
        "q says that this cannot happen, and it does.")
    } else {
      lines.append(
        "H(p, q) = H(p) + D(p ‖ q): \(board(cross)) = \(board(mean.entropy)) + "
          + "\(board(divergence)).")
    }
    if mean.reverseDivergence == .infinity {
      lines += why("D(q ‖ p) is ∞", q, "q", rows.p, "p", "")
    }
    return lines
  }

  /// Why a measure is infinite: the first outcomes that one has and the other rules out.
  private func why(
    _ what: String, _ has: [[Double]], _ name: String, _ lacks: [[Double]], _ other: String,
    _ moral: String
  ) -> [String] {
    let causes = has.indices.flatMap { row in
      has[row].indices.filter { has[row][$0] > 0 && lacks[row][$0] == 0 }
        .map { (row: row, outcome: $0) }
    }
    let shown = causes.prefix(2).map { cause in
      (has.count > 1 ? "row \(cause.row + 1), " : "")
        + "outcome \(cause.outcome + 1) has \(name) = \(board(has[cause.row][cause.outcome])) and "
        + "\(other) = 0"
    }
    let more = causes.count - shown.count
    return wrap(
      what + ": " + shown.joined(separator: "; ")
        + (more > 0 ? "; and \(grouped(more)) more" : "")
        + ". " + moral, width: 78)
  }

  /// The rows one by one, not more than a screen of them.
  private func rowTable(_ rows: MeasuredRows) -> [String] {
    let unit = rows.mean.unit
    let hasForecast = rows.q != nil
    var lines = [
      "Rows, in \(unit.rawValue)",
      right("row", 6) + right("H(p)", 14)
        + (hasForecast
          ? right("H(p, q)", 14) + right("D(p ‖ q)", 14) + right("Σ (p − q)²", 14) : ""),
    ]
    let most = 12
    for (index, row) in rows.rows.prefix(most).enumerated() {
      let cells =
        [row.entropy] + (hasForecast ? [row.crossEntropy, row.divergence, row.squaredError] : [])
      lines.append(
        right(grouped(index + 1), 6) + cells.map { right(digits($0 ?? .nan), 14) }.joined())
    }
    if rows.rows.count > most {
      lines.append(
        "   and \(grouped(rows.rows.count - most)) more; --format json gives all of them")
    }
    return lines
  }

  /// Numbers by comma, equal ones after each other as `.01x99`.
  private func listed(_ label: String, _ values: [Double]) -> [String] {
    var runs: [(value: Double, times: Int)] = []
    for x in values {
      if let last = runs.last, last.value == x {
        runs[runs.count - 1].times += 1
      } else {
        runs.append((x, 1))
      }
    }
    var items = runs.flatMap { run in
      run.times < 4
        ? Array(repeating: board(run.value), count: run.times)
        : ["\(board(run.value))x\(run.times)"]
    }
    let most = 24
    if items.count > most {
      items = items.prefix(most) + ["… (\(grouped(values.count)) outcomes)"]
    }
    return wrap(items: items, separator: ", ", width: 76).enumerated().map { index, line in
      (index == 0 ? label : "    ") + line
    }
  }

  // MARK: Counts

  private func counted(_ result: MeasuredCounts) -> [String] {
    let (measures, beside) = (result.measures.chosen, result.measures.beside)
    var lines: [String] = []
    if let column = result.column, let levels = result.levels {
      lines += wrap(
        "\(cut(printable(column), columns: 40)): \(count(measures.total, "row")), "
          + "\(count(levels.count, "value"))"
          + ((result.missing ?? 0) > 0
            ? "; \(count(result.missing ?? 0, "empty cell")) left out" : ""),
        width: 78)
      let order = levels.indices.sorted {
        (measures.counts[$0], $1) > (measures.counts[$1], $0)
      }
      for level in order.prefix(10) {
        lines.append(
          "  " + left(printable(levels[level]), 30)
            + right(grouped(measures.counts[level]), 12))
      }
      if order.count > 10 { lines.append("  and \(grouped(order.count - 10)) more") }
    } else {
      lines += listed("counts = ", measures.counts.map { Double($0) })
      lines.append(
        "\(grouped(measures.total)) in all, \(count(measures.outcomesSeen, "outcome")) seen")
    }
    lines += ["", header(measures.unit)]
    lines += [
      line("Entropy of the shares", "H", measures.entropy, beside.entropy),
      line(
        "Miller and Madow's", "H + (m − 1)/2n", measures.entropyMillerMadow,
        beside.entropyMillerMadow),
      line("Perplexity", "exp H", measures.perplexity),
      "",
    ]
    lines += wrap(
      "The shares of a sample look less uncertain than what it was drawn from; the second line "
        + "adds what they lack on average (m outcomes seen in n).", width: 78)
    if result.column != nil, measures.outcomesSeen == measures.total, measures.total > 1 {
      lines += wrap(
        "Every row has a value of its own: this looks like an id or a quantity, whose entropy "
          + "is the logarithm of the number of rows.", width: 78)
    }
    return lines
  }

  private func joint(_ result: MeasuredPair) -> [String] {
    let (measures, beside) = (result.measures.chosen, result.measures.beside)
    let (x, y) = (
      cut(printable(result.column), columns: 24), cut(printable(result.given), columns: 24)
    )
    var lines = wrap(
      "X is \(x) (\(count(result.outcomes, "value"))), Y is \(y) "
        + "(\(count(result.givenOutcomes, "value"))), \(count(measures.total, "row"))"
        + (result.missing > 0
          ? "; \(count(result.missing, "row")) with an empty cell left out" : ""),
      width: 78)
    lines += ["", header(measures.unit)]
    lines += [
      line("Entropy of X", "H(X)", measures.entropy, beside.entropy),
      line("Entropy of Y", "H(Y)", measures.givenEntropy, beside.givenEntropy),
      line("Joint entropy", "H(X, Y)", measures.jointEntropy, beside.jointEntropy),
      line(
        "Left of X where Y is known", "H(X | Y)", measures.conditionalEntropy,
        beside.conditionalEntropy),
      line(
        "Left of Y where X is known", "H(Y | X)", measures.reverseConditionalEntropy,
        beside.reverseConditionalEntropy),
      line(
        "Mutual information", "I(X; Y)", measures.mutualInformation, beside.mutualInformation),
      "",
      "Corrected for the size of the sample (Miller and Madow)",
      line("Entropy of X", "H(X)", measures.entropyMillerMadow, beside.entropyMillerMadow),
      line(
        "Left of X where Y is known", "H(X | Y)", measures.conditionalEntropyMillerMadow,
        beside.conditionalEntropyMillerMadow),
      line(
        "Mutual information", "I(X; Y)", measures.mutualInformationMillerMadow,
        beside.mutualInformationMillerMadow),
      "",
    ]
    if let share = measures.explainedShare {
      lines += wrap(
        "\(y) tells \(percent(share)) of what there is to know about \(x): I(X; Y) / H(X).",
        width: 78)
    } else {
      lines.append("\(x) has one value only: there is nothing to know about it.")
    }
    return lines
  }

  // MARK: Pieces

  private func header(_ unit: InformationUnit) -> String {
    left("", 52) + right(unit.rawValue, 13) + right(unit.beside.rawValue, 13)
  }

  /// A measure of information, in both units.
  private func line(
    _ name: String, _ sign: String, _ value: Double?, _ beside: Double?
  ) -> String {
    left(name, 29) + left(sign, 23) + right(digits(value ?? .nan), 13)
      + right(digits(beside ?? .nan), 13)
  }

  /// A measure without a unit.
  private func line(_ name: String, _ sign: String, _ value: Double?) -> String {
    left(name, 29) + left(sign, 23) + right(digits(value ?? .nan), 13)
  }

  /// Nine decimals, or ten significant digits where they would not show them.
  private func digits(_ x: Double) -> String {
    guard x.isFinite else { return board(x) }
    if x != 0, abs(x) < 1e-4 || abs(x) >= 1000 { return board(x) }
    return fixed(x, 9)
  }

  private func count(_ n: Int, _ noun: String) -> String {
    "\(grouped(n)) \(noun)\(n == 1 ? "" : "s")"
  }
}
