import CrossEntropy
import Testing

@testable import CrossEntropyEvaluation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The other forms of the calibration error; their digits are those that `Scripts/smooth_calibration_vectors.py` prints.
struct SmoothCalibrationErrorTests {
  private static let u = (0..<500).map {
    (Double($0) * 0.6180339887498949)
      .truncatingRemainder(dividingBy: 1)
  }
  private static let v = (0..<500).map {
    (Double($0) * 0.7548776662466927 + 0.1)
      .truncatingRemainder(dividingBy: 1)
  }
  private static let weights = (0..<500).map { 1 + Double($0 % 3) }

  /// The error smoothed and over bins of equal mass, each with and without weights, and what relplot says of the first.
  private static let cases:
    [(
      name: String, smooth: [Double], equalMass: [Double], relplot: Double
    )] = [
      (
        "right", [0.020033246291143475, 0.026470301542024503],
        [0.034700221133403264, 0.0429129359600431], 0.019781027322472406
      ),
      (
        "sure", [0.08653675885577769, 0.09522818059555378],
        [0.08910244508532117, 0.10192555967117997], 0.08633247930548978
      ),
      (
        "few", [0.008000000000000012, 0.012912912912910336],
        [0.00800000000000001, 0.012912912912912902], 0.007999998398591886
      ),
      (
        "rare", [0.11154306675698708, 0.11148334321176921],
        [0.11325199581725204, 0.12110941200601112], 0.11098846876590963
      ),
    ]

  private static func forecasts(_ name: String) throws -> Forecasts {
    let p = u.map { u in
      switch name {
      case "right": u
      case "sure": 1 / (1 + exp(-8 * (u - 0.5)))
      case "few": (u * 5).rounded(.down) / 5 + 0.1
      default: 0.05 + 0.9 * u * u * u * u
      }
    }
    let happened = p.indices.map { v[$0] < (name == "rare" ? 0.5 * p[$0] : u[$0]) }
    return try Forecasts(of: .positiveClass, probabilities: p, happened: happened)
  }

  private static func error(
    _ kind: CalibrationError.Kind, _ name: String, isWeighted: Bool = false, simulations: Int = 0,
    threads: Int = 1
  ) throws -> CalibrationError {
    try CalibrationError(
      kind, of: forecasts(name), weights: isWeighted ? weights : nil, simulations: simulations,
      seed: RandomSeed(1), threads: threads)
  }

  @Test(
    "The smooth error is that of its definition, and relplot's but for its steps of σ",
    arguments: cases.indices)
  func smooth(index: Int) throws {
    let (name, wanted, _, relplot) = Self.cases[index]
    for (place, wanted) in wanted.enumerated() {
      let own = try Self.error(.smooth, name, isWeighted: place == 1)
      #expect(abs(own.estimate - wanted) < 1e-3 * wanted, "\(name): \(own.estimate)")
      #expect(own.kind == .smooth && own.bins.count == 15)
    }
    let own = try Self.error(.smooth, name).estimate
    #expect(abs(own - relplot) < 1.0 / 1024, "\(name): \(own)")
  }

  @Test("Bins of equal mass never part equal probabilities", arguments: cases.indices)
  func equalMass(index: Int) throws {
    let (name, _, wanted, _) = Self.cases[index]
    for (place, wanted) in wanted.enumerated() {
      let own = try Self.error(.equalMass, name, isWeighted: place == 1)
      #expect(abs(own.estimate - wanted) < 1e-12, "\(name): \(own.estimate)")
      #expect(own.kind == .equalMass && own.bins.count == (name == "few" ? 5 : 15))
      let probabilities = try Self.forecasts(name).probabilities
      #expect(own.bins[0].lower == probabilities.min() && own.bins.last?.upper == 1)
      #expect(abs(own.bins.reduce(0) { $0 + $1.share } - 1) < 1e-12)
    }
  }

  @Test("Fewer digits do in simulations", arguments: cases.indices)
  func simulated(index: Int) throws {
    let sums = try CalibrationSums(
      Self.forecasts(Self.cases[index].name), bins: SmoothCalibrationError.cells, simulations: 5,
      seed: RandomSeed(3))
    let smooth = SmoothCalibrationError()
    for simulation in 0..<5 {
      let differences = sums.differences(inSimulation: simulation)
      let whole = smooth.error(of: differences, isSimulated: false)
      let some = smooth.error(of: differences, isSimulated: true)
      #expect(abs(some - whole) < 2e-2 * whole, "\(some), \(whole)")
    }
  }

  /// What is off in one cell alone is smoothed to as much, since the kernel weighs 1 and what passes an end comes back.
  @Test("One cell's error is its own, however narrow the kernel", arguments: [0, 1, 1024, 2047])
  func oneCell(cell: Int) {
    for size in [1e-5, 0.004, 0.0087, 0.02] {
      var differences = [Double](repeating: 0, count: SmoothCalibrationError.cells)
      differences[cell] = -size
      let error = SmoothCalibrationError().error(of: differences, isSimulated: false)
      #expect(abs(error - size) < 1e-9 * size, "\(error), \(size)")
    }
  }

  @Test("Each has its noise, from the same draws", arguments: CalibrationError.Kind.allCases)
  func noise(kind: CalibrationError.Kind) throws {
    let right = try Self.error(kind, "right", simulations: 60)
    let (mean, most) = (try #require(right.noise), try #require(right.noise95))
    #expect(mean > 0.015 && mean < 0.06 && most > mean, "\(mean), \(most)")
    #expect(right.estimate < most)
    #expect(try Self.error(kind, "sure", simulations: 60).estimate > most)
    #expect(try Self.error(kind, "right", simulations: 60, threads: 3) == right)
    #expect(try Self.error(kind, "right").noise == nil)
  }

  @Test("Certain and right is perfect, and where all are wrong the error is 1")
  func edges() throws {
    for (happened, wanted) in [([false, true], 0.0), ([true, false], 1)] {
      let forecasts = try Forecasts(
        of: .positiveClass, probabilities: [0, 1], happened: happened)
      for kind in CalibrationError.Kind.allCases {
        let error = try CalibrationError(
          kind, of: forecasts, weights: nil, simulations: 2, seed: RandomSeed(1), threads: 1)
        // The kernel mixes what is too low on the left with what is too high on the right.
        #expect(kind == .smooth && wanted == 1 ? error.estimate > 0.2 : error.estimate == wanted)
        #expect(error.noise == 0)
      }
    }
  }
}
