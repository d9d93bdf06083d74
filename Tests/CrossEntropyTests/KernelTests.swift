import CrossEntropy
import Foundation
import Testing

/// The kernels against the definitions, at every level that this machine has.
///
/// Bounds: |ĝⱼ − gⱼ| ≤ (|zⱼ − max| + 4) ulp of the largest of what is added up in gⱼ, in the logits' own
/// type, and 4 ulp in Double; a loss 4 ulp of the larger of it and its parts.
struct KernelTests {
  static let levels = KernelLevel.allCases.filter { $0 != .definition && $0.isAvailable }
  static let sizes = Array(1...67) + [100, 255, 256, 1000, 1023, 2047, 2048, 2049, 4113]

  struct Row {
    var logits: [Double]
    var label: Int
  }

  /// Rows of every temper: usual, nearly right, nearly wrong, far apart, equal, masked, at an offset.
  static func rows(_ count: Int, outputs: Int, seed: UInt64) -> [Row] {
    var random = TestRandom(seed: seed)
    return (0..<count).map { i in
      let label = Int(random.next(upTo: outputs))
      var z = (0..<outputs).map { _ in 3 * random.normal() }
      switch i % 8 {
      case 1: z[label] += 12
      case 2: z[label] -= 30
      case 3: z = z.map { $0 * 25 }
      case 4: z = z.map { _ in 0.5 }
      case 5: for j in stride(from: 0, to: outputs, by: 3) where j != label { z[j] = -.infinity }
      case 6: z = z.map { $0 + 1000 }
      case 7: z[label] += 90
      default: break
      }
      return Row(logits: z, label: label)
    }
  }

  private static func batch<S: LogitScalar>(_ rows: [Row], _: S.Type) -> Matrix<S> {
    Matrix(
      rows: rows.count, columns: rows[0].logits.count,
      fitting: ContiguousArray(rows.flatMap { $0.logits.map { S(rounding: $0) } }))
  }

  static let softmaxObjectives: [(name: String, objective: @Sendable (Int) throws -> Objective)] = [
    ("cross entropy", { _ in Objective(SoftmaxCrossEntropy()) }),
    ("smoothed", { _ in try Objective(SoftmaxCrossEntropy(), labelSmoothing: 0.1) }),
    (
      "weighted",
      { n in
        try Objective(SoftmaxCrossEntropy(), classWeights: (0..<n).map { 0.5 + Double($0 % 3) })
      }
    ),
    (
      "weighted, smoothed",
      { n in
        try Objective(
          SoftmaxCrossEntropy(), classWeights: (0..<n).map { 0.5 + Double($0 % 3) },
          labelSmoothing: 0.2)
      }
    ),
    ("squared error", { _ in Objective(SquaredError(scale: 0.5)) }),
    ("focal", { _ in Objective(FocalLoss(gamma: 2)) }),
    ("generalised", { _ in Objective(GeneralizedCrossEntropy(q: 0.7)) }),
    (
      "squared, weighted",
      { n in try Objective(SquaredError(), classWeights: (0..<n).map { 0.5 + Double($0 % 3) }) }
    ),
  ]

  @Test(arguments: levels, softmaxObjectives.indices)
  func softmaxRowsWithLabels(level: KernelLevel, index: Int) throws {
    for outputs in Self.sizes {
      let objective = try Self.softmaxObjectives[index].objective(outputs)
      let rows = Self.rows(outputs < 70 ? 41 : 11, outputs: outputs, seed: UInt64(outputs))
      try expectKernel(objective, rows, Float.self, level: level)
      try expectKernel(objective, rows, Double.self, level: level)
      if outputs % 5 == 0 {
        try expectKernel(objective, rows, Float16.self, level: level)
        try expectKernel(objective, rows, BFloat16.self, level: level)
      }
    }
  }

