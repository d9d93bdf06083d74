import CrossEntropyFiles
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyLearning

@Suite struct DatasetTests {
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

  @Test(
    arguments: [
      // The same number is one class, whatever it is written as; its name is the shortest text.
      ("0\n0.0\n1\n1.0\n1e0\n", ["0", "1"], [0, 0, 1, 1, 1], 0),
      ("10\n9.0\n+9\n-0\n", ["-0", "+9", "10"], [2, 1, 1, 0], 0),
      // In a target of numbers a token is a missing label; beside texts it is a class.
      ("0\n1\nNaN\nNA\n", ["0", "1"], [0, 1], 2),
      ("a\nNaN\nb\n1\n1.0\n", ["1", "1.0", "NaN", "a", "b"], [3, 2, 4, 0, 1], 0),
      // A needless zero makes a code, and a code is no number.
      ("01\n1\n1.0\n", ["01", "1", "1.0"], [0, 1, 2], 0),
      // More digits than a Double holds are told apart by their text.
      (
        "100000000000000001\n100000000000000002\n3\n3.0\n",
        ["3", "100000000000000001", "100000000000000002"], [1, 2, 0, 0], 0
      ),
    ] as [(String, [String], [Int32], Int)])
  func labelsThatAreNumbers(
    _ cells: String, _ classes: [String], _ labels: [Int32], _ unlabelled: Int
  ) throws {
    let rows = cells.split(separator: "\n").enumerated().map { "\($0 % 2),\($1)\n" }.joined()
    let data = try dataset(csv: "x,y\n" + rows, roles: Dataset.Roles(target: "y"))
    #expect(data.targets[0].classes == classes)
    #expect(data.targets[0].labels == labels)
    #expect(data.unlabelledRows == unlabelled)
  }

  @Test func groupsOfSeveralColumnsAreTheirCombinations() throws {
    let csv = "x,g,h,y\n1,7,u,a\n2,7.0,u,b\n3,7,v,a\n4,8,u,b\n5,8.0,u,a\n"
    func groups(_ names: [String]) throws -> [Int32]? {
      try dataset(csv: csv, roles: Dataset.Roles(target: "y", groups: names)).groups
    }
    #expect(try groups(["g"]) == [0, 0, 0, 1, 1])
    #expect(try groups(["g", "h"]) == [0, 0, 1, 2, 2])
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
      data.dropped == [
        Dataset.DroppedColumn(name: "id", reason: .counter(first: 1, last: 30)),
        Dataset.DroppedColumn(name: "name", reason: .idLikeTexts(values: 30, rows: 30)),
        Dataset.DroppedColumn(name: "same", reason: .constant),
        Dataset.DroppedColumn(name: "gone", reason: .allMissing),
        Dataset.DroppedColumn(name: "code", reason: .constant),
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
      csv: "x,g,y\n1,7,a\n2,NA,b\n3,7,b\n", roles: Dataset.Roles(target: "y", groups: ["g"]))
    #expect(data.groups == [0, 1, 0])
  }

