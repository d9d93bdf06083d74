#if Tool
  import ArgumentParser
  import CrossEntropyReport

  /// How much memory a run may take.
  struct MemoryOptions: ParsableArguments {
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The most memory to hold beyond the input, such as 500M or 2G, but never more than is free "
          + "(default: half of that); changes no digit, unless a network learns from a larger table, or parts of scores keep a sample of their rows, as a note says.",
        valueName: "size"))
    var memory: String?

    /// The most bytes, if given; K, M, G and T are powers of 1024.
    func bytes() throws -> Int? {
      guard let memory else { return nil }
      let digits = memory.prefix { $0.isASCII && $0.isNumber }
      let units = ["": 0, "K": 10, "M": 20, "G": 30, "T": 40]
      guard !digits.isEmpty, let power = units[memory.dropFirst(digits.count).uppercased()] else {
        throw UsageFault.notASize(memory, nil)
      }
      guard let number = Int(digits), number <= Int.max >> power else {
        throw UsageFault.notASize(memory, .tooLarge)
      }
      guard number > 0 else { throw UsageFault.notASize(memory, .zero) }
      return number << power
    }
  }
#endif
