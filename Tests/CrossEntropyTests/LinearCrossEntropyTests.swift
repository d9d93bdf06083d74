import CrossEntropy
import Testing

/// The linear layer's loss against the layer's logits, formed whole.
struct LinearCrossEntropyTests {
  struct Layer<S: LinearScalar> {
    var inputs: Matrix<S>
    var weights: Matrix<S>
    var bias: ContiguousArray<S>
    var labels: [Int]

    init(rows: Int, features: Int, classes: Int, seed: UInt64 = 1) {
      var random = TestRandom(seed: seed)
      func matrix(_ rows: Int, _ columns: Int, _ scale: Double) -> Matrix<S> {
        Matrix(
          rows: rows, columns: columns,
          fitting: ContiguousArray(
            (0..<rows * columns).map { _ in S(rounding: scale * random.normal()) }))
      }
      inputs = matrix(rows, features, 1)
      weights = matrix(classes, features, 0.5)
      bias = matrix(1, classes, 1).elements
      labels = (0..<rows).map { _ in Int(random.next(upTo: classes)) }
    }

    /// The logits in double precision.
    var logits: Matrix<Double> {
      var z = Matrix(rows: inputs.rows, columns: weights.rows, repeating: 0.0)
      for i in 0..<inputs.rows {
        for c in 0..<weights.rows {
          var sum = bias.isEmpty ? 0 : bias[c].arithmetic
          for k in 0..<inputs.columns { sum += inputs[i, k].arithmetic * weights[c, k].arithmetic }
          z[i, c] = sum
        }
      }
      return z
    }
  }

  static let objectives: [Objective] = [
    Objective(SoftmaxCrossEntropy()),
    known { try Objective(SoftmaxCrossEntropy(), labelSmoothing: 0.1, ignoredLabels: [-100]) },
    known { try Objective(SoftmaxCrossEntropy(), logitOptions: LogitOptions(softCap: 3)) },
    known { try Objective(SoftmaxCrossEntropy(), logitOptions: LogitOptions(zLoss: 0.01)) },
    known {
      try Objective(
        SoftmaxCrossEntropy(), labelSmoothing: 0.2, ignoredLabels: [-100],
        logitOptions: LogitOptions(softCap: 5, zLoss: 0.001))
    },
  ]

  @Test(arguments: objectives.indices, [(7, 3, 5), (40, 17, 33), (530, 3, 1030), (9, 140, 1030)])
  func itIsTheLossOfTheLogits(index: Int, shape: (rows: Int, features: Int, classes: Int)) throws {
    try check(Float.self, index, shape, bound: 2e-5)
    try check(Double.self, index, shape, bound: 1e-13)
  }

  @Test(arguments: KernelLevel.allCases.filter { $0.isAvailable && $0 != .definition })
  func everyInstructionLevelIsWithinTheBound(level: KernelLevel) throws {
    try KernelLevel.$current.withValue(level) {
      try check(Float.self, 4, (20, 8, 70), bound: 2e-5)
      try check(Double.self, 4, (20, 8, 70), bound: 1e-13)
    }
  }

