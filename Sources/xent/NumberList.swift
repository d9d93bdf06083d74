#if Tool
  import ArgumentParser
  import CrossEntropy
  import CrossEntropyReport
  import Foundation

  /// What numbers on the command line say that cannot be: exit code 65, as for numbers in a file.
  struct NumberError: Error {
    let message: String
  }

  /// The base of the logarithm, as users name it.
  enum Base: String, ExpressibleByArgument, CaseIterable {
    case e
    case two = "2"
    case ten = "10"

    var unit: InformationUnit {
      switch self {
      case .e: .nats
      case .two: .bits
      case .ten: .hartleys
      }
    }
  }

  /// Numbers by comma, `.8,.1,.1`; `.25x4` is four times .25.
  func numbers(in text: String, of option: String) throws -> [Double] {
    var result: [Double] = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let word = item.trimmingCharacters(in: .whitespaces)
      let parts = word.split(separator: "x", maxSplits: 1, omittingEmptySubsequences: false)
      let times = parts.count > 1 ? Int(parts[1]) : 1
      guard let value = Double(String(parts[0])), !value.isNaN, let times, times > 0 else {
        throw ValidationError(
          "\(option) takes numbers by comma, as in \(option) \(example(of: option)); got '\(word)'"
            + (text == word ? "." : " in '\(text)'."))
      }
      guard result.count + times <= mostNumbers else {
        throw ValidationError("\(option) takes at most \(mostNumbers) numbers; put them in a file.")
      }
      result += [Double](repeating: value, count: times)
    }
    return result
  }

  /// A distribution as it was given, or divided by its sum where that was asked for.
  ///
  /// - Parameters:
  ///   - place: What the message begins with, such as `--p`.
  func distribution(_ given: [Double], place: String, normalizing: Bool) throws -> [Double] {
    for (index, x) in given.enumerated() where !(x >= 0 && x.isFinite) {
      let what = "number \(index + 1) is \(board(x))"
      throw NumberError(
        message: x < 0 && x.isFinite
          ? "\(place): \(what), and a probability is 0 or more; logits are for "
            + "'xent explain --logits'"
          : "\(place): \(what), and a probability is from 0 to 1")
    }
    let sum = given.reduce(0, +)
    if normalizing {
      guard sum > 0, sum.isFinite else {
        throw NumberError(message: "\(place): the numbers sum to \(board(sum)); give some above 0")
      }
      return normalized(given)
    }
    guard abs(sum - 1) <= 1e-6 else {
      throw NumberError(
        message: "\(place): the probabilities sum to \(board(sum)) and not to 1; correct them, or "
          + "divide them by their sum with --normalize"
          + (abs(sum - 100) < 0.01 ? " (percent can be given so)" : ""))
    }
    return given
  }

  private func example(of option: String) -> String {
    switch option {
    case "--counts": "3,5,2"
    case "--logits", "--input": "2,-1,0.5"
    case "--class-weights": "1,2,3"
    default: ".8,.1,.1"
    }
  }

  /// More would rather be a file.
  private let mostNumbers = 1_000_000
#endif
