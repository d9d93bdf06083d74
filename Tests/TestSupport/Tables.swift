import CrossEntropyEvaluation
import CrossEntropyFiles
public import CrossEntropyLearning

/// The root of the package.
public let packageRoot = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

/// A file of `Examples/`.
public func example(_ name: String) -> String { "\(packageRoot)/Examples/\(name).csv" }

/// A table of `Examples/`, ready for a classifier.
public func dataset(_ name: String, target: String, ignoring: [String] = []) throws -> Dataset {
  let roles = Dataset.Roles(target: target, ignored: ignoring)
  return try Dataset(
    try TableReader(
      textColumns: roles.textColumns, numberColumns: roles.numberColumns
    ).read(path: example(name)), roles: roles)
}

/// A table in text, ready for a classifier.
public func dataset(csv: String, roles: Dataset.Roles) throws -> Dataset {
  try Dataset(
    try TableReader(
      textColumns: roles.textColumns, numberColumns: roles.numberColumns
    ).read(bytes: Array(csv.utf8), name: "t.csv"),
    roles: roles)
}

/// A table of two noisy clouds a class, its columns on different scales.
public func cloudTable(rows: Int, classes: Int, seed: UInt64) -> String {
  let seed = RandomSeed(seed)
  var text = "a,b,kind,y\n"
  for i in 0..<rows {
    let label = i % classes
    let at = UInt64(4 * i)
    let a = Double(label) + 2 * seed.uniform(at)
    let b = 100 * (seed.uniform(at + 1) + 0.3 * Double(label % 2))
    let kind = ["x", "y", "z"][Int(3 * seed.uniform(at + 2))]
    text += "\(a),\(b),\(kind),c\(label)\n"
  }
  return text
}

/// log by the series of atanh, so that this file needs no C library.
public func naturalLog(_ x: Double) -> Double {
  var x = x
  var shift = 0.0
  while x > 1.5 {
    x /= 2
    shift += 0.693147180559945309
  }
  while x < 0.75 {
    x *= 2
    shift -= 0.693147180559945309
  }
  let t = (x - 1) / (x + 1)
  var term = t
  var sum = 0.0
  for k in stride(from: 1.0, to: 60, by: 2) {
    sum += term / k
    term *= t * t
  }
  return 2 * sum + shift
}
