import CrossEntropy
import Foundation
import Testing

/// The numbers that the peers' own tests expect, as data: inputs and outputs, not their code.
///
/// What of those tests has no counterpart here is named above each table.
@Suite struct PeerVectorsTests {
  /// A row of logits, its target, and what a peer expects of them; nil where it expects nothing.
  struct Row: Sendable, CustomTestStringConvertible {
    let loss: any Loss
    let logits: [Double]
    let target: [Double]
    let value: Double
    var gradient: [Double]?
    var hessian: [Double]?
    var tolerance = 1e-14

    init(
      _ loss: any Loss, _ logits: [Double], _ target: [Double], _ value: Double,
      gradient: [Double]? = nil, hessian: [Double]? = nil, tolerance: Double = 1e-14
    ) {
      self.loss = loss
      self.logits = logits
      self.target = target
      self.value = value
      self.gradient = gradient
      self.hessian = hessian
      self.tolerance = tolerance
    }

    var testDescription: String { "\(loss.name) \(logits) \(target)" }
  }

  @Test(arguments: scikitLearn + optax + swiftAPIs)
  func ourNumberIsTheirs(_ row: Row) throws {
    let ours = try row.loss.valueAndGradient(logits: row.logits, target: row.target)
    #expect(close(ours.value, row.value, row.tolerance))
    if let gradient = row.gradient { #expect(close(ours.gradient, gradient, row.tolerance)) }
    if let hessian = row.hessian {
      let diagonal = try row.loss.hessianDiagonal(logits: row.logits, target: row.target) ?? []
      #expect(close(diagonal, hessian, row.tolerance))
    }
  }

  // MARK: scikit-learn

  private static func binomial(
    _ label: Double, _ logit: Double, _ value: Double, _ gradient: Double, _ hessian: Double
  ) -> Row {
    Row(
      SigmoidCrossEntropy(), [logit], [label], value, gradient: [gradient], hessian: [hessian])
  }

  // scikit-learn 1.9.1, sklearn/_loss/tests/test_loss.py, `test_loss_on_specific_values`: 26 of its 37
  // rows. The others are absolute error, pinball (3), Huber (2), gamma and Tweedie (4) losses, of which
  // none classifies.
  static let scikitLearn: [Row] = [
    Row(
      SquaredError(scale: 0.5, unit: .identity), [5], [1], 8, gradient: [4], hessian: [1]),
    Row(
      PoissonLoss(), [log(4)], [2], 4 - 2 * log(4), gradient: [2], hessian: [4]),
    Row(SigmoidCrossEntropy(), [log(4)], [0.25], log(5) - 0.25 * log(4)),
    binomial(0, -1e20, 0, 0, 0),
    binomial(1, -1e20, 1e20, -1, 0),
    binomial(0, -1e3, 0, 0, 0),
    binomial(1, -1e3, 1e3, -1, 0),
    binomial(1, -37.5, 37.5, -1, 0),
    binomial(1, -37, 37, -0.9999999999999999, 8.533047625744065e-17),
    binomial(0, -37, 8.533047625744065e-17, 8.533047625744065e-17, 8.533047625744065e-17),
    binomial(1, -36.9, 36.9, -0.9999999999999999, 9.430476078526806e-17),
    binomial(0, -36.9, 9.430476078526806e-17, 9.430476078526806e-17, 9.430476078526806e-17),
    binomial(0, 37, 37, 0.9999999999999999, 8.533047625744065e-17),
    binomial(1, 37, 8.533047625744066e-17, 8.533047625744066e-17, 8.533047625744066e-17),
    binomial(0, 37.5, 37.5, 1, 5.175555005801868e-17),
    binomial(0, 232.8, 232.8, 1, 1.4287342391028437e-101),
    binomial(1, 1e20, 0, 0, 0),
    binomial(0, 1e20, 1e20, 1, 0),
    binomial(1, 232.8, 0, -1.4287342391028437e-101, 1.4287342391028437e-101),
    binomial(1, 232.9, 0, 0, 0),
    binomial(1, 1e3, 0, 0, 0),
    binomial(0, 1e3, 1e3, 1, 0),
    Row(SoftmaxCrossEntropy(), [0.2, 0.5, 0.3], [1, 0, 0], 1.23983106084446),
    Row(SoftmaxCrossEntropy(), [0.2, 0.5, 0.3], [0, 1, 0], 0.93983106084446),
    Row(SoftmaxCrossEntropy(), [0.2, 0.5, 0.3], [0, 0, 1], 1.13983106084446),
    Row(SoftmaxCrossEntropy(), [1e4, 0, 7e-7], [0, 0, 1], 9999.9999993),
  ]

  // The same rows to their last digits, where the table above allows 1e-14 beside 0. Of 232.8 the peer's
  // table has 1.43e-101, which its absolute tolerance lets pass; e^−232.8 stands here.
  @Test func smallBinomialLossesKeepTheirDigits() throws {
    for (logit, expected) in [
      (37, 8.533047625744066e-17), (36.9, 9.430476078526806e-17),
      (37.5, 5.175555005801868e-17), (232.8, 7.874892118601447e-102),
    ] {
      let row = try SigmoidCrossEntropy().valueAndGradient(logits: [logit], label: 1)
      #expect(ulps(row.value, expected) <= 2)
      #expect(ulps(row.gradient[0], -expected) <= 2)
      let hessian = try SigmoidCrossEntropy().hessianDiagonal(logits: [logit], label: 1)?[0] ?? .nan
      #expect(ulps(hessian, expected) <= 2)
    }
  }

  // MARK: scipy

  /// scipy 1.17.1, special/tests/test_basic.py, `test_rel_entr_gh_20710_*`: x·ln(x/y), from mpmath.
  static let relativeEntropies: [(x: Double, y: Double, expected: Double)] = [
    (0.9456657713430001, 0.9456657713430094, -9.325873406851269e-15),
    (0.48066098564791515, 0.48066098564794774, -3.258504577274724e-14),
    (0.786048657854401, 0.7860486578542367, 1.6431300764454033e-13),
    (4, 0x0.ff6a8ebe79958p-1022, 2839.139983229607),
    (1e-200, 1e200, -9.210340371976183e-198),
    (0x0.ff6a8ebe79958p-1022, 1e15, -1.6493212008074475e-305),
  ]

  /// One term has no function of its own here, a divergence is of distributions: so each term is the
  /// larger part of one, D((x, 1 − x) ‖ (y, 1 − y)), or is put together from x ln x and surprisals.
  @Test(arguments: relativeEntropies)
  func divergenceOfTwoOutcomes(_ row: (x: Double, y: Double, expected: Double)) throws {
    if row.x < 1, row.y < 1 {
      // The two terms cancel to about δ²/2x(1 − x); what is left may err by some ulps of a term.
      let delta = row.y - row.x
      let truth = delta * delta / (2 * row.x * (1 - row.x))
      let ours = try divergence(of: [row.x, 1 - row.x], from: [row.y, 1 - row.y])
      // Below one half 1 − x is rounded.
      let rounded = row.x < 0.5 ? 0x1p-53 : 0
      #expect(abs(ours - truth) <= 4 * 0x1p-52 * abs(row.expected) + rounded)
    } else {
      let ours = xLogX(row.x) - row.x * log(row.y)
      #expect(abs(ours - row.expected) <= 4 * abs(row.expected).ulp)
      if row.y < 1 {
        let seen = try divergence(of: [1, 0], from: [row.y, 1])
        #expect(close(row.x * (log(row.x) + seen), row.expected))
      }
    }
  }

  // MARK: optax

  private static let first = [10, 1, -2.0]
  private static let second = [1, 4, 0.2]
  private static let fiveLogits = [0.14, 1.456, 2.356, -0.124, -2.47]
  private static let fiveTargets = [0.1, 0.15, 0.2, 0.25, 0.3]
  private static let e = -Double.infinity

  private static func sigmoids(_ logits: [Double], _ target: [Double], _ mean: Double) -> Row {
    Row(SigmoidCrossEntropy(), logits, target, 2 * mean, tolerance: 2e-6)
  }

  private static func poly(_ epsilon: Double, _ expected: Double) -> Row {
    Row(PolyLoss(epsilon: epsilon), fiveLogits, fiveTargets, expected, tolerance: 1e-4)
  }

  private static func polies(_ epsilon: Double, _ first: Double, _ second: Double) -> [Row] {
    [
      Row(PolyLoss(epsilon: epsilon), [4, 2, 1], [1, 0, 0], first, tolerance: 1e-4),
      Row(PolyLoss(epsilon: epsilon), [0, 5, 1], [0, 0.8, 0.2], second, tolerance: 1e-4),
    ]
  }

  /// −log of the four digits that optax's tables print, whose probabilities sum to 1 within 1e-4.
  private static let logsP = [
    [-2.9957, -3.5066, -3.9120, -1.2040, -0.6931, -2.3026],
    [-1.6094, -1.6094, -1.6094, -2.3026, -1.8971, -1.8971],
  ]

  // optax 0.2.8, losses/_classification_test.py: every number in it that is not of sparsemax,
  // perceptron, CTC or the generalised divergence, which have no counterpart, nor of the divergence row
  // whose target sums to 0.9. Its other tests are
  // laws: the masks are `LossLawsTests`, the gradients too, and its focal laws stand below.
  static let optax: [Row] =
    [
      Row(SoftmaxCrossEntropy(), first, [0, 1, 0], 9.00013, tolerance: 1e-6),
      Row(SoftmaxCrossEntropy(), second, [1, 0, 0], 3.0696733, tolerance: 1e-7),
      Row(SoftmaxCrossEntropy(), [e, 0, 0], [0, 0.5, 0.5], 0.693147, tolerance: 1e-6),
      Row(SoftmaxCrossEntropy(), [e, 0, 0], [0.4, 0.3, 0.3], .infinity),
      Row(SoftmaxCrossEntropy(), [e, 0, e], [0, 1, 0], 0),
      sigmoids([-1e9, -1e-9], [1, 0], 5e8), sigmoids([-1e9, -1e-9], [0, 1], 0.3465736),
      sigmoids([1e9, 1e-9], [1, 0], 0.3465736), sigmoids([1e9, 1e-9], [0, 1], 5e8),
      sigmoids([-1e9, 1e-9], [1, 0], 5e8), sigmoids([-1e9, 1e-9], [0, 1], 0.3465736),
      sigmoids([1e9, -1e-9], [1, 0], 0.3465736), sigmoids([1e9, -1e-9], [0, 1], 5e8),
      sigmoids([0, 0], [1, 0], 0.6931472), sigmoids([0, 0], [0, 1], 0.6931472),
      poly(2, 4.5317), poly(1, 3.7153), poly(-1, 2.0827), poly(0, 2.8990),
      poly(-0.5, 2.4908), poly(1.15, 3.8378), poly(1.214, 3.8900), poly(5.45, 7.3480),
    ]
    + polies(2, 0.4823, 1.2567) + polies(1, 0.3261, 1.0407) + polies(0, 0.1698, 0.8247)
    + polies(-0.5, 0.0917, 0.7168) + polies(1.15, 0.3495, 1.0731)
    + polies(1.214, 0.3595, 1.0870) + polies(5.45, 1.0211, 2.0018)
    + [
      Row(HingeLoss(), [10], [1], 0), Row(HingeLoss(), [20], [0], 21),
      Row(CrammerSingerLoss(), [10, 3], [0, 1], 8),
      Row(CrammerSingerLoss(), [11, -2], [1, 0], 0),
      Row(
        KullbackLeiblerLoss(), logsP[0], [0.2, 0.2, 0.2, 0.1, 0.15, 0.15], 0.8875577,
        tolerance: 1e-4),
      Row(KullbackLeiblerLoss(), logsP[0], logsP[1].map { exp($0) }, 0.8875625, tolerance: 1e-4),
      Row(KullbackLeiblerLoss(), logsP[1], logsP[0].map { exp($0) }, 0.7187436, tolerance: 1e-4),
    ]

  @Test(arguments: [
    ([4, 2, 1.0], [1, 0, 0.0]), ([0, 5, 1], [0, 0.8, 0.2]),
    ([0.134, 1.234, 3.235], [0.34, 0.33, 0.33]),
    ([4, 2, 1, 0.134, 1.3515], [0.5, 0, 0, 0, 0.5]),
    ([0, 5, 1, 0.5215, 5.616], [0, 0.12, 0.2, 0.56, 0.12]), ([1.89, 2.39], [0.34, 0.66]),
    ([0.314], [1]),
  ])
  func polyWithoutEpsilonIsCrossEntropy(logits: [Double], target: [Double]) throws {
    let poly = try PolyLoss(epsilon: 0).value(logits: logits, target: target)
    #expect(try close(poly, SoftmaxCrossEntropy().value(logits: logits, target: target)))
  }

  @Test func focalOfSigmoidOutputs() throws {
    let ys = [2, 0.1, -2, 0.3, -0.1, 1.2]
    let ts = [0, 0, 1, 1, 0, 0]
    for (z, t) in zip(ys, ts) {
      let ce = try SigmoidCrossEntropy().value(logits: [z], label: t)
      #expect(try close(FocalLoss(gamma: 0, unit: .sigmoid).value(logits: [z], label: t), ce))
      let p = t == 1 ? sigmoid(z) : sigmoid(-z)
      let focal = try FocalLoss(gamma: 2, unit: .sigmoid).value(logits: [z], label: t)
      #expect(close(focal / ce, (1 - p) * (1 - p)))
    }
    // p = .9, .98, .3, .99 and α = ½; p = .1, .02, .09, .15.
    for p in [0.9, 0.98, 0.3, 0.99, 0.1, 0.02, 0.09, 0.15] {
      let z = log(p / (1 - p))
      let ce = try SigmoidCrossEntropy().value(logits: [z], label: 1)
      let focal = try FocalLoss(gamma: 2, unit: .sigmoid).value(logits: [z], label: 1)
      #expect(close(ce / focal, 1 / ((1 - p) * (1 - p)), 1e-11))
    }
    let soft: [(Double, Double)] = [
      (100, 0.9), (-100, 0.1), (75, 0.8), (-75, 0.2), (50, 1), (-50, 0),
    ]
    for (z, t) in soft {
      let loss = FocalLoss(gamma: 0.5, unit: .sigmoid)
      let (value, gradient) = try loss.valueAndGradient(logits: [z], target: [t])
      #expect(value.isFinite && gradient[0].isFinite)
      #expect(try loss.hessianDiagonal(logits: [z], target: [t])?[0].isFinite != false)
    }
  }

  // MARK: swift-apis

  private static let upToFour = [1, 2, 3, 4.0]
  private static let upToEight = [5, 6, 7, 8.0]
  private static let rising = [0.1, 0.2, 0.3, 0.4]
  private static let falling = [0.4, 0.3, 0.2, 0.1]

  // swift-apis, Tests/TensorFlowTests/LossTests.swift: its rows of mean squared error, Poisson, softmax
  // and sigmoid cross entropy, values and gradients; its four-dimensional rows are these again. The
  // others are no losses of a class: absolute, logarithmic and percentage errors, log-cosh, Huber,
  // hinges with targets between −1 and 1, and a divergence of what does not sum to 1.
  static let swiftAPIs: [Row] = [
    Row(
      SoftmaxCrossEntropy(), upToFour, rising, 1.44019,
      gradient: [-0.067941, -0.112856, -0.063117, 0.243914], tolerance: 1e-6),
    Row(
      SoftmaxCrossEntropy(), upToEight, falling, 2.44019,
      gradient: [-0.367941, -0.212856, 0.036883, 0.543914], tolerance: 1e-6),
    Row(
      SigmoidCrossEntropy(), [-100, -2, -2, 0, 2, 2, 2, 100], [0, 0, 1, 0, 0, 1, 0.5, 1],
      8 * 0.7909734,
      gradient: [0, 0.11920291, -0.8807971, 0.5, 0.8807971, -0.11920291, 0.3807971, 0],
      tolerance: 1e-6),
    // Eight times the gradient of the mean that TensorFlow 1.14 gave.
    Row(
      SigmoidCrossEntropy(), [-100, -2, -2, 0, 0, 2, 2, 100], [0, 0, 1, 0, 1, 1, 0.5, 1],
      4.8940064,
      gradient: [0, 0.01490036, -0.11009964, 0.0625, -0.0625, -0.01490036, 0.04759964, 0]
        .map { 8 * $0 },
      tolerance: 1e-6),
  ]

  @Test func squaredErrorAndPoissonOfSwiftAPIs() throws {
    let squared = try zip(Self.upToFour + Self.upToEight, Self.rising + Self.falling).map {
      try SquaredError(unit: .identity).valueAndGradient(logits: [$0], target: [$1])
    }
    let gradients = [1.8, 3.6, 5.4, 7.2, 9.2, 11.4, 13.6, 15.8]
    #expect(close(squared.reduce(0) { $0 + $1.value } / 8, 23.324999, 1e-7))
    #expect(zip(squared, gradients).allSatisfy { close($0.gradient[0], $1) })
    let poisson = try zip([0.1, 0.2, 0.3], [1, 2, 3.0]).reduce(0.0) {
      try $0 + PoissonLoss().value(logits: [log($1.0)], target: [$1.1])
    }
    #expect(close(poisson / 3, 3.2444599, 1e-7))
  }
}
