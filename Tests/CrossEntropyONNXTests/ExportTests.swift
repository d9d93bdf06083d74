import CrossEntropy
import CrossEntropyLearning
import TestSupport
import Testing

@testable import CrossEntropyONNX

@Suite struct ExportTests {
  @Test func theCasesHaveWhatTheyAreFor() throws {
    #expect(ONNXCase.all.count == 79)
    func classifier(_ name: String) throws -> TableClassifier {
      try #require(ONNXCase.all[name]).classifier
    }
    #expect(try classifier("linear-3").schema.columns.map(\.writing.isDate).contains(true))
    #expect(try classifier("only-numbers").schema.columns[0].offset > 1e18)
    #expect(try classifier("prior-corrected").maps.map(\.count) == [1])
    #expect(try classifier("many-levels").schema.columns[0].levels?.count == 1000)
    for name in ["linear-3", "network-3"] {
      let rules = try classifier(name).encoder.rules
      #expect(
        rules.map { rule in
          switch rule {
          case .number(let rule): rule.marksMissing
          case .category(let rule): rule.marksMissing
          case .sparse: false
          }
        } == [true, false, true, false])
    }
  }

  @Test(arguments: ONNXCase.all.keys.sorted())
  func aFileGivesTheModelOfItsClassifier(name: String) throws {
    let classifier = try #require(ONNXCase.all[name]).classifier
    #expect(try onnxModel(ofFile: classifier.fileBytes) == classifier.onnxModel())
  }

  @Test func whatIsNoModelIsRefused() throws {
    var error: ONNXExportError?
    do throws(ONNXExportError) {
      _ = try onnxModel(ofFile: [1, 2, 3])
    } catch let found {
      error = found
    }
    #expect(error == .file(.notSafetensors))
  }

  @Test(arguments: [
    ("a", #"["a"]"#), ("\"\\", #"["\"\\"]"#), ("\n\u{1f}\u{0}", #"["\u000a\u001f\u0000"]"#),
    ("가é/", #"["가é/"]"#),
  ])
  func textsInJSON(_ text: String, json: String) { #expect(listText([text]) == json) }

  @Test func namesOfInnerValuesAreNoColumns() {
    var graph = Graph(inputs: ["xent:Sum_1", "xentxent:"])
    #expect(graph.add("Sum", ["xent:Sum_1"]) == "xentxentxent:Sum_1")
  }
}
