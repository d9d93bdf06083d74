#if Tool
  import ArgumentParser

  /// How much memory a run may take.
  struct MemoryOptions: ParsableArguments {
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The most memory to hold beyond the input, such as 500M or 2G, but never more than is free "
          + "(default: half of that); changes no digit.", valueName: "size"))
    var memory: String?

    /// The most bytes, if given; K, M, G and T are powers of 1024.
    func bytes() throws -> Int? {
      guard let memory else { return nil }
      let digits = memory.prefix { $0.isASCII && $0.isNumber }
      let units = ["": 0, "K": 10, "M": 20, "G": 30, "T": 40]
      guard let number = Int(digits), number > 0,
        let power = units[memory.dropFirst(digits.count).uppercased()],
        number <= Int.max >> power
      else {
        throw ValidationError("--memory takes a size such as 500M or 2G, got '\(memory)'.")
      }
      return number << power
    }
  }
#endif