  private func check<S: LinearScalar>(
    _: S.Type, _ index: Int, _ shape: (rows: Int, features: Int, classes: Int), bound: Double
  ) throws {
    let objective = Self.objectives[index]
    var layer = Layer<S>(rows: shape.rows, features: shape.features, classes: shape.classes)
    if !objective.ignoredLabels.isEmpty { layer.labels[shape.rows / 2] = -100 }
    if index == 0 { layer.bias = [] }
    let rowWeights = index < 3 ? [] : (0..<shape.rows).map { Double($0 % 3) / 2 }
    let (total, gradients) = try LinearCrossEntropy(objective).valueAndGradients(
      inputs: layer.inputs, weights: layer.weights, bias: layer.bias, labels: layer.labels,
      rowWeights: rowWeights)
    let (exact, g) = try objective.valueAndGradient(
      logits: layer.logits, labels: layer.labels, rowWeights: rowWeights)
    #expect(close(total.sum, exact.sum, bound / 10))
    #expect(total.countedRows == exact.countedRows)
    #expect(total.weight == exact.weight)
    #expect(
      try LinearCrossEntropy(objective).value(
        inputs: layer.inputs, weights: layer.weights, bias: layer.bias, labels: layer.labels,
        rowWeights: rowWeights) == total)
    let withoutInputs = try LinearCrossEntropy(objective).valueAndGradients(
      inputs: layer.inputs, weights: layer.weights, bias: layer.bias, labels: layer.labels,
      rowWeights: rowWeights, withInputs: false
    ).gradients
    #expect(withoutInputs.inputs.rows == 0)
    #expect(
      zip(withoutInputs.weights.elements, gradients.weights.elements).allSatisfy {
        $0.arithmetic == $1.arithmetic
      })
    let rows = layer.inputs.rows
    let classes = layer.weights.rows
    for k in 0..<layer.inputs.columns {
      for i in 0..<rows {
        let terms = (0..<classes).map { g[i, $0] * layer.weights[$0, k].arithmetic }
        expectSum(gradients.inputs[i, k], terms, bound)
      }
      for c in 0..<classes where c % 7 == 0 || classes < 50 {
        let terms = (0..<rows).map { g[$0, c] * layer.inputs[$0, k].arithmetic }
        expectSum(gradients.weights[c, k], terms, bound)
      }
    }
    for c in 0..<classes { expectSum(gradients.bias[c], (0..<rows).map { g[$0, c] }, bound) }
  }

  private func expectSum<S: LinearScalar>(_ got: S, _ terms: [Double], _ bound: Double) {
    let size = terms.reduce(1e-3) { $0 + abs($1) }
    #expect(abs(got.arithmetic - terms.reduce(0, +)) <= bound * size)
  }

  @Test func shardsMergeToTheWhole() throws {
    let layer = Layer<Float>(rows: 60, features: 12, classes: 300)
    let loss = try LinearCrossEntropy(Objective(SoftmaxCrossEntropy(), labelSmoothing: 0.1))
    let whole = try loss.valueAndGradients(
      inputs: layer.inputs, weights: layer.weights, bias: layer.bias, labels: layer.labels)
    let cuts = [0, 100, 117, 300]
    let shards = try zip(cuts, cuts.dropFirst()).map { from, to in
      try LinearCrossEntropy.Shard(
        weights: Matrix(
          rows: to - from, columns: 12,
          elements: ContiguousArray(layer.weights.elements[from * 12..<to * 12])),
        bias: ContiguousArray(layer.bias[from..<to]), first: from, classes: 300)
    }
    var sums = [LinearCrossEntropy.RowSums](repeating: .init(), count: 60)
    for shard in shards.reversed() {
      let own = try loss.rowSums(inputs: layer.inputs, shard: shard, labels: layer.labels)
      for i in sums.indices { sums[i].merge(own[i]) }
    }
    let total = try loss.total(of: sums, labels: layer.labels, classes: 300)
    #expect(close(total.sum, whole.total.sum, 1e-6))
    var inputs = [Double](repeating: 0, count: 60 * 12)
    for (shard, from) in zip(shards, cuts) {
      let own = try loss.gradients(
        inputs: layer.inputs, shard: shard, labels: layer.labels, sums: sums)
      for i in inputs.indices { inputs[i] += Double(own.inputs.elements[i]) }
      for i in own.weights.elements.indices {
        let other = whole.gradients.weights.elements[from * 12 + i]
        #expect(abs(own.weights.elements[i] - other) <= 1e-5)
      }
    }
    for (one, other) in zip(inputs, whole.gradients.inputs.elements) {
      #expect(abs(one - Double(other)) <= 1e-5)
    }
  }

  @Test func threadsChangeNoBit() throws {
    let layer = Layer<Float>(rows: 1300, features: 20, classes: 1500)
    let loss = LinearCrossEntropy()
    func form(_ threads: Int) throws -> (
      total: LossTotal, gradients: LinearCrossEntropy.Gradients<Float>
    ) {
      try loss.valueAndGradients(
        inputs: layer.inputs, weights: layer.weights, bias: layer.bias, labels: layer.labels,
        threads: threads)
    }
    let one = try form(1)
    for threads in [2, 5] {
      let several = try form(threads)
      #expect(several.total == one.total)
      #expect(several.gradients.inputs == one.gradients.inputs)
      #expect(several.gradients.weights == one.gradients.weights)
      #expect(several.gradients.bias == one.gradients.bias)
    }
  }

  @Test func whatIsSkippedIsSmall() throws {
    // Rows that are right beyond doubt pull at nothing.
    var layer = Layer<Float>(rows: 64, features: 8, classes: 2000)
    for i in 0..<64 {
      for k in 0..<8 { layer.weights[layer.labels[i], k] = 20 * layer.inputs[i, k] }
    }
    let exact = try LinearCrossEntropy().valueAndGradients(
      inputs: layer.inputs, weights: layer.weights, labels: layer.labels)
    let skipping = try LinearCrossEntropy(skippedGradient: 0x1p-12).valueAndGradients(
      inputs: layer.inputs, weights: layer.weights, labels: layer.labels)
    #expect(skipping.total == exact.total)
    for (one, other) in zip(
      skipping.gradients.weights.elements, exact.gradients.weights.elements)
    {
      #expect(abs(one - other) <= 64 * 5 * 0x1p-12)
    }
  }

  @Test func edges() throws {
    var layer = Layer<Float>(rows: 4, features: 3, classes: 6)
    layer.bias[2] = -.infinity
    layer.labels = [0, 2, 5, 1]
    let (total, gradients) = try LinearCrossEntropy().valueAndGradients(
      inputs: layer.inputs, weights: layer.weights, bias: layer.bias, labels: layer.labels)
    #expect(total.sum == .infinity)
    #expect(total.firstInfiniteRows == [1])
    #expect(gradients.inputs.elements.allSatisfy { $0.isFinite })
    #expect(throws: TargetError.labelOutOfRange(row: 3, label: "6", classes: 6)) {
      try LinearCrossEntropy().value(
        inputs: layer.inputs, weights: layer.weights, labels: [0, 1, 2, 6])
    }
    let none = try LinearCrossEntropy(Objective(SoftmaxCrossEntropy(), ignoredLabels: [-1]))
      .valueAndGradients(inputs: layer.inputs, weights: layer.weights, labels: [-1, -1, -1, -1])
    #expect(none.total.sum == 0)
    #expect(none.total.meanOverCountedRows == nil)
    #expect(none.gradients.weights.elements.allSatisfy { $0 == 0 })
  }
}
