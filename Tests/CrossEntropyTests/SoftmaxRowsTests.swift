import CrossEntropy
import Testing

/// Softmax, log-softmax and log-sum-exp of rows against those of one row in double precision.
struct SoftmaxRowsTests {
  @Test(arguments: KernelLevel.allCases.filter(\.isAvailable), [1, 2, 3, 8, 10, 16, 17, 100, 3000])
  func rowsMatchTheDefinitions(level: KernelLevel, outputs: Int) {
    var rows = KernelTests.rows(40, outputs: outputs, seed: 2).map(\.logits)
    rows[9] = rows[9].map { _ in -.infinity }
    rows[10][0] = .nan
    rows[11][outputs - 1] = .infinity
    expectMatch(matrix(rows), level: level, ulp: 0x1p-52)
    expectMatch(matrix(rows.map { $0.map { Float($0) } }), level: level, ulp: 0x1p-23)
    expectMatch(matrix(rows.map { $0.map { BFloat16(rounding: $0) } }), level: level, ulp: 0x1p-8)
  }

  private func expectMatch<S: LogitScalar>(
    _ logits: Matrix<S>, level: KernelLevel, ulp: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let (p, logs, sums) = KernelLevel.$current.withValue(level) {
      (softmax(logits), logSoftmax(logits), logSumExp(logits))
    }
    for i in 0..<logits.rows {
      let z = logits.row(i).map(\.arithmetic)
      let (exactP, exactLogs, exactSum) = (softmax(z), logSoftmax(z), logSumExp(z))
      let peak = z.max() ?? 0
      func isClose(_ got: Double, _ expected: Double, _ scale: Double) -> Bool {
        got == expected || (got.isNaN && expected.isNaN)
          || abs(got - expected) <= ulp * scale + (ulp < 0x1p-30 ? 0x1p-1070 : 0x1p-133)
      }
      #expect(
        isClose(sums[i], exactSum, 4 * max(abs(peak), abs(exactSum))),
        "\(sums[i]), not \(exactSum)", sourceLocation: sourceLocation)
      for j in z.indices {
        let gap = z[j].isFinite && peak.isFinite ? peak - z[j] : 0
        let isFine =
          isClose(p[i, j].arithmetic, exactP[j], (gap + 4) * exactP[j])
          && isClose(logs[i, j].arithmetic, exactLogs[j], 4 * max(gap, abs(exactLogs[j])))
        if !isFine {
          Issue.record(
            """
            \(S.self) row \(i) output \(j): \(p[i, j].arithmetic) and \(logs[i, j].arithmetic), not \
            \(exactP[j]) and \(exactLogs[j])
            """, sourceLocation: sourceLocation)
          return
        }
      }
    }
  }
}
