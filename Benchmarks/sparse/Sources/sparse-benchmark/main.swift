// Fits the rows in WORKFOLDER on one thread and prints what it took: sparse-benchmark WORKFOLDER C TOLERANCE [REPEATS].
//
// WORKFOLDER holds starts.i64, places.i32, numbers.f64 and labels.i32, as peers.py writes them. The objective is
// liblinear's, |w|²/2 + C Σ ℓ, which is C times the number of rows times ours.

import CrossEntropy
import CrossEntropyLearning
import Foundation

let arguments = CommandLine.arguments
let folder = URL(fileURLWithPath: arguments[1])
let c = Double(arguments[2])!
let tolerance = Double(arguments[3])!
let repeats = arguments.count > 4 ? Int(arguments[4])! : 5

func numbers<T>(_ name: String, of type: T.Type) throws -> [T] {
  let data = try Data(contentsOf: folder.appendingPathComponent(name))
  return data.withUnsafeBytes { Array($0.bindMemory(to: T.self)) }
}

let labels = try numbers("labels.i32", of: Int32.self)
let starts = try numbers("starts.i64", of: Int.self)
let places = try numbers("places.i32", of: Int32.self)
let rows = SparseRows(
  width: Int(places.max()!) + 1, starts: starts, places: places,
  numbers: try numbers("numbers.f64", of: Double.self))!
let design = DesignMatrix(features: rows)
let scale = c * Double(labels.count)
let trainer = LinearTrainer(
  Objective(SigmoidCrossEntropy()), l2: 1 / scale, tolerance: tolerance)
let clock = ContinuousClock()
var seconds: [Double] = []
var (objective, steps) = (0.0, 0)
for _ in 0..<repeats {
  let start = clock.now
  let fit = try trainer.fit(design, labels: labels, classes: 2)
  (objective, steps) = (fit.objective * scale, fit.iterations)
  seconds.append((clock.now - start) / .seconds(1))
}
seconds.sort()
print(
  "xent       tolerance \(tolerance)  median \(seconds[repeats / 2]) s, least \(seconds[0]) s"
    + "  objective \(objective)  \(steps) steps")
