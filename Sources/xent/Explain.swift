#if Tool
  import ArgumentParser
  import CrossEntropy
  import CrossEntropyFiles
  import CrossEntropyLearning
  import CrossEntropyReport
  import CrossEntropyWorkflows
  import Foundation

  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Explains the loss and the gradient of one row, step by step.",
      usage: """
        xent explain --logits <numbers> --label <index> [<options>]
        xent explain --probabilities <numbers> --label <index> [<options>]
        xent explain [--loss <losses>] --curve <file>
        """,
      discussion: """
        One row from its outputs to its gradient: logits, probabilities, surprisals, loss, \
        gradient, each formula with the numbers in it. Squared error stands beside the chosen \
        loss. Several outputs share one distribution by softmax; one output is a yes or no by \
        sigmoid, with labels 0 and 1; --output sigmoid makes each of several outputs a yes or no.

          xent explain --logits 2,1,0.1 --label 0
          xent explain --logits -2,1 --target-probabilities .3,.7
          xent explain --logits 0.7 --label 1
          xent explain --logits 1,-2,3 --target-probabilities 1,0,1 --output sigmoid
          xent explain --loss focal:gamma=2,squared_error --logits 2,1,0.1 --label 2
          xent explain --probabilities .7503 --label 0 --scale .5 --input 1.5
          xent explain --loss cross_entropy,focal --curve curves.svg

        Losses: \(explained.joined(separator: ", ")). The first of several by comma is \
        explained, the others stand beside it.

        Exit codes: 0 fine, 64 usage, 65 bad data, 73 cannot create the picture, \
        74 output failed.
        """)

    @Option(
      help: ArgumentHelp(
        "The loss, name[:key=value]; several by comma stand beside the first.", valueName: "losses")
    )
    var loss = ComparedLoss.Kind.crossEntropy.rawValue

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The outputs before softmax or sigmoid; -inf masks a class.", valueName: "numbers"))
    var logits: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("The outputs after it, ready probabilities.", valueName: "numbers"))
    var probabilities: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("The class that is true, counted from 0.", valueName: "index"))
    var label: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The target as probabilities, one an output; 0 and 1 with --output sigmoid.",
        valueName: "numbers"))
    var targetProbabilities: String?

    @Option(
      help: ArgumentHelp(
        "What the outputs are: softmax or sigmoid; softmax for several, sigmoid for one."))
    var output: Output?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp("One weight a class, 0 or more.", valueName: "numbers"))
    var classWeights: String?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The share of the target that is spread over all classes.", valueName: "share"))
    var labelSmoothing = 0.0

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "What multiplies squared error: .5 is the textbooks' ½(y - o)².", valueName: "factor"))
    var scale = 1.0

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The inputs x of the layer z = w·x + b: gives the gradient of w, too.", valueName: "numbers"
      ))
    var input: String?

    @Flag(help: "Divide probabilities and target by their sums.")
    var normalize = false

    @Option(
      help: ArgumentHelp(
        "Draw the losses and their gradients against the output, as an SVG file.",
        valueName: "file"))
    var curve: String?

    @Option(help: "The base of the logarithm: e (nats), 2 (bits) or 10 (hartleys).")
    var base = Base.e

    @Option(help: "The format of the result.")
    var format = Format.text

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }
    enum Output: String, ExpressibleByArgument, CaseIterable { case softmax, sigmoid }

    func run() throws {
      Console.endOnInterrupt()
      do {
        let losses = try losses()
        let picture = try picture()
        if picture == nil || asksForRow {
          try write(try explainedRow(losses))
        }
        if let picture {
          let curves = ExplainedRow.besideEachOther(losses).map { LossCurve(of: $0) }
          try picture.write(LossCurves(curves).svg)
          Console.say("The picture is in \(printable(picture.path)).")
        }
      } catch let error as ValidationError {
        throw Console.fail(usage: error.message, of: Self.self)
      } catch let error as LossNameError {
        throw Console.fail(usage: "\(error)", of: Self.self)
      } catch let error as NumberError {
        throw Console.fail(error.message, .badData)
      }
    }

    /// True unless nothing but the picture is asked for.
    private var asksForRow: Bool {
      logits != nil || probabilities != nil || label != nil || targetProbabilities != nil
    }

    private func write(_ row: ExplainedRow) throws {
      switch format {
      case .text:
        try Console.write(ExplainText(row, isFromProbabilities: probabilities != nil).text)
      case .json: try Console.write(try ResultJSON(ExplainJSON(row: row)).text)
      }
    }

    /// The file of the picture, where there is to be one.
    private func picture() throws -> OutputFile? {
      guard let curve else { return nil }
      return try OutputFile(path: curve, option: "--curve")
    }

    private func losses() throws -> [ComparedLoss] {
      try loss.split(separator: ",", omittingEmptySubsequences: false).map {
        try ComparedLoss(parsing: $0.trimmingCharacters(in: .whitespaces))
      }
    }

    private func explainedRow(_ losses: [ComparedLoss]) throws -> ExplainedRow {
      let (option, given) = try outputs()
      let unit: OutputUnit =
        output.map { $0 == .softmax ? .softmax : .sigmoid }
        ?? (given.count == 1 ? .sigmoid : .softmax)
      guard unit == .sigmoid || given.count > 1 else {
        throw ValidationError(
          "softmax over one output is always 1; give one logit a class, or leave --output out.")
      }
      let outputs: ExplainedRow.Outputs =
        option == "--logits"
        ? .logits(try checkedLogits(given))
        : .probabilities(try checkedProbabilities(given, unit: unit))
      var options = ExplainedRow.Options()
      options.classWeights = try weights(classes: given.count == 1 ? 2 : given.count)
      options.unit = base.unit
      guard labelSmoothing >= 0, labelSmoothing < 1 else {
        throw ValidationError("--label-smoothing must be from 0 to below 1, got \(labelSmoothing).")
      }
      options.labelSmoothing = labelSmoothing
      guard scale > 0, scale.isFinite else {
        throw ValidationError("--scale must be above 0, got \(scale).")
      }
      options.scale = scale
      options.inputs = try input.map { try finite(numbers(in: $0, of: "--input"), "--input") } ?? []
      return try ExplainedRow(
        outputs, targets: try targets(outputs: given.count, unit: unit), unit: unit,
        losses: losses, options: options)
    }

    // MARK: Outputs

    private func outputs() throws -> (option: String, numbers: [Double]) {
      switch (logits, probabilities) {
      case (let logits?, nil): return ("--logits", try numbers(in: logits, of: "--logits"))
      case (nil, let p?): return ("--probabilities", try numbers(in: p, of: "--probabilities"))
      case (nil, nil):
        throw ValidationError(
          "Which outputs? Try: xent explain --logits 2,1,0.1 --label \(label ?? "0")")
      default:
        throw ValidationError(
          "--logits and --probabilities are the same outputs before and after the unit; "
            + "leave one out.")
      }
    }

    private func checkedLogits(_ z: [Double]) throws -> [Double] {
      for (index, x) in z.enumerated() where x == .infinity {
        throw NumberError(
          message: "--logits: number \(index + 1) is infinite; a logit is a number, or -inf for a "
            + "class that is masked")
      }
      guard z.contains(where: \.isFinite) else {
        throw NumberError(message: "--logits: every class is masked; give one a number")
      }
      return z
    }

    private func checkedProbabilities(_ p: [Double], unit: OutputUnit) throws -> [Double] {
      if unit == .softmax {
        return try distribution(p, place: "--probabilities", normalizing: normalize)
      }
      return try shares(p, "--probabilities", "; logits are for --logits")
    }

    // MARK: Target

    private func targets(outputs: Int, unit: OutputUnit) throws -> [Double] {
      let classes = outputs == 1 ? 2 : outputs
      switch (label, targetProbabilities) {
      case (let label?, nil):
        guard let index = Int(label.trimmingCharacters(in: .whitespaces)) else {
          throw ValidationError(
            "--label is the number of the class that is true, counted from 0; got '\(label)'."
              + (label.contains(",")
                ? " A target of several numbers is --target-probabilities." : "")
          )
        }
        guard index >= 0, index < classes else {
          throw NumberError(
            message: "--label: \(index) is not one of the \(classes) classes 0 … \(classes - 1); "
              + (index == classes ? "classes are counted from 0" : "give one of these")
              + (outputs == 1 ? " (one output tells two classes apart)" : ""))
        }
        return outputs == 1
          ? [Double(index)] : (0..<outputs).map { $0 == index ? 1 : 0 }
      case (nil, let text?):
        let option = "--target-probabilities"
        let target = try numbers(in: text, of: option)
        guard target.count == outputs else {
          throw NumberError(
            message: "\(option): \(target.count) numbers for \(outputs) "
              + "output\(outputs == 1 ? "; give what 'yes' has" : "s; give one an output")")
        }
        if unit == .sigmoid { return try shares(target, option, "") }
        let sum = target.reduce(0, +)
        if sum > 1, !normalize, target.allSatisfy({ $0 == 0 || $0 == 1 }) {
          throw NumberError(
            message:
              "\(option): \(board(sum)) classes are true at once; if every output is a yes or "
              + "no of its own, add --output sigmoid")
        }
        return try distribution(target, place: option, normalizing: normalize)
      case (nil, nil):
        throw ValidationError(
          "Which class is true? Give --label 0, or --target-probabilities with one number an "
            + "output.")
      default:
        throw ValidationError(
          "--label and --target-probabilities are both the target; leave one out.")
      }
    }

    private func shares(_ p: [Double], _ option: String, _ advice: String) throws -> [Double] {
      for (index, x) in p.enumerated() where !(x >= 0 && x <= 1) {
        throw NumberError(
          message: "\(option): number \(index + 1) is \(board(x)), and a probability is from 0 to 1"
            + (x > 1 && x <= 100 ? "; percent are divided by 100" : "") + advice)
      }
      return p
    }

    private func weights(classes: Int) throws -> [Double]? {
      guard let classWeights else { return nil }
      let weights = try finite(numbers(in: classWeights, of: "--class-weights"), "--class-weights")
      guard weights.count == classes, weights.allSatisfy({ $0 >= 0 }) else {
        throw NumberError(
          message: "--class-weights: \(classes) numbers of 0 or more are needed, one a class; got "
            + "'\(classWeights)'")
      }
      return weights
    }

    private func finite(_ values: [Double], _ option: String) throws -> [Double] {
      guard values.allSatisfy(\.isFinite) else {
        throw NumberError(message: "\(option): the numbers must be finite")
      }
      return values
    }
  }

  /// The losses that one row can be explained under: balanced ones need a table.
  private let explained = ComparedLoss.Kind.allCases
    .filter { $0 != .balancedCrossEntropy && $0 != .priorCorrectedCrossEntropy }
    .map(\.rawValue)
#endif
