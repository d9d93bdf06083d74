internal import CrossEntropy
internal import CrossEntropyEvaluation

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// The numbers of one block of rows on its way through a network and back.
///
/// Blocks have a fixed number of rows, whatever the batch and the threads are, so that every sum
/// has the same order.
struct Workspace: Sendable {
  /// The most rows of a block.
  static let rows = 128

  private(set) var count = 0
  /// The levels of the rows' categories, as codes.
  private var codes = ContiguousArray<Int32>()
  private let categories: Int
  /// The numbers of the input, before its levels.
  private let numbers: Int
  /// The input's numbers and every layer's output; the last holds logits, and on the way back their gradient.
  private var activations: [ContiguousArray<Float>]
  /// The gradient with respect to a hidden layer's output.
  private var deltas: [ContiguousArray<Float>]
  private var transposed: ContiguousArray<Float>
  /// By hidden layer what the outputs of its units are multiplied by: 0, or 1 over the share that stays; none without
  /// dropout.
  private(set) var masks: [ContiguousArray<Float>]
  private let dropout: Double
  /// The sum of the blocks' gradients, laid out as the parameters are.
  private(set) var gradient: ContiguousArray<Float>
  var total = LossTotal()

  /// Memory for the forward pass, and for the backward pass if it trains.
  init(_ network: NeuralNetwork, of input: NetworkRows, trains: Bool, dropout: Double = 0) {
    (numbers, categories) = (input.numbers.columns, input.levels.categories)
    let widths = [numbers] + network.architecture.layers.map(\.units)
    activations = widths.map { zeros(Self.rows * $0) }
    deltas = trains ? widths.dropFirst().dropLast().map { zeros(Self.rows * $0) } : []
    // The input has no gradient, so that the first layer's weights are never transposed.
    let back = trains ? zip(widths.dropFirst(), widths.dropFirst(2)).map { $0 * $1 } : []
    transposed = zeros(back.max() ?? 0)
    gradient = zeros(trains ? network.parameters.count : 0)
    self.dropout = dropout
    masks = dropout > 0 ? deltas.map { zeros($0.count) } : []
  }

  /// How many blocks this many rows make.
  static func blocks(of count: Int) -> Int { (count + rows - 1) / rows }

  /// The outputs of a row.
  private var outputs: Int { activations[activations.count - 1].count / Self.rows }

  /// The logits of the block, or after `scaleLogits` their gradient.
  var logits: ArraySlice<Float> {
    ArraySlice(activations[activations.count - 1].prefix(count * outputs))
  }

