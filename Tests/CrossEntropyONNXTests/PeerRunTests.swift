import CrossEntropy
import CrossEntropyFiles
import CrossEntropyLearning
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyONNX

/// Exported models under the checker of onnx 1.23 and in onnxruntime 1.32, and a saved one in safetensors 0.8.
@Suite(.enabled(if: python != nil, "needs .build/python, see CONTRIBUTING.md"))
struct PeerRunTests {
  private struct Run: Encodable {
    var model: String
    var cells: [String: [Cell]]
  }

  /// A cell as an input takes it; nil where it is missing.
  private enum Cell: Encodable {
    case number(Double)
    case text(String)
    case missing

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .number(let number): try container.encode(number)
      case .text(let text): try container.encode(text)
      case .missing: try container.encodeNil()
      }
    }
  }

  private struct Result: Decodable, Sendable {
    var label: Labels
    var probabilities: [[Double]]
    var types: [String: String]
    var about: [String: String]
    var metadata: [String: String]
    var producer: String
  }

  /// One text per row, or several.
  private enum Labels: Decodable, Sendable {
    case one([String])
    case several([[String]])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let one = try? container.decode([String].self) {
        self = .one(one)
      } else {
        self = .several(try container.decode([[String]].self))
      }
    }
  }

  /// Of all models, which one start of Python has run.
  private static let results: [String: Result] = {
    do {
      let folder = try Folder()
      let names = ONNXCase.all.keys.sorted()
      let runs = try names.map { name in
        let one = try #require(ONNXCase.all[name])
        let path = folder.path("\(name).onnx")
        try Data(one.classifier.onnxModel()).write(to: URL(fileURLWithPath: path))
        return Run(model: path, cells: cells(try table(one.csv, for: one.classifier)))
      }
      let output = try run("onnx_check.py", input: JSONEncoder().encode(runs))
      let results = try JSONDecoder().decode([Result].self, from: output)
      return Dictionary(uniqueKeysWithValues: zip(names, results))
    } catch {
      Issue.record("\(error)")
      return [:]
    }
  }()

  private static func cells(_ table: DataTable) -> [String: [Cell]] {
    var cells: [String: [Cell]] = [:]
    for column in table.columns {
      let isOutput = ["label", "probabilities"].contains(column.name)
      var name = column.name + (isOutput ? "_" : "")
      if isOutput, table.column(named: name) != nil { name += "_" }
      cells[name] =
        switch column.values {
        case .numbers(let numbers):
          numbers.map { $0.isNaN ? .missing : .number($0 + column.offset) }
        case .categories(let codes, let levels):
          codes.map { $0 < 0 ? .missing : .text(levels[Int($0)]) }
        case .sparse: []
        }
    }
    return cells
  }

  @Test(arguments: ONNXCase.all.keys.sorted())
  func labelsAndProbabilitiesAreOurs(name: String) throws {
    let one = try #require(ONNXCase.all[name])
    let result = try #require(Self.results[name])
    let predictions = try one.classifier.predict(try table(one.csv, for: one.classifier))
    let rows = predictions[0].rows
    switch result.label {
    case .one(let labels): #expect(predictions.map(\.predicted) == [labels])
    case .several(let labels):
      #expect(
        labels == (0..<rows).map { row in predictions.map { $0.predicted[row] } })
    }
    let ours = predictions.map(\.probabilities)
    let isOne = predictions.count == 1
    #expect(result.probabilities.count == rows)
    for (row, theirs) in result.probabilities.enumerated() {
      let ours =
        isOne
        ? predictions[0].classes.indices.map { ours[0][row, $0] } : ours.map { $0[row, 1] }
      #expect(theirs.count == ours.count)
      for (a, b) in zip(theirs, ours) {
        #expect(abs(a - b) <= 1e-6, "row \(row): \(theirs), \(ours)")
        // Small ones are not lost, either, as far as single precision holds them.
        if case .linear = one.classifier.model, b > 1e-37 {
          #expect(abs(a / b - 1) < 1e-6, "row \(row): \(theirs), \(ours)")
        }
      }
    }
  }

  @Test func inputsSayWhatTheyAre() throws {
    let result = try #require(Self.results["linear-3"])
    #expect(
      result.types == [
        "size": "tensor(double)", "day": "tensor(double)", "colour": "tensor(string)",
        "shape": "tensor(string)", "label": "tensor(string)", "probabilities": "tensor(float)",
      ])
    #expect(
      result.about == [
        "size": "A number; NaN where it is missing.",
        "day": "A date as days since 1970-01-01; NaN where it is missing.",
        "colour": "A text; empty where it is missing.",
        "shape": "A text; empty where it is missing.",
        "label": "The most probable class of y.",
        "probabilities": "One column per class: [\"c0\", \"c1\", \"c2\"].",
      ])
    let labels = try #require(Self.results["labels"])
    #expect(labels.about["label"] == "One column per target: [\"wet\", \"cold\", \"dark\"].")
    #expect(
      labels.about["probabilities"]
        == "Per target that of its second class: [\"yes\", \"c\", \"1\"].")
  }

  @Test func inputsKeepTheirColumnsNames() throws {
    let result = try #require(Self.results["odd-names"])
    #expect(
      Set(result.types.keys) == [
        "label", "probabilities", "label__", "label_", "probabilities_", "größe", "a \"b\".c",
        "xent:Concat_1", "글자",
      ])
  }

  @Test func metadataSaysWhereItComesFrom() throws {
    var classifier = try #require(ONNXCase.all["focal-recalibrated"]).classifier
    classifier.record?.origin = ModelOrigin(
      table: "t \"1\".csv", sha256: "ab12", program: "xent 9.8", request: "{\"seed\":1}")
    let folder = try Folder()
    let path = folder.path("model.onnx")
    try Data(classifier.onnxModel()).write(to: URL(fileURLWithPath: path))
    let input = try JSONEncoder().encode([
      Run(
        model: path,
        cells: Self.cells(
          try table("size,day,colour,shape\n1,2024-01-01,red,round\n", for: classifier)))
    ])
    let results = try JSONDecoder().decode([Result].self, from: run("onnx_check.py", input: input))
    #expect(results[0].producer == "xent 9.8")
    #expect(
      results[0].metadata == [
        "targets": "[\"y\"]", "classes": "[[\"c0\", \"c1\"]]", "loss": "focal:gamma=2.0",
        "model": "linear", "reading": "recalibrated", "rows": "90", "program": "xent 9.8",
        "table": "t \"1\".csv", "table_sha256": "ab12", "request": "{\"seed\":1}",
      ])
    let odd = try #require(Self.results["odd-names"]?.metadata["classes"])
    let classes = try JSONDecoder().decode([[String]].self, from: Data(odd.utf8))
    #expect(classes == ONNXCase.all["odd-names"]?.classifier.classes)
  }

  @Test(arguments: ["linear-3", "network-3-recalibrated"])
  func savedModelsOpenInThePackageSafetensors(name: String) throws {
    struct Content: Decodable {
      var metadata: [String: String]
      var types: [String: String]
      var tensors: [String: [[Double]]]
      var biases: [String: [Double]]
    }
    let classifier = try #require(ONNXCase.all[name]).classifier
    let folder = try Folder()
    let path = folder.path("model.safetensors")
    try classifier.save(to: path)
    let content = try JSONDecoder().decode(
      Content.self, from: run("safetensors_check.py", [path]))
    #expect(content.metadata["format"] == "xent")
    #expect(content.metadata["classifier"]?.contains("colour") == true)
    switch classifier.model {
    case .linear(let model):
      #expect(content.types == ["weight": "float64", "bias": "float64"])
      let weights = content.tensors["weight", default: []] + [content.biases["bias", default: []]]
      #expect(weights.joined().elementsEqual(model.weights.elements))
    case .network(let network):
      #expect(content.types.count == 4 && Set(content.types.values) == ["float32"])
      let parameters = (0..<2).flatMap { layer in
        content.tensors["layers.\(layer).weight", default: []].joined()
          + content.biases["layers.\(layer).bias", default: []]
      }
      #expect(parameters.map { Float($0) } == Array(network.parameters))
    }
  }
}
