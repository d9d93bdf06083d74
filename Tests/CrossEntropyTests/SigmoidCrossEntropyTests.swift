import CrossEntropy
import Testing

struct SigmoidCrossEntropyTests {
  @Test(arguments: rows + scatteredRows)
  func vectors(_ vector: LossVector) throws {
    try expectMatch(SigmoidCrossEntropy(), vector, ErrorBounds(value: 4, gradient: 4))
  }

  @Test(arguments: softRows)
  func softVectors(_ vector: SoftVector) throws {
    // log(1 + exp|z|) is the loss of the wrong label.
    let z = abs(vector.logits[0])
    let scale = try SigmoidCrossEntropy().value(logits: [z], label: 0)
    try expectMatch(
      SigmoidCrossEntropy(), vector, valueBound: 2, valueScale: scale, gradientBound: 2,
      gradientScale: { p, t in max(p * (1 - t), t * (1 - p)) })
  }

  @Test func severalOutputsAdd() throws {
    let z = [0.8, -1.5, 2]
    let t = [1.0, 0, 0.25]
    let loss = SigmoidCrossEntropy()
    let (value, gradient) = try loss.valueAndGradient(logits: z, target: t)
    let parts = try zip(z, t).map { try loss.valueAndGradient(logits: [$0], target: [$1]) }
    #expect(close(value, parts.reduce(0) { $0 + $1.value }))
    #expect(gradient == parts.flatMap(\.gradient))
  }

  // mpmath, 800 digits: t log(1 + exp(−z)) + (1 − t) log(1 + exp(z)) and σ(z) − t.
  // swift-format-ignore
  private static let softRows: [SoftVector] = [
    .init([0.8], target: [0.3], value: 0.93110066594777775, gradient: [0.38997448112761246]),
    .init([-1.5], target: [0.75], value: 1.3264132779827524, gradient: [-0.56757447619364366]),
    .init([40], target: [0.05], value: 38, gradient: [0.94999999999999999]),
    .init([2], target: [0.5], value: 1.1269280110429725, gradient: [0.38079707797788244]),
    .init([-700], target: [0.9], value: 630.00000000000002, gradient: [-0.90000000000000002]),
    .init([1e-9], target: [0.5], value: 0.69314718055994531, gradient: [2.5000000000000002e-10]),
  ]

  // sigmoid cross entropy: -log p_t
  // swift-format-ignore
  private static let rows: [LossVector] = [
    .init(0, label: 1, value: 0.69314718055994531, gradient: -0.5),  // even
    .init(0, label: 0, value: 0.69314718055994531, gradient: 0.5),  // even
    .init(0.8, label: 1, value: 0.37110066594777771, gradient: -0.31002551887238755),  // ordinary
    .init(-1.5, label: 1, value: 1.7014132779827524, gradient: -0.81757447619364366),  // ordinary, wrong
    .init(2, label: 0, value: 2.1269280110429725, gradient: 0.88079707797788244),  // ordinary, wrong
    .init(-0.3, label: 0, value: 0.55435524446852712, gradient: 0.42555748318834102),  // ordinary
    .init(20, label: 1, value: 2.0611536203143807e-9, gradient: -2.0611536181902036e-9),  // confident and right
    .init(40, label: 1, value: 4.248354255291589e-18, gradient: -4.248354255291589e-18),  // confident and right: the loss must survive
    .init(-40, label: 0, value: 4.248354255291589e-18, gradient: 4.248354255291589e-18),  // confident and right
    .init(200, label: 1, value: 1.3838965267367375e-87, gradient: -1.3838965267367375e-87),  // confident and right, far
    .init(-20, label: 1, value: 20.000000002061154, gradient: -0.99999999793884638),  // confident and wrong
    .init(40, label: 0, value: 40, gradient: 1),  // confident and wrong
    .init(-700, label: 1, value: 700, gradient: -1),  // confident and wrong, far
    .init(1e-9, label: 1, value: 0.69314718005994531, gradient: -0.49999999975),  // tiny
    .init(-1e-17, label: 0, value: 0.6931471805599453, gradient: 0.5),  // tiny
  ]

  // sigmoid cross entropy, scattered
  // swift-format-ignore
  private static let scatteredRows: [LossVector] = [
    .init(4.99676e-9, label: 1, value: 0.69314717806156531, gradient: -0.49999999875081),  // random, scale 1e-8
    .init(-0.000178934, label: 1, value: 0.69323665156211735, gradient: -0.50004473349988065),  // random, scale 1e-4
    .init(0.545999, label: 1, value: 0.45695816261642533, gradient: -0.36679316877432445),  // random, scale 1e0
    .init(1.28628, label: 1, value: 0.24396267938302151, gradient: -0.21648312494959304),  // random, scale 1e1
    .init(-8.88462, label: 1, value: 8.8847584932115794, gradient: -0.99986151637816268),  // random, scale 1e2
    .init(1907.15, label: 0, value: 1907.1500000000001, gradient: 1),  // random, scale 1e4
    .init(-13070700.0, label: 0, value: 0, gradient: 0),  // random, scale 1e8
    .init(0.9999999999999999, label: 1, value: 0.31326168751822286, gradient: -0.26894142136999514),  // just below 1
    .init(1.25, label: 1, value: 0.25192908134537289, gradient: -0.22270013882530885),  // beyond 1
    .init(-0.9999999, label: 0, value: 0.31326171441236594, gradient: 0.26894144103118889),  // before -1
  ]
}
