import Foundation
import Testing

/// A table that another program writes to while it is read.
@Suite struct ChangingFileTests {
  #if os(Linux)
    @Test func aFileCutWhileItIsReadIsAnError() throws {
      let directory = try TemporaryDirectory()
      let rows = Data(String(repeating: "1.5,2.5\n", count: 100_000).utf8)
      var table = Data("a,b\n".utf8)
      for _ in 0..<100 { table.append(rows) }
      try table.write(to: directory.url.appendingPathComponent("table.csv"))
      // The command is in the middle of the table once it has read some megabytes.
      let shell = """
        {
          while read -r name bytes < /proc/$$/io; do
            [ "$bytes" -gt 3000000 ] && break
          done
          : > table.csv
        } 2> /dev/null &
        exec "$@"
        """
      let result = try Command.run(
        ["measure", "table.csv", "--column", "a"], directory: directory.url, shell: shell)
      #expect(result.exitCode == 65)
      #expect(
        result.errors
          == "table.csv: the file changed while it was read; try again when no other program "
          + "writes to it\n")
      #expect(result.output == "")
    }
  #endif

  /// Standard input is read from where another program left it, in short and in long files.
  @Test(arguments: [10, 30_000]) func aFileThatWasReadInPartIsReadOn(rows: Int) throws {
    let table = "a line of no table\na,b\n" + String(repeating: "1.5,x\n2.5,y\n", count: rows)
    let result = try Command.run(
      ["measure", "-", "--column", "b"], input: Array(table.utf8), shell: "read -r line; \"$@\"")
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(result.output.contains("\(2 * rows)") || result.output.contains("0.693"))
  }
}
