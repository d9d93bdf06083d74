import CrossEntropy
import Testing

/// What is wrong with a batch is thrown, with the row and both numbers, before anything is written.
struct WrongBatchTests {
  private static let softmax = Objective(SoftmaxCrossEntropy())
  private static let sigmoid = Objective(SigmoidCrossEntropy())
  private static let z = matrix([[1, 2.0], [3, 4]])

  @Test(arguments: batches)
  func itIsThrown(_ wrong: WrongData) { wrong.expect() }

  /// Labels and targets by each way in, of two rows with two outputs.
  static let batches: [WrongData] = [
    WrongData(
      "an Int64 label beyond Int32",
      TargetError.labelOutOfRange(row: 1, label: "4294967296", classes: 2),
      try softmax.value(logits: z, labels: [0, 4_294_967_296])),
    WrongData(
      "a UInt64 label", TargetError.labelOutOfRange(row: 0, label: "\(UInt64.max)", classes: 2),
      try softmax.valueAndGradient(logits: z, labels: [UInt64.max, 0])),
    WrongData(
      "an Int64 label far below 0",
      TargetError.labelOutOfRange(row: 0, label: "-9223372036854775808", classes: 2),
      try Objective(SoftmaxCrossEntropy(), ignoredLabels: [Int(Int32.min)])
        .value(logits: z, labels: [Int.min, 0])),
    WrongData(
      "the earlier of two wrong labels",
      TargetError.labelOutOfRange(row: 0, label: "2", classes: 2),
      try softmax.value(logits: z, labels: [2, Int.max])),
    WrongData(
      "too few labels", TargetError.shape(.count(of: .logits, expected: 2, got: 4)),
      try softmax.value(logits: z, labels: [0])),
    WrongData(
      "no outputs", TargetError.shape(.none(of: .outputs)),
      try softmax.value(logits: Matrix<Double>(rows: 0, columns: 0, elements: []), labels: [Int]())),
    WrongData(
      "too many row weights", TargetError.shape(.count(of: .rowWeights, expected: 2, got: 3)),
      try softmax.value(logits: z, labels: [0, 1], rowWeights: [1, 1, 1])),
    WrongData(
      "class weights", TargetError.shape(.count(of: .classWeights, expected: 2, got: 3)),
      try Objective(SoftmaxCrossEntropy(), classWeights: [1, 2, 3])
        .value(logits: z, labels: [0, 1])),
    WrongData(
      "positive weights", TargetError.shape(.count(of: .positiveWeights, expected: 2, got: 1)),
      try Objective(SigmoidCrossEntropy(), positiveWeights: [1])
        .value(logits: z, labels: [0, 1])),
    WrongData(
      "class weights of indicators under squared error",
      TargetError.objective(.needsLinearLoss(.classWeights, loss: "squared_error")),
      try Objective(SquaredError(unit: .sigmoid), classWeights: [1, 2])
        .value(logits: z, targets: z.map { _ in 1 })),
    WrongData(
      "class weights of measurements",
      TargetError.objective(.needsLabels(.classWeights, loss: "squared_error")),
      try Objective(SquaredError(unit: .identity), classWeights: [1, 2])
        .value(logits: z, targets: z)),
    WrongData(
      "smoothed measurements",
      TargetError.objective(.needsLabels(.labelSmoothing, loss: "poisson")),
      try Objective(PoissonLoss(), labelSmoothing: 0.1).value(logits: z, targets: z)),
    WrongData(
      "class weights without rows",
      TargetError.shape(.count(of: .classWeights, expected: Int(Int32.max), got: 2)),
      try Objective(SoftmaxCrossEntropy(), classWeights: [1, 2])
        .value(logits: wide, labels: [Int]())),
    WrongData(
      "positive weights without rows",
      TargetError.shape(.count(of: .positiveWeights, expected: Int(Int32.max), got: 1)),
      try Objective(SigmoidCrossEntropy(), positiveWeights: [1])
        .value(logits: wide, targets: wide)),
    WrongData(
      "more outputs than there are variances",
      TargetError.shape(.count(of: .outputs, expected: .max - 1, got: .max)), try nothing(.max)),
    WrongData(
      "too few targets", TargetError.shape(.count(of: .rows, expected: 2, got: 1)),
      try sigmoid.value(logits: z, targets: matrix([[0, 1.0]]))),
    WrongData(
      "turned targets", TargetError.shape(.count(of: .rows, expected: 2, got: 4)),
      try sigmoid.valueAndGradient(logits: z, targets: matrix([[0], [1.0], [1], [0]]))),
    WrongData(
      "wide targets", TargetError.shape(.count(of: .targets, expected: 4, got: 6)),
      try sigmoid.value(logits: z, targets: matrix([[0, 1.0, 1], [0, 1, 1]]))),
    WrongData(
      "flags", TargetError.shape(.count(of: .ignoredRows, expected: 2, got: 1)),
      try sigmoid.value(logits: z, targets: z.map { _ in 1 }, ignoredRows: [false])),
    WrongData(
      "outputs without a variance", TargetError.shape(.count(of: .outputs, expected: 4, got: 3)),
      try Objective(GaussianLoss()).value(logits: matrix([[1, 2.0, 3]]), labels: [0])),
    WrongData(
      "a Hessian of outputs without a variance",
      TargetError.shape(.count(of: .outputs, expected: 4, got: 3)),
      try Objective(GaussianLoss()).hessianDiagonal(logits: matrix([[1, 2.0, 3]]), labels: [0])),
    WrongData(
      "a label of a Hessian", TargetError.labelOutOfRange(row: 1, label: "9", classes: 2),
      try softmax.hessianDiagonal(logits: z, labels: [0, 9])),
    WrongData(
      "inputs of other features", TargetError.shape(.count(of: .features, expected: 2, got: 1)),
      try LinearCrossEntropy().value(inputs: matrix([[1.0]]), weights: z, labels: [0])),
    WrongData(
      "inputs without features", TargetError.shape(.none(of: .features)),
      try LinearCrossEntropy().value(
        inputs: Matrix<Double>(rows: 1, columns: 0, elements: []), weights: z, labels: [0])),
    WrongData(
      "biases", TargetError.shape(.count(of: .biases, expected: 2, got: 1)),
      try LinearCrossEntropy().valueAndGradients(inputs: z, weights: z, bias: [1], labels: [0, 1])),
    WrongData(
      "labels of a layer", TargetError.shape(.count(of: .labels, expected: 2, got: 3)),
      try LinearCrossEntropy().value(inputs: z, weights: z, labels: [0, 1, 0])),
    WrongData(
      "a label of a layer", TargetError.labelOutOfRange(row: 1, label: "-8589934592", classes: 2),
      try LinearCrossEntropy().valueAndGradients(
        inputs: z, weights: z, labels: [0, -8_589_934_592])),
    WrongData(
      "row weights of a layer", TargetError.shape(.count(of: .rowWeights, expected: 2, got: 1)),
      try LinearCrossEntropy().value(inputs: z, weights: z, labels: [0, 1], rowWeights: [1])),
    WrongData(
      "sums of a layer", TargetError.shape(.count(of: .rowSums, expected: 2, got: 0)),
      try LinearCrossEntropy().gradients(
        inputs: z, shard: LinearCrossEntropy.Shard(weights: z), labels: [0, 1], sums: [])),
    WrongData(
      "labels of sums", TargetError.shape(.count(of: .labels, expected: 0, got: 1)),
      try LinearCrossEntropy().total(of: [], labels: [0], classes: 2)),
    WrongData(
      "a label of sums", TargetError.labelOutOfRange(row: 0, label: "2", classes: 2),
      try LinearCrossEntropy().total(of: [.init()], labels: [2], classes: 2)),
    WrongData(
      "a layer's class weights", TargetError.shape(.count(of: .classWeights, expected: 2, got: 3)),
      try LinearCrossEntropy(Objective(SoftmaxCrossEntropy(), classWeights: [1, 2, 3]))
        .value(inputs: z, weights: z, labels: [0, 1])),
    WrongData(
      "a layer's dense targets", TargetError.shape(.count(of: .targets, expected: 2, got: 1)),
      try LinearCrossEntropy().value(inputs: z, weights: z, targets: matrix([[1.0], [1]]))),
    WrongData(
      "the rows of a layer's targets", TargetError.shape(.count(of: .rows, expected: 2, got: 1)),
      try LinearCrossEntropy().value(inputs: z, weights: z, targets: matrix([[1.0, 0]]))),
    WrongData(
      "a layer's ignored rows", TargetError.shape(.count(of: .ignoredRows, expected: 2, got: 1)),
      try LinearCrossEntropy().rowLosses(
        inputs: z, weights: z, targets: matrix([[1.0, 0], [1, 0]]), ignoredRows: [true])),
    WrongData(
      "a layer's target", TargetError.targetOutOfRange(row: 1, output: 0, value: 1.5),
      try LinearCrossEntropy().rowLossesAndGradients(
        inputs: z, weights: z, targets: matrix([[1.0, 0], [1.5, 0]]))),
  ]

