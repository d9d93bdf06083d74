import CrossEntropy
import Foundation
import Testing

@testable import CrossEntropyLearning
@testable import CrossEntropyWorkflows

/// A request from JSON is checked as strictly as one that a program makes.
struct RequestDecodingTests {
  private static func text(_ value: some Encodable) throws -> String {
    String(decoding: try encoded(value), as: UTF8.self)
  }

  /// The error that decoding carries.
  private func refusal<Value: Decodable>(_ type: Value.Type, _ json: String) -> WorkflowError? {
    let error = #expect(throws: DecodingError.self) { try decoded(type, Data(json.utf8)) }
    guard case .dataCorrupted(let context) = error else {
      Issue.record("\(String(describing: error))")
      return nil
    }
    return context.underlyingError as? WorkflowError
  }

  // MARK: compare

  @Test(
    "A comparison that cannot run is not decoded",
    arguments: [
      (#""folds":5"#, #""folds":0"#, WorkflowError.Cause.tooSmall(.folds, 0, least: 2)),
      (#""folds":5"#, #""folds":-1"#, .tooSmall(.folds, -1, least: 2)),
      (#""repeats":3"#, #""repeats":0"#, .tooSmall(.repeats, 0, least: 1)),
      (#""repeats":3"#, #""repeats":1001"#, .tooGreat(.repeats, 1001, most: 1000, .time)),
      (
        #""folds":5"#, #""folds":\#(Int.max)"#,
        .tooGreat(.folds, .max, most: 1000, .time)
      ),
      (
        #""penalties":[1]"#, #""penalties":\#(list("1", 301))"#,
        .tooMany(.penalties, 301, most: 300, .time)
      ),
      (
        #""step_sizes":null"#, #""step_sizes":\#(list("1", 1_000_000))"#,
        .tooMany(.stepSizes, 1_000_000, most: 300, .time)
      ),
      (
        #""losses":[]"#, #""losses":\#(list(#"{"name":"focal"}"#, 101))"#,
        .tooMany(.losses, 101, most: 100, .time)
      ),
      (#""path":"t.csv""#, #""path":"""#, .empty(.table)),
      (#""target":"y""#, #""target":"""#, .empty(.target)),
      (#""group":null"#, #""group":"y""#, .namedTwice("y", .target, .group)),
      (#""penalties":[1]"#, #""penalties":[1,1]"#, .badNumbers(.penalties, [1, 1])),
      (#""step_sizes":null"#, #""step_sizes":[1]"#, .notForModel(.stepSizes, use: .penalties)),
      (#""encoding":null"#, #""encoding":"klingon""#, .unknownEncoding("klingon")),
      (#""delimiter":null"#, #""delimiter":"ab""#, .badDelimiter("ab")),
      (#""delimiter":null"#, #""delimiter":"""#, .badDelimiter("")),
      (#""delimiter":null"#, #""delimiter":"\"""#, .badDelimiter("\"")),
      (#""delimiter":null"#, #""delimiter":"\n""#, .badDelimiter("\n")),
      (#""delimiter":null"#, #""delimiter":"·""#, .badDelimiter("·")),
    ])
  func badComparison(right: String, wrong: String, cause: WorkflowError.Cause) throws {
    let request = try CompareRequest(
      table: TableReading(path: "t.csv"), target: "y", losses: [], repeats: 3, penalties: [1])
    let json = try Self.text(request)
    #expect(try decoded(CompareRequest.self, Data(json.utf8)) == request)
    try #require(json.components(separatedBy: right).count == 2)
    #expect(refusal(CompareRequest.self, json.replacing(right, with: wrong))?.cause == cause)
  }

  @Test("1000 repeats and a tab between cells are taken")
  func edges() throws {
    let request = try CompareRequest(
      table: TableReading(path: "t.csv", delimiter: "\t"), target: "y", repeats: 1000)
    #expect(try decoded(CompareRequest.self, encoded(request)) == request)
  }

  // MARK: explain

  @Test(
    "Outputs and target are each given once, and together",
    arguments: [
      (
        #"{"logits":[1,2],"probabilities":[0.5,0.5],"label":0}"#,
        WorkflowError(
          .settings(.together(.logits, .probabilities)),
          remedies: [.leaveOut(.logits), .leaveOut(.probabilities)])
      ),
      (
        #"{"logits":[1,2],"label":0,"target_probabilities":[1,0]}"#,
        WorkflowError(
          .settings(.together(.label, .targetProbabilities)),
          remedies: [.leaveOut(.label), .leaveOut(.targetProbabilities)])
      ),
      (
        #"{"logits":[1,2]}"#,
        WorkflowError(
          .settings(.alone(.logits)), remedies: [.set(.label), .set(.targetProbabilities)])
      ),
      (
        #"{"probabilities":[0.5,0.5],"label":null}"#,
        WorkflowError(
          .settings(.alone(.probabilities)), remedies: [.set(.label), .set(.targetProbabilities)])
      ),
      (
        #"{"label":0}"#,
        WorkflowError(.settings(.alone(.label)), remedies: [.set(.logits), .set(.probabilities)])
      ),
      (
        #"{"target_probabilities":[1,0]}"#,
        WorkflowError(
          .settings(.alone(.targetProbabilities)),
          remedies: [.set(.logits), .set(.probabilities)])
      ),
      (
        #"{"losses":[{"name":"focal"}],"input":[1]}"#,
        WorkflowError(.settings(.alone(.inputs)), remedies: [.set(.logits), .set(.probabilities)])
      ),
      (
        #"{"logits":[1,2],"label":2}"#,
        WorkflowError(
          .numbers(.noSuchClass(2, classes: 2, outputs: 2)), at: .setting(.label),
          remedies: [.countFromZero])
      ),
    ])
  func badRow(json: String, error: WorkflowError) {
    #expect(refusal(ExplainRequest.self, json) == error)
  }

  @Test("A question about losses alone leaves out the row")
  func lossesAlone() throws {
    let request = try decoded(
      ExplainRequest.self, Data(#"{"losses":[{"name":"focal"}],"logits":null}"#.utf8))
    #expect(request == ExplainRequest(losses: [ComparedLoss(.focal)]))
  }

  // MARK: measure

  @Test(
    "A row or a distribution of more numbers than are taken is not decoded",
    arguments: [
      (
        #"{"logits":\#(list("1", 262_145)),"label":0}"#,
        .tooMany(.logits, 262_145, most: 262_144, .memory)
      ),
      (
        #"{"logits":\#(list("1", 1_000)),"label":0,"input":\#(list("1", 263))}"#,
        .tooMany(.inputs, 263, most: 262, .memory)
      ),
      (
        #"{"losses":\#(list(#"{"name":"focal"}"#, 101)),"curves":true}"#,
        .tooMany(.losses, 101, most: 100, .memory)
      ),
    ] as [(String, WorkflowError.Cause)])
  func tooMuchToExplain(json: String, cause: WorkflowError.Cause) {
    #expect(refusal(ExplainRequest.self, json)?.cause == cause)
  }

  @Test(
    "More numbers than a request holds belong in a file",
    arguments: [
      (#"{"p":\#(list("[1]", 1_000_001))}"#, RequestSetting.distribution),
      (#"{"p":[[1]],"q":\#(list("[1]", 1_000_001))}"#, .forecast),
      (#"{"counts":\#(list("1", 1_000_001))}"#, .counts),
    ])
  func tooMuchToMeasure(json: String, setting: RequestSetting) {
    #expect(
      refusal(MeasureRequest.self, json)
        == WorkflowError(
          .tooMany(setting, 1_000_001, most: 1_000_000, .memory), remedies: [.save(.namedFile)]))
  }

  private static let table =
    #""table":{"path":"t.csv","delimiter":null,"decimal":null,"missing":[],"ignored":[]}"#

  @Test(
    "One subject is measured, and all of it is given",
    arguments: [
      (#"{"counts":[1],"p":[[1]]}"#, SettingFault.together(.counts, .distribution)),
      (#"{"counts":[1],"q":[[1]]}"#, .together(.counts, .forecast)),
      (#"{"counts":[1],\#(table)}"#, .together(.counts, .table)),
      (#"{"counts":[1],"column":"a"}"#, .together(.counts, .column)),
      (#"{"counts":[1],"given":"a"}"#, .together(.counts, .given)),
      (#"{\#(table),"column":"a","p":["b"]}"#, .together(.column, .distribution)),
      (#"{\#(table),"column":"a","q":{"columns":["b"]}}"#, .together(.column, .forecast)),
      (#"{\#(table),"given":"a"}"#, .alone(.given)),
      (#"{"p":[[1]],"column":"a"}"#, .alone(.column)),
      (#"{"p":[[1]],"given":"a"}"#, .alone(.given)),
      (#"{"q":[[1]]}"#, .alone(.forecast)),
    ])
  func badSubject(json: String, fault: SettingFault) throws {
    let error = try #require(refusal(MeasureRequest.self, json))
    #expect(error.cause == .settings(fault))
    #expect(error.kind == .usage)
    switch fault {
    case .together(let first, let second):
      #expect(error.remedies == [.leaveOut(first), .leaveOut(second)])
    case .alone(.given): #expect(error.remedies.count == 1)
    case .alone(.column): #expect(error.remedies == [.set(.table)])
    default: #expect(error.remedies == [.giveAs(.distribution)])
    }
  }

  @Test("Numbers and the delimiter of a measurement are checked when it is decoded")
  func badMeasurement() {
    #expect(refusal(MeasureRequest.self, #"{"p":[[0.5]]}"#)?.cause == .numbers(.sum(0.5)))
    #expect(refusal(MeasureRequest.self, #"{"counts":[-1]}"#)?.place == .setting(.counts))
    let table = Self.table.replacing(#""delimiter":null"#, with: #""delimiter":"ab""#)
    #expect(refusal(MeasureRequest.self, "{\(table)}")?.cause == .badDelimiter("ab"))
    #expect(
      refusal(MeasureRequest.self, #"{\#(table),"column":"a"}"#)?.cause == .badDelimiter("ab"))
    #expect(throws: WorkflowError(.badDelimiter("ab"))) {
      try MeasureRequest(.column(TableReading(path: "t", delimiter: "ab"), "a", given: nil)).run()
    }
  }

  @Test("No thread is too few, whatever the table", arguments: [0, -1, Int.min])
  func noThreads(_ threads: Int) throws {
    let request = try CompareRequest(table: TableReading(path: "no such table"), target: "y")
    #expect(throws: WorkflowError(.tooSmall(.threads, threads, least: 1))) {
      try request.run(threads: threads)
    }
  }

  @Test("A name that is no loss or model says so from JSON too")
  func badNames() {
    for json in [
      #"{"losses":[{"name":"focal:gamma=3"}]}"#, #"{"losses":[{"name":"focl"}]}"#,
    ] {
      let error = #expect(throws: DecodingError.self) {
        try decoded(ExplainRequest.self, Data(json.utf8))
      }
      guard case .dataCorrupted(let context) = error,
        case .unknown = context.underlyingError as? LossNameError
      else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }
}

/// A JSON list of the same value, many times.
private func list(_ value: String, _ count: Int) -> String {
  "[\(Array(repeating: value, count: count).joined(separator: ","))]"
}
