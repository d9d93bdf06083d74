internal import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The buffers of one block of rows on its way through a network and back.
///
/// Blocks have a fixed number of rows, whatever the batch and the threads are, so that every sum
/// has the same order.
final class Workspace: @unchecked Sendable {
  /// The most rows of a block.
  static let rows = 128

  private(set) var count = 0
  /// The input and every layer's output; the last holds logits, and on the way back their gradient.
  private let activations: [UnsafeMutableBufferPointer<Float>]
  /// The gradient with respect to a hidden layer's output.
  private let deltas: [UnsafeMutableBufferPointer<Float>]
  private let transposed: UnsafeMutableBufferPointer<Float>
  /// The sum of the blocks' gradients, laid out as the parameters are.
  let gradient: UnsafeMutableBufferPointer<Float>
  let labels: UnsafeMutableBufferPointer<Int32>
  var total = LossTotal()

  /// Memory for the forward pass, and for the backward pass if it trains.
  init(_ network: Network, trains: Bool) {
    let widths = [network.features] + network.architecture.layers.map(\.units)
    activations = widths.map { .zeros(Self.rows * $0) }
    deltas = trains ? widths.dropFirst().dropLast().map { .zeros(Self.rows * $0) } : []
    labels = .zeros(Self.rows)
    // The input has no gradient, so that the first layer's weights are never transposed.
    let back = trains ? zip(widths.dropFirst(), widths.dropFirst(2)).map { $0 * $1 } : []
    transposed = .zeros(back.max() ?? 0)
    gradient = .zeros(trains ? network.parameters.count : 0)
  }

  /// How many blocks this many rows make.
  static func blocks(of count: Int) -> Int { (count + rows - 1) / rows }

  deinit {
    for buffer in activations + deltas + [transposed, gradient] { buffer.deallocate() }
    labels.deallocate()
  }

  /// The logits of the block, or after `backward` their gradient.
  var logits: UnsafeMutableBufferPointer<Float> {
    let last = activations[activations.count - 1]
    return UnsafeMutableBufferPointer(rebasing: last[0..<count * (last.count / Self.rows)])
  }

  /// Takes consecutive rows.
  func load(_ features: UnsafeBufferPointer<Float>, rows: Int) {
    count = rows
    _ = activations[0].update(from: features)
  }

  /// Gathers rows of a table.
  func gather(
    _ order: ArraySlice<Int>, _ features: UnsafeBufferPointer<Float>, columns: Int,
    labels source: UnsafeBufferPointer<Int32>
  ) {
    count = order.count
    guard let to = activations[0].baseAddress, let from = features.baseAddress else { return }
    for (i, row) in order.enumerated() {
      (to + i * columns).update(from: from + row * columns, count: columns)
      if !source.isEmpty { labels[i] = source[row] }
    }
  }

  /// Forms the logits.
  func forward(_ network: Network) {
    network.parameters.withUnsafeBufferPointer { parameters in
      for (layer, dense) in network.architecture.layers.enumerated() {
        let inputs = network.inputs(of: layer)
        guard let w = parameters.baseAddress, let x = activations[layer].baseAddress,
          let z = activations[layer + 1].baseAddress
        else { return }
        multiply(
          x, w + network.offsets[layer], into: z, rows: count, depth: inputs, columns: dense.units)
        let isOutput = layer == network.architecture.layers.count - 1
        activate(
          z, bias: w + network.biasOffset(of: layer), units: dense.units,
          isOutput ? .linear : dense.activation)
      }
    }
  }

  /// Scales the gradient of the logits.
  ///
  /// Values below 1e-30 become 0: products with subnormal numbers are many times slower, and no
  /// step would notice them.
  func scaleLogits(by scale: Float) {
    let logits = logits
    for i in logits.indices { logits[i] = abs(logits[i]) < 1e-30 ? 0 : scale * logits[i] }
  }

  /// Adds the gradient of every parameter, formed from that of the logits.
  func backward(_ network: Network) {
    network.parameters.withUnsafeBufferPointer { parameters in
      for layer in network.architecture.layers.indices.reversed() {
        let inputs = network.inputs(of: layer)
        let units = network.architecture.layers[layer].units
        let isOutput = layer == network.architecture.layers.count - 1
        let delta = isOutput ? activations[layer + 1] : deltas[layer]
        guard let x = activations[layer].baseAddress, let d = delta.baseAddress,
          let g = gradient.baseAddress, let w = parameters.baseAddress,
          let t = transposed.baseAddress
        else { return }
        multiplyTransposed(
          x, d, addingTo: g + network.offsets[layer], rows: inputs, depth: count, columns: units)
        addColumns(d, units: units, to: g + network.biasOffset(of: layer))
        guard layer > 0, let back = deltas[layer - 1].baseAddress else { continue }
        let from = w + network.offsets[layer]
        transpose(from, rows: inputs, columns: units, into: t)
        multiply(d, t, into: back, rows: count, depth: units, columns: inputs)
        multiplyBySlope(
          back, output: x, count: count * inputs, network.architecture.layers[layer - 1].activation)
      }
    }
  }

  private func activate(
    _ z: UnsafeMutablePointer<Float>, bias: UnsafePointer<Float>, units: Int,
    _ activation: Activation
  ) {
    for i in 0..<count {
      let row = z + i * units
      for j in 0..<units { row[j] += bias[j] }
    }
    let all = count * units
    switch activation {
    case .linear, .softmax: break
    case .relu:
      // Written so that a NaN stays.
      for i in 0..<all {
        let sum = z[i]
        z[i] = sum < 0 ? 0 : sum
      }
    case .sigmoid: for i in 0..<all { z[i] = 1 / (1 + expf(-z[i])) }
    case .tanh: for i in 0..<all { z[i] = tanhf(z[i]) }
    }
  }

  /// The slope of an activation, from its output.
  private func multiplyBySlope(
    _ delta: UnsafeMutablePointer<Float>, output a: UnsafePointer<Float>, count: Int,
    _ activation: Activation
  ) {
    switch activation {
    case .linear, .softmax: break
    case .relu:
      for i in 0..<count {
        // Read in any case: a read that depends on a is a branch per number.
        let slope = delta[i]
        delta[i] = a[i] > 0 ? slope : 0
      }
    case .sigmoid: for i in 0..<count { delta[i] *= a[i] * (1 - a[i]) }
    case .tanh: for i in 0..<count { delta[i] *= 1 - a[i] * a[i] }
    }
  }

  private func transpose(
    _ a: UnsafePointer<Float>, rows: Int, columns: Int, into t: UnsafeMutablePointer<Float>
  ) {
    for j in 0..<columns {
      let to = t + j * rows
      var from = a + j
      for i in 0..<rows {
        to[i] = from[0]
        from += columns
      }
    }
  }

  private func addColumns(
    _ d: UnsafePointer<Float>, units: Int, to sums: UnsafeMutablePointer<Float>
  ) {
    for i in 0..<count {
      let row = d + i * units
      for j in 0..<units { sums[j] += row[j] }
    }
  }
}

extension UnsafeMutableBufferPointer where Element: Numeric {
  fileprivate static func zeros(_ count: Int) -> Self {
    let buffer = allocate(capacity: count)
    buffer.initialize(repeating: 0)
    return buffer
  }
}
