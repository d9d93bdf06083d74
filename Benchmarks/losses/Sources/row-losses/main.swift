// What a batch costs that also gives the loss of every row, or the gradient of a mean, and what sums of objectives and
// distillation do: processor time of one thread, median of 31, the calls in turn.
//
//   swift run -c release --package-path Benchmarks/losses row-losses

import CrossEntropy

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// This thread's own time, in seconds: others on the machine add little to it.
func seconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)
}

/// The medians of some calls that are made in turn, in nanoseconds.
func medians(_ count: Int, repeats: Int, _ call: (Int) throws -> Void) rethrows -> [Double] {
  var times = [[Double]](repeating: [], count: count)
  for _ in 0..<31 {
    for which in 0..<count {
      let start = seconds()
      for _ in 0..<repeats { try call(which) }
      times[which].append((seconds() - start) / Double(repeats) * 1e9)
    }
  }
  return times.map { $0.sorted()[15] }
}

func time<S: LogitScalar>(
  _ name: String, _: S.Type, rows: Int, outputs: Int, reach: Double = 2, _ objective: Objective
) throws {
  let z = ContiguousArray<S>(
    (0..<rows * outputs).map {
      S(rounding: (Double(($0 &* 7919) % 101) / 50 - 1) * reach)
    })
  let labels = ContiguousArray((0..<rows).map { Int32($0 % max(2, outputs)) })
  var gradient = z
  var losses = ContiguousArray(repeating: 0.0, count: rows)
  let took = try medians(5, repeats: max(1, 400_000 / (rows * outputs))) { which in
    var g = gradient.mutableSpan
    var l = losses.mutableSpan
    switch which {
    case 0:
      _ = try objective.formGradient(
        of: z.span, into: &g, outputs: outputs, labels: labels.span, threads: 1)
    case 1:
      _ = try objective.formGradient(
        of: z.span, into: &g, outputs: outputs, labels: labels.span, rowLosses: &l, threads: 1)
    case 2:
      _ = try objective.formGradient(
        of: z.span, into: &g, outputs: outputs, labels: labels.span, of: .meanOverWeight,
        threads: 1)
    case 3:
      _ = try objective.value(of: z.span, outputs: outputs, labels: labels.span, threads: 1)
    default:
      _ = try objective.value(
        of: z.span, outputs: outputs, labels: labels.span, rowLosses: &l, threads: 1)
    }
  }
  func thousandths(_ x: Double) -> Double { (1000 * x).rounded() / 1000 }
  print(
    "\(name), \(S.self), \(rows) × \(outputs): \(took[0].rounded()) ns with the gradient;",
    "row losses \(thousandths(took[1] / took[0])),",
    "mean \(thousandths(took[2] / took[0])) of that; without a gradient row losses",
    "\(thousandths(took[4] / took[3]))")
}

/// The same of several sigmoid outputs, with the losses of rows and of elements.
func timeDense(outputs: Int) throws {
  let rows = 655_360 / outputs
  let z = ContiguousArray((0..<rows * outputs).map { Float(($0 &* 7919) % 101) / 25 - 2 })
  let targets = ContiguousArray((0..<rows * outputs).map { Double($0 % 2) })
  let objective = Objective(SigmoidCrossEntropy())
  var gradient = z
  var rowLosses = ContiguousArray(repeating: 0.0, count: rows)
  var elementLosses = ContiguousArray(repeating: 0.0, count: rows * outputs)
  let took = try medians(3, repeats: 1) { which in
    var g = gradient.mutableSpan
    var r = rowLosses.mutableSpan
    var e = elementLosses.mutableSpan
    switch which {
    case 0:
      _ = try objective.formGradient(
        of: z.span, into: &g, outputs: outputs, targets: targets.span, threads: 1)
    case 1:
      _ = try objective.formGradient(
        of: z.span, into: &g, outputs: outputs, targets: targets.span, rowLosses: &r, threads: 1)
    default:
      _ = try objective.formGradient(
        of: z.span, into: &g, outputs: outputs, targets: targets.span, elementLosses: &e,
        threads: 1)
    }
  }
  print(
    "sigmoid, dense targets, Float, \(rows) × \(outputs): row losses \(took[1] / took[0]),",
    "element losses \(took[2] / took[0])")
}