  @Test func whatWasNoticedIsInTheNotes() throws {
    let data = try dataset(
      csv: " x ;z;w;y\n1;7;1;a\n2;n.a.;1;b\n3;8;0;b\n",
      roles: Dataset.Roles(target: "y", weight: "w"))
    #expect(
      data.notes == [
        .table(.delimiter(UInt8(ascii: ";"))), .table(.trimmedNames), .zeroWeightRows(count: 1),
        .column("z", .numbersAndText(line: 3, cell: "n.a.")),
      ])
  }

  private static let ids = "x,y\n" + (0..<30).map { "\($0 % 7),id\($0)\n" }.joined()

  @Test(
    arguments: [
      (
        "x,species\n1,a\n2,b\n", Dataset.Roles(target: "spices"), 1,
        .unknownColumn(
          UnknownColumn(name: "spices", nearest: "species", columns: ["x", "species"]))
      ),
      (
        "x,y\n1,a\n2,a\n", Dataset.Roles(target: "y"), 1, .oneClass(target: "y", class: "a")
      ),
      ("x,y\n1,\n2,\n", Dataset.Roles(target: "y"), 1, .emptyTarget("y")),
      (
        "x,y\n1,2\n2,1.7\n", Dataset.Roles(target: "y"), 3,
        .quantity(target: "y", cell: "1.7", values: 2)
      ),
      (ids, Dataset.Roles(target: "y"), 1, .tooManyClasses(target: "y", values: 30, rows: 30)),
      (
        "x,p,q\n1,a,0\n2,b,1\n3,c,0\n4,d,1\n", Dataset.Roles(targets: ["p", "q"]), 1,
        .notALabel(target: "p", values: 4, examples: ["a", "b", "c"])
      ),
      (
        "x,p,q\n1,a,0\n2,b,0\n", Dataset.Roles(targets: ["p", "q"]), 1,
        .oneClass(target: "q", class: "0")
      ),
      (
        "x,p\n1,a\n2,b\n", Dataset.Roles(targets: ["p", "q"]), 1,
        .unknownColumn(UnknownColumn(name: "q", nearest: nil, columns: ["x", "p"]))
      ),
      (
        "x,w,y\n1,1,a\n2,0,b\n", Dataset.Roles(target: "y", weight: "w"), 3,
        .weightlessClass(target: "y", class: "b")
      ),
      (
        "x,p,q\n1,a,0\n2,,1\n3,b,0\n", Dataset.Roles(targets: ["p", "q"]), 3,
        .classWithoutOtherTargets(target: "q", class: "1")
      ),
      (
        "x,w,y\n1,1,a\n2,heavy,b\n", Dataset.Roles(target: "y", weight: "w"), 1,
        .weightsNotNumbers(column: "w", note: .numbersAndText(line: 3, cell: "heavy"))
      ),
      (
        "x,w,y\n1,1,a\n2,-1,b\n", Dataset.Roles(target: "y", weight: "w"), 3,
        .negativeWeight(column: "w", -1)
      ),
      (
        "x,w,y\n1,1,a\n2,,b\n", Dataset.Roles(target: "y", weight: "w"), 3,
        .missingWeight(column: "w")
      ),
      (
        "x,w,y\n1,0,a\n2,0,b\n", Dataset.Roles(target: "y", weight: "w"), 1,
        .allWeightsZero(column: "w")
      ),
      (
        "x,w,y\n1,1e300,a\n2,1e-300,b\n", Dataset.Roles(target: "y", weight: "w"), 3,
        .negligibleWeight(column: "w", 1e-300, greatest: 1e300)
      ),
      (
        "x,g,y\n1,1,a\n2,,b\n", Dataset.Roles(target: "y", groups: ["g"]), 3,
        .missingGroup(column: "g")
      ),
      (
        "x,y\n1,a\n1,b\n", Dataset.Roles(target: "y"), 1,
        .noFeatures(dropped: [Dataset.DroppedColumn(name: "x", reason: .constant)])
      ),
    ] as [(String, Dataset.Roles, Int, DatasetFault)])
  func saysWhatIsWrongAndWhere(
    _ csv: String, _ roles: Dataset.Roles, _ line: Int, _ fault: DatasetFault
  ) {
    let error = #expect(throws: DatasetError.self) { try dataset(csv: csv, roles: roles) }
    #expect(error?.fault == fault)
    #expect(error?.place == FilePlace(file: "t.csv", line: line))
  }
}