  /// No row of very many outputs.
  private static let wide = Matrix(rows: 0, columns: Int(Int32.max), repeating: 0.0)

  /// No row of so many means and variances.
  private static func nothing(_ outputs: Int) throws -> LossTotal {
    var none = ContiguousArray<Double>()
    var logits = none.mutableSpan
    return try Objective(GaussianLoss()).formGradient(
      &logits, outputs: outputs, labels: ContiguousArray<Int32>().span)
  }

  @Test("Without rows, more outputs than memory has room for cost nothing")
  func manyOutputsOfNothing() throws {
    var none = ContiguousArray<Float>()
    var logits = none.mutableSpan
    let smoothed = try Objective(SoftmaxCrossEntropy(), labelSmoothing: 0.1)
    for objective in [Self.softmax, Self.sigmoid, smoothed, Objective(SquaredError())] {
      let labelled = try objective.formGradient(
        &logits, outputs: .max, labels: ContiguousArray<Int32>().span)
      let dense = try objective.formGradient(
        &logits, outputs: .max, targets: ContiguousArray<Double>().span, threads: 2)
      for total in [labelled, dense] {
        #expect(total.outputs == .max)
        #expect(total.rows == 0 && total.sum == 0)
      }
      let (total, gradient) = try objective.valueAndGradient(
        logits: Self.wide, labels: [Int]())
      #expect(total.meanOverElements == nil && gradient == Self.wide)
      #expect(try objective.hessianDiagonal(logits: Self.wide, targets: Self.wide) == Self.wide)
    }
    #expect(try Self.nothing(.max - 1).rows == 0)
  }