  /// Sixty-four rows and more that need no peak taken off go together; one that is far off, ignored or
  /// without weight sends its sixty-four another way.
  @Test(arguments: levels, softmaxObjectives.indices)
  func rowsNearZero(level: KernelLevel, index: Int) throws {
    for outputs in 1...16 {
      let objective = try Self.softmaxObjectives[index].objective(outputs)
      var random = TestRandom(seed: UInt64(outputs))
      var rows = (0..<205).map { i in
        let label = Int(random.next(upTo: outputs))
        var z = (0..<outputs).map { _ in (i % 3 == 0 ? 0.1 : 4) * random.normal() }
        if i % 4 == 1 { z[label] += 20 }
        if i % 4 == 2 { z[label] -= 20 }
        if i % 8 == 3 { z = z.map { $0 / 4 + 36 } }
        return Row(logits: z.map { min(max($0, -39.9), 39.9) }, label: label)
      }
      try expectKernel(objective, rows, Float.self, level: level)
      try expectKernel(objective, rows, Double.self, level: level)
      rows[70].logits[0] = 400
      rows[140].logits[outputs - 1] = -.infinity
      try expectKernel(objective, rows, Float.self, level: level)
      try expectKernel(objective, rows, Double.self, level: level)
      let logits = Self.batch(
        rows.map { Row(logits: $0.logits.map { max($0, -30) }, label: 0) }, Float.self)
      let ignoring = try Objective(
        objective.loss, classWeights: objective.classWeights,
        labelSmoothing: objective.labelSmoothing, ignoredLabels: [-1])
      let labels = rows.indices.map { $0 == 30 ? -1 : rows[$0].label }
      for weights in [
        rows.indices.map { 0.25 * Double(1 + $0 % 3) }, rows.indices.map { $0 % 40 == 0 ? 0 : 0.5 },
      ] {
        let form = {
          try ignoring.valueAndGradient(logits: logits, labels: labels, rowWeights: weights)
        }
        expectClose(
          try KernelLevel.$current.withValue(level, operation: form), try byDefinition(form))
      }
    }
  }

  /// Of equal rows the mean is every row's own loss, in which nothing averages out as in the total of a batch.
  @Test(arguments: levels, softmaxObjectives.indices)
  func everyRowsOwnLoss(level: KernelLevel, index: Int) throws {
    for outputs in [1, 2, 3, 10, 16, 17, 40] {
      let objective = try Self.softmaxObjectives[index].objective(outputs)
      for row in Self.rows(8, outputs: outputs, seed: 9) {
        // Too few to go together, and enough.
        for count in [17, 65] {
          try expectRow(objective, row, count, Float.self, level: level)
          try expectRow(objective, row, count, Double.self, level: level)
        }
      }
    }
  }

