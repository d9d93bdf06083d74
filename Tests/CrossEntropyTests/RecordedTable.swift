import Foundation
import Testing

/// Expects that a page of the documentation shows a table under a heading; `XENT_RECORD=1` writes it.
func expectTable(
  _ rows: [[String]], columns: [String], under heading: String, of page: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Sources/CrossEntropy/CrossEntropy.docc/\(page).md")
  func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
  let head = line(columns)
  let table =
    head + "|" + String(repeating: "---|", count: columns.count) + "\n" + rows.map(line).joined()
  var text = try String(contentsOf: url, encoding: .utf8)
  if ProcessInfo.processInfo.environment["XENT_RECORD"] == "1",
    let place = text.firstRange(of: "\(heading)\n"),
    let start = text[place.upperBound...].firstRange(of: head)
  {
    let end = text[start.lowerBound...].firstRange(of: "|\n\n")
    let after = end.map { text.index($0.lowerBound, offsetBy: 2) } ?? text.endIndex
    text.replaceSubrange(start.lowerBound..<after, with: table)
    try text.write(to: url, atomically: true, encoding: .utf8)
  }
  #expect(
    text.contains("\(heading)\n") && text.contains(table),
    "run XENT_RECORD=1 swift test --filter \(page)", sourceLocation: sourceLocation)
}
