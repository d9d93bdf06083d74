#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import CrossEntropyWorkflows
  import Foundation

  @main
  struct Xent: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "xent",
      abstract: "Trains and judges classifiers with cross entropy and its rivals.",
      discussion: """
        Start with a table and the column to predict:

          xent compare Examples/digits.csv --target digit
        """,
      version: versionText,
      subcommands: [Compare.self, Measure.self, Explain.self])

    static let versionNumber = "0.1.0"
    static let nameAndVersion = "xent \(versionNumber)"

    /// The parser answers `xent comapre table.csv --target t` with "Unknown option '--target'", so
    /// a word that is not a subcommand is looked at first.
    static func main() {
      Stack.check(
        Language(ofEnvironment: ProcessInfo.processInfo.environment).phrases { $0.flag })
      let names = configuration.subcommands.map { $0._commandName } + ["help"]
      if let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"),
        !names.contains(word)
      {
        let advice =
          nearest(to: word, in: names).map { "Did you mean '\($0)'?" }
          ?? (access(word, F_OK) == 0
            ? "Did you mean 'xent compare \(word)'?"
            : "The commands are \(names.joined(separator: ", ")).")
        let error = ValidationError(printable("There is no command '\(word)'. \(advice)"))
        exit(withError: error)
      }
      main(nil)
    }

    private static var versionText: String {
      let advice =
        Machine.hasBLAS
        ? ""
        : "\nno BLAS library was found; 128 or more classes would be faster with OpenBLAS"
          + "\n(Debian, Ubuntu: apt install libopenblas0)"
      return "\(nameAndVersion)\nmatrix products: \(Machine.products)\(advice)"
    }
  }
#else
  @main
  struct Xent {
    static func main() { print("xent was built without the trait 'Tool' and can do nothing") }
  }
#endif
