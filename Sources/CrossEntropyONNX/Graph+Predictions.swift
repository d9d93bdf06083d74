internal import CrossEntropyEvaluation
internal import CrossEntropyFiles
internal import CrossEntropyLearning

// From the first sums of a model to labels and probabilities.
extension Graph {
  /// The outputs.
  enum Output {
    static let label = "label"
    static let probabilities = "probabilities"
  }

  /// Adds the layers behind the first one's sums, and gives the logits, in double precision.
  mutating func addLogits(_ layers: [Layer], firstSums: String) -> String {
    var sums = firstSums
    for (layer, next) in zip(layers, layers.dropFirst()) {
      let values = layer.activation.operation.map { add($0, [sums]) } ?? sums
      let weights = constant(next.weights(Array(0..<next.inputs)), "weights")
      sums = add("Gemm", [values, weights, constant(next.biases, "biases")])
    }
    return cast(sums, from: layers[0].type, to: .double)
  }

  /// Adds the outputs: the most probable class of every target, and the probabilities.
  ///
  /// Logits are log-probabilities but for what all classes of a row have in common, and a single logit z stands for 0
  /// and z. A map takes them to a times them + b, so that several maps are one.
  mutating func addPredictions(
    _ logits: String, targets: [Schema.Target], maps: [[Recalibration]]
  ) {
    let isOne = targets.count == 1
    let classes = targets[0].classes.count
    let joined = maps.map { join($0, classes: classes) }
    let shape = isOne ? [classes] : [targets.count, classes]
    let scales = joined.flatMap { map in
      (0..<classes).map { classes == 2 && $0 == 0 ? 0 : map.scale }
    }
    let columns = isOne ? logits : add("Unsqueeze", [logits, constant([2], shape: [1], "axis")])
    let scaled = add(
      "Mul", [columns, constant(SafeTensors.Tensor(shape: shape, scales), "map_scales")])
    let offsets = SafeTensors.Tensor(shape: shape, joined.flatMap(\.offsets))
    let scores = add("Add", [scaled, constant(offsets, "map_offsets")])
    let all = add("Softmax", [scores], ["axis": .int(-1)])

    // The first of equal ones.
    var places = add("ArgMax", [all], ["axis": .int(-1), "keepdims": .int(0)])
    if !isOne {
      let firsts = targets.indices.map { classes * $0 }
      places = add("Add", [places, constant(firsts, shape: [firsts.count], "first_classes")])
    }
    let names = constant(targets.flatMap(\.classes), "classes")
    _ = add("Gather", [names, places], as: Output.label)
    addOutput(
      Output.label, .string, shape: isOne ? [nil] : [nil, targets.count],
      about: labelDescription(targets))

    let shown =
      isOne ? all : add("Gather", [all, constant([1], shape: [], "positive")], ["axis": .int(2)])
    _ = add("Cast", [shown], ["to": .int(ElementType.float.rawValue)], as: Output.probabilities)
    addOutput(
      Output.probabilities, .float, shape: [nil, isOne ? classes : targets.count],
      about: probabilitiesDescription(targets))
  }
}

extension DenseLayer.Activation {
  /// The operator of a hidden layer's activation; nil where it changes nothing.
  fileprivate var operation: String? {
    switch self {
    case .relu: "Relu"
    case .sigmoid: "Sigmoid"
    case .tanh: "Tanh"
    case .softmax: "Softmax"
    case .linear: nil
    }
  }
}

/// a and b of the map that several maps are one after another.
private func join(_ maps: [Recalibration], classes: Int) -> (scale: Double, offsets: [Double]) {
  var (scale, offsets) = (1.0, [Double](repeating: 0, count: classes))
  for map in maps {
    scale *= map.scale
    offsets = zip(offsets, map.offsets).map { $0 * map.scale + $1 }
  }
  return (scale, offsets)
}

private func labelDescription(_ targets: [Schema.Target]) -> String {
  let names = targets.map(\.name)
  return targets.count == 1
    ? "The most probable class of \(names[0])." : "One column per target: \(listText(names))."
}

private func probabilitiesDescription(_ targets: [Schema.Target]) -> String {
  targets.count == 1
    ? "One column per class: \(listText(targets[0].classes))."
    : "Per target that of its second class: \(listText(targets.map { $0.classes[1] }))."
}