  static let wrongWeights = [-1, -Double.leastNonzeroMagnitude, .nan, .infinity, -.infinity]

  @Test("A row's weight is finite and 0 or more", arguments: wrongWeights)
  func rowWeights(weight: Double) {
    let error = TargetError.weightOutOfRange(row: 1, weight: weight)
    let (z, weights) = (Self.z, [1, weight])
    let calls: [WrongData] = [
      WrongData(
        "value", error, try Self.softmax.value(logits: z, labels: [0, 1], rowWeights: weights)),
      WrongData(
        "gradient", error,
        try Self.softmax.valueAndGradient(logits: z, labels: [0, 1], rowWeights: weights)),
      WrongData(
        "dense", error,
        try Self.sigmoid.valueAndGradient(
          logits: z, targets: matrix([[0, 1.0], [1, 1]]), rowWeights: weights)),
      WrongData(
        "Hessian", error,
        try Self.softmax.hessianDiagonal(logits: z, labels: [0, 1], rowWeights: weights)),
      WrongData(
        "linear", error,
        try LinearCrossEntropy().valueAndGradients(
          inputs: z, weights: z, labels: [0, 1], rowWeights: weights)),
      WrongData(
        "sums", error,
        try LinearCrossEntropy().total(
          of: [.init(), .init()], labels: [0, 1], rowWeights: weights, classes: 2)),
    ]
    for call in calls { call.expect() }
  }

  @Test("The weight of an ignored row is not read", arguments: wrongWeights)
  func ignoredWeights(weight: Double) throws {
    let objective = try Objective(SoftmaxCrossEntropy(), ignoredLabels: [-7])
    let (total, gradient) = try objective.valueAndGradient(
      logits: Self.z, labels: [0, -7], rowWeights: [1, weight])
    let alone = try objective.valueAndGradient(logits: matrix([[1, 2.0]]), labels: [0])
    #expect(total.sum == alone.total.sum)
    #expect(Array(gradient.elements) == alone.gradient.elements + [0, 0])
    let linear = try LinearCrossEntropy(objective).valueAndGradients(
      inputs: Self.z, weights: Self.z, labels: [0, -7], rowWeights: [1, weight])
    #expect(linear.total.countedRows == 1)
    #expect(linear.gradients.weights.elements.allSatisfy { $0.isFinite })
    let dense = try Self.sigmoid.valueAndGradient(
      logits: Self.z, targets: matrix([[0, 1.0], [.nan, 7]]), rowWeights: [1, weight],
      ignoredRows: [false, true])
    #expect(dense.total.sum.isFinite)
    #expect(dense.gradient.row(1) == [0, 0])
  }

