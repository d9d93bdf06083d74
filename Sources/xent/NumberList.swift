#if Tool
  public import ArgumentParser
  import CrossEntropyReport
  public import CrossEntropyWorkflows

  /// The unit of information.
  struct UnitOptions: ParsableArguments {
    @Option(help: "The base of the logarithm: e (nats), 2 (bits) or 10 (hartleys).")
    var base = LogarithmBase.e
  }

  extension LogarithmBase: ExpressibleByArgument {}
  extension RowOutputs: ExpressibleByArgument {}

  /// Throws where more numbers are given for a setting than its request takes.
  typealias CountCheck = (Int, RequestSetting) throws -> Void

  /// Numbers by comma, `.8,.1,.1`; `.25x4` is four times .25.
  func numbers(in text: String, of setting: RequestSetting, _ check: CountCheck) throws -> [Double]
  {
    try numbers(of: [try runs(in: text, of: setting)], setting, check)[0]
  }

  /// Rows of numbers, `.5,.5/.2,.8`.
  func numberRows(in text: String, of setting: RequestSetting, _ check: CountCheck) throws
    -> [[Double]]
  {
    try numbers(
      of: text.split(separator: "/", omittingEmptySubsequences: false).map {
        try runs(in: $0, of: setting)
      }, setting, check)
  }

  /// A number, and how often it stands in a row.
  private typealias Run = (value: Double, times: Int)

  private func runs(in text: some StringProtocol, of setting: RequestSetting) throws -> [Run] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { item in
      let word = trimmed(item)
      let parts = word.split(separator: "x", maxSplits: 1, omittingEmptySubsequences: false)
      let times = parts.count > 1 ? Int(parts[1]) : 1
      guard let value = decimal(parts[0]), let times, times > 0 else {
        throw UsageFault.notNumbers(
          setting, word: word, in: String(text), example: example(of: setting))
      }
      try checkNotLost(value, parts[0], setting)
      return (value, times)
    }
  }

  /// One number.
  func number(in text: String, of setting: RequestSetting) throws -> Double {
    let word = trimmed(text)
    guard let value = decimal(word[...]) else {
      throw UsageFault.notANumber(setting, text)
    }
    try checkNotLost(value, word[...], setting)
    return value
  }

  /// The number that is written in decimal digits; nil if none is, since `0x10` is ten zeros in a list.
  private func decimal(_ word: Substring) -> Double? {
    guard !word.lowercased().contains("x"), let value = Double(String(word)), !value.isNaN else {
      return nil
    }
    return value
  }

  /// Throws where a number that is not 0 cannot be told from it.
  private func checkNotLost(_ value: Double, _ word: Substring, _ setting: RequestSetting) throws {
    let digits = word.prefix { $0 != "e" && $0 != "E" }
    if value == 0, digits.contains(where: { "1"..."9" ~= $0 }) {
      throw UsageFault.lostNumber(setting, String(word))
    }
  }

  /// The numbers of every row, counted before they are written out.
  private func numbers(of rows: [[Run]], _ setting: RequestSetting, _ check: CountCheck) throws
    -> [[Double]]
  {
    let count = rows.joined().reduce(0) { sum, run in
      let (sum, isTooMany) = sum.addingReportingOverflow(run.times)
      return isTooMany ? .max : sum
    }
    try check(count, setting)
    return rows.map { $0.flatMap { Array(repeating: $0.value, count: $0.times) } }
  }

  /// The text without the spaces around it.
  func trimmed(_ text: some StringProtocol) -> String {
    let start = text.drop { $0.isWhitespace && !$0.isNewline }
    return String(start.reversed().drop { $0.isWhitespace && !$0.isNewline }.reversed())
  }

  private func example(of setting: RequestSetting) -> String {
    switch setting {
    case .counts: "3,5,2"
    case .costs: "1,20"
    case .logits, .inputs: "2,-1,0.5"
    case .classWeights: "1,2,3"
    case .penalties, .l1Penalties, .stepSizes: "1e-3,1e-2"
    default: ".8,.1,.1"
    }
  }
#endif
