// A loss of one's own beside the library's definition of cross entropy, value and gradient, one thread, best of 51.
//
//   swift run -c release --package-path Benchmarks/losses own-loss
//
// Without its kernel the library's loss is formed by its definition, as every loss of one's own is.

import CrossEntropy

/// a·CE + b·RCE with log 0 = A: symmetric cross entropy.
///
/// - Source: Wang et al. 2019, "Symmetric cross entropy for robust learning with noisy labels".
struct SymmetricCrossEntropy: Loss {
  let name = "symmetric_cross_entropy"
  static let isLinearInTarget = true
  var outputUnit: OutputUnit { .softmax }
  var a = 1.0
  var b = 1.0
  var floor = -4.0

  @specialized(where S == Float)
  @specialized(where S == Double)
  func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    let softmax = SoftmaxRow(row)
    var (surprise, hit) = (0.0, 0.0)
    for j in row.indices where target[j] != 0 {
      surprise -= target[j] * softmax.logProbability(row[j].arithmetic)
    }
    softmax.formProbabilities(&row)
    for j in row.indices where target[j] != 0 { hit += target[j] * row[j].arithmetic }
    for j in row.indices {
      let (p, t) = (row[j].arithmetic, target[j])
      row[j] = S(rounding: a * (target.mass * p - t) + b * floor * p * (t - hit))
    }
    return a * surprise - b * floor * (target.mass - hit)
  }
}

/// The library's cross entropy without its kernel.
struct Definition: Loss {
  let name = "definition"
  static let isLinearInTarget = true
  var outputUnit: OutputUnit { .softmax }
  let loss = SoftmaxCrossEntropy()

  func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double { loss.formGradient(&row, target: target) }
}

let (rows, outputs) = (4096, 100)
let logits = try Matrix<Float>(
  rows: rows, columns: outputs, elements: (0..<rows * outputs).map { Float($0 * 7 % 97) / 10 })
let labels = (0..<rows).map { $0 % outputs }
let clock = ContinuousClock()

func seconds(_ objective: Objective) throws -> Double {
  try clock.measure {
    _ = try objective.valueAndGradient(logits: logits, labels: labels, threads: 1)
  } / .seconds(1)
}

for (what, smoothing) in [("labels", 0.0), ("smoothed labels", 0.1)] {
  let own = try Objective(SymmetricCrossEntropy(), labelSmoothing: smoothing)
  let library = try Objective(Definition(), labelSmoothing: smoothing)
  var (ownTimes, libraryTimes) = ([Double](), [Double]())
  for _ in 0..<51 {
    ownTimes.append(try seconds(own))
    libraryTimes.append(try seconds(library))
  }
  let (mine, theirs) = (ownTimes.min() ?? 0, libraryTimes.min() ?? 0)
  print(
    "\(rows) × \(outputs), \(what): own \(mine * 1000) ms, library's definition "
      + "\(theirs * 1000) ms, ratio \(mine / theirs)")
}
