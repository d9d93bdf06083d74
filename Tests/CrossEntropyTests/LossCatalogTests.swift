import Foundation
import Testing

@testable import CrossEntropy

/// Every loss of the catalogue, of every unit, with the default, the ends and two more values of its
/// parameter.
let catalogLosses: [any Loss] = LossCatalog.entries.flatMap { entry in
  entry.units.flatMap { unit in
    samples(of: entry).map { parameters in
      do {
        return try NamedLoss(entry.name, parameters).loss(of: unit)
      } catch {
        preconditionFailure("\(error)")
      }
    }
  }
}

private func samples(of entry: LossEntry) -> [[String: Double]] {
  [[:]]
    + entry.parameters.flatMap { parameter in
      let usual = parameter.defaultValue
      let ends = [parameter.range.lower, parameter.range.upper].compactMap { $0 }
      let between = ends.map { $0.value + (usual - $0.value) / 4 }
      let others = (ends.filter(\.isIncluded).map(\.value) + between).filter { $0 != usual }
      return (others.isEmpty ? [2 * usual] : others).map { [parameter.name: $0] }
    }
}

extension Loss {
  /// Whether a constant that is added to a whole row of outputs changes nothing.
  var ignoresConstants: Bool {
    outputUnit == .softmax && !(self is RescaledSquareLoss) && !(self is Squentropy)
  }
}

