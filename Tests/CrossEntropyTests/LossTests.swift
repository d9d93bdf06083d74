import CrossEntropy
import Testing

/// What a loss of one's own has for the one function that it writes.
struct LossTests {
  @Test func everythingFromOneFunction() throws {
    let loss = AbsoluteError()
    let (value, gradient) = loss.valueAndGradient(logits: [0.5, 2], label: 1)
    let p = loss.value(probabilities: [0.25, 0.75], label: 1)
    #expect(close(p, 0.25))
    #expect(close(value, GeneralizedCrossEntropy(q: 1).value(logits: [0.5, 2], label: 1)))
    #expect(gradient[0] > 0)
    #expect(gradient[1] == -gradient[0])
    let total = try Objective(loss, classWeights: [1, 3])
      .value(logits: matrix([[0.5, 2]]), labels: [1])
    #expect(close(total.sum, 3 * value))
  }

  @Test func aKernelTakesBlocksOfRows() throws {
    let rows = 1100
    let labels = (0..<rows).map { $0 % 3 }
    let logits = Matrix(rows: rows, columns: 3, repeating: Float(1))
    let loss = CountingLoss()
    let (total, gradient) = try Objective(loss).valueAndGradient(logits: logits, labels: labels)
    // A row's loss is 1 + label from the kernel, and +∞ one by one.
    #expect(total.sum == labels.reduce(0) { $0 + Double($1 + 1) })
    #expect(total.rows == rows)
    #expect(total.countedRows == rows)
    #expect(total.weight == Double(rows))
    #expect(gradient.elements.allSatisfy { $0 == 7 })
    // With weights and smoothing it is told base and spikes.
    let weighted = try Objective(loss, classWeights: [1, 2, 4], labelSmoothing: 0.5)
      .value(logits: logits, labels: labels)
    let expected = labels.reduce(0.0) {
      $0 + 1 + Double($1) + [1.0, 2, 4][$1] / 2 * 10 + 7.0 / 6 * 100
    }
    #expect(close(weighted.sum, expected))
    #expect(weighted.weight == labels.reduce(0) { $0 + [1.0, 2, 4][$1] })
  }

  @Test func aKernelIsLeftOutWhereRowsDiffer() throws {
    let logits = matrix([[1, 2, 3.0]])
    let loss = CountingLoss()
    #expect(
      try Objective(loss, ignoredLabels: [-1]).value(logits: logits, labels: [0]).sum == .infinity)
    #expect(
      try Objective(loss).value(logits: logits, labels: [0], rowWeights: [1]).sum == .infinity)
    #expect(Objective(loss).value(logits: logits, targets: matrix([[1.0, 0, 0]])).sum == .infinity)
  }

  @Test func infiniteRowsOfAKernelAreNoted() throws {
    let logits = Matrix(rows: 600, columns: 3, repeating: -Double.infinity)
    var labels = [Int](repeating: 0, count: 600)
    labels[3] = 2
    labels[590] = 2
    let total = try Objective(CountingLoss(infiniteLabel: 2)).value(logits: logits, labels: labels)
    #expect(total.firstInfiniteRows == [3, 590])
    #expect(total.infiniteRows == 2)
  }

  @Test func namesAndUnits() {
    #expect(
      LawCase.losses.map { type(of: $0).name }
        == [
          "softmax_cross_entropy", "squared_error", "focal_loss", "focal_loss",
          "generalized_cross_entropy", "generalized_cross_entropy", "generalized_cross_entropy",
          "sigmoid_cross_entropy", "squared_error", "focal_loss", "focal_loss",
          "generalized_cross_entropy", "generalized_cross_entropy", "generalized_cross_entropy",
          "squared_error", "sum_of_binary_cross_entropies", "kullback_leibler",
          "kullback_leibler", "jensen_shannon", "negative_log_likelihood", "poly_loss",
          "poly_loss", "poly_loss", "hinge_loss", "squared_hinge_loss", "crammer_singer_loss",
          "poisson_loss",
        ])
    #expect(TargetKind.allCases.map(\.rawValue) == ["distribution", "indicators", "measurements"])
    #expect(InformationUnit.allCases.map(\.rawValue) == ["nats", "bits", "hartleys"])
  }
}

/// ½ Σ|p − t| under softmax at hard labels, 1 − p_y, in a user's own five lines.
private struct AbsoluteError: Loss {
  static let name = "absolute_error"
  static let isLinearInTarget = false
  var outputUnit: OutputUnit { .softmax }

  func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    let z = row.indices.map { row[$0].arithmetic }
    let total = logSumExp(z)
    let truth = exponential(z[target.label] - total)
    for j in row.indices {
      let own: Double = j == target.label ? 1 : 0
      row[j] = S(rounding: -truth * (own - exponential(z[j] - total)))
    }
    return 1 - truth
  }
}

/// A loss whose kernel gives another number than its rows one by one.
private struct CountingLoss: Loss {
  static let name = "counting"
  static let isLinearInTarget = true
  var infiniteLabel: Int32 = -1
  var outputUnit: OutputUnit { .softmax }

  func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double { .infinity }

  func _formGradients<S: LogitScalar>(
    _ rows: inout MutableSpan<S>, outputs: Int, labels: Span<Int32>, base: Span<Double>,
    spikes: Span<Double>, losses: inout MutableSpan<Double>
  ) -> Bool {
    for j in rows.indices { rows[j] = S(rounding: 7) }
    var level = 0.0
    for j in base.indices { level += base[j] }
    for i in labels.indices {
      let label = labels[i]
      let spike = base.isEmpty ? 0 : spikes[Int(label)]
      losses[i] =
        label == infiniteLabel ? .infinity : 1 + Double(label) + 10 * spike + 100 * level
    }
    return true
  }
}
