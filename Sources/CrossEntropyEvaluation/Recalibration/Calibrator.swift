package import CrossEntropy

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// A map that makes probabilities tell how often what they promise happens.
///
/// All act on log p; a class of probability 0 keeps it, but for isotonic regression.
package enum Calibrator: LogProbabilityMap, Hashable, Codable {
  /// Nothing is changed.
  case none
  /// softmax(β·log p).
  case temperature(Recalibration)
  /// softmax(log p + b).
  case priorShift(Recalibration)
  /// softmax(a·log p + b), Platt's map for two classes.
  case scaleAndBias(Recalibration)
  /// σ(a·log p − b·log(1 − p) + c) of two classes, a, b ≥ 0.
  case beta(a: Double, b: Double, c: Double)
  /// softmax(w ∘ log p + b).
  case vector(scales: [Double], offsets: [Double])
  /// Rising steps: of two classes those of the positive one's logit; of more those of every class's log p, each against all
  /// others and then renormalised, a heuristic.
  case isotonic([IsotonicCurve])

  /// Which map it is, from the fewest parameters up.
  package enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
    case none, temperature
    case priorShift = "prior_shift"
    case scaleAndBias = "scale_and_bias"
    case beta, vector, isotonic
  }

  /// Which map it is.
  package var kind: Kind {
    switch self {
    case .none: .none
    case .temperature: .temperature
    case .priorShift: .priorShift
    case .scaleAndBias: .scaleAndBias
    case .beta: .beta
    case .vector: .vector
    case .isotonic: .isotonic
    }
  }

  /// p_c ∝ p_c·new_c / old_c: probabilities of a model trained where classes had the shares `old`, for where they have `new`.
  /// - Throws: `RecalibrationError` for a share that is not above 0, or not finite.
  package static func priorShift(
    from old: [Double], to new: [Double]
  ) throws(RecalibrationError) -> Calibrator {
    if old.count != new.count {
      throw .badRows(.wrongCount(new.count, of: .classes, expected: old.count))
    }
    for shares in [old, new] {
      for (classIndex, share) in shares.enumerated() where !(share > 0 && share < .infinity) {
        throw .badClassWeight(classIndex: classIndex, share)
      }
    }
    return .priorShift(try .priorCorrection(classWeights: zip(old, new).map { $0 / $1 }))
  }

  package func applied(to logProbabilities: Matrix<Double>) throws -> Matrix<Double> {
    var result = logProbabilities
    let classes = result.columns
    switch self {
    case .none: return result
    case .temperature(let map), .priorShift(let map), .scaleAndBias(let map):
      return try map.applied(to: result)
    case .beta(let a, let b, let c):
      try check(classes, of: .classes, expected: 2)
      for row in 0..<result.rows where result[row, 0] > -.infinity && result[row, 1] > -.infinity {
        (result[row, 1], result[row, 0]) = (a * result[row, 1] - b * result[row, 0] + c, 0)
      }
    case .vector(let scales, let offsets):
      try check(classes, of: .classes, expected: scales.count)
      try check(offsets.count, of: .classes, expected: scales.count)
      for row in 0..<result.rows {
        for c in 0..<classes where result[row, c] > -.infinity {
          result[row, c] = scales[c] * result[row, c] + offsets[c]
        }
      }
    case .isotonic(let curves):
      try check(curves.count, of: .classes, expected: classes == 2 ? 1 : classes)
      for row in 0..<result.rows {
        if classes == 2 {
          let p = curves[0].value(at: result[row, 1] - result[row, 0]) ?? .nan
          (result[row, 0], result[row, 1]) = (log1p(-p), log(p))
        } else {
          for c in 0..<classes { result[row, c] = log(curves[c].value(at: result[row, c]) ?? .nan) }
        }
      }
    }
    return logSoftmax(result, threads: 1)
  }
}

/// Why a calibrator is not fitted.
package enum CalibratorRefusal: Error, Sendable, Hashable, Codable {
  /// There are fewer rows than it needs.
  case tooFewRows(Int, least: Int)
  /// A class has fewer rows than it needs.
  case tooFewRowsOfClass(Int, rows: Int, least: Int)
  /// There are more classes than it is for.
  case tooManyClasses(Int, most: Int)
  /// No temperature helps: scores do not point at the truth.
  case pointsAway
  /// Truths have probability 0, which no such map can mend: the first sixteen rows, and how many they are.
  case impossibleTruth(rows: [Int], count: Int)
}

extension Calibrator.Kind {
  /// Throws where there are too few rows, or too many classes.
  package func requireFit(
    labels: [Int32], classes: Int, weights: [Double]? = nil
  ) throws(CalibratorRefusal) {
    let most =
      switch self {
      case .none, .temperature, .scaleAndBias, .isotonic: Int.max
      case .beta: 2
      case .priorShift, .vector: QuadraticModel.mostClassesFactored
      }
    if classes > most { throw .tooManyClasses(classes, most: most) }
    guard self == .isotonic, classes > 2 else { return }
    try requireRows(labels: labels, classes: classes, weights: weights, least: 1000, ofClass: 50)
  }
}

/// Throws for fewer rows, or fewer of a class; only rows that carry weight count.
func requireRows(
  labels: [Int32], classes: Int, weights: [Double]?, least: Int, ofClass leastOfClass: Int
) throws(CalibratorRefusal) {
  var rows = [Int](repeating: 0, count: classes)
  for (row, label) in labels.enumerated() where weights?[row] != 0 { rows[Int(label)] += 1 }
  let total = rows.reduce(0, +)
  if total < least { throw .tooFewRows(total, least: least) }
  for (c, count) in rows.enumerated() where count < leastOfClass {
    throw .tooFewRowsOfClass(c, rows: count, least: leastOfClass)
  }
}