struct LossCatalogTests {
  @Test func everyLossOfTheFolderIsInIt() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/CrossEntropy/Losses")
    let known = Set(catalogLosses.map { "\(type(of: $0))" })
    var found: Set<String> = []
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      let losses = text.matches(of: /public struct (\w+): Loss\b/).map { String($0.1) }
      if file == "Loss.swift" || file == "TruthLoss.swift" {
        #expect(losses.isEmpty)
      } else {
        #expect(losses == [String(file.dropLast(6))], "one loss, one file")
      }
      found.formUnion(losses)
    }
    #expect(found == known)
  }

  /// What is written in files keeps its name.
  @Test(arguments: [
    "cross_entropy", "squared_error", "focal", "generalized_cross_entropy", "poly",
    "sum_of_binary_cross_entropies", "kullback_leibler", "reverse_kullback_leibler",
    "jensen_shannon", "negative_log_likelihood", "hinge", "squared_hinge", "crammer_singer",
    "poisson", "gaussian", "rescaled_square", "squentropy", "soft_focal",
  ])
  func namesDoNotChange(_ name: String) throws {
    #expect(try NamedLoss(name).name == name)
  }

  @Test func namesAndAliasesAreUnique() {
    let names = LossCatalog.entries.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0 == $0.lowercased() })
    for entry in LossCatalog.entries {
      for name in [entry.name] + entry.aliases.flatMap({ [$0, $0.uppercased()] }) {
        #expect(LossCatalog.entry(named: name)?.name == entry.name)
      }
    }
    #expect(LossCatalog.entry(named: "focl") == nil)
  }

  @Test func aLossIsMadeAgainFromItsNameParametersAndUnit() throws {
    for loss in catalogLosses {
      let named = try NamedLoss(of: loss)
      #expect(named.name == loss.name)
      let again = try named.loss(of: loss.outputUnit)
      #expect(AnyHashable(again) == AnyHashable(loss))
    }
  }

  @Test func defaultsAreThoseOfTheInitializers() throws {
    let defaults: [any Loss] = [
      SquaredError(), FocalLoss(), GeneralizedCrossEntropy(), PolyLoss(), KullbackLeiblerLoss(),
      RescaledSquareLoss(), Squentropy(), SoftFocalLoss(),
    ]
    for loss in defaults {
      #expect(AnyHashable(try NamedLoss(loss.name).loss(of: .softmax)) == AnyHashable(loss))
    }
  }

  @Test func aUnitThatALossDoesNotHaveIsRefused() {
    for entry in LossCatalog.entries {
      for unit in OutputUnit.allCases where !entry.units.contains(unit) {
        #expect(
          throws: LossNameError.unitNotSupported(loss: entry.name, unit: unit, units: entry.units)
        ) { try NamedLoss(entry.name).loss(of: unit) }
      }
    }
  }

  @Test func parametersOutOfRangeAreRefused() {
    for entry in LossCatalog.entries {
      for parameter in entry.parameters {
        let (lower, upper) = (parameter.range.lower, parameter.range.upper)
        let outside =
          [.nan, .infinity, -.infinity]
          + (lower.map { [$0.isIncluded ? $0.value.nextDown : $0.value] } ?? [])
          + (upper.map { [$0.isIncluded ? $0.value.nextUp : $0.value] } ?? [])
        for value in outside {
          let error = #expect(throws: LossNameError.self) {
            try NamedLoss(entry.name, [parameter.name: value])
          }
          guard case .outOfRange(entry.name, parameter, let got) = error else {
            Issue.record("\(String(describing: error))")
            continue
          }
          #expect(got.isNaN ? value.isNaN : got == value)
        }
      }
      #expect(throws: LossNameError.noParameter(loss: entry.name, got: "x")) {
        try NamedLoss(entry.name, ["x": 1])
      }
    }
    #expect(throws: LossNameError.unknown(name: "focl")) { try NamedLoss("focl") }
  }

  // MARK: What the catalogue says is true

  /// Along no line does a convex loss bend down; one that is not convex does somewhere.
  @Test func onlyConvexLossesAreCalledConvex() throws {
    var random = SplitMix64(7)
    for loss in catalogLosses {
      let said = try NamedLoss(of: loss).isConvex(of: loss.outputUnit)
      var bendsDown = false
      for _ in 0..<400 {
        let outputs = loss is GaussianLoss ? 2 : loss.targetKind == .distribution ? 3 : 1
        let z = random.uniforms(outputs, in: -6...6)
        let step = random.uniforms(outputs, in: -1...1)
        func value(_ s: Double) throws -> Double {
          try loss.value(logits: zip(z, step).map { $0 + s * $1 }, label: 0)
        }
        if try value(1) - 2 * value(0) + value(-1) < -1e-9 { bendsDown = true }
      }
      // A label's reverse divergence is infinite everywhere.
      if loss.name == "reverse_kullback_leibler" { continue }
      #expect(bendsDown == !said, "\(loss)")
    }
  }

  /// At p the mean gradient over labels drawn from p is 0 for the proper losses alone.
  @Test func onlyProperRulesAreCalledProper() throws {
    var random = SplitMix64(8)
    for loss in catalogLosses {
      var isStationary = true
      for _ in 0..<20 {
        let p =
          loss.targetKind == .distribution
          ? random.distribution(3) : [Double.random(in: 0.1...0.9, using: &random)]
        let shares = p.count == 1 ? [1 - p[0], p[0]] : p
        let z =
          try loss is GaussianLoss
          // The mean and the variance of 0 and 1.
          ? [p[0], log(p[0] * (1 - p[0]))] : loss.outputUnit.link.logits(of: p)
        let gradients = try shares.indices.map { label in
          try loss is GaussianLoss
            ? loss.valueAndGradient(logits: z, target: [Double(label), 0]).gradient
            : loss.valueAndGradient(logits: z, label: label).gradient
        }
        var mean = z.indices.map { j in
          shares.indices.reduce(0) { $0 + shares[$1] * gradients[$1][j] }
        }
        if loss is NegativeLogLikelihood {
          // Among outputs that stay normalised.
          let sum = mean.reduce(0, +)
          mean = z.indices.map { mean[$0] - p[$0] * sum }
        }
        if !mean.allSatisfy({ abs($0) < 1e-12 }) { isStationary = false }
      }
      #expect(try NamedLoss(of: loss).isProper == isStationary, "\(loss)")
    }
  }

  @Test(arguments: [
    ("cross_entropy", true), ("focal", true), ("kullback_leibler", true), ("poisson", true),
    ("squared_error", false), ("generalized_cross_entropy", false), ("poly", false),
    ("hinge", false), ("squared_hinge", false), ("crammer_singer", false),
    ("rescaled_square", false), ("squentropy", false),
  ])
  func onlyWhatIsMadeOfLogarithmsIsInformation(_ name: String, isInformation: Bool) throws {
    #expect(try NamedLoss(name).entry.isInformation == isInformation)
  }

  @Test func anExplanationHasAUnitWhereTheLossHasOne() throws {
    for loss in catalogLosses where loss.outputUnit == .softmax || loss.outputUnit == .sigmoid {
      let outputs = loss.outputUnit == .softmax ? 3 : 1
      let steps = try LossExplanation(
        of: Objective(loss), logits: Array([0.5, -1, 2].prefix(outputs)),
        targets: Array([1, 0, 0].prefix(outputs)), in: .bits)
      let entry = LossCatalog.entry(named: loss.name)
      #expect(steps.unit == (entry?.isInformation == true ? .bits : nil))
      // It takes apart exactly what has a formula by probabilities.
      let isTakenApart =
        switch entry?.formula {
        case .truth, .distance: true
        case .outputs, nil: false
        }
      #expect(steps.terms.isEmpty != isTakenApart, "\(loss)")
      if !steps.terms.isEmpty { #expect(close(steps.terms.reduce(0, +), steps.value)) }
    }
  }
}
