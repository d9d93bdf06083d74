#if Tool
  import ArgumentParser
  import CrossEntropy

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
      subcommands: [Compare.self])

    static let versionNumber = "0.1.0"

    private static var versionText: String {
      let advice =
        MatrixProducts.usesBLAS
        ? ""
        : "\nno BLAS library was found; wide tables would be faster with OpenBLAS"
          + "\n(Debian, Ubuntu: apt install libopenblas0)"
      return "xent \(versionNumber)\nmatrix products: \(MatrixProducts.name)\(advice)"
    }
  }
#else
  @main
  struct Xent {
    static func main() { print("xent was built without the trait 'Tool' and can do nothing") }
  }
#endif
