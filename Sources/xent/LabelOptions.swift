#if Tool
  import ArgumentParser
  import CrossEntropyWorkflows

  /// How the cells of the target become classes.
  struct LabelOptions: ParsableArguments {
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Comma-separated tokens for a missing label; an empty cell always is one.",
        discussion: "In a target of numbers the tokens of --na are missing too.",
        valueName: "tokens"))
    var targetNa: String?

    @Flag(
      name: .customLong("classes"),
      help: "The target holds classes, however many different numbers: ratings, codes.")
    var areClasses = false

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "Make classes of fewer rows than this one class, \"other\".", valueName: "rows"))
    var mergeRare: Int?

    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The positive class of two; the last as they are sorted by default.", valueName: "class"))
    var positive: String?

    var reading: LabelReading {
      LabelReading(
        missing: targetNa.map { $0.split(separator: ",").map(String.init) } ?? [],
        areClasses: areClasses, mergesBelow: mergeRare, positive: positive)
    }
  }
#endif
