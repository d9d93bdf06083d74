internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// The domain of ONNX's operators of machine learning.
let machineLearning = "ai.onnx.ml"

extension TableClassifier {
  /// The message ModelProto: a graph, and what there is to say of it.
  func modelMessage(_ graph: Graph) -> ProtocolBuffer {
    .message {
      // The version of the format, then those of its two sets of operators.
      $0.add(1, 9)
      $0.add(2, "swift-cross-entropy")
      $0.add(3, record?.origin?.program ?? "")
      $0.add(7, graph.message(name: "classifier"))
      $0.add(8, entry("", 19))
      $0.add(8, entry(machineLearning, 3))
      for (key, value) in onnxMetadata { $0.add(14, entry(key, value)) }
    }
  }

  /// What the model predicts, how it was trained and where it comes from; names are lists in JSON.
  private var onnxMetadata: [(key: String, value: String)] {
    var metadata = [("targets", listText(targets)), ("classes", listText(classes))]
    guard let record else { return metadata }
    let parameters = record.loss.parameters.sorted { $0.key < $1.key }
    metadata += [
      ("loss", record.loss.name + parameters.map { ":\($0)=\($1)" }.joined()),
      ("model", record.model.name), ("reading", record.reading.rawValue),
      ("rows", "\(record.rows)"),
    ]
    if let expected = record.expected {
      metadata.append(("expected_log_loss", "\(expected.logLoss)"))
    }
    guard let origin = record.origin else { return metadata }
    return metadata + [
      ("program", origin.program), ("table", origin.table), ("table_sha256", origin.sha256),
      ("request", origin.request),
    ]
  }
}

/// The message OperatorSetIdProto.
private func entry(_ domain: String, _ version: Int) -> ProtocolBuffer {
  .message {
    $0.add(1, domain)
    $0.add(2, version)
  }
}

/// The message StringStringEntryProto.
private func entry(_ key: String, _ value: String) -> ProtocolBuffer {
  .message {
    $0.add(1, key)
    $0.add(2, value)
  }
}
