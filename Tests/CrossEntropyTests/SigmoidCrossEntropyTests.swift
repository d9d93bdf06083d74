import CrossEntropy
import Testing

struct SigmoidCrossEntropyTests {
  @Test(arguments: rows)
  func vectors(_ vector: LossVector) throws {
    try expectMatch(SigmoidCrossEntropy(), vector, ErrorBounds(value: 4, gradient: 4))
  }

  @Test(arguments: softRows)
  func softVectors(_ vector: SoftVector) throws {
    // log(1 + exp|z|) is the loss of the wrong label.
    let z = abs(vector.logits[0])
    let scale = SigmoidCrossEntropy().value(logits: [z], label: 0)
    try expectMatch(
      SigmoidCrossEntropy(), vector, valueBound: 2, valueScale: scale, gradientBound: 2,
      gradientScale: { p, t in max(p * (1 - t), t * (1 - p)) })
  }

  @Test func severalOutputsAdd() {
    let z = [0.8, -1.5, 2]
    let t = [1.0, 0, 0.25]
    let loss = SigmoidCrossEntropy()
    let (value, gradient) = loss.valueAndGradient(logits: z, target: t)
    let parts = zip(z, t).map { loss.valueAndGradient(logits: [$0], target: [$1]) }
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
}
