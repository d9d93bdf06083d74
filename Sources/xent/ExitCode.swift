#if Tool
  import CrossEntropyWorkflows

  /// How the command ends; the numbers are those of `sysexits.h`, except the last.
  enum ExitCode: Int32, CaseIterable {
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
    static let list =
      "Exit codes: "
      + (["0 fine"] + allCases.map { "\($0.rawValue) \($0.meaning)" }).joined(separator: ", ") + "."

    private var meaning: String {
      switch self {
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
#endif
