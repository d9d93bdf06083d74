#if Tool
  public import ArgumentParser
  public import CrossEntropyWorkflows

  /// The unit of information.
  struct UnitOptions: ParsableArguments {
    @Option(help: "The base of the logarithm: e (nats), 2 (bits) or 10 (hartleys).")
    var base = LogarithmBase.e
  }

  extension LogarithmBase: ExpressibleByArgument {}
  extension RowOutputs: ExpressibleByArgument {}

  /// Numbers by comma, `.8,.1,.1`; `.25x4` is four times .25.
  func numbers(in text: String, of option: String) throws -> [Double] {
    var result: [Double] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let word = trimmed(item)
      let parts = word.split(separator: "x", maxSplits: 1, omittingEmptySubsequences: false)
      let times = parts.count > 1 ? Int(parts[1]) : 1
      guard let value = Double(String(parts[0])), !value.isNaN, let times, times > 0 else {
        throw ValidationError(
          "\(option) takes comma-separated numbers, as in \(option) \(example(of: option)); got '\(word)'"
            + (text == word ? "." : " in '\(text)'."))
      }
      guard result.count + times <= mostNumbers else {
        throw ValidationError("\(option) takes at most \(mostNumbers) numbers; put them in a file.")
      }
      result += [Double](repeating: value, count: times)
    }
    return result
  }

  /// Rows of numbers, `.5,.5/.2,.8`.
  func numberRows(in text: String, of option: String) throws -> [[Double]] {
    try text.split(separator: "/", omittingEmptySubsequences: false).map {
      try numbers(in: String($0), of: option)
    }
  }

  /// The text without the spaces around it.
  func trimmed(_ text: some StringProtocol) -> String {
    let start = text.drop { $0.isWhitespace && !$0.isNewline }
    return String(start.reversed().drop { $0.isWhitespace && !$0.isNewline }.reversed())
  }

  private func example(of option: String) -> String {
    switch option {
    case "--counts": "3,5,2"
    case "--logits", "--input": "2,-1,0.5"
    case "--class-weights": "1,2,3"
    case "--l2", "--learning-rate": "1e-3,1e-2"
    default: ".8,.1,.1"
    }
  }

  /// More belong in a file.
  private let mostNumbers = 1_000_000
#endif
