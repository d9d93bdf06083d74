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
  let objective = Objective(
    SoftmaxCrossEntropy(), classWeights: Array(UnsafeBufferPointer(start: weights, count: outputs)),
    labelSmoothing: smoothing)
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

/// One output a row, whose label says yes or no; `squared` is 1 for squared error.
@c(sigmoid_f32)
public func sigmoidFloat(
  _ logits: UnsafePointer<Float>, _ gradient: UnsafeMutablePointer<Float>, _ rows: Int,
  _ labels: UnsafePointer<Int32>, _ threads: Int, _ squared: Int32
) -> Double {
  let objective =
    squared == 1 ? Objective(SquaredError(unit: .sigmoid)) : Objective(SigmoidCrossEntropy())
  return form(objective, logits, gradient, rows, 1, labels, threads)
}

/// X·Wᵀ + b: the sum of the losses, and the gradients of it.
@c(linear_f32)
public func linear(
  _ inputs: UnsafePointer<Float>, _ weights: UnsafePointer<Float>, _ labels: UnsafePointer<Int32>,
  _ rows: Int, _ features: Int, _ classes: Int, _ threads: Int,
  _ inputsGradient: UnsafeMutablePointer<Float>, _ weightsGradient: UnsafeMutablePointer<Float>
) -> Double {
  let x = Matrix(
    rows: rows, columns: features,
    elements: ContiguousArray(UnsafeBufferPointer(start: inputs, count: rows * features)))
  let w = Matrix(
    rows: classes, columns: features,
    elements: ContiguousArray(UnsafeBufferPointer(start: weights, count: classes * features)))
  guard
    let (total, gradients) = try? LinearCrossEntropy().valueAndGradients(
      inputs: x, weights: w, labels: Array(UnsafeBufferPointer(start: labels, count: rows)),
      threads: threads)
  else { return .nan }
  gradients.inputs.elements.withUnsafeBufferPointer {
    if let from = $0.baseAddress { inputsGradient.update(from: from, count: $0.count) }
  }
  gradients.weights.elements.withUnsafeBufferPointer {
    if let from = $0.baseAddress { weightsGradient.update(from: from, count: $0.count) }
  }
  return total.sum
}

/// A copy by so many threads, each its part: the limit of what reads once and writes once.
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
  let name = Array(MatrixProducts.name.utf8CString.prefix(size - 1)) + [0]
  buffer.update(from: name, count: min(size, name.count))
}
