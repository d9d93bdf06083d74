import CrossEntropy
import Foundation
import Testing

/// A number that a peer gives, and the call that gives it here.
///
/// The page PeerConventions shows these rows; `XENT_RECORD=1` writes its tables anew. The numbers were
/// measured with torch 2.15, Keras 3.15.1, optax 0.2.8, scikit-learn 1.9.1, scipy 1.17.1 and
/// torchmetrics 1.9, in double precision unless a tolerance says that the peer computes in single.
struct PeerCall: Sendable, CustomTestStringConvertible {
  let peer: String
  /// Their call.
  let theirs: String
  /// Ours, as the page shows it.
  let ours: String
  let number: Double
  var tolerance = 1e-13
  let value: @Sendable () throws -> Double?

  var testDescription: String { "\(peer): \(theirs)" }
}

// The rows that every peer was asked; the page explains the letters.
// swift-format-ignore: AlwaysUseLowerCamelCase
private let L = matrix([[2, 1, 0.1], [0.5, 2.5, 0.3], [1.2, -0.7, 3.1]])
private let y = [0, 1, 1]
private let ignoring = [0, -100, 1]
private let w = [1.0, 2, 3]
// swift-format-ignore: AlwaysUseLowerCamelCase
private let Z = matrix([[0.8, -1.5, 2], [-0.3, 0, 4]])
// swift-format-ignore: AlwaysUseLowerCamelCase
private let M = matrix([[1.0, 0, 1], [0, 1, 0]])
// swift-format-ignore: AlwaysUseLowerCamelCase
private let P = [[0.36, 0.48, 0.16], [0, 0.5, 0.5]]
// swift-format-ignore: AlwaysUseLowerCamelCase
private let Q = [[1.0 / 3, 1.0 / 3, 1.0 / 3], [0.2, 0.5, 0.3]]

private let softmaxCE = Objective(SoftmaxCrossEntropy())
private let sigmoidCE = Objective(SigmoidCrossEntropy())

private func clip(_ p: Double, _ epsilon: Double) -> Double { min(max(p, epsilon), 1 - epsilon) }
private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
private func surprisal(_ p: Double) throws -> Double {
  try NegativeLogLikelihood().value(logits: [log(p), 0], label: 0)
}

