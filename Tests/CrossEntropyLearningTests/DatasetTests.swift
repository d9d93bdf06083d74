import CrossEntropyFiles
import TestSupport
import Testing

@testable import CrossEntropyLearning

@Suite struct DatasetTests {
  private func message(_ csv: String, _ roles: Dataset.Roles) -> String {
    do {
      _ = try dataset(csv: csv, roles: roles)
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test func classesAreSortedAndRowsWithoutATargetAreLeftOut() throws {
    let data = try dataset(
      csv: "x,y\n1,b\n2,\n3,a\n4,NA\n", roles: Dataset.Roles(target: "y"))
    #expect(data.targets[0].classes == ["NA", "a", "b"], "a class called NA is a class")
    #expect(data.targets[0].labels == [2, 1, 0])
    #expect(data.unlabelledRows == 1)
    guard case .numbers(let x) = data.features[0].values else {
      Issue.record("x should be numbers")
      return
    }
    #expect(x == [1, 3, 4])
  }

  @Test func classesThatAreNumbersAreInTheirOrder() throws {
    let data = try dataset(csv: "x,y\n1,10\n2,9\n3,2\n", roles: Dataset.Roles(target: "y"))
    #expect(data.targets[0].classes == ["2", "9", "10"])
  }

  @Test func columnsThatTeachNothingAreDropped() throws {
    var csv = "id,name,same,gone,code,x,y\n"
    for i in 0..<30 { csv += "\(i + 1),n\(i),7,,k,\(i % 4),\(i % 2 == 0 ? "a" : "b")\n" }
    let data = try dataset(csv: csv, roles: Dataset.Roles(target: "y"))
    #expect(data.features.map(\.name) == ["x"])
    #expect(
      data.dropped.map { "\($0.name): \($0.reason)" } == [
        "id: id-like: counts 1 to 30", "name: id-like: 30 different values in 30 rows",
        "same: constant", "gone: every cell is missing", "code: constant",
      ])
  }

  @Test func ignoredColumnsAreNotEvenLookedAt() throws {
    let data = try dataset(
      csv: "x,z,y\n1,2,a\n2,3,b\n", roles: Dataset.Roles(target: "y", ignored: ["z"]))
    #expect(data.features.map(\.name) == ["x"])
    #expect(data.dropped.isEmpty)
  }

  @Test func weightsAreScaledToMeanOne() throws {
    let data = try dataset(
      csv: "x,w,y\n1,2,a\n2,6,b\n", roles: Dataset.Roles(target: "y", weight: "w"))
    #expect(data.weights == [0.5, 1.5])
    #expect(data.features.map(\.name) == ["x"])
  }

  @Test func groupsAreNames() throws {
    let data = try dataset(
      csv: "x,g,y\n1,7,a\n2,NA,b\n3,7,b\n", roles: Dataset.Roles(target: "y", group: "g"))
    #expect(data.groups == [0, 1, 0])
  }

  @Test(arguments: [
    (
      "x,species\n1,a\n2,b\n", Dataset.Roles(target: "spices"),
      "t.csv:1: there is no column 'spices'; did you mean 'species'?"
    ),
    (
      "x,y\n1,a\n2,a\n", Dataset.Roles(target: "y"),
      "t.csv:1: the target 'y' has one class only, 'a'; a classifier needs two or more"
    ),
    (
      "x,y\n1,\n2,\n", Dataset.Roles(target: "y"),
      "t.csv:1: the target 'y' is empty in every row; name another column with --target"
    ),
    (
      "x,y\n1,2\n2,1.7\n", Dataset.Roles(target: "y"),
      "t.csv:3: the target 'y' holds '1.7', a quantity and not a class; "
        + "this is a task for regression, or cut the column into ranges first"
    ),
    (
      "x,w,y\n1,1,a\n2,-1,b\n", Dataset.Roles(target: "y", weight: "w"),
      "t.csv:3: the weight 'w' is -1.0; weights must be numbers, 0 or more"
    ),
    (
      "x,w,y\n1,1,a\n2,,b\n", Dataset.Roles(target: "y", weight: "w"),
      "t.csv:3: the weight 'w' is missing; weights must be numbers, 0 or more"
    ),
    (
      "x,g,y\n1,1,a\n2,,b\n", Dataset.Roles(target: "y", group: "g"),
      "t.csv:3: the group 'g' is missing; every row needs one"
    ),
    (
      "x,y\n1,a\n1,b\n", Dataset.Roles(target: "y"),
      "t.csv:1: no column is left to learn from (x: constant); add a feature column"
    ),
  ])
  func whatIsWrongIsSaid(_ bad: (csv: String, roles: Dataset.Roles, message: String)) {
    #expect(message(bad.csv, bad.roles) == bad.message)
  }
}
