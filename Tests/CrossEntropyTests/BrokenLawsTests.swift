import CrossEntropy
import CrossEntropyTesting
import Testing

/// A check of losses that finds nothing is worth something only if it finds what is wrong.
struct BrokenLawsTests {
  @Test(arguments: LawCase.all)
  func everyLossOfTheCatalogueKeepsTheLaws(_ law: LawCase) throws {
    let broken = try byDefinition {
      try brokenLaws(of: law.loss, outputs: [law.outputs], seed: law.seed)
    }
    #expect(broken == [])
  }

  @Test(arguments: LawCase.losses.filter { $0.outputUnit == .softmax })
  func kernelsKeepThem(_ loss: any Loss) throws {
    #expect(try brokenLaws(of: loss) == [])
  }

  @Test func aLossOfOnesOwnKeepsThem() throws { #expect(try brokenLaws(of: MistakenLoss()) == []) }

  @Test(arguments: MistakenLoss.Mistake.allCases)
  func aMistakeIsFound(_ mistake: MistakenLoss.Mistake) throws {
    let broken = try brokenLaws(of: MistakenLoss(mistake: mistake))
    #expect(broken.map(\.law).contains(mistake.law), "\(broken)")
  }

  @Test func aWrongFlagIsFound() throws {
    let broken = try brokenLaws(of: Misdeclared())
    #expect(broken.map(\.law).contains(.linearity), "\(broken)")
  }

  @Test func whatIsBrokenSaysWhere() throws {
    let broken = try brokenLaws(of: MistakenLoss(mistake: .halfGradient), outputs: [2])
    let gradient = try #require(broken.first { $0.law == .gradient })
    #expect(gradient.logits.count == 2)
    #expect(gradient.output == 0)
    let expected = try #require(gradient.expected)
    #expect(close(gradient.got, expected / 2, 1e-7))
    #expect(
      "\(gradient)"
        == "gradient: output 0 of logits \(gradient.logits) with \(gradient.target): got "
        + "\(gradient.got), expected \(expected)")
  }

  @Test func rowsThatTheLossCannotHaveAreRefused() {
    #expect(throws: TargetError.self) { try brokenLaws(of: GaussianLoss(), outputs: [3]) }
  }
}

/// Cross entropy, with a mistake or without.
struct MistakenLoss: Loss {
  enum Mistake: String, CaseIterable {
    case none, halfGradient, wrongDiagonal, writtenDiagonal, labelOnly, naiveMask, naivePeak
    case hiddenNaN, roundedValue

    var law: BrokenLaw.Law {
      switch self {
      case .none, .halfGradient: .gradient
      case .wrongDiagonal, .writtenDiagonal: .hessian
      case .labelOnly: .labels
      case .naiveMask: .masks
      case .naivePeak: .finiteLogits
      case .hiddenNaN: .notANumber
      case .roundedValue: .precision
      }
    }

    static let allCases: [Self] = [
      .halfGradient, .wrongDiagonal, .writtenDiagonal, .labelOnly, .naiveMask, .naivePeak,
      .hiddenNaN, .roundedValue,
    ]
  }

  let name = "own"
  static let isLinearInTarget = true
  var outputUnit: OutputUnit { .softmax }
  var mistake = Mistake.none

  func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    let softmax = SoftmaxRow(row)
    var value = 0.0
    for j in row.indices {
      let t = mistake == .labelOnly ? (j == target.label ? target.spike : 0) : target[j]
      let z = row[j].arithmetic
      switch mistake {
      case .naiveMask: value -= t * softmax.logProbability(z)
      case .naivePeak: value -= t * LossMath.log(LossMath.exp(z) / LossMath.exp(softmax.logSumExp))
      default: if t != 0 { value -= t * softmax.logProbability(z) }
      }
      let slope = target.mass * softmax.probability(z) - t
      row[j] = S(rounding: mistake == .halfGradient ? slope / 2 : slope)
    }
    if mistake == .roundedValue, S.self == Float.self { return value.rounded() }
    return mistake == .hiddenNaN && value.isNaN ? 0 : value
  }

  func formHessianDiagonal<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Bool {
    if mistake == .writtenDiagonal { row[0] = S(rounding: 7) }
    if mistake != .wrongDiagonal { return false }
    for j in row.indices { row[j] = S(rounding: 1) }
    return true
  }
}

/// Half of the squared distance to the target, which is not linear in it.
private struct Misdeclared: Loss {
  let name = "misdeclared"
  static let isLinearInTarget = true
  var outputUnit: OutputUnit { .identity }

  func formGradient<S: LogitScalar>(
    _ row: inout MutableSpan<S>, target: borrowing TargetRow
  ) -> Double {
    var value = 0.0
    for j in row.indices {
      let distance = row[j].arithmetic - target[j]
      value += distance * distance / 2
      row[j] = S(rounding: distance)
    }
    return value
  }
}
