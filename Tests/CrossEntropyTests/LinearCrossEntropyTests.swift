import CrossEntropy
import Testing

/// The linear layer's loss against the layer's logits, formed whole.
struct LinearCrossEntropyTests {
  /// The gradients of a mean are those of the sum over its divisor; over nothing they are 0.
  @Test(arguments: Reduction.allCases)
  func gradientsOfAMean(_ reduction: Reduction) throws {
    let layer = Layer<Double>(rows: 40, features: 5, classes: 7)
    let loss = try LinearCrossEntropy(Objective(SoftmaxCrossEntropy(), ignoredLabels: [3]))
    let weights = (0..<40).map { Double($0 % 3) }
    func form(_ labels: [Int], _ reduction: Reduction) throws -> (
      total: LossTotal, gradients: LinearCrossEntropy.Gradients<Double>
    ) {
      try loss.valueAndGradients(
        inputs: layer.inputs, weights: layer.weights, labels: labels, rowWeights: weights,
        of: reduction)
    }
    let labels = layer.labels.map { Int($0) }
    let (sum, mean) = (try form(labels, .sum), try form(labels, reduction))
    #expect(mean.total == sum.total)
    let divisor = sum.total.divisor(of: reduction)
    for (got, whole) in [
      (mean.gradients.weights.elements, sum.gradients.weights.elements),
      (mean.gradients.inputs.elements, sum.gradients.inputs.elements),
      (mean.gradients.bias, sum.gradients.bias),
    ] {
      for (got, whole) in zip(got, whole) { #expect(close(got * divisor, whole, 1e-13)) }
    }
    let none = try form([Int](repeating: 3, count: 40), reduction)
    #expect(none.gradients.weights.elements.allSatisfy { $0 == 0 })
  }

  /// A dense row of which weights leave one class is smoothed once, as `Objective` smooths it.
  @Test func aRowWithOneWeightedClassIsSmoothedOnce() throws {
    for (weights, target) in [([1.0, 0], [0.7, 0.3]), ([2.0, 0, 0], [0.5, 0.25, 0.25])] {
      let objective = try Objective(
        SoftmaxCrossEntropy(), classWeights: weights, labelSmoothing: 0.1)
      let classes = weights.count
      let inputs = try Matrix<Double>([[0.5, -1]])
      let layer = try Matrix<Double>((0..<classes).map { [Double($0) - 0.7, 0.3 * Double($0)] })
      let logits = try Matrix<Double>([
        (0..<classes).map { layer[$0, 0] * 0.5 - layer[$0, 1] }
      ])
      let targets = try Matrix<Double>([target])
      let (total, gradient) = try objective.valueAndGradient(logits: logits, targets: targets)
      let linear = try LinearCrossEntropy(objective).valueAndGradients(
        inputs: inputs, weights: layer, targets: targets)
      #expect(close(linear.total.sum, total.sum))
      for c in 0..<classes { #expect(close(linear.gradients.bias[c], gradient[0, c])) }
    }
  }

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

    /// A soft row, a one-hot row and a row that weighs 0.7, in turn.
    func targets<T: LinearScalar>(_: T.Type, seed: UInt64 = 5) -> Matrix<T> {
      var random = SplitMix64(seed)
      return matrix(
        (0..<inputs.rows).map { i in
          if i % 3 == 1 { return oneHot(labels[i] < 0 ? 0 : labels[i], outputs: weights.rows) }
          return random.distribution(weights.rows).map { i % 3 == 0 ? $0 : 0.7 * $0 }
        }.map { $0.map { T(rounding: $0) } })
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

  /// Each option alone, and all together.
  static func objectives(classes: Int) -> [Objective] {
    var random = SplitMix64(9)
    var weights = random.uniforms(classes, in: 0.25...4)
    weights[1] = 0
    let (loss, classWeights) = (SoftmaxCrossEntropy(), weights)
    return known {
      [
        Objective(loss),
        try Objective(loss, labelSmoothing: 0.1, ignoredLabels: [-100]),
        try Objective(loss, logitOptions: LogitOptions(softCap: 3)),
        try Objective(loss, logitOptions: LogitOptions(zLoss: 0.01)),
        try Objective(
          loss, labelSmoothing: 0.2, ignoredLabels: [-100],
          logitOptions: LogitOptions(softCap: 5, zLoss: 0.001)),
        try Objective(loss, classWeights: classWeights),
        try Objective(loss, logitOptions: LogitOptions(temperature: 2.5)),
        try Objective(loss, classWeights: classWeights, labelSmoothing: 0.1),
        try Objective(
          loss, classWeights: classWeights, labelSmoothing: 0.2, ignoredLabels: [-100],
          logitOptions: LogitOptions(softCap: 5, temperature: 0.7, zLoss: 0.01)),
      ]
    }
  }

  @Test(arguments: 0..<9, [(7, 3, 5), (40, 17, 33)])
  func itIsTheLossOfTheLogits(index: Int, shape: (rows: Int, features: Int, classes: Int)) throws {
    try check(Float.self, index, shape, bound: 2e-5)
    try check(Double.self, index, shape, bound: 1e-13)
  }

  @Test(arguments: [0, 4, 8], [(530, 3, 1030), (9, 140, 1030)])
  func severalBlocksAreTheLossOfTheLogits(
    index: Int, shape: (rows: Int, features: Int, classes: Int)
  ) throws {
    try check(Float.self, index, shape, bound: 2e-5)
    try check(Double.self, index, shape, bound: 1e-13)
  }

  @Test(arguments: 0..<9, [(7, 3, 5), (21, 5, 1030)])
  func twoByteNumbersAreWidened(
    index: Int, shape: (rows: Int, features: Int, classes: Int)
  ) throws {
    try check(BFloat16.self, index, shape, bound: 2e-5)
    #if !(os(macOS) && arch(x86_64))
      try check(Float16.self, index, shape, bound: 2e-5)
    #endif
  }

  @Test(arguments: KernelLevel.allCases.filter { $0.isAvailable && $0 != .definition })
  func everyInstructionLevelIsWithinTheBound(level: KernelLevel) throws {
    try KernelLevel.$current.withValue(level) {
      for index in [4, 8] {
        try check(Float.self, index, (20, 8, 70), bound: 2e-5)
        try check(Double.self, index, (20, 8, 70), bound: 1e-13)
        try check(BFloat16.self, index, (20, 8, 70), bound: 2e-5)
      }
    }
  }

  /// Labels, and dense targets of three types, beside ``Objective`` over the same logits.
  private func check<S: LinearScalar>(
    _: S.Type, _ index: Int, _ shape: (rows: Int, features: Int, classes: Int), bound: Double
  ) throws {
    let objective = Self.objectives(classes: shape.classes)[index]
    let loss = try LinearCrossEntropy(objective)
    var layer = Layer<S>(rows: shape.rows, features: shape.features, classes: shape.classes)
    layer.labels[shape.rows - 1] = 1  // of weight 0, where there are class weights
    if !objective.ignoredLabels.isEmpty { layer.labels[shape.rows / 2] = -100 }
    if index == 0 { layer.bias = [] }
    let rowWeights = index < 3 ? [] : (0..<shape.rows).map { Double($0 % 3) / 2 }
    let logits = layer.logits
    let exact = try objective.valueAndGradient(
      logits: logits, labels: layer.labels, rowWeights: rowWeights)
    let got = try loss.rowLossesAndGradients(
      inputs: layer.inputs, weights: layer.weights, bias: layer.bias, labels: layer.labels,
      rowWeights: rowWeights)
    try expect(got, exact, layer, bound)
    for i in 0..<min(shape.rows, 12) {
      let row = try objective.value(
        logits: matrix([logits.row(i)]), labels: [layer.labels[i]],
        rowWeights: rowWeights.isEmpty ? [] : [rowWeights[i]])
      #expect(close(got.rowLosses[i], row.sum, bound))
    }
    let (total, losses) = try loss.rowLosses(
      inputs: layer.inputs, weights: layer.weights, bias: layer.bias, labels: layer.labels,
      rowWeights: rowWeights)
    #expect(total == got.total && losses == got.rowLosses)
    #expect(
      try loss.value(
        inputs: layer.inputs, weights: layer.weights, bias: layer.bias, labels: layer.labels,
        rowWeights: rowWeights) == total)
    let withoutInputs = try loss.valueAndGradients(
      inputs: layer.inputs, weights: layer.weights, bias: layer.bias, labels: layer.labels,
      rowWeights: rowWeights, withInputs: false
    ).gradients
    #expect(withoutInputs.inputs.rows == 0)
    #expect(
      zip(withoutInputs.weights.elements, got.gradients.weights.elements).allSatisfy {
        $0.arithmetic == $1.arithmetic
      })
    try checkDense(layer.targets(S.self), objective, layer, rowWeights, bound)
    if index == 8 {
      try checkDense(layer.targets(Double.self), objective, layer, rowWeights, bound)
      try checkDense(layer.targets(BFloat16.self), objective, layer, rowWeights, bound)
    }
  }

  private func checkDense<S: LinearScalar, T: LinearScalar>(
    _ targets: Matrix<T>, _ objective: Objective, _ layer: Layer<S>, _ rowWeights: [Double],
    _ bound: Double
  ) throws {
    let loss = try LinearCrossEntropy(objective)
    let rows = layer.inputs.rows
    let ignored = (0..<rows).map { $0 == rows / 2 }
    let wide = Matrix(
      rows: rows, columns: targets.columns,
      fitting: ContiguousArray(targets.elements.map(\.arithmetic)))
    let logits = layer.logits
    let exact = try objective.valueAndGradient(
      logits: logits, targets: wide, rowWeights: rowWeights, ignoredRows: ignored)
    let got = try loss.rowLossesAndGradients(
      inputs: layer.inputs, weights: layer.weights, bias: layer.bias, targets: targets,
      rowWeights: rowWeights, ignoredRows: ignored)
    try expect(got, exact, layer, bound)
    for i in 0..<min(rows, 12) {
      let row = try objective.value(
        logits: matrix([logits.row(i)]), targets: matrix([wide.row(i)]),
        rowWeights: rowWeights.isEmpty ? [] : [rowWeights[i]], ignoredRows: [ignored[i]])
      #expect(close(got.rowLosses[i], row.sum, bound))
    }
    let (total, losses) = try loss.rowLosses(
      inputs: layer.inputs, weights: layer.weights, bias: layer.bias, targets: targets,
      rowWeights: rowWeights, ignoredRows: ignored)
    #expect(total == got.total && losses == got.rowLosses)
    #expect(
      try loss.valueAndGradients(
        inputs: layer.inputs, weights: layer.weights, bias: layer.bias, targets: targets,
        rowWeights: rowWeights, ignoredRows: ignored
      ).total
        == loss.value(
          inputs: layer.inputs, weights: layer.weights, bias: layer.bias, targets: targets,
          rowWeights: rowWeights, ignoredRows: ignored))
  }

