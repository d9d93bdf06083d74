internal import CrossEntropyFiles
public import CrossEntropyLearning

extension TableClassifier {
  /// The classifier as an ONNX model, which runs wherever ONNX does, and gives the same labels and probabilities.
  ///
  /// There is one input per column, under the column's name, of shape [rows, 1]: numbers as `double`, NaN where a cell
  /// is missing; dates as days since 1970-01-01; texts as `string`, empty where a cell is missing. A text that training
  /// did not have is predicted from the other columns. Sparse numbers are one `double` input of shape [rows, places],
  /// zeros included. A column called `label` or `probabilities`, as the outputs are,
  /// gets an underscore behind its name.
  ///
  /// - `label`, `string` [rows]: the most probable class; the first on ties.
  /// - `probabilities`, `float` [rows, classes]: one column per class, in the order of `classes`.
  ///
  /// With several targets both have the shape [rows, targets], and a probability is that of the target's second, the
  /// positive class. Encoding, weights and maps are all part of the model; the metadata says what it predicts, how it
  /// was trained and where it comes from.
  ///
  /// ```python
  /// session = onnxruntime.InferenceSession("model.onnx")
  /// cells = {i.name: table[[i.name]].to_numpy() for i in session.get_inputs()}
  /// label, probabilities = session.run(None, cells)
  /// ```
  /// - Edges: texts are compared byte by byte, so an é of two code points is another text than that of one. Numbers
  ///   are the cells' values: of `12 %` the 12.
  /// - Error: probabilities are rounded to single precision; before that they differ by the order of sums alone.
  ///   `PeerRunTests` holds them to 1e-6.
  public func onnxModel() throws(ONNXExportError) -> [UInt8] {
    if columns.isEmpty { throw .noColumns }
    if let text = schema.columns.first(where: { $0.kind == .text }) {
      throw .readsWords(column: text.name)
    }
    let layers = Layer.layers(of: model)
    let mostInputs = mostCells / max(1, layers[0].units)
    for (column, rule) in zip(columns, encoder.rules) {
      if case .sparse(let rule) = rule, rule.inputs > mostInputs {
        throw .tooWide(column: column, indices: rule.inputs, most: mostInputs)
      }
    }
    let bytes = layers.reduce(0) { $0 + $1.bytes }
    if bytes > mostBytes { throw .tooLarge(bytes: bytes, most: mostBytes) }
    var names = Set(columns + [Graph.Output.label, Graph.Output.probabilities])
    let inputs = zip(schema.columns, encoder.rules).map { column, rule in
      InputColumn(name: inputName(column.name, besides: &names), column: column, rule: rule)
    }
    var graph = Graph(inputs: inputs.map(\.name))
    graph.addInputs(inputs)
    let sums = graph.addFirstSums(layers[0], inputs)
    let logits = graph.addLogits(layers, firstSums: sums)
    graph.addPredictions(logits, targets: schema.targets, maps: maps)
    let model = modelMessage(graph).bytes
    if model.count > mostBytes { throw .tooLarge(bytes: model.count, most: mostBytes) }
    return model
  }
}

/// The ONNX model of the classifier in a file that `TableClassifier.save(to:)` wrote; see
/// ``CrossEntropyLearning/TableClassifier/onnxModel()``.
public func onnxModel(ofFile bytes: [UInt8]) throws(ONNXExportError) -> [UInt8] {
  let classifier: TableClassifier
  do throws(ModelFileError) {
    classifier = try TableClassifier(fileBytes: bytes)
  } catch {
    throw .file(error)
  }
  return try classifier.onnxModel()
}

/// The most weights of one column's indices, those without a weight among them: 128 MB.
private let mostCells = 1 << 24

/// What a protocol buffer may have.
private let mostBytes = Int(Int32.max)

/// The column's name, unless an output has it.
private func inputName(_ name: String, besides names: inout Set<String>) -> String {
  guard [Graph.Output.label, Graph.Output.probabilities].contains(name) else { return name }
  var free = name
  while names.contains(free) { free += "_" }
  names.insert(free)
  return free
}
