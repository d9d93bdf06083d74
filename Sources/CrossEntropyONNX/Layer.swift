internal import CrossEntropy
internal import CrossEntropyFiles
internal import CrossEntropyLearning

/// activation(xW + b), in the precision in which it was trained.
struct Layer {
  /// W row by row, and then b.
  enum Numbers {
    case doubles(ContiguousArray<Double>)
    case floats(ContiguousArray<Float>)
  }

  let numbers: Numbers
  let inputs: Int
  let units: Int
  let activation: DenseLayer.Activation

  /// The layers of a model, up to its logits: the last one has no activation.
  static func layers(of model: TableClassifier.Model) -> [Layer] {
    switch model {
    case .linear(let model):
      return [
        Layer(
          numbers: .doubles(model.weights.elements), inputs: model.features, units: model.outputs,
          activation: .linear)
      ]
    case .network(let network):
      var layers: [Layer] = []
      var (inputs, place) = (network.features, 0)
      for (index, layer) in network.architecture.layers.enumerated() {
        let end = place + (inputs + 1) * layer.units
        let isLast = index == network.architecture.layers.count - 1
        layers.append(
          Layer(
            numbers: .floats(ContiguousArray(network.parameters[place..<end])), inputs: inputs,
            units: layer.units, activation: isLast ? .linear : layer.activation))
        (inputs, place) = (layer.units, end)
      }
      return layers
    }
  }

  /// The type of its numbers.
  var type: Graph.ElementType {
    switch numbers {
    case .doubles: .double
    case .floats: .float
    }
  }

  /// The bytes that its numbers take.
  var bytes: Int {
    switch numbers {
    case .doubles(let all): all.count * MemoryLayout<Double>.size
    case .floats(let all): all.count * MemoryLayout<Float>.size
    }
  }

  /// b.
  var biases: SafeTensors.Tensor { tensor(shape: [units], rows: [inputs]) }

  /// These rows of W; a row of zeros for nil.
  func weights(_ rows: [Int?]) -> SafeTensors.Tensor {
    tensor(shape: [rows.count, units], rows: rows)
  }

  private func tensor(shape: [Int], rows: [Int?]) -> SafeTensors.Tensor {
    switch numbers {
    case .doubles(let all): SafeTensors.Tensor(shape: shape, gathered(all, rows))
    case .floats(let all): SafeTensors.Tensor(shape: shape, gathered(all, rows))
    }
  }

  private func gathered<Number: BinaryFloatingPoint>(
    _ all: ContiguousArray<Number>, _ rows: [Int?]
  ) -> [Number] {
    var numbers: [Number] = []
    numbers.reserveCapacity(rows.count * units)
    for row in rows {
      if let row {
        numbers += all[row * units..<(row + 1) * units]
      } else {
        numbers += repeatElement(0, count: units)
      }
    }
    return numbers
  }
}