  private func expect<S: LinearScalar>(
    _ got: (
      total: LossTotal, rowLosses: [Double], gradients: LinearCrossEntropy.Gradients<S>
    ),
    _ exact: (total: LossTotal, gradient: Matrix<Double>), _ layer: Layer<S>, _ bound: Double
  ) throws {
    let (gradients, g) = (got.gradients, exact.gradient)
    #expect(close(got.total.sum, exact.total.sum, bound / 10))
    #expect(got.total.countedRows == exact.total.countedRows)
    #expect(close(got.total.weight, exact.total.weight))
    #expect(close(got.rowLosses.reduce(0, +), got.total.sum))
    let rows = layer.inputs.rows
    let classes = layer.weights.rows
    for k in 0..<layer.inputs.columns {
      for i in 0..<rows where i % 5 == 0 || rows < 50 {
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

  /// All options, with labels and with dense targets.
  @Test func shardsOfEveryOptionMergeToTheWhole() throws {
    let layer = Layer<Double>(rows: 60, features: 12, classes: 300)
    let loss = try LinearCrossEntropy(Self.objectives(classes: 300)[8])
    let targets = layer.targets(Double.self)
    let rowWeights = (0..<60).map { Double($0 % 3) / 2 }
    let byLabel = try loss.rowLossesAndGradients(
      inputs: layer.inputs, weights: layer.weights, bias: layer.bias, labels: layer.labels,
      rowWeights: rowWeights)
    let dense = try loss.rowLossesAndGradients(
      inputs: layer.inputs, weights: layer.weights, bias: layer.bias, targets: targets,
      rowWeights: rowWeights)
    let cuts = [0, 100, 117, 300]
    let shards = try zip(cuts, cuts.dropFirst()).map { from, to in
      try LinearCrossEntropy.Shard(
        weights: Matrix(
          rows: to - from, columns: 12,
          elements: ContiguousArray(layer.weights.elements[from * 12..<to * 12])),
        bias: ContiguousArray(layer.bias[from..<to]), first: from, classes: 300)
    }
    var (sums, denseSums) = (
      [LinearCrossEntropy.RowSums](repeating: .init(), count: 60),
      [LinearCrossEntropy.RowSums](repeating: .init(), count: 60)
    )
    for shard in shards {
      let own = try loss.rowSums(inputs: layer.inputs, shard: shard, labels: layer.labels)
      let other = try loss.rowSums(inputs: layer.inputs, shard: shard, targets: targets)
      for i in sums.indices {
        sums[i].merge(own[i])
        denseSums[i].merge(other[i])
      }
    }
    let some = try loss.rowLosses(
      of: sums, labels: layer.labels, rowWeights: rowWeights, classes: 300)
    let others = try loss.rowLosses(of: denseSums, targets: targets, rowWeights: rowWeights)
    #expect(close(some.rowLosses, byLabel.rowLosses) && close(others.rowLosses, dense.rowLosses))
    #expect(close(some.total.sum, byLabel.total.sum))
    #expect(close(others.total.weight, dense.total.weight))
    for (shard, from) in zip(shards, cuts) {
      let own = try loss.gradients(
        inputs: layer.inputs, shard: shard, labels: layer.labels, rowWeights: rowWeights,
        sums: sums)
      let other = try loss.gradients(
        inputs: layer.inputs, shard: shard, targets: targets, rowWeights: rowWeights,
        sums: denseSums)
      for (got, whole) in [(own, byLabel.gradients), (other, dense.gradients)] {
        let places = from * 12..<from * 12 + got.weights.elements.count
        #expect(close(Array(got.weights.elements), Array(whole.weights.elements[places])))
        #expect(
          close(Array(got.bias), Array(whole.bias[from..<from + got.bias.count])))
      }
    }
  }

  @Test(arguments: [Double?.none, 4])
  func aMaskedClassIsNoClass(softCap: Double?) throws {
    var layer = Layer<Double>(rows: 6, features: 3, classes: 5)
    layer.bias[2] = -.infinity
    layer.labels = [0, 1, 4, 3, 2, 0]
    let objective = try Objective(
      SoftmaxCrossEntropy(), classWeights: [1, 2, 3, 0.5, 1],
      logitOptions: LogitOptions(softCap: softCap, temperature: 2))
    let exact = try objective.valueAndGradient(logits: layer.logits, labels: layer.labels)
    let got = try LinearCrossEntropy(objective).rowLossesAndGradients(
      inputs: layer.inputs, weights: layer.weights, bias: layer.bias, labels: layer.labels)
    #expect(got.total.firstInfiniteRows == [4])
    #expect(got.total.firstInfiniteRows == exact.total.firstInfiniteRows)
    for c in 0..<5 {
      expectSum(got.gradients.bias[c], (0..<6).map { exact.gradient[$0, c] }, 1e-13)
    }
    // A share of it costs +∞, and none nothing.
    let targets = matrix(
      [[0.5, 0, 0, 0.5, 0], [0.5, 0, 0.5, 0, 0]] + Array(repeating: [0, 0, 0, 0.5, 0.5], count: 4))
    let dense = try LinearCrossEntropy(objective).rowLosses(
      inputs: layer.inputs, weights: layer.weights, bias: layer.bias, targets: targets)
    let exactDense = try objective.value(logits: layer.logits, targets: targets)
    #expect(dense.total.firstInfiniteRows == [1] && exactDense.firstInfiniteRows == [1])
    #expect(dense.rowLosses[0].isFinite)
    let smoothed = try LinearCrossEntropy(
      Objective(SoftmaxCrossEntropy(), classWeights: [1, 2, 3, 0.5, 1], labelSmoothing: 0.1))
    #expect(
      try smoothed.value(
        inputs: layer.inputs, weights: layer.weights, bias: layer.bias, labels: layer.labels
      ).infiniteRows == 6)
    layer.bias = ContiguousArray(repeating: -.infinity, count: 5)
    for loss in [try LinearCrossEntropy(objective), smoothed] {
      let nothing = try loss.rowLossesAndGradients(
        inputs: layer.inputs, weights: layer.weights, bias: layer.bias, labels: layer.labels)
      #expect(nothing.rowLosses.allSatisfy { $0 == .infinity })
      #expect(nothing.gradients.weights.elements.allSatisfy { $0.isFinite })
    }
  }

  /// An ignored row, a row of weight 0 and one whose class weighs 0 may hold anything.
  @Test func aRowThatDoesNotCountIsNotRead() throws {
    var layer = Layer<Double>(rows: 5, features: 3, classes: 4)
    layer.labels = [0, -1, 2, 3, 1]
    let objective = try Objective(
      SoftmaxCrossEntropy(), classWeights: [1, 2, 1, 0], ignoredLabels: [-1])
    let loss = try LinearCrossEntropy(objective)
    let rowWeights: [Double] = [1, 1, 0, 1, 2]
    let clean = try loss.rowLossesAndGradients(
      inputs: layer.inputs, weights: layer.weights, labels: layer.labels, rowWeights: rowWeights)
    for i in 1...3 {
      for k in 0..<3 { layer.inputs[i, k] = i == 2 ? .infinity : .nan }
    }
    let got = try loss.rowLossesAndGradients(
      inputs: layer.inputs, weights: layer.weights, labels: layer.labels, rowWeights: rowWeights)
    #expect(got.total == clean.total && got.rowLosses == clean.rowLosses)
    #expect(got.rowLosses[1...3].allSatisfy { $0 == 0 })
    #expect(got.total.countedRows == 4 && got.total.weight == 1 + 2 * 2)
    #expect(got.gradients.weights == clean.gradients.weights)
    #expect(got.gradients.inputs == clean.gradients.inputs)
  }

  @Test func aOneHotRowIsALabel() throws {
    let inputs = matrix([[40.0]])
    let weights = matrix([[1.0], [0]])
    let byLabel = try LinearCrossEntropy().valueAndGradients(
      inputs: inputs, weights: weights, labels: [0])
    let dense = try LinearCrossEntropy().valueAndGradients(
      inputs: inputs, weights: weights, targets: matrix([[1.0, 0]]))
    #expect(dense.total == byLabel.total)
    #expect(dense.gradients.weights == byLabel.gradients.weights)
    #expect(dense.gradients.bias == byLabel.gradients.bias)
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
