// Fits the table in WORKFOLDER and prints one line of JSON: linear-benchmark WORKFOLDER [THREADS].
//
// WORKFOLDER holds X.f64 (rows × 50 numbers, row after row) and y.i32, as peers.py writes them.

import CrossEntropy
import CrossEntropyLearning
import Foundation

/// What does the matrix products, of the library's C code: no part of its interface.
@_silgen_name("cek_products_name") func matrixProducts() -> UnsafePointer<CChar>

let arguments = CommandLine.arguments
let folder = URL(fileURLWithPath: arguments[1])
let threads = arguments.count > 2 ? Int(arguments[2])! : 2
let lambda = 1e-4

func numbers<T>(_ name: String, of type: T.Type) throws -> [T] {
  let data = try Data(contentsOf: folder.appendingPathComponent(name))
  return data.withUnsafeBytes { Array($0.bindMemory(to: T.self)) }
}

let labels = try numbers("y.i32", of: Int32.self)
let features = ContiguousArray(try numbers("X.f64", of: Double.self))
let classes = Int(labels.max()!) + 1
let design = DesignMatrix(
  features: try Matrix(
    rows: labels.count, columns: features.count / labels.count, elements: features))

let clock = ContinuousClock()
let start = clock.now
let trainer = LinearTrainer(
  Objective(SoftmaxCrossEntropy()), l2: lambda, tolerance: 1e-6, threads: threads)
let fit = try trainer.fit(design, labels: labels, classes: classes)
let seconds = (clock.now - start) / .seconds(1)

let loss = try Objective(SoftmaxCrossEntropy())
  .value(logits: fit.model.logits(design), labels: labels)
print(
  "{\"solver\":\"xent\",\"seconds\":\(seconds),\"iterations\":\(fit.iterations),"
    + "\"evaluations\":\(fit.evaluations),\"objective\":\(fit.objective),"
    + "\"log_loss\":\(try loss.value(of: .meanOverRows)),\"gradient\":\(fit.gradientNorm),"
    + "\"threads\":\(threads),\"products\":\"\(String(cString: matrixProducts()))\"}")
