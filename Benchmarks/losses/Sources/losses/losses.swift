// The losses behind a C interface: rows of logits, labels, and the sum of the losses as the result. The
// gradient is written where `gradient` points, which may be the logits themselves.

import CrossEntropy
import Dispatch

private func form<S: LogitScalar>(
  _ objective: Objective, _ logits: UnsafePointer<S>, _ gradient: UnsafeMutablePointer<S>,
  _ rows: Int, _ outputs: Int, _ labels: UnsafePointer<Int32>, _ threads: Int
) -> Double {
  do {
    let labels = UnsafeBufferPointer(start: labels, count: rows).span
    var g = UnsafeMutableBufferPointer(start: gradient, count: rows * outputs).mutableSpan
    if UnsafePointer(gradient) == logits {
      return try objective.formGradient(&g, outputs: outputs, labels: labels, threads: threads).sum
    }
    let z = UnsafeBufferPointer(start: logits, count: rows * outputs).span
    return try objective.formGradient(
      of: z, into: &g, outputs: outputs, labels: labels, threads: threads
    ).sum
  } catch {
    return .nan
  }
}

private let softmax = Objective(SoftmaxCrossEntropy())

/// Softmax cross entropy.
@c(softmax_f32)
public func softmaxFloat(
  _ logits: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>, _ rows: Int,
  _ outputs: Int, _ labels: UnsafePointer<Int32>, _ threads: Int
) -> Double {
  form(softmax, logits, gradient, rows, outputs, labels, threads)
}

/// The same with class weights and label smoothing.
@c(softmax_weighted_f32)
public func softmaxWeighted(
  _ logits: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>, _ rows: Int,
  _ outputs: Int, _ labels: UnsafePointer<Int32>, _ threads: Int, _ weights: UnsafePointer<Double>,
  _ smoothing: Double
) -> Double {
  guard
    let objective = try? Objective(
      SoftmaxCrossEntropy(),
      classWeights: Array(UnsafeBufferPointer(start: weights, count: outputs)),
      labelSmoothing: smoothing)
  else { return .nan }
  return form(objective, logits, gradient, rows, outputs, labels, threads)
}

/// The same of BFloat16 logits.
@c(softmax_bf16)
public func softmaxHalf(
  _ logits: UnsafePointer<UInt16>, _ gradient: UnsafeMutablePointer<UInt16>, _ rows: Int,
  _ outputs: Int, _ labels: UnsafePointer<Int32>, _ threads: Int
) -> Double {
  let count = rows * outputs
  return UnsafeRawPointer(logits).withMemoryRebound(to: BFloat16.self, capacity: count) { z in
    UnsafeMutableRawPointer(gradient).withMemoryRebound(to: BFloat16.self, capacity: count) { g in
      form(softmax, z, g, rows, outputs, labels, threads)
    }
  }
}

/// One output per row, whose label says yes or no; `squared` is 1 for squared error.
@c(sigmoid_f32)
public func sigmoidFloat(
  _ logits: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>, _ rows: Int,
  _ labels: UnsafePointer<Int32>, _ threads: Int, _ squared: Int32
) -> Double {
  let objective =
    squared == 1 ? Objective(SquaredError(unit: .sigmoid)) : Objective(SigmoidCrossEntropy())
  return form(objective, logits, gradient, rows, 1, labels, threads)
}

/// A linear layer, as a program holds one between its steps.
private final class Layer {
  let inputs: Matrix<Float>
  let weights: Matrix<Float>
  let labels: [Int32]
  var gradients: LinearCrossEntropy.Gradients<Float>?

  init(_ inputs: Matrix<Float>, _ weights: Matrix<Float>, _ labels: [Int32]) {
    (self.inputs, self.weights, self.labels) = (inputs, weights, labels)
  }
}

/// X, W and labels, copied once; `close_linear` frees them.
@c(open_linear_f32)
public func openLinear(
  _ inputs: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ labels: UnsafePointer<Int32>,
  _ rows: Int, _ features: Int, _ classes: Int
) -> UnsafeMutableRawPointer {
  func matrix(_ from: UnsafePointer<Float>, rows: Int) -> Matrix<Float> {
    var matrix = Matrix<Float>(rows: rows, columns: features, repeating: 0)
    for i in 0..<rows {
      for j in 0..<features { matrix[i, j] = from[i * features + j] }
    }
    return matrix
  }
  let layer = Layer(
    matrix(inputs, rows: rows), matrix(weights, rows: classes),
    Array(UnsafeBufferPointer(start: labels, count: rows)))
  return Unmanaged.passRetained(layer).toOpaque()
}

/// Softmax cross entropy of X·Wᵀ: the sum of the losses; the gradients stay with the layer.
@c(linear_f32)
public func linear(_ layer: UnsafeMutableRawPointer, _ threads: Int) -> Double {
  let layer = Unmanaged<Layer>.fromOpaque(layer).takeUnretainedValue()
  layer.gradients = nil
  guard
    let (total, gradients) = try? LinearCrossEntropy().valueAndGradients(
      inputs: layer.inputs, weights: layer.weights, labels: layer.labels, threads: threads)
  else { return .nan }
  layer.gradients = gradients
  return total.sum
}

/// Copies the last gradients out.
@c(linear_gradients_f32)
public func linearGradients(
  _ layer: UnsafeMutableRawPointer, _ inputs: UnsafeMutablePointer<Float>,
  _ weights: UnsafeMutablePointer<Float>
) {
  let layer = Unmanaged<Layer>.fromOpaque(layer).takeUnretainedValue()
  guard let gradients = layer.gradients else { return }
  for (part, to) in [(gradients.inputs, inputs), (gradients.weights, weights)] {
    part.elements.withUnsafeBufferPointer {
      if let from = $0.baseAddress { to.update(from: from, count: $0.count) }
    }
  }
}

/// Frees the layer.
@c(close_linear)
public func closeLinear(_ layer: UnsafeMutableRawPointer) {
  Unmanaged<Layer>.fromOpaque(layer).release()
}

/// A copy by several threads, each its part: the limit of what reads once and writes once.
@c(copy_bytes)
public func copyBytes(
  _ from: UnsafeRawPointer, _ to: UnsafeMutableRawPointer, _ count: Int, _ threads: Int
) {
  nonisolated(unsafe) let (from, to) = (from, to)
  if threads == 1 {
    to.copyMemory(from: from, byteCount: count)
    return
  }
  DispatchQueue.concurrentPerform(iterations: threads) { part in
    let start = count * part / threads
    let end = count * (part + 1) / threads
    (to + start).copyMemory(from: from + start, byteCount: end - start)
  }
}

/// What does the matrix products.
@c(products_name)
public func productsName(_ buffer: UnsafeMutablePointer<CChar>, _ size: Int) {
  let name = Array(String(cString: matrixProducts()).utf8CString.prefix(size - 1)) + [0]
  buffer.update(from: name, count: min(size, name.count))
}

/// What does the matrix products, of the library's C code: no part of its interface.
@_silgen_name("cek_products_name") private func matrixProducts() -> UnsafePointer<CChar>
