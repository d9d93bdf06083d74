import CrossEntropy
import Testing

/// What a loss of one's own has for the one function that it writes.
struct LossTests {
  @Test func aLossNeedsOnlyFormGradient() throws {
    let loss = AbsoluteError()
    let (value, gradient) = try loss.valueAndGradient(logits: [0.5, 2], label: 1)
    let p = try loss.value(probabilities: [0.25, 0.75], label: 1)
    #expect(close(p, 0.25))
    #expect(try close(value, GeneralizedCrossEntropy(q: 1).value(logits: [0.5, 2], label: 1)))
    #expect(gradient[0] > 0)
    #expect(gradient[1] == -gradient[0])
    let total = try Objective(loss, classWeights: [1, 3])
      .value(logits: matrix([[0.5, 2]]), labels: [1])
    #expect(close(total.sum, 3 * value))
  }

  @Test func rawNamesDoNotChange() {
    #expect(TargetKind.allCases.map(\.rawValue) == ["distribution", "indicators", "measurements"])
    #expect(InformationUnit.allCases.map(\.rawValue) == ["nats", "bits", "hartleys"])
  }
}

/// ½ Σ|p − t| under softmax at hard labels, 1 − p_y, in a user's own five lines.
private struct AbsoluteError: Loss {
  let name = "absolute_error"
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