  private func expectRow<S: LogitScalar>(
    _ objective: Objective, _ row: Row, _ count: Int, _: S.Type, level: KernelLevel
  ) throws {
    let logits = Self.batch([Row](repeating: row, count: count), S.self)
    let labels = [Int](repeating: row.label, count: count)
    let z = row.logits.indices.map { logits[0, $0].arithmetic }
    let exact = try byDefinition {
      try objective.value(logits: matrix([z]), labels: [row.label])
    }.sum
    let total = try KernelLevel.$current.withValue(level) {
      try objective.value(logits: logits, labels: labels)
    }
    let error = abs(total.sum / Double(count) - exact)
    // Some ulp of Double for the sum and the division; below a float's least normal number a loss may be 0.
    let bound =
      Bounds.value(objective, z, row.label, exact) * Bounds.ulp(S.self) + 0x1p-50 * exact
      + (S.self is Float.Type ? 0x1p-126 : 0)
    #expect(
      error <= bound || total.sum / Double(count) == exact,
      "\(S.self) \(level) \(z.count) outputs, \(count) rows: \(error / bound) bounds off")
  }

  /// Rows whose loss is small have it from distances in double.
  ///
  /// A distance from the peak rounded to a float would alone cost 2 to 8 ulp of these losses. The rows are equal, so
  /// that their mean is every row's own loss and nothing averages out.
  @Test(arguments: levels, [2, 3, 10, 16, 17, 40, 300, 4113])
  func rowsThatAreNearlyRight(level: KernelLevel, outputs: Int) throws {
    let objective = Objective(SoftmaxCrossEntropy())
    for (exponent, rows) in (6...12).flatMap({ e in [1, 17, 64].map { (e, $0) } }) {
      // −log p of about 2⁻ᵉ, of others that lie half the last place of their distance, almost, off 0.
      let peak = Float(log(Double(outputs - 1) * exp2(Double(exponent))))
      var z = [Double](repeating: 0.49 * Double(peak.ulp), count: outputs)
      z[outputs / 2] = Double(peak)
      let logits = Self.batch(
        (0..<rows + 1).map { _ in Row(logits: z, label: outputs / 2) }, Float.self)
      let exact = try byDefinition {
        try objective.value(
          logits: matrix([(0..<outputs).map { Double(logits[0, $0]) }]) as Matrix<Double>,
          labels: [outputs / 2])
      }
      let total = try KernelLevel.$current.withValue(level) {
        try objective.value(
          logits: logits, labels: [Int](repeating: outputs / 2, count: rows + 1))
      }
      let error = abs(total.sum / Double(rows + 1) / exact.sum - 1) / 0x1p-23
      #expect(error <= 1, "\(level), \(outputs) outputs, \(rows) rows of 2⁻\(exponent)")
    }
  }

  @Test(arguments: levels)
  func rowsOfALargeVocabulary(level: KernelLevel) throws {
    let rows = Self.rows(3, outputs: 50_257, seed: 5)
    for objective in [
      Objective(SoftmaxCrossEntropy()), try Objective(SoftmaxCrossEntropy(), labelSmoothing: 0.1),
    ] {
      try expectKernel(objective, rows, Float.self, level: level)
      try expectKernel(objective, rows, Double.self, level: level)
      try expectKernel(objective, rows, BFloat16.self, level: level)
    }
  }

  /// One batch of rows with labels: row by row against the definition in Double.
  private func expectKernel<S: LogitScalar>(
    _ objective: Objective, _ rows: [Row], _: S.Type, level: KernelLevel,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let logits = Self.batch(rows, S.self)
    let labels = rows.map(\.label)
    let (total, gradient) = try KernelLevel.$current.withValue(level) {
      try objective.valueAndGradient(logits: logits, labels: labels)
    }
    let valueOnly = try KernelLevel.$current.withValue(level) {
      try objective.value(logits: logits, labels: labels)
    }
    #expect(valueOnly == total, sourceLocation: sourceLocation)
    var inPlace = logits
    let labels32 = ContiguousArray(labels.map { Int32($0) })
    var span = inPlace.elements.mutableSpan
    let inPlaceTotal = try KernelLevel.$current.withValue(level) {
      try objective.formGradient(&span, outputs: logits.columns, labels: labels32.span)
    }
    #expect(inPlaceTotal == total, sourceLocation: sourceLocation)

    let n = logits.columns
    var compensated = CompensatedSum()
    var slack = 0.0
    var worst = 0.0
    for i in 0..<logits.rows {
      let z = (0..<n).map { logits[i, $0].arithmetic }
      let (exact, slopes) = try byDefinition {
        try objective.valueAndGradient(logits: matrix([z]), labels: [labels[i]])
      }
      compensated.add(exact.sum)
      slack += Bounds.value(objective, z, labels[i], exact.sum) * Bounds.ulp(S.self)
      let scales = Bounds.scales(objective, z, labels[i])
      for j in 0..<n {
        #expect(
          gradient[i, j].arithmetic == inPlace[i, j].arithmetic, sourceLocation: sourceLocation)
        let error = abs(gradient[i, j].arithmetic - slopes[0, j])
        let bound = scales[j] * Bounds.ulp(S.self) + Bounds.least(S.self)
        worst = max(worst, error / bound)
        if error > bound {
          Issue.record(
            """
            \(S.self) \(level) outputs \(n) row \(i) output \(j): \(gradient[i, j].arithmetic), not \
            \(slopes[0, j]), \(error / bound) bounds off
            """, sourceLocation: sourceLocation)
          return
        }
      }
    }
    let sum = compensated.value
    #expect(
      abs(total.sum - sum) <= slack || total.sum == sum,
      "\(S.self) \(level) outputs \(n): \(total.sum), not \(sum)", sourceLocation: sourceLocation)
  }

  // MARK: Sigmoid and linear outputs

  static let sigmoidLosses: [any Loss] = [
    SigmoidCrossEntropy(), SquaredError(unit: .sigmoid), FocalLoss(unit: .sigmoid),
    GeneralizedCrossEntropy(q: 0.5, unit: .sigmoid),
  ]

  @Test(arguments: levels, sigmoidLosses.indices)
  func sigmoidOutputs(level: KernelLevel, index: Int) throws {
    let loss = Self.sigmoidLosses[index]
    var random = TestRandom(seed: 3)
    // Some logits far off, all near 0, all right beyond doubt.
    for (count, temper) in [
      (1, 0), (15, 0), (16, 0), (17, 0), (33, 0), (1000, 0), (300, 1), (300, 2),
    ] {
      let labels = (0..<count).map { _ in Int(random.next(upTo: 2)) }
      let z = (0..<count).map { i in
        switch temper {
        case 0 where i % 7 == 0: 90 * random.normal()
        case 2: (labels[i] == 1 ? 30 : -30) + 5 * random.normal()
        default: 3 * random.normal()
        }
      }
      let logits = try Matrix(
        rows: count, columns: 1, elements: ContiguousArray(z.map { Float($0) }))
      for objective in [
        Objective(loss), try Objective(loss, classWeights: [2, 0.5]),
        try Objective(loss, labelSmoothing: 0.1),
      ] {
        let weights = (0..<count).map { 0.25 + Double($0 % 3) }
        for rowWeights in [[], weights] {
          let form: () throws -> (total: LossTotal, gradient: Matrix<Float>) = {
            try objective.valueAndGradient(logits: logits, labels: labels, rowWeights: rowWeights)
          }
          expectClose(
            try KernelLevel.$current.withValue(level, operation: form), try byDefinition(form))
        }
      }
      // The same numbers as several outputs with targets of their own.
      for columns in [1, 3, 16, 40] where count % columns == 0 || count == 1000 && columns == 40 {
        let many = try Matrix(rows: count / columns, columns: columns, elements: logits.elements)
        let targets = try Matrix(
          rows: count / columns, columns: columns,
          elements: ContiguousArray((0..<count).map { $0 % 3 == 0 ? 0.25 : Double(labels[$0]) }))
        var objectives = try [Objective(loss), Objective(loss, labelSmoothing: 0.2)]
        if columns > 1, type(of: loss).isLinearInTarget {
          objectives.append(
            try Objective(
              loss, classWeights: (0..<columns).map { 1 + Double($0 % 2) },
              positiveWeights: (0..<columns).map { 0.5 + Double($0 % 3) }))
        } else if columns == 1 {
          try objectives.append(Objective(loss, classWeights: [2, 3]))
        }
        for objective in objectives {
          let form = { try objective.valueAndGradient(logits: many, targets: targets) }
          try expectClose(
            KernelLevel.$current.withValue(level, operation: form), byDefinition(form))
        }
      }
    }
  }

  @Test(arguments: levels, sigmoidLosses.indices)
  func everySigmoidRowsOwnLoss(level: KernelLevel, index: Int) throws {
    let objective = Objective(Self.sigmoidLosses[index])
    for z in [-90, -30, -7.3, -0.9, -1e-3, 0, 0.4, 3.1, 12.7, 39.5, 41, 88] as [Float] {
      for label in 0...1 {
        let exact = try byDefinition {
          try objective.value(logits: matrix([[Double(z)]]), labels: [label])
        }.sum
        for count in [17, 300] {
          let total = try KernelLevel.$current.withValue(level) {
            try objective.value(
              logits: Matrix(rows: count, columns: 1, repeating: z),
              labels: [Int](repeating: label, count: count))
          }
          let own = total.sum / Double(count)
          #expect(close(own, exact, 5e-7), "\(level) \(z) of class \(label): \(own), not \(exact)")
        }
      }
    }
  }

  @Test(arguments: levels)
  func denseSoftmaxAndLinear(level: KernelLevel) throws {
    var random = TestRandom(seed: 9)
    for columns in [1, 2, 7, 16, 17, 40, 300] {
      let count = 35
      let z = (0..<count * columns).map { _ in Float(4 * random.normal()) }
      var t = (0..<count * columns).map { _ in random.uniform() }
      for i in 0..<count {
        let sum = t[i * columns..<(i + 1) * columns].reduce(0, +)
        for j in 0..<columns { t[i * columns + j] /= sum }
        // One-hot, and nothing at all.
        if i % 5 == 0 { for j in 0..<columns { t[i * columns + j] = j == i % columns ? 1 : 0 } }
        if i % 11 == 3 { for j in 0..<columns { t[i * columns + j] = 0 } }
      }
      let logits = try Matrix(rows: count, columns: columns, elements: ContiguousArray(z))
      let targets = try Matrix(rows: count, columns: columns, elements: ContiguousArray(t))
      for loss: any Loss in [SoftmaxCrossEntropy(), SquaredError(unit: .identity)] {
        let form = {
          try Objective(loss).valueAndGradient(
            logits: logits, targets: targets, rowWeights: (0..<count).map { Double($0 % 4) })
        }
        try expectClose(KernelLevel.$current.withValue(level, operation: form), byDefinition(form))
      }
    }
  }

  private func expectClose(
    _ kernel: (total: LossTotal, gradient: Matrix<Float>),
    _ exact: (total: LossTotal, gradient: Matrix<Float>),
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(
      close(kernel.total.sum, exact.total.sum, 4e-7), "\(kernel.total.sum), not \(exact.total.sum)",
      sourceLocation: sourceLocation)
    #expect(kernel.total.weight == exact.total.weight, sourceLocation: sourceLocation)
    #expect(kernel.total.countedRows == exact.total.countedRows, sourceLocation: sourceLocation)
    for (got, expected) in zip(kernel.gradient.elements, exact.gradient.elements)
    where abs(got - expected) > 1.5e-6 * max(1, abs(expected)) {
      Issue.record("gradient \(got), not \(expected)", sourceLocation: sourceLocation)
      return
    }
  }

  // MARK: What kernels leave to the definitions

  @Test(arguments: levels, [3, 10, 16, 17, 100])
  func rowsWithInfinitiesGoToTheDefinition(level: KernelLevel, outputs: Int) throws {
    var rows = Self.rows(40, outputs: outputs, seed: 1)
    rows[1].logits[rows[1].label] = -.infinity
    rows[3].logits = rows[3].logits.map { _ in -.infinity }
    rows[7].logits[0] = .infinity
    rows[17].logits[outputs - 1] = .nan
    rows[39].logits[rows[39].label] = .infinity
    let logits = Self.batch(rows, Float.self)
    var labels = rows.map(\.label)
    labels[20] = -5
    let weights = (0..<40).map { $0 == 17 ? 0 : Double($0 % 3) }
    for objective in [
      try Objective(SoftmaxCrossEntropy(), ignoredLabels: [-5]),
      try Objective(SoftmaxCrossEntropy(), labelSmoothing: 0.1, ignoredLabels: [-5]),
      try Objective(SquaredError(), ignoredLabels: [-5]),
    ] {
      let form: () throws -> (total: LossTotal, gradient: Matrix<Float>) = {
        try objective.valueAndGradient(logits: logits, labels: labels, rowWeights: weights)
      }
      let kernel = try KernelLevel.$current.withValue(level, operation: form)
      let exact = try byDefinition(form)
      #expect(kernel.total.countedRows == 39)
      #expect(kernel.total.infiniteRows == exact.total.infiniteRows)
      #expect(kernel.total.firstInfiniteRows == exact.total.firstInfiniteRows)
      for i in [1, 3, 7, 17, 20, 39] {
        #expect(kernel.gradient.row(i).elementsEqual(exact.gradient.row(i)))
      }
    }
  }

  /// 2p(p − Σp² + p_y) of a wrong output that is sure, where p − Σp² alone would keep no digit: at least half of them stay.
  @Test(arguments: levels, [2, 3, 10, 16, 17, 300])
  func squaredErrorOfASureWrongOutput(level: KernelLevel, outputs: Int) throws {
    // By half nats up to 60, 120 rows whose last output is wrong.
    let rows = (0..<120).map { i in
      Row(
        logits: [Double](repeating: 0, count: outputs - 1) + [0.5 * Double(i + 1)],
        label: outputs > 2 ? i % (outputs - 1) : 0)
    }
    try expectDigits(of: rows, level, Double.self, 0x1p-24)
    try expectDigits(of: rows, level, Float.self, 0x1p-10)
    if outputs > 2 { return }
    // mpmath's, as `explain --loss squared_error --logits 0,40 --label 0` has it.
    let one = try KernelLevel.$current.withValue(level) {
      try Objective(SquaredError()).valueAndGradient(
        logits: Self.batch([rows[79]], Double.self), labels: [0])
    }
    #expect(abs(one.gradient[0, 1] / 1.6993417021166356e-17 - 1) < 1e-14)
  }

  private func expectDigits<S: LogitScalar>(
    of rows: [Row], _ level: KernelLevel, _: S.Type, _ bound: Double
  ) throws {
    let logits = Self.batch(rows, S.self)
    let form: () throws -> Matrix<S> = {
      try Objective(SquaredError()).valueAndGradient(logits: logits, labels: rows.map(\.label))
        .gradient
    }
    let kernel = try KernelLevel.$current.withValue(level, operation: form)
    let exact = try byDefinition(form)
    let last = logits.columns - 1
    for i in rows.indices {
      let (got, expected) = (kernel[i, last].arithmetic, exact[i, last].arithmetic)
      #expect(
        abs(got - expected) <= bound * expected, "\(S.self) row \(i): \(got), not \(expected)")
    }
  }

  /// A loss of one row is its documented value to the last digit, whatever level batches use.
  @Test(arguments: levels)
  func oneRowIsFormedByItsDefinition(level: KernelLevel) throws {
    let loss = GeneralizedCrossEntropy(q: 0.7)
    for row in Self.rows(16, outputs: 10, seed: 4) {
      let label: () throws -> (value: Double, gradient: [Double]) = {
        try loss.valueAndGradient(logits: row.logits, label: row.label)
      }
      let target: () throws -> (value: Double, gradient: [Double]) = {
        try SigmoidCrossEntropy().valueAndGradient(
          logits: row.logits, target: [Double](repeating: 0.25, count: 10))
      }
      for form in [label, target] {
        let (value, gradient) = try KernelLevel.$current.withValue(level, operation: form)
        let (exact, exactGradient) = try byDefinition(form)
        #expect(value == exact)
        #expect(gradient == exactGradient)
      }
    }
  }

  @Test(arguments: levels, [3, 10, 17, 1000])
  func anyAlignmentAndBesideTheLogits(level: KernelLevel, outputs: Int) throws {
    let rows = Self.rows(33, outputs: outputs, seed: 6)
    let logits = Self.batch(rows, Float.self)
    let labels = ContiguousArray(rows.map { Int32($0.label) })
    let objective = Objective(SoftmaxCrossEntropy())
    try KernelLevel.$current.withValue(level) {
      let (total, gradient) = try objective.valueAndGradient(logits: logits, labels: labels)
      for offset in [1, 3, 7] {
        let guardValue: Float = 12345
        var shifted = ContiguousArray(repeating: guardValue, count: offset)
        shifted += logits.elements
        shifted += ContiguousArray(repeating: guardValue, count: 40)
        var all = shifted.mutableSpan
        var span = all._mutatingExtracting(offset..<offset + logits.elements.count)
        let moved = try objective.formGradient(&span, outputs: outputs, labels: labels.span)
        #expect(moved == total)
        #expect(shifted[offset..<offset + logits.elements.count].elementsEqual(gradient.elements))
        // Nothing is written beside the rows.
        #expect(shifted[..<offset].allSatisfy { $0 == guardValue })
        #expect(shifted.suffix(40).allSatisfy { $0 == guardValue })
      }
      var beside = ContiguousArray(repeating: Float(0), count: logits.elements.count)
      var span = beside.mutableSpan
      let other = try objective.formGradient(
        of: logits.elements.span, into: &span, outputs: outputs, labels: labels.span)
      #expect(other == total)
      #expect(beside == gradient.elements)
    }
  }

  // MARK: Threads

  @Test(arguments: [1, 2, 10, 100, 3000])
  func threadsChangeNoBit(outputs: Int) throws {
    let rows = Self.rows(16, outputs: outputs, seed: 4)
    let times = max(1, 600_000 / outputs / 16)
    let logits = try Matrix(
      rows: 16 * times, columns: outputs,
      elements: ContiguousArray((0..<times).flatMap { _ in Self.batch(rows, Float.self).elements }))
    let labels = (0..<times).flatMap { _ in rows.map(\.label) }
    let objective =
      outputs == 1 ? Objective(SigmoidCrossEntropy()) : Objective(SoftmaxCrossEntropy())
    let one = try objective.valueAndGradient(logits: logits, labels: labels, threads: 1)
    for threads in [nil, 2, 3, 7] as [Int?] {
      let several = try objective.valueAndGradient(logits: logits, labels: labels, threads: threads)
      #expect(several.total == one.total)
      #expect(several.gradient == one.gradient)
    }
    // The definitions' blocks are the same.
    if outputs == 10 {
      let hinge = Objective(CrammerSingerLoss())
      #expect(
        try hinge.value(logits: logits, labels: labels, threads: 2)
          == hinge.value(logits: logits, labels: labels, threads: 1))
    }
  }
}

