import CrossEntropyLearning
import Foundation
import Testing

@testable import CrossEntropyONNX

/// What a model is made of, read back by its field numbers in onnx.proto.
@Suite struct ModelStructureTests {
  @Test func theVersionsAreThoseThatWereTested() throws {
    let model = try Self.model("linear-3")
    #expect(model.numbers(1) == [9])
    #expect(model.texts(2) == ["swift-cross-entropy"])
    let operators = model.messages(8)
    #expect(operators.map { $0.texts(1) } == [[""], ["ai.onnx.ml"]])
    #expect(operators.map { $0.numbers(2) } == [[19], [3]])
  }

  @Test(arguments: [
    (
      "linear-3",
      "Concat IsNaN Sub Mul Sub Mul Clip Where MatMul Cast MatMul LabelEncoder LabelEncoder Concat Gather ReduceSum "
        + "Sum Mul Add Softmax ArgMax Gather Cast"
    ),
    (
      "network-2",
      "Concat IsNaN Sub Mul Sub Mul Clip Where Cast MatMul Cast MatMul LabelEncoder LabelEncoder Concat Gather "
        + "ReduceSum Sum Tanh Gemm Tanh Gemm Cast Mul Add Softmax ArgMax Gather Cast"
    ),
    (
      "many-levels",
      "LabelEncoder Concat Gather ReduceSum Sum Mul Add Softmax ArgMax Gather Cast"
    ),
  ])
  func aModelHasNoMoreOperatorsThanItNeeds(name: String, operators: String) throws {
    let graph = try #require(Self.model(name).messages(7).first)
    let nodes = graph.messages(1)
    #expect(nodes.flatMap { $0.texts(4) }.joined(separator: " ") == operators)
    // Every value has one source, and is there before it is used.
    var known = Set(graph.messages(11).flatMap { $0.texts(1) })
    known.formUnion(graph.messages(5).flatMap { $0.texts(8) })
    for node in nodes {
      #expect(known.isSuperset(of: node.texts(1)))
      for output in node.texts(2) { #expect(known.insert(output).inserted) }
    }
    #expect(graph.messages(12).flatMap { $0.texts(1) } == ["label", "probabilities"])
  }

  @Test func aClassifierWithoutColumnsIsRefused() throws {
    let classifier = try #require(ONNXCase.all["linear-2"]).classifier
    var json = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(classifier)) as? [String: Any])
    let targets = try #require((json["schema"] as? [String: Any])?["targets"])
    json["schema"] = ["columns": [Any](), "targets": targets]
    json["encoder"] = ["rules": [Any]()]
    json["model"] = [
      "linear": ["unit": "sigmoid", "features": 0, "outputs": 1, "weights": [0.5]]
    ]
    json["record"] = nil
    let empty = try JSONDecoder().decode(
      TableClassifier.self, from: JSONSerialization.data(withJSONObject: json))
    var error: ONNXExportError?
    do throws(ONNXExportError) {
      _ = try empty.onnxModel()
    } catch let found {
      error = found
    }
    #expect(error == .noColumns)
  }

  private static func model(_ name: String) throws -> Fields {
    try Fields(try #require(ONNXCase.all[name]).classifier.onnxModel())
  }
}

/// The fields of a message, as they stand one after another.
private struct Fields {
  private var varints: [(field: Int, number: UInt64)] = []
  private var contents: [(field: Int, bytes: [UInt8])] = []

  init(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    func varint() throws -> UInt64 {
      var (number, shift): (UInt64, UInt64) = (0, 0)
      while true {
        let next = rest.popFirst()
        let byte = try #require(next)
        number |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return number }
        shift += 7
      }
    }
    while !rest.isEmpty {
      let tag = try varint()
      if tag & 7 == 0 {
        varints.append((Int(tag >> 3), try varint()))
      } else {
        try #require(tag & 7 == 2)
        let count = Int(try varint())
        try #require(count <= rest.count)
        contents.append((Int(tag >> 3), Array(rest.prefix(count))))
        rest = rest.dropFirst(count)
      }
    }
  }

  func numbers(_ field: Int) -> [Int] {
    varints.filter { $0.field == field }.map { Int(bitPattern: UInt($0.number)) }
  }

  func texts(_ field: Int) -> [String] {
    contents.filter { $0.field == field }.map { String(decoding: $0.bytes, as: UTF8.self) }
  }

  func messages(_ field: Int) -> [Fields] {
    contents.filter { $0.field == field }.compactMap { try? Fields($0.bytes) }
  }
}
