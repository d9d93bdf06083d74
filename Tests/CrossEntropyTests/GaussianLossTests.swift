import CrossEntropy
import Testing

struct GaussianLossTests {
  private let loss = GaussianLoss()

  @Test(arguments: rows)
  func vectors(_ vector: SoftVector) throws {
    let half = vector.logits.count / 2
    let (value, gradient) = try loss.valueAndGradient(logits: vector.logits, target: vector.target)
    var terms = 0.0
    for j in 0..<half {
      let s = vector.logits[half + j]
      let r = vector.target[j] - vector.logits[j]
      let square = r * r * exponential(-s)
      terms += (square + abs(s) + 1.8378770664093455) / 2
      #expect(ulps(gradient[j], vector.gradient[j], of: r * exponential(-s)) <= 6)
      #expect(ulps(gradient[half + j], vector.gradient[half + j], of: (1 + square) / 2) <= 6)
    }
    #expect(ulps(value, vector.value, of: terms) <= 6)

    // From Float logits what Double gives for them.
    let narrow = vector.logits.map { Float($0) }
    let targets = matrix([vector.target])
    let float = try Objective(loss).valueAndGradient(logits: matrix([narrow]), targets: targets)
    let wide = try Objective(loss)
      .valueAndGradient(logits: matrix([narrow.map { Double($0) }]), targets: targets)
    #expect(float.total == wide.total)
    #expect(Array(float.gradient.elements) == wide.gradient.elements.map { Float($0) })
  }

  @Test(arguments: [-3, 0, 0.5, 7.0])
  func withFixedVarianceItIsSquaredErrorPlusAConstant(s: Double) throws {
    // L4: ½(t − m)²/v + ½ log 2πv.
    let variance = exponential(s)
    let squared = SquaredError(scale: 0.5 / variance, unit: .identity)
    let constant = 0.5 * (1.8378770664093455 + s)
    for (m, t) in [(0.0, 0.0), (1.5, -2), (-3, 4.25)] {
      let got = try loss.valueAndGradient(logits: [m, s], target: [t, 0])
      let plain = try squared.valueAndGradient(logits: [m], target: [t])
      #expect(close(got.value, plain.value + constant))
      #expect(close(got.gradient[0], plain.gradient[0]))
    }
  }

  @Test func itIsTheDensity() throws {
    // −log of the density at one unit from the mean, ½(log v + 1/v + log 2π).
    #expect(
      try close(
        loss.value(logits: [0.5, -0.25], target: [1.5, 0]),
        0.5 * (-0.25 + exponential(0.25) + 1.8378770664093455)))
  }

  @Test func theBestVarianceIsTheSquaredResidual() throws {
    let (_, gradient) = try loss.valueAndGradient(logits: [1, 1.3862943611198906], target: [3, 0])
    #expect(abs(gradient[1]) < 1e-15)
  }

  @Test func edges() throws {
    // What stands under the log-variances is not read.
    let read = try loss.valueAndGradient(logits: [1, 2, 0, 0.5], target: [0, 3, 0, 0])
    let other = try loss.valueAndGradient(logits: [1, 2, 0, 0.5], target: [0, 3, .nan, 7])
    #expect(read == other)
    let greatest = Double.greatestFiniteMagnitude
    for s in [-greatest, -2000, 2000, greatest] {
      for (m, t) in [(0.0, 0.0), (1.0, 2), (greatest, -greatest)] {
        let (value, gradient) = try loss.valueAndGradient(logits: [m, s], target: [t, 0])
        #expect(!value.isNaN)
        #expect(gradient.allSatisfy { !$0.isNaN })
      }
    }
    #expect(try loss.value(logits: [0, -2000], target: [1, 0]) == .infinity)
    #expect(try loss.value(logits: [.nan, 0], target: [1, 0]).isNaN)
    #expect(try loss.value(logits: [1, .nan], target: [1, 0]).isNaN)
  }

  // gaussian: ((t - m)^2 exp(-s) + s + log 2 pi) / 2
  // swift-format-ignore
  private static let rows: [SoftVector] = [
    .init([0.5, -0.25], target: [1.5, 0], value: 1.4359512415485435, gradient: [-1.2840254166877415, -0.14201270834387074]),  // ordinary
    .init([2, 0.5], target: [2, 0], value: 1.1689385332046727, gradient: [0, 0.5]),  // met
    .init([0, -20], target: [3, 0], value: 2183243370.2629948, gradient: [-1455495586.2293708, -2183243378.8440563]),  // sure and wrong
    .init([0, 30], target: [1000000.0, 0], value: 15.965726648048874, gradient: [-9.3576229688401746e-8, 0.45321188515579913]),  // unsure
    .init([0.125, -1.8378770664093456], target: [0.125, 0], value: -3.8782941580672416e-17, gradient: [0, 0.5]),  // crossing 0
    .init([0.5, -1, 0.25, -2], target: [0.75, 3, 0, 0], value: 60.099663382325529, gradient: [-0.19470019576785122, -29.556224395722601, 0.4756624755290186, -58.612448791445202]),  // two
    .init([1e-8, 100000000.0, 1e-8, 36], target: [-1e-8, 0, 0, 0], value: 20.99763848653113, gradient: [1.9999999800000001e-8, 2.3195228302435694e-8, 0.4999999999999998, -0.65976141512178469]),  // tiny and huge
  ]
}