/// The bounds of the kernels, in ulp of 1 of the logits' type.
private enum Bounds {
  static func ulp<S: LogitScalar>(_: S.Type) -> Double {
    switch S.self {
    case is Float.Type: 0x1p-23
    case is Double.Type: 0x1p-52
    case is BFloat16.Type: 0x1p-8 + 64 * 0x1p-23
    default: 0x1p-11 + 64 * 0x1p-23
    }
  }

  /// Below the least normal number a rounding is absolute.
  static func least<S: LogitScalar>(_: S.Type) -> Double {
    switch S.self {
    case is Float.Type: 0x1p-145
    case is Double.Type: 0x1p-1070
    case is BFloat16.Type: 0x1p-133
    default: 0x1p-24
    }
  }

  /// What each output's gradient may err by, by the ulp.
  static func scales(_ objective: Objective, _ z: [Double], _ label: Int) -> [Double] {
    let peak = z.max() ?? 0
    let p = softmax(z)
    let w = objective.classWeights
    let weight = (w?.max() ?? 1) * 1.5
    let share = objective.labelSmoothing / Double(z.count)
    let isCrossEntropy = objective.loss is SoftmaxCrossEntropy
    // The truth's own slope has the spread of its logit in it: p^q, log p.
    let own = isCrossEntropy ? 0 : abs(z[label] - peak) + 8
    // 1 − p of the label is the sum of the others, each with the error of its own distance.
    var others = 0.0
    var distances = 0.0
    for k in z.indices where k != label && p[k] > 0 {
      others += p[k]
      distances += p[k] * (peak - z[k])
    }
    let factor = objective.loss is FocalLoss || objective.loss is SquaredError ? 4.0 : 1
    return z.indices.map { j in
      let gap = z[j] == -.infinity ? 0 : peak - z[j]
      if j != label { return weight * factor * (gap + 6 + own) * max(p[j], share) }
      let size = share == 0 ? others : 1
      return weight * factor * (distances + (6 + own) * size)
    }
  }

  /// What a row's loss may err by, in ulp of the type.
  static func value(_ objective: Objective, _ z: [Double], _ label: Int, _ exact: Double) -> Double
  {
    let peak = z.max() ?? 0
    let gap = z[label] == -.infinity ? 0 : peak - z[label]
    return (objective.loss is SoftmaxCrossEntropy ? 5 : 8 + 2 * gap) * abs(exact) + 1e-300
  }
}

/// A small generator of one's own: the same rows on every machine.
struct TestRandom {
  private var state: UInt64
  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

  mutating func bits() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    var x = state
    x = (x ^ (x >> 33)) &* 0xFF51_AFD7_ED55_8CCD
    return x ^ (x >> 33)
  }

  mutating func uniform() -> Double { Double(bits() >> 11) * 0x1p-53 }
  mutating func next(upTo end: Int) -> UInt64 { UInt64(uniform() * Double(end)) }

  /// Nearly normal: twelve uniform numbers.
  mutating func normal() -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += uniform() }
    return sum
  }
}
