import CrossEntropy
import Testing

/// The divergence's kernel against its definition, at every level that this machine has.
struct DivergenceKernelTests {
  static let sizes = [1, 2, 3, 10, 15, 16, 17, 31, 33, 100, 1000]

  /// A student and a teacher of every temper: strangers, near each other, nearly the same, at an offset, sure.
  private static func batch(outputs: Int) -> (student: Matrix<Double>, teacher: Matrix<Double>) {
    var random = TestRandom(seed: UInt64(outputs))
    let student = KernelTests.rows(64, outputs: outputs, seed: 3).map(\.logits)
    let teacher = student.indices.map { i -> [Double] in
      student[i].map { z in
        // Rows of every temper of the student meet every one of the teacher.
        switch (i / 8) % 8 {
        case 0: 3 * random.normal()
        case 1: z + 0.5 * random.normal()
        case 2: z + 1e-3 * random.normal()
        case 3: z + 1e-9 * random.normal()
        case 4: z + 1000
        case 5: 40 * random.normal()
        case 6: random.uniform() < 0.3 ? -.infinity : z + random.normal()
        default: z == -.infinity ? z : 2 * random.normal()
        }
      }
    }
    return (matrix(student), matrix(teacher))
  }

  @Test(arguments: KernelTests.levels, [0.5, 1, 4])
  func isTheDefinition(_ level: KernelLevel, _ temperature: Double) throws {
    // The divergence alone, times T², and its gradient times T; powers of two.
    let distillation = try Distillation(temperature: temperature, alpha: 1)
    for outputs in Self.sizes {
      let (student, teacher) = Self.batch(outputs: outputs)
      let labels = [Int](repeating: 0, count: 64)
      func form() throws -> (total: LossTotalSum, rowLosses: [Double], gradient: Matrix<Double>) {
        try distillation.rowLossesAndGradient(logits: student, teacher: teacher, labels: labels)
      }
      let got = try KernelLevel.$current.withValue(level, operation: form)
      let expected = try KernelLevel.$current.withValue(.definition, operation: form)
      #expect(
        got.total.terms[0].total.firstInfiniteRows
          == expected.total.terms[0].total.firstInfiniteRows)
      for i in 0..<64 {
        let row = Row(student.row(i), teacher.row(i), temperature)
        let (value, other) = (got.rowLosses[i], expected.rowLosses[i])
        // Both within 8 ulp × (1 + the distance from the peak), which is that of Double logits over T.
        let isClose =
          value == other
          || abs(value - other) / (temperature * temperature)
            <= (16 + row.distance) * row.scale.ulp + 0x1p-104
        #expect(isClose, "row \(i) of \(outputs): \(value), \(other), \(row)")
        #expect(value >= 0)
        for j in 0..<outputs where !isClose || value.isFinite {
          let bound = 4 * (row.distance + 4) * max(row.student[j], row.teacher[j]).ulp + 1e-300
          #expect(
            abs(got.gradient[i, j] - expected.gradient[i, j]) <= bound * temperature,
            "row \(i) of \(outputs), output \(j)")
        }
      }
    }
  }

  /// What bounds are measured in.
  private struct Row {
    var student: [Double]
    var teacher: [Double]
    /// The greatest distance of a logit from its peak, over T.
    var distance: Double
    /// Σ |t log(t/p)|.
    var scale: Double

    init(_ z: some Collection<Double>, _ y: some Collection<Double>, _ temperature: Double) {
      func gaps(_ row: some Collection<Double>) -> [Double] {
        let peak = row.max() ?? 0
        return row.map { ($0 - peak) / temperature }
      }
      let (a, b) = (gaps(z), gaps(y))
      (student, teacher) = (softmax(a), softmax(b))
      distance = (a + b).reduce(0) { $1 == -.infinity ? $0 : max($0, -$1) }
      let shift = logSumExp(b) - logSumExp(a)
      scale = 0
      for j in a.indices where teacher[j] > 0 { scale += teacher[j] * abs(b[j] - a[j] - shift) }
    }
  }

  @Test(arguments: KernelTests.levels)
  func everyTypeOfLogitsIsFormedInDouble(_ level: KernelLevel) throws {
    try KernelLevel.$current.withValue(level) {
      let (z, y) = Self.batch(outputs: 33)
      let distillation = try Distillation(temperature: 3, alpha: 0.5)
      let labels = (0..<64).map { $0 % 33 }
      func check<S: LogitScalar, T: LogitScalar>(_: S.Type, _: T.Type) throws {
        let (student, teacher) = (z.stored(as: S.self), y.stored(as: T.self))
        let got = try distillation.valueAndGradient(
          logits: student, teacher: teacher, labels: labels)
        let wide = try distillation.valueAndGradient(
          logits: student.stored(as: Double.self), teacher: teacher.stored(as: Double.self),
          labels: labels)
        #expect(got.total.terms[0] == wide.total.terms[0])
        for k in got.gradient.elements.indices {
          let (g, w) = (got.gradient.elements[k].arithmetic, wide.gradient.elements[k])
          let step = MemoryLayout<S>.size == 2 ? 0x1p-7 : 0x1p-21
          #expect(abs(g - w) <= step * max(abs(w), 1))
        }
      }
      try check(Float.self, BFloat16.self)
      try check(BFloat16.self, Float.self)
      #if !(os(macOS) && arch(x86_64))
        try check(Float16.self, Float16.self)
      #endif
    }
  }

  @Test func masksAreMinusInfinityInBoth() throws {
    let (student, teacher) = Self.batch(outputs: 17)
    let masks = (0..<64 * 17).map { $0 % 5 == 2 && $0 % 17 != 0 }
    let distillation = try Distillation(temperature: 2, alpha: 0.5)
    let labels = [Int](repeating: 0, count: 64)
    let got = try distillation.rowLossesAndGradient(
      logits: student, teacher: teacher, labels: labels, maskedOutputs: masks)
    func masked(_ z: Matrix<Double>) -> Matrix<Double> {
      Matrix(
        rows: 64, columns: 17,
        fitting: ContiguousArray(z.elements.indices.map { masks[$0] ? -.infinity : z.elements[$0] })
      )
    }
    let expected = try distillation.rowLossesAndGradient(
      logits: masked(student), teacher: masked(teacher), labels: labels)
    #expect(got == expected)
    // A NaN that is left out is not read.
    var hidden = teacher
    hidden.elements[2] = .nan
    #expect(
      try distillation.value(
        logits: student, teacher: hidden, labels: labels, maskedOutputs: masks) == got.total)
  }
}

extension Matrix where Element: LogitScalar {
  fileprivate func stored<S: LogitScalar>(as _: S.Type) -> Matrix<S> {
    Matrix<S>(
      rows: rows, columns: columns,
      fitting: ContiguousArray(elements.map { S(rounding: $0.arithmetic) }))
  }
}
