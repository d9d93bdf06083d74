import CrossEntropy
import CrossEntropyFiles
import CrossEntropyWorkflows
import Foundation
import Testing

struct MeasureRequestTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let request: MeasureRequest
    let error: WorkflowError

    init(
      _ name: String, _ subject: MeasureRequest.Subject, normalizes: Bool = false,
      is fault: NumberFault, at place: WorkflowError.Place, _ remedies: [WorkflowError.Remedy]
    ) {
      testDescription = name
      request = MeasureRequest(subject, normalizes: normalizes)
      error = WorkflowError(.numbers(fault), at: place, remedies: remedies)
    }
  }

  static let faults = [
    Fault(
      "no rows", .distributions(p: [], q: nil), is: .sum(0), at: .setting(.distribution),
      [.correct(.numbers)]),
    Fault(
      "a sum above 1", .distributions(p: [[0.75, 0.5]], q: nil), is: .sum(1.25),
      at: .setting(.distribution), [.correct(.numbers), .set(.normalize)]),
    Fault(
      "the sum of a second row", .distributions(p: [[1], [0.5]], q: nil), is: .sum(0.5),
      at: .setting(.distribution, row: 2), [.correct(.numbers), .set(.normalize)]),
    Fault(
      "the sum of a forecast", .distributions(p: [[1]], q: [[0.5]]), is: .sum(0.5),
      at: .setting(.forecast), [.correct(.numbers), .set(.normalize)]),
    Fault(
      "nothing to divide by", .distributions(p: [[0, 0]], q: nil), normalizes: true,
      is: .cannotNormalize(sum: 0), at: .setting(.distribution), [.correct(.numbers)]),
    Fault(
      "a probability below 0", .distributions(p: [[1.5, -0.5]], q: nil),
      is: .notAProbability(index: 1, value: -0.5), at: .setting(.distribution),
      [.giveAs(.logits)]),
    Fault(
      "an infinite probability", .distributions(p: [[.infinity]], q: nil), normalizes: true,
      is: .notAProbability(index: 0, value: .infinity), at: .setting(.distribution),
      [.correct(.numbers)]),
    Fault(
      "more forecasts than rows", .distributions(p: [[1], [1]], q: [[1], [1], [1]]),
      is: .wrongCount(3, of: .row, expected: 2), at: .setting(.forecast), [.onePer(.row)]),
    Fault(
      "a forecast of fewer outcomes", .distributions(p: [[1], [0.5, 0.5]], q: [[1]]),
      is: .unequalOutcomes(2, forecast: 1), at: .setting(.distribution, row: 2), [.writeZero]),
    Fault(
      "a count below 0", .counts([3, -1]), is: .notACount(index: 1, value: -1),
      at: .setting(.counts), [.correct(.numbers)]),
    Fault(
      "shares for counts", .counts([0.25, 0.75]), is: .notACount(index: 0, value: 0.25),
      at: .setting(.counts), [.giveAs(.distribution)]),
    Fault(
      "nothing counted", .counts([0, 0]), is: .nothingCounted, at: .setting(.counts),
      [.correct(.numbers)]),
    Fault(
      "a count too great to be exact", .counts([1, 2e15]),
      is: .tooGreatCount(index: 1, value: 2e15, most: 1e15), at: .setting(.counts),
      [.correct(.numbers)]),
    Fault(
      "too much counted", .counts(Array(repeating: 9e14, count: 2000)), is: .tooManyCounted,
      at: .setting(.counts), [.correct(.numbers)]),
  ]

  @Test("run and validate say why a request cannot be answered", arguments: faults)
  func badRequestsSayWhy(_ fault: Fault) {
    #expect(throws: fault.error) { try fault.request.validate() }
    #expect(throws: fault.error) { try fault.request.run() }
    #expect(fault.error.kind == .badData)
  }

  /// p is the empty cell of line 3, and line 4 sums to 1.2.
  private static let table = "a,b,c,p1,p2\nx,u,3,.5,.5\ny,v,,.4,.6\nx,u,5,.9,.3\n"

  struct TableFault: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let table: String
    let p: [String]
    let column: String?
    let given: String?
    let ignored: [String]
    let cause: WorkflowError.Cause
    let line: Int
    let remedies: [WorkflowError.Remedy]

    init(
      _ name: String, _ table: String = MeasureRequestTests.table, p: [String] = [],
      column: String? = nil, given: String? = nil, ignored: [String] = [],
      is cause: WorkflowError.Cause, line: Int = 1, _ remedies: [WorkflowError.Remedy] = []
    ) {
      testDescription = name
      self.table = table
      self.p = p
      self.column = column
      self.given = given
      self.ignored = ignored
      self.cause = cause
      self.line = line
      self.remedies = remedies
    }
  }

  static let tableFaults = [
    TableFault(
      "columns that nobody named", is: .numbers(.sum(4)), line: 2,
      [.correct(.numbers), .set(.normalize), .set(.distribution), .set(.column)]),
    TableFault(
      "a column left alone", ignored: ["c"], is: .numbers(.sum(1.2)), line: 4,
      [.correct(.numbers), .set(.normalize), .set(.distribution), .set(.column)]),
    TableFault(
      "columns by comma", p: ["p1,p2"], is: .numbers(.sum(1.2)), line: 4,
      [.correct(.numbers), .set(.normalize)]),
    TableFault(
      "a column of text", p: ["a"], is: .measure(.notNumbers(column: "a", note: nil)),
      [.set(.distribution)]),
    TableFault(
      "a yes of more than 1", p: ["c"], is: .numbers(.notAProbability(index: 0, value: 3)), line: 2,
      [.dividePercent]),
    TableFault(
      "a missing cell below", "c,d\n.5,.5\n,1\n", p: ["c", "d"],
      is: .numbers(.missingCell(column: "c")), line: 3, [.writeZero]),
    TableFault("no numbers", "a\nx\n", is: .measure(.noNumbers), [.giveAs(.column)]),
    TableFault(
      "a name that no column has", column: "pp1",
      is: .measure(
        .unknownColumn(
          UnknownColumn(name: "pp1", nearest: "p1", columns: ["a", "b", "c", "p1", "p2"]))),
      [.didYouMean("p1")]),
    TableFault(
      "a name like no other", "a,b\nx,y\n", column: "zebra",
      is: .measure(
        .unknownColumn(UnknownColumn(name: "zebra", nearest: nil, columns: ["a", "b"]))),
      [.oneOfColumns(["a", "b"])]),
    TableFault(
      "an empty column", "a,b\n,1\n,2\n", column: "a", is: .measure(.emptyColumn("a")),
      [.nameAnother(.column)]),
    TableFault(
      "columns that are never both filled", "a,b\n,1\n2,\n", column: "a", given: "b",
      is: .measure(.noCommonRow(column: "a", given: "b")), [.nameFilledTogether]),
  ]

  @Test("A table that cannot be measured says why, and where", arguments: tableFaults)
  func badTablesSayWhyAndWhere(_ fault: TableFault) throws {
    try withTable(fault.table) { path in
      let reading = TableReading(path: path, ignored: fault.ignored)
      let request = MeasureRequest(
        fault.column.map { .column(reading, $0, given: fault.given) }
          ?? .rows(reading, p: fault.p, q: nil))
      try request.validate()
      let error = #expect(throws: WorkflowError.self) { try request.run() }
      #expect(error?.cause == fault.cause)
      #expect(error?.place == .file(FilePlace(file: path, line: fault.line)))
      #expect(error?.remedies == fault.remedies)
    }
  }

  @Test("A missing table is 66")
  func missingTable() {
    let error = #expect(throws: WorkflowError.self) {
      try MeasureRequest(.rows(TableReading(path: "nowhere.csv"), p: [], q: nil)).run()
    }
    #expect(error?.cause == .table(.noSuchFile(nearest: nil)))
    #expect(error?.remedies == [.check(.path)])
  }

  @Test("A forecast that could be columns or numbers is columns")
  func columnsGoBeforeNumbers() throws {
    try withTable("p,r,1,0\n.5,.5,.25,.75\n.5,.5,.5,.5\n") { path in
      func crossEntropy(_ q: MeasureRequest.Forecast) throws -> Double? {
        let outcome = try MeasureRequest(
          .rows(TableReading(path: path), p: ["p", "r"], q: q)
        ).run()
        guard case .distributions(_, _, _, let mean, _) = outcome.answer else { return nil }
        return mean.crossEntropy
      }
      let columns = try crossEntropy(.columns(["1,0"]))
      #expect(try crossEntropy(.columnsOrNumbers(["1,0"], [[1, 0]])) == columns)
      #expect(try crossEntropy(.numbers([[1, 0]])) == .infinity)
      #expect(try crossEntropy(.columnsOrNumbers([".5,.5"], [[0.5, 0.5]])) == log(2))
      #expect(try crossEntropy(.numbers([[0.25, 0.75], [0.5, 0.5]])) == columns)
    }
  }

  @Test("Table options reach the reader")
  func tableOptionsReachTheReader() throws {
    try withTable("a;b\n0,5;0,5\nnone;1\n") { path in
      let reading = TableReading(
        path: path, delimiter: ";", decimal: .comma, missing: ["none"])
      let error = #expect(throws: WorkflowError.self) {
        try MeasureRequest(.rows(reading, p: ["a", "b"], q: nil)).run()
      }
      #expect(error?.cause == .numbers(.missingCell(column: "a")))
    }
  }

  static let requests = [
    MeasureRequest(.distributions(p: [[0.5, 0.5]], q: nil)),
    MeasureRequest(.distributions(p: [[0.5, 0.5]], q: [[1, 0]]), unit: .bits),
    MeasureRequest(
      .distributions(p: [[2, 2], [1, 0]], q: [[3, 1]]), normalizes: true, unit: .hartleys),
    MeasureRequest(.counts([3, 5, 2])),
    MeasureRequest(.rows(TableReading(path: "t"), p: ["p", "r"], q: .columns(["r,p"]))),
    MeasureRequest(
      .rows(TableReading(path: "t"), p: ["p,r"], q: .columnsOrNumbers([".5,.5"], [[0.5, 0.5]]))),
    MeasureRequest(.rows(TableReading(path: "t", ignored: ["x"]), p: [], q: .numbers([[0, 1]]))),
    MeasureRequest(.column(TableReading(path: "t"), "x", given: nil)),
    MeasureRequest(.column(TableReading(path: "t"), "x", given: "p"), unit: .bits),
  ]

  @Test("An outcome reads back from its JSON unchanged", arguments: requests)
  func outcomeReadsBack(_ request: MeasureRequest) throws {
    #expect(try decoded(MeasureRequest.self, encoded(request)) == request)
    try withTable("p,r,x\n.25,.75,a\n1,0,b\n") { path in
      var request = request
      switch request.subject {
      case .rows(var reading, let p, let q):
        reading.path = path
        request.subject = .rows(reading, p: p, q: q)
      case .column(var reading, let name, let given):
        reading.path = path
        request.subject = .column(reading, name, given: given)
      default: break
      }
      let outcome = try request.run()
      let text = try encoded(outcome)
      #expect(try decoded(MeasureOutcome.self, text) == outcome)
      let object = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
      #expect(object["schema_version"] as? Int == 1)
      let keys: [String]
      switch outcome.answer {
      case .distributions: keys = ["p", "q", "rows", "cross_entropy", "accuracy"]
      case .counts: keys = ["counts", "column", "levels", "missing"]
      case .pair: keys = ["column", "given", "outcomes", "given_outcomes", "explained_share"]
      }
      for key in keys + ["request", "unit", "bits", "nats", "entropy"] {
        #expect(object[key] != nil, "\(key)")
      }
      let written = try #require(object["request"] as? [String: Any])
      #expect(
        Set(written.keys) == [
          "p", "q", "counts", "table", "column", "given", "normalize", "unit",
        ])
    }
  }

  private func withTable(_ text: String, _ body: (String) throws -> Void) throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("measure-\(UUID().uuidString).csv")
    try Data(text.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    try body(file.path)
  }
}