  @Test("A dense target is from 0 to 1", arguments: [-1e-300, 1 + .ulpOfOne, .nan, .infinity])
  func denseTargets(target: Double) {
    let error = TargetError.targetOutOfRange(row: 1, output: 0, value: target)
    let targets = matrix([[0, 1], [target, 0]])
    for objective in [Self.softmax, Self.sigmoid, Objective(HingeLoss())] {
      WrongData("value", error, try objective.value(logits: Self.z, targets: targets)).expect()
      WrongData("gradient", error, try objective.valueAndGradient(logits: Self.z, targets: targets))
        .expect()
      WrongData("Hessian", error, try objective.hessianDiagonal(logits: Self.z, targets: targets))
        .expect()
    }
  }

  @Test("A label that marks a row may be of any integer type, and beyond Int32")
  func ignoredLabelsBeyondInt32() throws {
    let mark = -4_294_967_296
    let objective = try Objective(SoftmaxCrossEntropy(), ignoredLabels: [mark])
    #expect(try objective.value(logits: Self.z, labels: [0, mark]).countedRows == 1)
    let (total, gradient) = try objective.valueAndGradient(
      logits: Self.z, labels: [0, mark], rowWeights: [1, 2])
    #expect(total.countedRows == 1)
    #expect(gradient.row(1) == [0, 0])
  }

  @Test("Nothing is written before all is checked, also in many rows")
  func nothingIsWritten() {
    let rows = 300_000
    let before = ContiguousArray((0..<2 * rows).map { Double($0 % 7) })
    var logits = before
    var gradient = before
    var span = logits.mutableSpan
    var other = gradient.mutableSpan
    var labels = ContiguousArray<Int32>(repeating: 1, count: rows)
    var weights = ContiguousArray(repeating: 1.0, count: rows)
    weights[rows - 1] = -1
    let (last, wrong) = (rows - 1, TargetError.weightOutOfRange(row: rows - 1, weight: -1))
    #expect(throws: wrong) {
      try Self.softmax.formGradient(
        &span, outputs: 2, labels: labels.span, rowWeights: weights.span)
    }
    #expect(throws: wrong) {
      try Self.softmax.formGradient(
        of: before.span, into: &other, outputs: 2, labels: labels.span, rowWeights: weights.span)
    }
    labels[last] = 2
    #expect(throws: TargetError.labelOutOfRange(row: last, label: "2", classes: 2)) {
      try Self.softmax.formGradient(&span, outputs: 2, labels: labels.span)
    }
    var targets = ContiguousArray(repeating: 0.5, count: 2 * rows)
    #expect(throws: wrong) {
      try Self.sigmoid.formGradient(
        &span, outputs: 2, targets: targets.span, rowWeights: weights.span)
    }
    targets[2 * rows - 1] = 2
    #expect(throws: TargetError.targetOutOfRange(row: last, output: 1, value: 2)) {
      try Self.sigmoid.formGradient(&span, outputs: 2, targets: targets.span)
    }
    #expect(throws: TargetError.shape(.count(of: .targets, expected: 2 * rows, got: 2 * rows - 2)))
    {
      try Self.sigmoid.formGradient(
        &span, outputs: 2, targets: targets.span.extracting(first: 2 * rows - 2))
    }
    var short = ContiguousArray(repeating: 0.0, count: 3)
    var room = short.mutableSpan
    #expect(throws: TargetError.shape(.count(of: .gradient, expected: 2 * rows, got: 3))) {
      try Self.softmax.formGradient(
        of: before.span, into: &room, outputs: 2,
        labels: ContiguousArray<Int32>(repeating: 1, count: rows).span)
    }
    #expect(throws: TargetError.shape(.none(of: .outputs))) {
      try Self.softmax.formGradient(&span, outputs: -1, labels: labels.span)
    }
    #expect(
      throws: TargetError.shape(.count(of: .logits, expected: .max, got: 2 * rows))
    ) {
      try Self.softmax.formGradient(&span, outputs: .max, labels: labels.span)
    }
    #expect(logits == before)
    #expect(gradient == before)
    #expect(short == [0, 0, 0])
  }
}

extension Matrix {
  fileprivate func map(_ transform: (Element) -> Element) -> Matrix {
    Matrix(rows: rows, columns: columns, fitting: ContiguousArray(elements.map(transform)))
  }
}
