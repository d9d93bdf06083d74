#if Tool
  import CrossEntropyWorkflows

  /// How the command ends; the numbers from 64 are those of `sysexits.h`, except the last.
  enum ExitCode: Int32, CaseIterable {
    /// A condition of scores is not met.
    case gateFailed = 1
    /// The rows cannot tell whether a condition is met.
    case gateInconclusive = 3
    /// The arguments make no sense.
    case usage = 64
    /// What was read cannot be used.
    case badData = 65
    /// The input is missing or may not be read.
    case noInput = 66
    /// A fault of ours.
    case fault = 70
    /// The output cannot be created.
    case cannotCreate = 73
    /// Reading or writing failed.
    case ioFailed = 74
    /// Ctrl-C.
    case interrupted = 130

    /// The line of every help text that lists them, 0 first.
    static let list = line(allCases.filter { !gates.contains($0) })
    /// The same of what has gates.
    static let listWithGates = line(allCases)

    private static let gates: [ExitCode] = [.gateFailed, .gateInconclusive]

    private static func line(_ codes: [ExitCode]) -> String {
      "Exit codes: "
        + (["0 fine"] + codes.map { "\($0.rawValue) \($0.meaning)" }).joined(separator: ", ") + "."
    }

    private var meaning: String {
      switch self {
      case .gateFailed: "a gate failed"
      case .gateInconclusive: "a gate is inconclusive"
      case .usage: "usage"
      case .badData: "bad data"
      case .noInput: "input missing"
      case .fault: "internal error"
      case .cannotCreate: "cannot create a file"
      case .ioFailed: "reading or writing failed"
      case .interrupted: "interrupted"
      }
    }
  }

  extension ExitCode {
    init(_ kind: WorkflowError.Kind) {
      self =
        switch kind {
        case .usage: .usage
        case .badData: .badData
        case .missingInput: .noInput
        case .io: .ioFailed
        case .cannotCreate: .cannotCreate
        case .fault: .fault
        }
    }
  }

  extension ExitCode {
    /// How gates end the command; nil where it goes well.
    init?(_ outcome: GateResult.Outcome) {
      switch outcome {
      case .pass: return nil
      case .fail: self = .gateFailed
      case .inconclusive: self = .gateInconclusive
      }
    }
  }
#endif