/// The same batch as matrices, with labels of type `Int`.
func timeMatrices(rows: Int, outputs: Int, _ objective: Objective) throws {
  let z = (0..<rows * outputs).map { Float(($0 &* 7919) % 101) / 25 - 2 }
  let logits = try Matrix(rows: rows, columns: outputs, elements: z)
  let labels = (0..<rows).map { $0 % outputs }
  let took = try medians(1, repeats: max(1, 400_000 / (rows * outputs))) { _ in
    _ = try objective.valueAndGradient(logits: logits, labels: labels, threads: 1)
  }
  print("cross entropy as matrices, Float, \(rows) × \(outputs): \(took[0].rounded()) ns")
}

/// A student that learns from a teacher, and two objectives added, beside one objective alone.
func timeSums(rows: Int, outputs: Int) throws {
  func logits(_ seed: Int) -> ContiguousArray<Float> {
    ContiguousArray((0..<rows * outputs).map { Float((($0 &+ seed) &* 7919) % 101) / 25 - 2 })
  }
  let (z, teacher) = (logits(0), logits(17))
  let labels = ContiguousArray((0..<rows).map { Int32($0 % outputs) })
  let distillation = try Distillation(temperature: 4, alpha: 0.7)
  let one = Objective(SoftmaxCrossEntropy())
  let sums = try [1 * one, 0.7 * one + 0.3 * Objective(SquaredError())]
  var gradient = z
  let took = try medians(4, repeats: max(1, 400_000 / (rows * outputs))) { which in
    var g = gradient.mutableSpan
    switch which {
    case 0:
      _ = try distillation.formGradient(
        of: z.span, teacher: teacher.span, into: &g, outputs: outputs, labels: labels.span,
        threads: 1)
    case 1:
      _ = try one.formGradient(
        of: z.span, into: &g, outputs: outputs, labels: labels.span, threads: 1)
    default:
      _ = try sums[which - 2].formGradient(
        of: z.span, into: &g, outputs: outputs, labels: labels.span, threads: 1)
    }
  }.map { ($0 / Double(rows * outputs) * 1000).rounded() / 1000 }
  print(
    "Float, \(rows) × \(outputs), ns per element with the gradient: distillation \(took[0]),",
    "cross entropy \(took[1]), as the only term of a sum \(took[2]), with squared error \(took[3])")
}

let plain = Objective(SoftmaxCrossEntropy())
let smoothed = try Objective(
  SoftmaxCrossEntropy(), classWeights: (1...10).map { Double($0) }, labelSmoothing: 0.1)
try time("cross entropy", Float.self, rows: 32, outputs: 10, plain)
try time("cross entropy", Float.self, rows: 1, outputs: 50_257, plain)
try time("cross entropy", Float.self, rows: 65_536, outputs: 10, plain)
try timeMatrices(rows: 65_536, outputs: 10, plain)
try timeMatrices(rows: 32, outputs: 10, plain)
try time("cross entropy", Double.self, rows: 65_536, outputs: 10, plain)
try time("logits up to 100", Float.self, rows: 65_536, outputs: 10, reach: 100, plain)
try time("cross entropy", Float.self, rows: 2_048, outputs: 1_000, plain)
try time("weighted, smoothed", Float.self, rows: 65_536, outputs: 10, smoothed)
try time("squared error", Float.self, rows: 65_536, outputs: 10, Objective(SquaredError()))
try time(
  "sigmoid, lone output", Float.self, rows: 655_360, outputs: 1, Objective(SigmoidCrossEntropy()))
for outputs in [3, 10, 100, 1_000] { try timeDense(outputs: outputs) }
for (rows, outputs) in [(65_536, 10), (8_192, 1_000)] {
  try timeSums(rows: rows, outputs: outputs)
}