  /// Lends the logits of the block, to be replaced by their gradient.
  mutating func withLogits<Result, Failure: Error>(
    _ body: (inout MutableSpan<Float>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let places = 0..<count * outputs
    var all = activations[activations.count - 1].mutableSpan
    var logits = all._mutatingExtracting(places)
    return try body(&logits)
  }

  /// Sets the gradient to 0.
  mutating func clearGradient() {
    var all = gradient.mutableSpan
    all.update(repeating: 0)
  }

  /// Gathers rows of a table.
  mutating func gather(_ rows: some RandomAccessCollection<Int>, of input: NetworkRows) {
    count = rows.count
    copy(rows, of: input.numbers, to: &activations[0])
    if categories == 0 { return }
    codes.removeAll(keepingCapacity: true)
    for row in rows {
      codes += input.levels.codes[row * categories..<(row + 1) * categories]
    }
  }

  /// Draws the units that are left out of each row, by its number and not by its place in a batch.
  mutating func drawMasks(of rows: some RandomAccessCollection<Int>, seed: RandomSeed) {
    let kept = Float(1 / (1 - dropout))
    let bound = UInt32(dropout * 0x1p32)
    for layer in masks.indices {
      let units = masks[layer].count / Self.rows
      let half = (units + 1) / 2
      let seed = seed.derived(UInt64(layer))
      var drawn = ContiguousArray<UInt64>(repeating: 0, count: half)
      var words = drawn.mutableSpan
      var all = masks[layer].mutableSpan
      var place = 0
      for row in rows {
        // A word is for a unit of the first half and one of the second.
        seed.draw(into: &words, from: UInt64(row) * UInt64(half))
        var mask = all._mutatingExtracting(place..<place + units)
        for j in 0..<half { mask[j] = UInt32(truncatingIfNeeded: words[j]) < bound ? 0 : kept }
        for j in half..<units {
          mask[j] = UInt32(truncatingIfNeeded: words[j - half] >> 32) < bound ? 0 : kept
        }
        place += units
      }
    }
  }

  /// Adds the gradient of other blocks.
  mutating func addGradient(_ part: ContiguousArray<Float>) {
    let count = gradient.count
    let x = part.span.extracting(0..<count)
    var sum = gradient.mutableSpan
    for i in 0..<count { sum[i] += x[i] }
  }

  /// Adds λW to the gradient; biases are free.
  mutating func addPenalty(_ l2: Float, of network: NeuralNetwork) {
    for layer in network.architecture.layers.indices {
      for i in network.offsets[layer]..<network.biasOffset(of: layer) {
        gradient[i] += l2 * network.parameters[i]
      }
    }
  }

  /// Forms the logits.
  mutating func forward(_ network: NeuralNetwork) {
    let last = network.architecture.layers.count - 1
    for (layer, dense) in network.architecture.layers.enumerated() {
      let input = activations[layer]
      formOutput(
        &activations[layer + 1], of: input, layer == 0 ? codes : [], categories, network, layer,
        rows: count, layer == last ? .linear : dense.activation)
      if layer < masks.count { multiply(&activations[layer + 1], by: masks[layer], rows: count) }
    }
  }

  /// Scales the gradient of the logits.
  ///
  /// Values below 1e-30 become 0: products with subnormal numbers are many times slower, and no
  /// step would notice them.
  mutating func scaleLogits(by scale: Float) {
    withLogits { logits in
      for i in logits.indices { logits[i] = abs(logits[i]) < 1e-30 ? 0 : scale * logits[i] }
    }
  }

  /// Adds the gradient of every parameter, formed from that of the logits.
  mutating func backward(_ network: NeuralNetwork) {
    let layers = network.architecture.layers
    for layer in layers.indices.reversed() {
      let units = layers[layer].units
      let input = activations[layer]
      let delta = layer == layers.count - 1 ? activations[layer + 1] : deltas[layer]
      addLayerGradient(
        to: &gradient, input: input, layer == 0 ? codes : [], categories, delta: delta, network,
        layer, rows: count)
      guard layer > 0 else { continue }
      transpose(network, layer, into: &transposed)
      formDelta(
        &deltas[layer - 1], of: delta, units: units, transposed, output: input,
        share: masks.isEmpty ? 1 : Float(1 - dropout), rows: count, layers[layer - 1].activation)
      if !masks.isEmpty { multiply(&deltas[layer - 1], by: masks[layer - 1], rows: count) }
    }
  }
}

private func zeros(_ count: Int) -> ContiguousArray<Float> {
  ContiguousArray(repeating: 0, count: count)
}

@inline(__always)
private func copy(
  _ rows: some RandomAccessCollection<Int>, of features: Matrix<Float>,
  to target: inout ContiguousArray<Float>
) {
  let columns = features.columns
  let source = features.elements.span
  var all = target.mutableSpan
  var place = 0
  for row in rows {
    let start = row * columns
    let from = source.extracting(start..<start + columns)
    var to = all._mutatingExtracting(place..<place + columns)
    for j in 0..<columns { to[j] = from[j] }
    place += columns
  }
}

/// activation(xW + b) of the first rows; the last of x may be levels, as codes.
private func formOutput(
  _ output: inout ContiguousArray<Float>, of input: ContiguousArray<Float>,
  _ codes: ContiguousArray<Int32>, _ categories: Int, _ network: NeuralNetwork, _ layer: Int,
  rows: Int,
  _ activation: DenseLayer.Activation
) {
  let (inputs, units) = (input.count / Workspace.rows, network.architecture.layers[layer].units)
  let (start, biases) = (network.offsets[layer], network.biasOffset(of: layer))
  let parameters = network.parameters.span
  var all = output.mutableSpan
  var z = all._mutatingExtracting(0..<rows * units)
  multiply(
    input.span.extracting(0..<rows * inputs),
    parameters.extracting(start..<start + inputs * units), into: &z, rows: rows, depth: inputs,
    columns: units)
  if !codes.isEmpty {
    addWeights(
      of: codes.span, categories: categories,
      parameters.extracting(start + inputs * units..<biases), to: &z, outputs: units)
  }
  let bias = parameters.extracting(biases..<biases + units)
  for i in 0..<rows {
    var row = z._mutatingExtracting(i * units..<i * units + units)
    for j in 0..<units { row[j] += bias[j] }
  }
  switch activation {
  case .linear, .softmax: break
  case .relu:
    // Written so that a NaN stays.
    for i in z.indices {
      let sum = z[i]
      z[i] = sum < 0 ? 0 : sum
    }
  case .sigmoid: for i in z.indices { z[i] = 1 / (1 + expf(-z[i])) }
  case .tanh: for i in z.indices { z[i] = tanhf(z[i]) }
  }
}

/// Adds xᵀδ, the gradient of a layer's weights, and Σ δ, that of its biases.
private func addLayerGradient(
  to gradient: inout ContiguousArray<Float>, input: ContiguousArray<Float>,
  _ codes: ContiguousArray<Int32>, _ categories: Int, delta: ContiguousArray<Float>,
  _ network: NeuralNetwork, _ layer: Int, rows: Int
) {
  let (inputs, units) = (input.count / Workspace.rows, network.architecture.layers[layer].units)
  let (start, biases) = (network.offsets[layer], network.biasOffset(of: layer))
  let d = delta.span.extracting(0..<rows * units)
  var all = gradient.mutableSpan
  var weights = all._mutatingExtracting(start..<start + inputs * units)
  multiplyTransposed(
    input.span.extracting(0..<rows * inputs), d, addingTo: &weights, rows: inputs, depth: rows,
    columns: units)
  if !codes.isEmpty {
    var levels = all._mutatingExtracting(start + inputs * units..<biases)
    addGradient(of: codes.span, categories: categories, d, to: &levels, outputs: units)
  }
  var sums = all._mutatingExtracting(biases..<biases + units)
  for i in 0..<rows {
    let row = d.extracting(i * units..<i * units + units)
    for j in 0..<units { sums[j] += row[j] }
  }
}

/// Multiplies the first rows, number by number.
private func multiply(
  _ numbers: inout ContiguousArray<Float>, by factors: ContiguousArray<Float>, rows: Int
) {
  let count = numbers.count / Workspace.rows * rows
  let f = factors.span.extracting(0..<count)
  var all = numbers.mutableSpan
  for i in 0..<count { all[i] *= f[i] }
}

/// δWᵀ times the slope of the layer below, from its output, which dropout has divided by a share.
private func formDelta(
  _ delta: inout ContiguousArray<Float>, of above: ContiguousArray<Float>, units: Int,
  _ transposed: ContiguousArray<Float>, output: ContiguousArray<Float>, share: Float, rows: Int,
  _ activation: DenseLayer.Activation
) {
  let columns = output.count / Workspace.rows
  let size = rows * columns
  let a = output.span.extracting(0..<size)
  var all = delta.mutableSpan
  var d = all._mutatingExtracting(0..<size)
  multiply(
    above.span.extracting(0..<rows * units), transposed.span.extracting(0..<units * columns),
    into: &d, rows: rows, depth: units, columns: columns)
  switch activation {
  case .linear, .softmax: break
  case .relu:
    for i in 0..<size {
      // Read in any case: a read that depends on a is a branch per number.
      let slope = d[i]
      d[i] = a[i] > 0 ? slope : 0
    }
  case .sigmoid:
    for i in 0..<size {
      let output = share * a[i]
      d[i] *= output * (1 - output)
    }
  case .tanh:
    for i in 0..<size {
      let output = share * a[i]
      d[i] *= 1 - output * output
    }
  }
}

/// Wᵀ of a layer.
private func transpose(_ network: NeuralNetwork, _ layer: Int, into t: inout ContiguousArray<Float>)
{
  let (rows, columns) = (network.inputs(of: layer), network.architecture.layers[layer].units)
  let start = network.offsets[layer]
  let weights = network.parameters.span.extracting(start..<start + rows * columns)
  var all = t.mutableSpan
  for j in 0..<columns {
    var to = all._mutatingExtracting(j * rows..<j * rows + rows)
    for i in 0..<rows { to[i] = weights[i * columns + j] }
  }
}