/// Notes and reasons as JSON: a code, and values by name.
@Suite struct DatasetNoteCodingTests {
  @Test(
    arguments: [
      (.zeroWeightRows(count: 4), #"{"code":"zero_weight_rows","values":{"count":4}}"#),
      (
        .equalNumbers(column: "t", texts: [["0", "0.0"]], sets: 1),
        #"{"code":"equal_numbers","values":{"column":"t","sets":1,"texts":[["0","0.0"]]}}"#
      ),
      (
        .missingCells(column: "t", tokens: ["NA"], cells: 2),
        #"{"code":"missing_cells","values":{"cells":2,"column":"t","tokens":["NA"]}}"#
      ),
      (
        .tokenIsClass(target: "t", class: "NaN", rows: 7),
        #"{"code":"token_is_class","values":{"class":"NaN","column":"t","rows":7}}"#
      ),
      (
        .unmetTokens(["x"], areOfTarget: true),
        #"{"code":"unmet_tokens","values":{"of_target":true,"tokens":["x"]}}"#
      ),
      (.nothingMerged(below: 5), #"{"code":"nothing_merged","values":{"below":5}}"#),
      (
        .readAnyway(column: "a", as: .numbers),
        #"{"code":"read_anyway","values":{"as":"numbers","column":"a"}}"#
      ),
      (.prose(column: "a"), #"{"code":"prose","values":{"column":"a"}}"#),
      (
        .mergedClasses(
          target: "t", classes: [DatasetNote.ClassRows(name: "a", rows: 1)], into: "other"),
        #"{"code":"merged_classes","values":{"classes":[{"name":"a","rows":1}],"column":"t","#
          + #""into":"other"}}"#
      ),
      (
        .idLike(column: "a", values: 11, cells: 12),
        #"{"code":"id_like","values":{"cells":12,"column":"a","values":11}}"#
      ),
      (.yesOrNo(column: "a"), #"{"code":"yes_or_no","values":{"column":"a"}}"#),
      (.sharedGroups(count: 1, of: 2), #"{"code":"shared_groups","values":{"count":1,"of":2}}"#),
      (
        .sharedRows(count: 2, of: 3, with: "a.csv"),
        #"{"code":"shared_rows","values":{"count":2,"of":3,"with":"a.csv"}}"#
      ),
      (
        .appended(file: "b.csv", .table(.blankLines(count: 3))),
        #"{"code":"appended","values":{"file":"b.csv","note":{"code":"blank_lines","#
          + #""values":{"count":3}}}}"#
      ),
      (
        .column("a", .newLevels(["x"], count: 1, cells: 2)),
        #"{"code":"new_levels","values":{"cells":2,"column":"a","count":1,"levels":["x"]}}"#
      ),
      (.table(.blankLines(count: 3)), #"{"code":"blank_lines","values":{"count":3}}"#),
      (.column("age", .allMissing), #"{"code":"all_missing","values":{"column":"age"}}"#),
      (
        .column("age", .unreadNumber(line: 2, cell: "1,5", form: .decimalComma)),
        #"{"code":"unread_number","values":{"cell":"1,5","column":"age","form":"decimal_comma","#
          + #""line":2}}"#
      ),
      (
        .column("나이", .oddCells(line: 2, cell: "x", count: 1)),
        #"{"code":"odd_cells","values":{"cell":"x","column":"나이","count":1,"line":2}}"#
      ),
      (
        .column("age", .numbersAndText(line: 2, cell: "x")),
        #"{"code":"numbers_and_text","values":{"cell":"x","column":"age","line":2}}"#
      ),
    ] as [(DatasetNote, String)])
  func note(_ note: DatasetNote, _ json: String) throws { try check(note, json) }

  @Test(
    arguments: [
      (.allMissing, #"{"code":"all_missing","values":{}}"#),
      (.constant, #"{"code":"constant","values":{}}"#),
      (.noWords, #"{"code":"no_words","values":{}}"#),
      (
        .idLikeNumbers(first: -1, last: 30),
        #"{"code":"id_like_numbers","values":{"first":-1,"last":30}}"#
      ),
      (.counter(first: 9, last: 1), #"{"code":"counter","values":{"first":9,"last":1}}"#),
      (
        .idLikeTexts(values: 29, rows: 30),
        #"{"code":"id_like_texts","values":{"rows":30,"values":29}}"#
      ),
    ] as [(DropReason, String)])
  func dropReasonsReadBack(_ reason: DropReason, _ json: String) throws { try check(reason, json) }

  @Test(arguments: [
    #"{"code":"of_no_case","values":{}}"#, #"{"code":"all_missing"}"#,
    #"{"code":"zero_weight_rows","values":{}}"#, #"{"code":"id_like_texts","values":{"rows":3}}"#,
  ])
  func malformedNotesAreErrors(_ json: String) {
    #expect(throws: DecodingError.self) { try decoded(json) as DatasetNote }
    #expect(throws: DecodingError.self) { try decoded(json) as DropReason }
  }

  private func check<Value: Codable & Equatable>(_ value: Value, _ json: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(value), as: UTF8.self) == json)
    #expect(try decoded(json) == value)
  }

  private func decoded<Value: Decodable>(_ json: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(json.utf8))
  }
}
