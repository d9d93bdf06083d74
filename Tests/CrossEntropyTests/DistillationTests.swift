import CrossEntropy
import Foundation
import Testing

/// A student that learns from a teacher's logits and from labels.
struct DistillationTests {
  /// A row of `Scripts/distillation_vectors.txt`.
  struct Vector: Sendable, CustomTestStringConvertible {
    var student: [Double]
    var teacher: [Double]
    var label: Int
    var temperature: Double
    var alpha: Double
    var divergence: Double
    var crossEntropy: Double
    var gradient: [Double]

    init(
      _ student: [Double], teacher: [Double], label: Int, temperature: Double, alpha: Double,
      divergence: Double, crossEntropy: Double, gradient: [Double]
    ) {
      self.student = student
      self.teacher = teacher
      self.label = label
      self.temperature = temperature
      self.alpha = alpha
      self.divergence = divergence
      self.crossEntropy = crossEntropy
      self.gradient = gradient
    }

    var testDescription: String { "\(student) from \(teacher) at \(temperature)" }
  }

  // swift-format-ignore
  static let rows: [Vector] = [
    .init([1, 2, 0.5], teacher: [2, 4, 0], label: 1, temperature: 4, alpha: 0.7, divergence: 0.029112956424234271, crossEntropy: 0.46436878410794484, gradient: [0.093469522739189590, -0.39418503429677019, 0.30071551155758060]),
    .init([0, -1, 3], teacher: [-2, 6, 5], label: 2, temperature: 2, alpha: 0.5, divergence: 0.83700509757626722, crossEntropy: 0.065883903757429168, gradient: [0.17628571033190064, -0.50724526650236151, 0.33095955617046087]),
    .init([2, 2, 1], teacher: [1, 1, 0], label: 0, temperature: 1, alpha: 0.25, divergence: 0, crossEntropy: 0.86199480405825108, gradient: [-0.43326090131136135, 0.31673909868863865, 0.11652180262272271]),
    .init([0.3, 0.1, 0], teacher: [0, 3, 0], label: 1, temperature: 20, alpha: 0.9, divergence: 0.0026831045942111869, crossEntropy: 1.1398310608444601, gradient: [0.39626251034346945, -0.69232482552473996, 0.29606231518127051]),
    .init([1, 2, 0.5], teacher: [1, 2, 0.5], label: 0, temperature: 3, alpha: 0.6, divergence: 0, crossEntropy: 1.4643687841079448, gradient: [-0.30751044095114039, 0.25141268768470499, 0.056097753266435397]),
    .init([0.5, -0.25, 2], teacher: [-.infinity, 1, 0.5], label: 2, temperature: 2.5, alpha: 0.4, divergence: 0.47726373831491463, crossEntropy: 0.28407260468617147, gradient: [0.38143897263380473, -0.29430937341023796, -0.087129599223566765]),
    .init([-.infinity, 1, 0.5], teacher: [-.infinity, 0, 2], label: 1, temperature: 1.5, alpha: 0.8, divergence: 0.29199550406845194, crossEntropy: 0.47407698418010668, gradient: [0, 0.37324588120389464, -0.37324588120389464]),
    .init([700, 0, -700], teacher: [0, 0, 700], label: 0, temperature: 1, alpha: 0.5, divergence: 1400.0000000000000, crossEntropy: 9.8596765437597709e-305, gradient: [0.50000000000000000, 4.9298382718798854e-305, -0.50000000000000000]),
    .init([10003, 10000], teacher: [10000.0, 10001], label: 0, temperature: 2, alpha: 0.5, divergence: 0.47225495620635486, crossEntropy: 0.048587351573742059, gradient: [0.41632087080671483, -0.41632087080671483]),
    .init([0.1, 0.7], teacher: [0.2, -0.4], label: 1, temperature: 0.1, alpha: 0.3, divergence: 5.9703285221203819, crossEntropy: 0.43748795048588564, gradient: [0.21818894303134128, -0.21818894303134128]),
  ]