private let calls: [PeerCall] = [
  // MARK: Keras
  PeerCall(
    peer: "Keras", theirs: "`SparseCategoricalCrossentropy(from_logits=True)(y, L)`",
    ours: "`softmaxCE.value(logits: L, labels: y).meanOverRows`", number: 1.5319131716731285
  ) { try softmaxCE.value(logits: L, labels: y).meanOverRows },
  PeerCall(
    peer: "Keras", theirs: "the same, `sample_weight=` the weight of each label",
    ours: "`Objective(…, classWeights: w)…meanOverRows`", number: 2.9248163379203125
  ) {
    try Objective(SoftmaxCrossEntropy(), classWeights: w).value(logits: L, labels: y).meanOverRows
  },
  PeerCall(
    peer: "Keras", theirs: "the same, `reduction=\"mean_with_sample_weight\"`",
    ours: "`…meanOverWeight`", number: 1.7548898027521873
  ) {
    try Objective(SoftmaxCrossEntropy(), classWeights: w).value(logits: L, labels: y).meanOverWeight
  },
  PeerCall(
    peer: "Keras", theirs: "`CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)`",
    ours: "`Objective(…, labelSmoothing: 0.1)…meanOverRows`", number: 1.5474687272286842
  ) {
    try Objective(SoftmaxCrossEntropy(), labelSmoothing: 0.1)
      .value(logits: L, labels: y).meanOverRows
  },
  PeerCall(
    peer: "Keras", theirs: "`SparseCategoricalCrossentropy(ignore_class=-100)`",
    ours: "`Objective(…, ignoredLabels: [-100])…meanOverCountedRows`", number: 2.187844995999424
  ) {
    try Objective(SoftmaxCrossEntropy(), ignoredLabels: [-100])
      .value(logits: L, labels: ignoring).meanOverCountedRows
  },
  PeerCall(
    peer: "Keras", theirs: "`BinaryCrossentropy(from_logits=True)(M, Z)`",
    ours: "`sigmoidCE.value(logits: Z, targets: M).meanOverElements`", number: 0.9941823846532976
  ) { try sigmoidCE.value(logits: Z, targets: M).meanOverElements },
  PeerCall(
    peer: "Keras", theirs: "the same, `reduction=\"sum\"`: of the rows' means",
    ours: "`….sum / 3`", number: 1.9883647693065952
  ) { try sigmoidCE.value(logits: Z, targets: M).sum / 3 },
  PeerCall(
    peer: "Keras", theirs: "`BinaryCrossentropy()([1.], [0.])`, clipped at 1e-7",
    ours: "`SigmoidCrossEntropy().value(probabilities: [1e-7], label: 1)`", number: 16.118095,
    tolerance: 1e-7
  ) { try SigmoidCrossEntropy().value(probabilities: [clip(0, 1e-7)], label: 1) },
  PeerCall(
    peer: "Keras",
    theirs: "`CategoricalCrossentropy()`, a row that does not sum to 1: y 0, p .2 .2 .1",
    ours: "`SoftmaxCrossEntropy().value(probabilities: p divided by its sum, label: 0)`",
    number: 0.9162907, tolerance: 1e-7
  ) { try SoftmaxCrossEntropy().value(probabilities: [0.4, 0.4, 0.2], label: 0) },
  PeerCall(
    peer: "Keras", theirs: "`MeanSquaredError()` of three classes",
    ours: "`SquaredError(scale: 1.0 / 3)`, the mean", number: 0.0488889, tolerance: 1e-7
  ) {
    mean(
      try brierRows.enumerated().map {
        try SquaredError(scale: 1.0 / 3).value(probabilities: $1, label: $0)
      })
  },
  PeerCall(
    peer: "Keras", theirs: "`CategoricalFocalCrossentropy()` (γ 2, α .25) of L's third row",
    ours: "`FocalLoss(alpha: 0.25).value(logits: L.row(2), label: 1)`", number: 0.9522428,
    tolerance: 1e-7
  ) { try FocalLoss(alpha: 0.25).value(logits: L.row(2), label: 1) },
  PeerCall(
    peer: "Keras",
    theirs:
      "`BinaryFocalCrossentropy(apply_class_balancing=True, from_logits=True)` of .8, soft label .3",
    ours: "`SoftFocalLoss(alpha: 0.25, unit: .sigmoid).value(logits: [0.8], target: [0.3])`",
    number: 0.18534354344401179
  ) { try SoftFocalLoss(alpha: 0.25, unit: .sigmoid).value(logits: [0.8], target: [0.3]) },
  PeerCall(
    peer: "Keras", theirs: "`KLDivergence()(P, Q)`, clipped at 1e-7",
    ours: "`divergence(of: P, from: Q)`, the mean", number: 0.1703555, tolerance: 1e-6
  ) { try mean(zip(P, Q).map { try divergence(of: $0, from: $1) }) },
  PeerCall(
    peer: "Keras", theirs: "`Poisson()([1, 3], [.5, 1.2])`",
    ours: "`PoissonLoss()` of the rates' logarithms, the mean", number: 0.923091, tolerance: 1e-6
  ) { try mean([PoissonLoss().value(logits: [log(0.5)], target: [1]), poissonOfThree(log(1.2))]) },
  PeerCall(
    peer: "Keras",
    theirs: "`CategoricalHinge()` of −1, −2, −3, class 0: the greatest rival is at least 0",
    ours: "`CrammerSingerLoss().value(logits: [-1, -2, -3, 0], label: 0)`", number: 2
  ) { try CrammerSingerLoss().value(logits: [-1, -2, -3, 0], label: 0) },

  // MARK: PyTorch
  PeerCall(
    peer: "PyTorch", theirs: "`F.cross_entropy(L, y)`",
    ours: "`softmaxCE.value(logits: L, labels: y).meanOverCountedRows`", number: 1.5319131716731285
  ) { try softmaxCE.value(logits: L, labels: y).meanOverCountedRows },
  PeerCall(
    peer: "PyTorch", theirs: "`F.cross_entropy(L, y, weight=w)`",
    ours: "`Objective(…, classWeights: w)…meanOverWeight`", number: 1.7548898027521873
  ) {
    try Objective(SoftmaxCrossEntropy(), classWeights: w).value(logits: L, labels: y).meanOverWeight
  },
  PeerCall(
    peer: "PyTorch", theirs: "the same with one-hot targets",
    ours: "`…meanOverRows`", number: 2.9248163379203125
  ) {
    try Objective(SoftmaxCrossEntropy(), classWeights: w)
      .value(logits: L, targets: matrix([[1, 0, 0], [0, 1, 0], [0, 1, 0]])).meanOverRows
  },
  PeerCall(
    peer: "PyTorch", theirs: "`F.cross_entropy(L, y, weight=w, label_smoothing=.1)`",
    ours: "`Objective(…, classWeights: w, labelSmoothing: 0.1)…meanOverWeight`",
    number: 1.7832304030777442
  ) {
    try Objective(SoftmaxCrossEntropy(), classWeights: w, labelSmoothing: 0.1)
      .value(logits: L, labels: y).meanOverWeight
  },
  PeerCall(
    peer: "PyTorch", theirs: "`F.cross_entropy(L, y with an ignored row, weight=w)`",
    ours: "`Objective(…, classWeights: w, ignoredLabels: [-100])…meanOverWeight`",
    number: 2.7781166559066204
  ) {
    try Objective(SoftmaxCrossEntropy(), classWeights: w, ignoredLabels: [-100])
      .value(logits: L, labels: ignoring).meanOverWeight
  },
  PeerCall(
    peer: "PyTorch", theirs: "the same, `label_smoothing=.1`",
    ours: "`…labelSmoothing: 0.1…meanOverWeight`", number: 2.729795434226993
  ) {
    try Objective(
      SoftmaxCrossEntropy(), classWeights: w, labelSmoothing: 0.1, ignoredLabels: [-100]
    ).value(logits: L, labels: ignoring).meanOverWeight
  },
  PeerCall(
    peer: "PyTorch", theirs: "`F.binary_cross_entropy_with_logits(Z, M)`",
    ours: "`sigmoidCE.value(logits: Z, targets: M).meanOverElements`", number: 0.9941823846532976
  ) { try sigmoidCE.value(logits: Z, targets: M).meanOverElements },
  PeerCall(
    peer: "PyTorch", theirs: "the same, `weight=[1, 2, 3]`",
    ours: "`Objective(…, classWeights: w)…meanOverElements`", number: 2.524968440730674
  ) {
    try Objective(SigmoidCrossEntropy(), classWeights: w).value(logits: Z, targets: M)
      .meanOverElements
  },
  PeerCall(
    peer: "PyTorch", theirs: "the same, `pos_weight=[1, 3, .5]`",
    ours: "`Objective(…, positiveWeights: [1, 3, 0.5])…meanOverElements`", number: 1.214654110586365
  ) {
    try Objective(SigmoidCrossEntropy(), positiveWeights: [1, 3, 0.5])
      .value(logits: Z, targets: M).meanOverElements
  },
  PeerCall(
    peer: "PyTorch", theirs: "`F.binary_cross_entropy(p, y)`, p 0 and y 1: log clamped at −100",
    ours: "`min(100, SigmoidCrossEntropy().value(probabilities: [0], label: 1))`", number: 100
  ) { try min(100, SigmoidCrossEntropy().value(probabilities: [0], label: 1)) },
  PeerCall(
    peer: "PyTorch", theirs: "`F.kl_div(Q.log(), P, reduction=\"batchmean\")`",
    ours: "`divergence(of: P, from: Q)`, the mean", number: 0.17035620660068299
  ) { try mean(zip(P, Q).map { try divergence(of: $0, from: $1) }) },
  PeerCall(
    peer: "PyTorch", theirs: "the same, `reduction=\"mean\"`: over the elements",
    ours: "the same, divided by 3", number: 0.05678540220022766
  ) { try mean(zip(P, Q).map { try divergence(of: $0, from: $1) }) / 3 },
  PeerCall(
    peer: "PyTorch", theirs: "`F.poisson_nll_loss(1.2, 3)`",
    ours: "`PoissonLoss().value(logits: [1.2], target: [3])`", number: -0.2798830772634524
  ) { try poissonOfThree(1.2) },
  PeerCall(
    peer: "PyTorch", theirs: "`F.cross_entropy` with a target of 2, 0, 0, which is refused here",
    ours: "`2 * SoftmaxCrossEntropy().value(logits: L.row(0), target: [1, 0, 0])`",
    number: 0.8340600325556671
  ) { try 2 * SoftmaxCrossEntropy().value(logits: L.row(0), target: [1, 0, 0]) },

  PeerCall(
    peer: "PyTorch", theirs: "torchvision's `sigmoid_focal_loss` (γ 2, α .25) of .8, soft label .3",
    ours: "`SoftFocalLoss(alpha: 0.25, unit: .sigmoid).value(logits: [0.8], target: [0.3])`",
    number: 0.18534354344401179
  ) { try SoftFocalLoss(alpha: 0.25, unit: .sigmoid).value(logits: [0.8], target: [0.3]) },

  // MARK: optax
  PeerCall(
    peer: "optax", theirs: "`softmax_cross_entropy(L, smooth_labels(onehot, .1)).mean()`",
    ours: "`Objective(…, labelSmoothing: 0.1)…meanOverRows`", number: 1.5474687272286842
  ) {
    try Objective(SoftmaxCrossEntropy(), labelSmoothing: 0.1)
      .value(logits: L, labels: y).meanOverRows
  },
  PeerCall(
    peer: "optax", theirs: "`sigmoid_focal_loss(.8, 1, alpha=.25)`",
    ours: "`FocalLoss(alpha: 0.25, unit: .sigmoid).value(logits: [0.8], label: 1)`",
    number: 0.008917161420745012
  ) { try FocalLoss(alpha: 0.25, unit: .sigmoid).value(logits: [0.8], label: 1) },
  PeerCall(
    peer: "optax", theirs: "`poly_loss_cross_entropy(L, onehot)` (ε 2), the third row",
    ours: "`PolyLoss(epsilon: 2).value(logits: L.row(2), label: 1)`", number: 5.9204826,
    tolerance: 1e-7
  ) { try PolyLoss(epsilon: 2).value(logits: L.row(2), label: 1) },
  PeerCall(
    peer: "optax", theirs: "`multiclass_hinge_loss(L, y)`, the third row",
    ours: "`CrammerSingerLoss().value(logits: L.row(2), label: 1)`", number: 4.8
  ) { try CrammerSingerLoss().value(logits: L.row(2), label: 1) },

  // MARK: scikit-learn
  PeerCall(
    peer: "scikit-learn", theirs: "`log_loss(y, softmax(L), sample_weight=…)`",
    ours: "`…value(logits: L, labels: y, rowWeights: [1, 5, 3]).meanOverWeight`",
    number: (0.41703001627783354 + 5 * 0.22004952302053787 + 3 * 3.958659975721014) / 9
  ) { try softmaxCE.value(logits: L, labels: y, rowWeights: [1, 5, 3]).meanOverWeight },
  PeerCall(
    peer: "scikit-learn", theirs: "`log_loss([0, 1], [[1, 0], [1, 0]])`, clipped at 2⁻⁵²",
    ours: "`−log` of the probabilities clipped at 2⁻⁵², the mean", number: 18.021826694558577
  ) { try mean([surprisal(clip(1, 0x1p-52)), surprisal(clip(0, 0x1p-52))]) },
  PeerCall(
    peer: "scikit-learn", theirs: "the same of `float32`, clipped at 2⁻²³",
    ours: "the same, clipped at 2⁻²³", number: 7.971192359924316, tolerance: 1e-7
  ) { try mean([surprisal(clip(1, 0x1p-23)), surprisal(clip(0, 0x1p-23))]) },
  PeerCall(
    peer: "scikit-learn", theirs: "`log_loss([0, 1], [[.2, .2], [.1, .6]])`, not normalised",
    ours: "`NegativeLogLikelihood()` of the logarithms, the mean", number: 1.0601317681000455
  ) {
    mean([
      try NegativeLogLikelihood().value(logits: [log(0.2), log(0.2)], label: 0),
      try NegativeLogLikelihood().value(logits: [log(0.1), log(0.6)], label: 1),
    ])
  },
  PeerCall(
    peer: "scikit-learn", theirs: "`brier_score_loss([0, 1, 1, 0], [.1, .9, .8, .3])`",
    ours: "`SquaredError(unit: .sigmoid)`, the mean", number: 0.0375
  ) {
    mean(
      try zip([0.1, 0.9, 0.8, 0.3], [0, 1, 1, 0]).map {
        try SquaredError(unit: .sigmoid).value(probabilities: [$0], label: $1)
      })
  },
  PeerCall(
    peer: "scikit-learn", theirs: "`brier_score_loss` of three classes, `scale_by_half=False`",
    ours: "`SquaredError()`, the mean", number: 0.1466666666666667
  ) {
    try mean(brierRows.enumerated().map { try SquaredError().value(probabilities: $1, label: $0) })
  },
  PeerCall(
    peer: "scikit-learn", theirs: "`hinge_loss(y, L)`",
    ours: "`Objective(CrammerSingerLoss())…meanOverRows`", number: 1.6
  ) { try Objective(CrammerSingerLoss()).value(logits: L, labels: y).meanOverRows },
  PeerCall(
    peer: "scikit-learn",
    theirs: "`HalfMultinomialLoss().gradient_hessian`, the first of L's first row",
    ours: "`SoftmaxCrossEntropy().hessianDiagonal(logits: L.row(0), label: 0)`",
    number: 0.22471863783296514
  ) { try SoftmaxCrossEntropy().hessianDiagonal(logits: L.row(0), label: 0)?[0] },

  // MARK: scipy and torchmetrics
  PeerCall(
    peer: "scipy, torchmetrics", theirs: "`entropy(P[0], Q[0], base=2)`",
    ours: "`divergence(of: P[0], from: Q[0], in: .bits)`", number: 0.12306131181181891
  ) { try divergence(of: P[0], from: Q[0], in: .bits) },
  PeerCall(
    peer: "scipy, torchmetrics", theirs: "`entropy([.5, .25, .25])`",
    ours: "`entropy(of: [0.5, 0.25, 0.25])`", number: 1.0397207708399179
  ) { try entropy(of: [0.5, 0.25, 0.25]) },
  PeerCall(
    peer: "scipy, torchmetrics", theirs: "`spatial.distance.jensenshannon(P[0], Q[0])`",
    ours: "`jensenShannonDistance(between: P[0], and: Q[0])`", number: 0.14986614170557205
  ) { try jensenShannonDistance(between: P[0], and: Q[0]) },
  PeerCall(
    peer: "scipy, torchmetrics", theirs: "`JensenShannonDivergence()` of the second row",
    ours: "`jensenShannonDivergence(between: P[1], and: Q[1])`", number: 0.0819482950167798
  ) { try jensenShannonDivergence(between: P[1], and: Q[1]) },
  PeerCall(
    peer: "scipy, torchmetrics", theirs: "`Perplexity()(L, y)`",
    ours: "`perplexity(ofMeanCrossEntropy: the mean over rows)`", number: 4.627020644555282
  ) { try softmaxCE.value(logits: L, labels: y).meanOverRows.map(perplexity(ofMeanCrossEntropy:)) },
  PeerCall(
    peer: "scipy, torchmetrics", theirs: "Liger's `lse_square_scale=1`, what the first row adds",
    ours: "`Objective(…, logitOptions: LogitOptions(zLoss: 1))`, less the plain loss",
    number: 5.8420341, tolerance: 1e-7
  ) {
    let row = matrix([L.row(0)])
    return try Objective(SoftmaxCrossEntropy(), logitOptions: LogitOptions(zLoss: 1))
      .value(logits: row, labels: [0]).sum - softmaxCE.value(logits: row, labels: [0]).sum
  },
]

private let brierRows = [[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.2, 0.2, 0.6]]

private func poissonOfThree(_ logRate: Double) throws -> Double {
  try PoissonLoss().value(logits: [logRate], target: [3])
}

@Suite struct PeerConventionsTests {
  @Test(arguments: calls)
  func ourCallGivesTheirNumber(_ call: PeerCall) throws {
    let value = try #require(try call.value())
    #expect(close(value, call.number, call.tolerance), "\(value), not \(call.number)")
  }

  /// The tables of the page are these rows.
  @Test func thePageShowsTheseCalls() throws {
    for peer in Set(calls.map(\.peer)) {
      try expectTable(
        calls.filter { $0.peer == peer }.map { [$0.theirs, $0.ours, "\($0.number)"] },
        columns: ["their call", "ours", "the number"], under: "### \(peer)",
        of: "PeerConventions")
    }
  }
}
