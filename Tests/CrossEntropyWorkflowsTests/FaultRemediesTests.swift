import CrossEntropyFiles
import CrossEntropyLearning
import Foundation
import Testing

@testable import CrossEntropyWorkflows

/// What mends a fault of a table is a value, which any face can put into words.
struct FaultRemediesTests {
  private func error(_ table: String, target: String, ignored: [String] = []) throws
    -> WorkflowError
  {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("remedies-\(UUID().uuidString).csv")
    try Data(table.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let request = try CompareRequest(
      table: TableReading(path: file.path, ignored: ignored), target: target)
    return try #require(throws: WorkflowError.self) { try request.run() }
  }

  @Test("Classes that are few are all named: the one most like a name may be the opposite")
  func classes() {
    let few = ["해지함", "유지함"]
    #expect(
      DatasetFault.unknownClass(target: "t", class: "해지됨", classes: few).remedies
        == [.oneOfClasses(few)])
    let many = (1...9).map { "class \($0)x" }
    #expect(
      DatasetFault.unknownClass(target: "t", class: "clas 3x", classes: many).remedies
        == [.didYouMean("class 3x")])
  }

  @Test(
    "A table that cannot be compared on says what would mend it",
    arguments: [
      ("age,y\n1,a\n", "aeg", [WorkflowError.Remedy.didYouMean("age")]),
      ("age,y\n1,a\n", "zebra", [.oneOfColumns(["age", "y"])]),
      ("", "y", [.add(.header)]),
      ("x,y\n", "y", [.add(.row)]),
      ("x,y\n1,a\n2\n", "y", [.add(.cells), .check(.lineEndsAndQuotes)]),
      ("x;y\n1;a;3\n", "y", [.quote(.cells(holding: 0x3B)), .remove(.cells)]),
      ("x,y\n1,a\n2,\"b\n", "y", [.quote(.close)]),
      ("x,x,y\n1,2,a\n", "y", [.rename]),
      ("x,y\n1,a\n2,a\n", "y", [.add(.class)]),
      ("x,y\n1,\n2,\n", "y", [.nameAnother(.target)]),
      ("x,y\n1,1.5\n2,2\n", "y", [.useRegression, .cut(.ranges), .set(.areClasses)]),
      ("y\na\nb\na\nb\n", "y", [.add(.feature)]),
    ])
  func tables(_ table: String, target: String, remedies: [WorkflowError.Remedy]) throws {
    let error = try error(table, target: target)
    #expect(error.remedies == remedies, "\(error.cause)")
    #expect(error.place != nil)
  }

  @Test("A file that is not there says which was probably meant")
  func missingFile() throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("remedies-\(UUID().uuidString).csv")
    try Data("x,y\n".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let request = try CompareRequest(
      table: TableReading(path: file.path.replacing(".csv", with: ".cvs")), target: "y")
    let error = #expect(throws: WorkflowError.self) { try request.run() }
    #expect(error?.remedies == [.didYouMean(file.path)])
  }
}