  @Test(arguments: rows)
  func vectors(_ vector: Vector) throws {
    let distillation = try Distillation(temperature: vector.temperature, alpha: vector.alpha)
    let (total, gradient) = try distillation.valueAndGradient(
      logits: matrix([vector.student]), teacher: matrix([vector.teacher]), labels: [vector.label])
    #expect(
      total.terms.map(\.factor) == [
        vector.alpha * vector.temperature * vector.temperature, 1 - vector.alpha,
      ])
    let (soft, hard) = (total.terms[0].total.sum, total.terms[1].total.sum)
    let t = probabilities(vector.teacher, vector.temperature)
    let p = probabilities(vector.student, vector.temperature)
    let scale = zip(t, p).reduce(0) {
      $1.0 == 0 || $1.1 == 0 ? $0 : $0 + abs($1.0 * log($1.0 / $1.1))
    }
    #expect(ulps(soft, vector.divergence, of: max(scale, vector.divergence)) <= 8)
    #expect(ulps(hard, vector.crossEntropy) <= 4)
    #expect(close(Array(gradient.elements), vector.gradient))
    #expect(
      close(
        total.sum,
        vector.alpha * vector.temperature * vector.temperature * vector.divergence
          + (1 - vector.alpha) * vector.crossEntropy))
    #expect(
      try distillation.value(
        logits: matrix([vector.student]), teacher: matrix([vector.teacher]),
        labels: [vector.label]) == total)
  }

  private func probabilities(_ logits: [Double], _ temperature: Double) -> [Double] {
    softmax(logits.map { $0 / temperature })
  }

  /// Many blocks of rows, some ignored.
  private struct Batch {
    var student: Matrix<Float>
    var teacher: Matrix<BFloat16>
    var labels: [Int]
    var rowWeights: [Double]

    init(rows: Int, columns: Int) {
      var random = SplitMix64(7)
      let count = rows * columns
      student = Matrix(
        rows: rows, columns: columns,
        fitting: ContiguousArray(random.uniforms(count, in: -3...3).map { Float($0) }))
      teacher = Matrix(
        rows: rows, columns: columns,
        fitting: ContiguousArray(random.uniforms(count, in: -3...3).map { BFloat16(rounding: $0) }))
      labels = (0..<rows).map { $0 % 5 == 2 ? -100 : $0 % columns }
      rowWeights = random.uniforms(rows, in: 0.5...2)
    }
  }

  @Test(arguments: [Reduction.sum, .meanOverCountedRows, .meanOverWeight])
  func aBatchIsItsTermsByHand(_ reduction: Reduction) throws {
    let batch = Batch(rows: 90, columns: 2000)
    let (t, alpha) = (3.0, 0.7)
    let distillation = try Distillation(temperature: t, alpha: alpha, ignoredLabels: [-100])
    let (total, gradient) = try distillation.valueAndGradient(
      logits: batch.student, teacher: batch.teacher, labels: batch.labels,
      rowWeights: batch.rowWeights, of: reduction)

    let wide = Matrix<Double>(
      rows: 90, columns: 2000,
      fitting: ContiguousArray(batch.teacher.elements.map { $0.arithmetic / t }))
    let soft = try Objective(
      KullbackLeiblerLoss(), logitOptions: LogitOptions(temperature: t)
    ).valueAndGradient(
      logits: batch.student, targets: softmax(wide), rowWeights: batch.rowWeights,
      ignoredRows: batch.labels.map { $0 < 0 })
    let hard = try Objective(SoftmaxCrossEntropy(), ignoredLabels: [-100]).valueAndGradient(
      logits: batch.student, labels: batch.labels, rowWeights: batch.rowWeights)
    #expect(
      try close(
        total.value(of: reduction),
        alpha * t * t * soft.total.value(of: reduction)
          + (1 - alpha) * hard.total.value(of: reduction), 1e-12))
    let scales = (
      alpha * t * t / soft.total.divisor(of: reduction),
      (1 - alpha) / hard.total.divisor(of: reduction)
    )
    let worst = gradient.elements.indices.reduce(0) { worst, i in
      let expected =
        scales.0 * Double(soft.gradient.elements[i]) + scales.1 * Double(hard.gradient.elements[i])
      return max(worst, abs(Double(gradient.elements[i]) - expected))
    }
    #expect(worst <= 1e-6 * scales.0)
    for i in [2, 7] { #expect(gradient.row(i).allSatisfy { $0 == 0 }) }
    #expect(total.terms.map(\.total.countedRows) == [72, 72])
    #expect(total.terms.map(\.total.rows) == [90, 90])
  }

  @Test func threadsChangeNoBit() throws {
    let batch = Batch(rows: 90, columns: 2000)
    let distillation = try Distillation(temperature: 2, alpha: 0.5, ignoredLabels: [-100])
    let one = try distillation.valueAndGradient(
      logits: batch.student, teacher: batch.teacher, labels: batch.labels, threads: 1)
    let four = try distillation.valueAndGradient(
      logits: batch.student, teacher: batch.teacher, labels: batch.labels, threads: 4)
    #expect(one.total == four.total)
    #expect(one.gradient == four.gradient)
  }

  @Test func rowLossesAddUpAndSpansAgree() throws {
    let batch = Batch(rows: 90, columns: 2000)
    let (t, alpha) = (2.0, 0.3)
    let distillation = try Distillation(temperature: t, alpha: alpha, ignoredLabels: [-100])
    let whole = try distillation.rowLossesAndGradient(
      logits: batch.student, teacher: batch.teacher, labels: batch.labels,
      rowWeights: batch.rowWeights, of: .meanOverWeight)
    #expect(close(whole.rowLosses.reduce(0, +), whole.total.sum, 1e-12))
    for i in [0, 2, 89] {
      let row = try distillation.value(
        logits: matrix([batch.student.row(i).map(Double.init)]),
        teacher: matrix([batch.teacher.row(i).map(\.arithmetic)]), labels: [batch.labels[i]],
        rowWeights: [batch.rowWeights[i]])
      #expect(close(whole.rowLosses[i], row.sum, 1e-5))
    }
    #expect(whole.rowLosses[2] == 0)
    let values = try distillation.rowLosses(
      logits: batch.student, teacher: batch.teacher, labels: batch.labels,
      rowWeights: batch.rowWeights)
    #expect(values.total == whole.total)
    #expect(values.rowLosses == whole.rowLosses)

    let labels = ContiguousArray(batch.labels.map { Int32($0) })
    let weights = ContiguousArray(batch.rowWeights)
    var gradient = ContiguousArray(repeating: Float.nan, count: 180_000)
    var losses = ContiguousArray(repeating: Double.nan, count: 90)
    let (student, teacher) = (batch.student.elements, batch.teacher.elements)
    for withLosses in [false, true] {
      var g = gradient.mutableSpan
      var l = losses.mutableSpan
      let total =
        try withLosses
        ? distillation.formGradient(
          of: student.span, teacher: teacher.span, into: &g, outputs: 2000, labels: labels.span,
          rowWeights: weights.span, rowLosses: &l, of: .meanOverWeight)
        : distillation.formGradient(
          of: student.span, teacher: teacher.span, into: &g, outputs: 2000, labels: labels.span,
          rowWeights: weights.span, of: .meanOverWeight)
      let values =
        try withLosses
        ? distillation.value(
          of: student.span, teacher: teacher.span, outputs: 2000, labels: labels.span,
          rowWeights: weights.span, rowLosses: &l)
        : distillation.value(
          of: student.span, teacher: teacher.span, outputs: 2000, labels: labels.span,
          rowWeights: weights.span)
      #expect(total == whole.total)
      #expect(values == whole.total)
    }
    #expect(gradient == whole.gradient.elements)
    #expect(Array(losses) == whole.rowLosses)
  }

  @Test func bothTermsDivideByTheSame() throws {
    // A teacher without a class says nothing, and its row counts all the same.
    let total = try Distillation(temperature: 2, alpha: 0.5).value(
      logits: matrix([[1, 0.0], [1, 0]]),
      teacher: matrix([[-Double.infinity, -.infinity], [0, 1]]), labels: [0, 1], rowWeights: [2, 3])
    #expect(total.terms.map(\.total.weight) == [5, 5])
    #expect(total.terms.map(\.total.countedRows) == [2, 2])
  }

  @Test func spansOfOtherSizesAreRefused() throws {
    let distillation = try Distillation(temperature: 2, alpha: 0.5)
    let (four, two): (ContiguousArray<Double>, ContiguousArray<Double>) = ([1, 2, 3, 4], [1, 2])
    let labels: ContiguousArray<Int32> = [0, 1]
    var room = four
    var small = two
    #expect(throws: TargetError.shape(.count(of: .targets, expected: 4, got: 2))) {
      var g = room.mutableSpan
      _ = try distillation.formGradient(
        of: four.span, teacher: two.span, into: &g, outputs: 2, labels: labels.span)
    }
    #expect(throws: TargetError.shape(.count(of: .gradient, expected: 4, got: 2))) {
      var g = small.mutableSpan
      _ = try distillation.formGradient(
        of: four.span, teacher: four.span, into: &g, outputs: 2, labels: labels.span)
    }
    #expect(throws: TargetError.shape(.count(of: .rowLosses, expected: 2, got: 4))) {
      var losses = room.mutableSpan
      _ = try distillation.value(
        of: four.span, teacher: four.span, outputs: 2, labels: labels.span, rowLosses: &losses)
    }
    #expect(room == four)
    #expect(small == two)
  }

  @Test func theEdgesAreExact() throws {
    let half = try Distillation(temperature: 2, alpha: 0.5)
    // The student masks what the teacher believes in.
    let masked = try half.value(
      logits: matrix([[-.infinity, 0.0], [1, 0]]), teacher: matrix([[1, 0.0], [1, 0]]),
      labels: [1, 0])
    #expect(masked.sum == .infinity)
    #expect(masked.terms[0].total.firstInfiniteRows == [0])
    #expect(masked.terms[1].total.infiniteRows == 0)
    // Where only the labels, or only the teacher, are asked, the other's +∞ adds nothing.
    let labelsAlone = try Distillation(temperature: 2, alpha: 0).valueAndGradient(
      logits: matrix([[-.infinity, 0.0]]), teacher: matrix([[1, 0.0]]), labels: [1])
    #expect(labelsAlone.total.sum == 0)
    #expect(labelsAlone.gradient.elements == [0, 0])
    let rows = try Distillation(temperature: 2, alpha: 0).rowLosses(
      logits: matrix([[-.infinity, 0.0]]), teacher: matrix([[1, 0.0]]), labels: [1])
    #expect(rows.rowLosses == [0])
    let teacherAlone = try Distillation(temperature: 2, alpha: 1).valueAndGradient(
      logits: matrix([[-.infinity, 0.0]]), teacher: matrix([[-.infinity, 0.0]]), labels: [0])
    #expect(teacherAlone.total.sum == 0)
    #expect(teacherAlone.gradient.elements == [0, 0])
    let others = try Distillation(temperature: 2, alpha: 1).rowLosses(
      logits: matrix([[-.infinity, 0.0]]), teacher: matrix([[-.infinity, 0.0]]), labels: [0])
    #expect(others.rowLosses == [0])
    #expect(others.total.terms[1].total.sum == .infinity)
    // A teacher without a class says nothing.
    let silent = try half.value(
      logits: matrix([[1, 0.0]]), teacher: matrix([[-Double.infinity, -.infinity]]), labels: [0])
    #expect(silent.terms[0].total.sum == 0)
    // What a student forecasts as its teacher does costs next to nothing, at any offset.
    let same = try half.valueAndGradient(
      logits: matrix([[3.5, 1, -2]]), teacher: matrix([[1003.5, 1001, 998]]), labels: [0])
    #expect(same.total.terms[0].total.sum < 1e-30)
  }

  static let wrong: [WrongData] = [
    WrongData(
      "no temperature", ObjectiveError.outOfRange(.temperature, value: 0),
      try Distillation(temperature: 0, alpha: 0.5)),
    WrongData(
      "a share below 0", ObjectiveError.outOfRange(.alpha, value: -0.1),
      try Distillation(temperature: 1, alpha: -0.1)),
    WrongData(
      "a share above 1", ObjectiveError.outOfRange(.alpha, value: 1.1),
      try Distillation(temperature: 1, alpha: 1.1)),
    WrongData(
      "a teacher of other rows", TargetError.shape(.count(of: .rows, expected: 1, got: 2)),
      try Distillation(temperature: 1, alpha: 1).value(
        logits: matrix([[1, 0.0]]), teacher: matrix([[1, 0.0], [1, 0]]), labels: [0])),
    WrongData(
      "a teacher of other classes", TargetError.shape(.count(of: .outputs, expected: 2, got: 3)),
      try Distillation(temperature: 1, alpha: 1).value(
        logits: matrix([[1, 0.0]]), teacher: matrix([[1, 0.0, 2]]), labels: [0])),
    WrongData(
      "a teacher's NaN", TargetError.targetOutOfRange(row: 1, output: 1, value: .nan),
      try Distillation(temperature: 1, alpha: 1).value(
        logits: matrix([[1, 0.0], [1, 0]]), teacher: matrix([[1, 0.0], [1, .nan]]), labels: [0, 0])),
    WrongData(
      "a label", TargetError.labelOutOfRange(row: 0, label: "2", classes: 2),
      try Distillation(temperature: 1, alpha: 1).value(
        logits: matrix([[1, 0.0]]), teacher: matrix([[1, 0.0]]), labels: [2])),
    WrongData(
      "no classes", TargetError.shape(.none(of: .outputs)),
      try Distillation(temperature: 1, alpha: 1).value(
        logits: Matrix<Float>(rows: 2, columns: 0, elements: []),
        teacher: Matrix<Float>(rows: 2, columns: 0, elements: []), labels: [0, 0])),
  ]

  @Test(arguments: wrong)
  func whatIsWrongIsThrown(_ wrong: WrongData) { wrong.expect() }

  @Test func anIgnoredRowIsNeverRead() throws {
    let total = try Distillation(temperature: 1, alpha: 0.5, ignoredLabels: [-1]).value(
      logits: matrix([[1, 0.0], [.nan, 0]]), teacher: matrix([[1, 0.0], [.nan, .nan]]),
      labels: [0, -1])
    #expect(total.sum.isFinite)
    #expect(total.terms.map(\.total.countedRows) == [1, 1])
  }

  @Test func codableRoundTrip() throws {
    let distillation = try Distillation(temperature: 4, alpha: 0.7, ignoredLabels: [-100])
    let data = try JSONEncoder().encode(distillation)
    #expect(try JSONDecoder().decode(Distillation.self, from: data) == distillation)
    #expect(throws: ObjectiveError.outOfRange(.alpha, value: 2)) {
      try JSONDecoder().decode(
        Distillation.self, from: Data(#"{"temperature":1,"alpha":2}"#.utf8))
    }
  }
}
