internal import CrossEntropy
internal import CrossEntropyLearning
package import CrossEntropyWorkflows

/// The text of `measure`, at most 80 columns wide.
package struct MeasureText {
  private let outcome: MeasureOutcome
  private let phrases: any Phrases

  package init(_ outcome: MeasureOutcome, _ phrases: any Phrases) {
    self.outcome = outcome
    self.phrases = phrases
  }

  package var text: String {
    let lines =
      switch outcome.answer {
      case .distributions(let p, let q, let rows, let mean, let beside):
        distributions(p, q, rows, mean, beside)
      case .counts(let measures, let beside, let levels, let missing):
        (levels.map { column(measures, $0, missing: missing ?? 0) } ?? counted(measures))
          + entropies(measures, beside)
      case .pair(let measures, let beside, let outcomes, let givenOutcomes, let missing):
        pair(measures, beside, outcomes, givenOutcomes, missing: missing)
      }
    let notes = outcome.notes.dataFirst.flatMap {
      wrap(phrases.note(printable(phrases.sentence($0))), width: 78)
    }
    return terminalText((lines + notes).joined(separator: "\n") + "\n")
  }

  // MARK: Distributions

  private func distributions(
    _ p: [[Double]], _ q: [[Double]]?, _ rows: [DistributionMeasures],
    _ mean: DistributionMeasures, _ beside: DistributionMeasures
  ) -> [String] {
    var lines: [String] = []
    if rows.count == 1 {
      lines += listed("p = ", p[0])
      if let q { lines += listed("q = ", q[0]) }
    } else {
      lines += rowTable(rows) + ["", phrases.meansOver(rows: rows.count)]
    }
    lines += ["", header(mean.unit)]
    lines.append(line(phrases.entropy(of: "p"), "H(p)", mean.entropy, beside.entropy))
    guard let q, let cross = mean.crossEntropy, let divergence = mean.divergence else {
      lines.append(line(phrases.perplexity(of: "p"), "exp H(p)", mean.perplexity))
      return lines + [""]
        + wrap(phrases.asUncertainAs(outcomes: board(mean.perplexity)), width: 78)
    }
    lines += [
      line(phrases.entropy(of: "q"), "H(q)", mean.forecastEntropy, beside.forecastEntropy),
      line(phrases.crossEntropy, "H(p, q)", cross, beside.crossEntropy),
      line(phrases.divergence, "D(p ‖ q)", divergence, beside.divergence),
      line(
        phrases.reverseDivergence, "D(q ‖ p)", mean.reverseDivergence, beside.reverseDivergence),
      line(
        phrases.jeffreysDivergence, "D(p ‖ q) + D(q ‖ p)", mean.jeffreysDivergence,
        beside.jeffreysDivergence),
      line(
        phrases.jensenShannonDivergence, "JS(p, q)", mean.jensenShannonDivergence,
        beside.jensenShannonDivergence),
      line(
        phrases.jensenShannonDistance, "√JS(p, q)", mean.jensenShannonDistance,
        beside.jensenShannonDistance),
      line(phrases.totalVariation, "½ Σ |p − q|", mean.totalVariation),
      line(phrases.hellingerDistance, "√½ ‖√p − √q‖", mean.hellingerDistance),
      line(phrases.squaredError, "Σ (p − q)²", mean.squaredError),
      line(phrases.perplexity(of: "p"), "exp H(p)", mean.perplexity),
      line(phrases.perplexity(of: "q"), "exp H(p, q)", mean.forecastPerplexity),
    ]
    if let accuracy = mean.accuracy {
      lines.append(line(phrases.accuracy, "argmax q = argmax p", accuracy))
    }
    lines.append("")
    if cross == .infinity {
      lines += why(["H(p, q)", "D(p ‖ q)"], p, "p", q, "q", happens: true)
    } else {
      lines.append(
        "H(p, q) = H(p) + D(p ‖ q): \(board(cross)) = \(board(mean.entropy)) + "
          + "\(board(divergence)).")
    }
    if mean.reverseDivergence == .infinity {
      lines += why(["D(q ‖ p)"], q, "q", p, "p", happens: false)
    }
    return lines
  }

  /// Why measures are infinite: the first outcomes that one has and the other rules out.
  private func why(
    _ measures: [String], _ has: [[Double]], _ name: String, _ lacks: [[Double]], _ other: String,
    happens: Bool
  ) -> [String] {
    let causes = has.indices.flatMap { row in
      has[row].indices.filter { has[row][$0] > 0 && lacks[row][$0] == 0 }.map {
        RuledOut(
          row: has.count > 1 ? row + 1 : nil, outcome: $0 + 1,
          has: "\(name) = \(board(has[row][$0]))", lacks: "\(other) = 0")
      }
    }
    let shown = Array(causes.prefix(2))
    return wrap(
      phrases.infinite(measures, shown, more: causes.count - shown.count, happens: happens),
      width: 78)
  }

  /// The rows one by one, not more than a screen of them.
  private func rowTable(_ rows: [DistributionMeasures]) -> [String] {
    let hasForecast = rows[0].crossEntropy != nil
    var lines = [
      phrases.rows(in: rows[0].unit.rawValue),
      right(phrases.rowHead, 6) + right("H(p)", 14)
        + (hasForecast
          ? right("H(p, q)", 14) + right("D(p ‖ q)", 14) + right("Σ (p − q)²", 14) : ""),
    ]
    for (index, row) in rows.prefix(mostListed).enumerated() {
      let cells =
        [row.entropy] + (hasForecast ? [row.crossEntropy, row.divergence, row.squaredError] : [])
      lines.append(
        right(grouped(index + 1), 6) + cells.map { right(digits($0 ?? .nan), 14) }.joined())
    }
    if rows.count > mostListed {
      lines.append("   " + phrases.moreInJSON(rows.count - mostListed))
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
      items = items.prefix(most) + [phrases.allOutcomes(values.count)]
    }
    return wrap(items: items, separator: ", ", width: 80 - displayWidth(label)).enumerated().map {
      index, line in
      (index == 0 ? label : "    ") + line
    }
  }

  // MARK: Counts

  /// The values of a column, the most frequent first.
  private func column(
    _ measures: CountMeasures, _ levels: [String], missing: Int
  ) -> [String] {
    var lines = wrap(
      phrases.column(
        shown(outcome.request.column, 40), rows: measures.total, values: levels.count,
        missing: missing), width: 78)
    let order = levels.indices.sorted {
      (measures.counts[$0], $1) > (measures.counts[$1], $0)
    }
    for level in order.prefix(10) {
      lines.append(
        "  " + left(printable(levels[level]), 30) + right(grouped(measures.counts[level]), 12))
    }
    if order.count > 10 { lines.append("  " + phrases.more(order.count - 10)) }
    return lines
  }

  private func counted(_ measures: CountMeasures) -> [String] {
    listed("\(phrases.counts) = ", measures.counts.map { Double($0) })
      + [phrases.total(measures.total, outcomesSeen: measures.outcomesSeen)]
  }

  private func entropies(_ measures: CountMeasures, _ beside: CountMeasures) -> [String] {
    var lines = [
      "", header(measures.unit),
      line(phrases.entropyOfShares, "H", measures.entropy, beside.entropy),
      line(
        phrases.millerMadow, "H + (m − 1)/2n", measures.entropyMillerMadow,
        beside.entropyMillerMadow),
      line(phrases.perplexity, "exp H", measures.perplexity),
      "",
    ]
    lines += wrap(phrases.whatSharesLack, width: 78)
    if outcome.request.column != nil, measures.outcomesSeen == measures.total, measures.total > 1 {
      lines += wrap(phrases.looksLikeAnID, width: 78)
    }
    return lines
  }

  // MARK: Pairs of columns

  private func pair(
    _ measures: JointMeasures, _ beside: JointMeasures, _ outcomes: Int, _ givenOutcomes: Int,
    missing: Int
  ) -> [String] {
    let (x, y) = (shown(outcome.request.column, 24), shown(outcome.request.given, 24))
    var lines = wrap(
      phrases.pair(
        Variable(name: x, values: outcomes), given: Variable(name: y, values: givenOutcomes),
        rows: measures.total, missing: missing), width: 78)
    let entropy = phrases.entropy(of: "X")
    let conditional = phrases.entropy(of: "X", given: "Y")
    lines += [
      "", header(measures.unit),
      line(entropy, "H(X)", measures.entropy, beside.entropy),
      line(phrases.entropy(of: "Y"), "H(Y)", measures.givenEntropy, beside.givenEntropy),
      line(phrases.jointEntropy, "H(X, Y)", measures.jointEntropy, beside.jointEntropy),
      line(conditional, "H(X | Y)", measures.conditionalEntropy, beside.conditionalEntropy),
      line(
        phrases.entropy(of: "Y", given: "X"), "H(Y | X)", measures.reverseConditionalEntropy,
        beside.reverseConditionalEntropy),
      line(
        phrases.mutualInformation, "I(X; Y)", measures.mutualInformation,
        beside.mutualInformation),
      line(
        phrases.byChance, "E", measures.expectedMutualInformation,
        beside.expectedMutualInformation),
    ]
    if let adjusted = measures.adjustedMutualInformation {
      lines.append(line(phrases.adjusted, "AMI", adjusted))
    }
    lines += [
      "",
      phrases.corrected,
      line(entropy, "H(X)", measures.entropyMillerMadow, beside.entropyMillerMadow),
      line(
        conditional, "H(X | Y)", measures.conditionalEntropyMillerMadow,
        beside.conditionalEntropyMillerMadow),
      line(
        phrases.mutualInformation, "I(X; Y)", measures.mutualInformationMillerMadow,
        beside.mutualInformationMillerMadow),
      "",
    ]
    let moral =
      measures.explainedShare.map {
        phrases.tells(
          y, share: percent($0),
          byChance: percent(measures.expectedMutualInformation / measures.entropy), about: x)
      } ?? phrases.hasOneValue(x)
    return lines + wrap(moral, width: 78)
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

  /// The name of a column, cut where it is long.
  private func shown(_ name: String?, _ width: Int) -> String {
    cut(printable(name ?? ""), columns: width)
  }
}