extension Calibrator {
  /// The map of a kind with the lowest log loss, and a penalty of one row in n for what is not as it was.
  ///
  /// The penalty is (1/n)·½‖θ − identity‖², K times that for ``vector(scales:offsets:)``; the temperature has bounds instead,
  /// and isotonic blocks are smoothed.
  /// Whether there are rows enough is asked by ``Kind/requireFit(labels:classes:weights:)``.
  /// - Throws: `CalibratorRefusal` of a temperature that points away and of too many classes; `RecalibrationError` if the truth
  ///   of a row has probability 0, and for what does not fit.
  package static func fitted(
    _ kind: Kind, to logProbabilities: Matrix<Double>, labels: [Int32], weights: [Double]? = nil
  ) throws -> Calibrator {
    let classes = logProbabilities.columns
    switch kind {
    case .none: return .none
    case .temperature:
      let (map, end) = try Recalibration.temperature(
        of: logProbabilities, labels: labels, weights: weights)
      if end == .pointsAway { throw CalibratorRefusal.pointsAway }
      return .temperature(map)
    case .scaleAndBias:
      return .scaleAndBias(try .fitted(to: logProbabilities, labels: labels, weights: weights))
    case .isotonic: return try isotonic(logProbabilities, labels, weights)
    case .priorShift, .beta, .vector: break
    }
    let rows = try check(logProbabilities, labels: labels, weights: weights).rows
    func fit(
      _ classOfParameter: [Int], _ identity: [Double], starts: Matrix<Double>, penalty: Double = 1,
      _ lever: (_ row: Int, _ parameter: Int) -> Double
    ) -> LinearMapFit {
      var levers: ContiguousArray<Double> = []
      levers.reserveCapacity(labels.count * identity.count)
      for row in labels.indices {
        for parameter in identity.indices {
          let x = lever(row, parameter)
          // A masked class stays masked whatever its parameters.
          levers.append(x == -.infinity ? 0 : x)
        }
      }
      return LinearMapFit(
        classOfParameter: classOfParameter, levers: levers, starts: starts, labels: labels,
        weights: weights, identity: identity, penalty: penalty / Double(rows))
    }
    let zeros = [Double](repeating: 0, count: classes)
    let masks = Matrix(
      rows: logProbabilities.rows, columns: classes,
      fitting: ContiguousArray(logProbabilities.elements.lazy.map { $0 == -.infinity ? $0 : 0 }))
    if kind == .priorShift {
      let fit = fit(Array(0..<classes), zeros, starts: logProbabilities) { _, _ in 1 }
      return .priorShift(Recalibration(checked: 1, fit.minimum().parameters))
    }
    if kind == .vector {
      let ones = [Double](repeating: 1, count: classes)
      let fit = fit(
        Array(0..<classes) + Array(0..<classes), ones + zeros, starts: masks,
        penalty: Double(classes)
      ) { row, parameter in parameter < classes ? logProbabilities[row, parameter] : 1 }
      let parameters = fit.minimum().parameters
      return .vector(scales: Array(parameters[..<classes]), offsets: Array(parameters[classes...]))
    }
    if classes > 2 { throw CalibratorRefusal.tooManyClasses(classes, most: 2) }
    let fit = fit([1, 1, 1], [1, 1, 0], starts: masks) { row, parameter in
      // Where one of both is impossible nothing is to be moved.
      if logProbabilities[row, 0] == -.infinity || logProbabilities[row, 1] == -.infinity {
        return 0
      }
      return [logProbabilities[row, 1], -logProbabilities[row, 0], 1][parameter]
    }
    // Convex: where the lowest point breaks a bound, the lowest one within lies on the bounds.
    var best = fit.minimum()
    if best.parameters[0] < 0 || best.parameters[1] < 0 {
      best = fit.minimum(holding: [0, 1])
      for held in 0...1 {
        let other = fit.minimum(holding: [held])
        if other.parameters[1 - held] >= 0, other.value < best.value { best = other }
      }
    }
    return .beta(a: best.parameters[0], b: best.parameters[1], c: best.parameters[2])
  }

  /// Isotonic regression of each class's indicator, its blocks of m rows and k events smoothed to (k + π̃)/(m + 1), where
  /// π̃ = (n₁ + ½)/(n + 1), and pooled again; weights are scaled to mean 1.
  private static func isotonic(
    _ logProbabilities: Matrix<Double>, _ labels: [Int32], _ weights: [Double]?
  ) throws -> Calibrator {
    let classes = logProbabilities.columns
    try check(labels.count, of: .labels, expected: logProbabilities.rows)
    try check(labels: labels, classes: classes)
    try check(weights: weights, rows: labels.count)
    let counted = labels.indices.filter { weights?[$0] != 0 }
    let total = weights?.reduce(0, +) ?? Double(labels.count)
    let scale = Double(counted.count) / total
    return .isotonic(
      try (classes == 2 ? 1..<2 : 0..<classes).map { c in
        let curve = try IsotonicCurve(
          of: labels.map { Int($0) == c ? 1 : 0 },
          by: labels.indices.map {
            classes == 2
              ? logProbabilities[$0, 1] - logProbabilities[$0, 0] : logProbabilities[$0, c]
          }, weights: weights)
        let events = curve.blocks.reduce(0) { $0 + scale * $1.weight * $1.mean }
        let rate = (events + 0.5) / (Double(counted.count) + 1)
        return curve.pooled { block in
          (scale * block.weight * block.mean + rate) / (scale * block.weight + 1)
        }
      })
  }
}
