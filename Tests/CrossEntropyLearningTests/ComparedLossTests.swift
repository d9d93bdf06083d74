import CrossEntropy
import Testing

@testable import CrossEntropyLearning

@Suite struct ComparedLossTests {
  @Test(arguments: [
    ("cross_entropy", ComparedLoss(.crossEntropy)),
    ("focal", ComparedLoss(.focal, parameter: 2)),
    ("focal:gamma=0.5", ComparedLoss(.focal, parameter: 0.5)),
    ("label_smoothing:epsilon=0.05", ComparedLoss(.labelSmoothing, parameter: 0.05)),
    ("generalized_cross_entropy:q=1", ComparedLoss(.generalizedCrossEntropy, parameter: 1)),
    ("categorical_crossentropy", ComparedLoss(.crossEntropy)),
    ("binary_focal_crossentropy:gamma=3", ComparedLoss(.focal, parameter: 3)),
    ("mse", ComparedLoss(.squaredError)),
    ("balanced", ComparedLoss(.balancedCrossEntropy)),
  ])
  func parsesNameAndParameter(_ text: String, _ expected: ComparedLoss) throws {
    #expect(try ComparedLoss(parsing: text) == expected)
  }

  @Test("What the catalogue offers besides is compared by its name")
  func offeredByNameOnly() throws {
    for (text, name, parameters) in [
      ("squentropy", "squentropy", [:]),
      ("rescaled_square_loss:kappa=15", "rescaled_square", ["kappa": 15.0]),
    ] {
      let loss = try ComparedLoss(parsing: text)
      #expect(loss.name == name && loss.parameters == parameters)
      #expect(loss.isConvex(of: .softmax) && loss.isConvex(of: .sigmoid))
      #expect(!ComparedLoss.usual.contains { $0.name == name })
    }
  }

  @Test(arguments: [
    ("focl", LossNameError.unknown(name: "focl")),
    ("focal:alpha=1", .malformedParameter(loss: "focal", parameter: gamma, got: "alpha=1")),
    ("focal:gamma=-1", .outOfRange(loss: "focal", parameter: gamma, value: -1)),
    ("focal:gamma=0x2", .malformedParameter(loss: "focal", parameter: gamma, got: "gamma=0x2")),
    ("focal:gamma=nan", .malformedParameter(loss: "focal", parameter: gamma, got: "gamma=nan")),
    ("squared_error:x=1", .noParameter(loss: "squared_error", got: "x=1")),
    (
      "label_smoothing:epsilon=1",
      .outOfRange(
        loss: "label_smoothing",
        parameter: LossParameter("epsilon", default: 0.1, in: .from(0, below: 1)), value: 1)
    ),
  ])
  func aNameThatIsNoneIsThrown(_ text: String, _ expected: LossNameError) {
    #expect(throws: expected) { try ComparedLoss(parsing: text) }
  }

  @Test(
    "A loss in JSON is its name and a dictionary, not a text that holds both",
    arguments: [
      ("focal:gamma=3", [:], LossNameError.unknown(name: "focal:gamma=3")),
      (
        "focal", ["gamma": 2, "q": 1],
        .malformedParameter(loss: "focal", parameter: gamma, got: "gamma=2.0:q=1.0")
      ),
      ("focal", ["q": 1], .malformedParameter(loss: "focal", parameter: gamma, got: "q=1.0")),
      (
        "focal", ["gamma": .infinity],
        .malformedParameter(loss: "focal", parameter: gamma, got: "gamma=inf")
      ),
      ("focal", ["gamma": -1], .outOfRange(loss: "focal", parameter: gamma, value: -1)),
      ("mse", ["x": 1], .noParameter(loss: "squared_error", got: "x=1.0")),
    ] as [(String, [String: Double], LossNameError)])
  func aLossThatIsNoneIsNotDecoded(
    _ name: String, _ parameters: [String: Double], _ expected: LossNameError
  ) throws {
    #expect(throws: expected) { try ComparedLoss(name: name, parameters: parameters) }
  }

  @Test(arguments: [
    ("focal:gamma=0.5|1|2|3", ComparedLoss.Kind.focal, [0.5, 1, 2, 3]),
    ("focal:gamma=3|0|1e-1", .focal, [0, 0.1, 3]),
    ("smoothing:epsilon=0.05|0.2", .labelSmoothing, [0.05, 0.2]),
    ("gce:q=0.3|0.7|1", .generalizedCrossEntropy, [0.3, 0.7, 1]),
  ])
  func valuesToChooseFrom(_ text: String, _ kind: ComparedLoss.Kind, _ values: [Double]) throws {
    let loss = try ComparedLoss(parsing: text)
    #expect(loss.kind == kind && loss.searched == values)
    #expect(loss.parameter == nil && loss.parameters.isEmpty)
    #expect(loss.variants == values.map { ComparedLoss(kind, parameter: $0) })
    #expect(loss == (try ComparedLoss(kind, choosingFrom: values.reversed())))
    let searched = try #require(loss.searchedParameter)
    #expect(searched.name == kind.parameter?.name && searched.values == values)
    #expect(loss == (try ComparedLoss(name: kind.name, parameters: [:], searched: searched)))
  }

  @Test(arguments: [
    (
      "focal:gamma=",
      LossNameError.malformedParameter(loss: "focal", parameter: gamma, got: "gamma=")
    ),
    ("focal:gamma=|", .malformedParameter(loss: "focal", parameter: gamma, got: "gamma=|")),
    ("focal:gamma=1||2", .malformedParameter(loss: "focal", parameter: gamma, got: "gamma=1||2")),
    ("focal:gamma=1|b", .malformedParameter(loss: "focal", parameter: gamma, got: "gamma=1|b")),
    ("focal:q=1|2", .malformedParameter(loss: "focal", parameter: gamma, got: "q=1|2")),
    (
      "focal:gamma=1|gamma=2",
      .malformedParameter(loss: "focal", parameter: gamma, got: "gamma=1|gamma=2")
    ),
    ("focal:gamma=1|2|1.0", .repeatedValue(loss: "focal", parameter: gamma, value: 1)),
    ("focal:gamma=1|-2", .outOfRange(loss: "focal", parameter: gamma, value: -2)),
    (
      "focal:gamma=" + (0...16).map { "\($0)" }.joined(separator: "|"),
      .tooManyValues(loss: "focal", parameter: gamma, count: 17, most: 16)
    ),
    ("balanced:x=1|2", .noParameter(loss: "balanced_cross_entropy", got: "x=1|2")),
  ])
  func nothingToChooseFrom(_ text: String, _ expected: LossNameError) {
    #expect(throws: expected) { try ComparedLoss(parsing: text) }
  }

  @Test func oneValueIsNoChoice() throws {
    #expect(try ComparedLoss(parsing: "focal:gamma=3").searched.isEmpty)
    #expect(
      try ComparedLoss(
        name: "focal", parameters: [:], searched: .init(name: "gamma", values: [3]))
        == ComparedLoss(.focal, parameter: 3))
    for (parameters, name, values) in [
      (["gamma": 1], "gamma", [1, 2]), ([:], "gamma", []), ([:], "q", [1, 2]),
      ([:], "gamma", [1, .infinity]), (["q": 1], "gamma", [1, 2]),
    ] as [([String: Double], String, [Double])] {
      #expect(throws: LossNameError.self) {
        try ComparedLoss(
          name: "focal", parameters: parameters, searched: .init(name: name, values: values))
      }
    }
  }

  @Test func oneStandsForAllWhereNoneIsChosen() throws {
    #expect(
      try ComparedLoss(parsing: "focal:gamma=0.5|3").typical == ComparedLoss(.focal, parameter: 3))
    #expect(ComparedLoss(.focal, parameter: 5).typical == ComparedLoss(.focal, parameter: 5))
  }

  @Test func aParameterThatIsLeftOutOfJSONHasItsDefault() throws {
    #expect(try ComparedLoss(name: "focal", parameters: [:]) == ComparedLoss(.focal))
    #expect(
      try ComparedLoss(name: "focal", parameters: ["gamma": 3])
        == ComparedLoss(.focal, parameter: 3))
    #expect(try ComparedLoss(name: "MSE", parameters: [:]) == ComparedLoss(.squaredError))
  }

  @Test func aNameItPrintsReadsBack() throws {
    for loss in ComparedLoss.usual {
      let parameters = loss.parameters.map { ":\($0)=\($1)" }.joined()
      #expect(try ComparedLoss(parsing: loss.name + parameters) == loss)
    }
  }

  @Test func whatARecipeDoesToTargetsAndProbabilities() throws {
    #expect(ComparedLoss(.focal, parameter: 3).loss == (try NamedLoss("focal", ["gamma": 3])))
    #expect(ComparedLoss(.labelSmoothing).loss == ComparedLoss.baseline.loss)
    #expect(ComparedLoss(.labelSmoothing).labelSmoothing == 0.1)
    #expect(ComparedLoss(.focal).labelSmoothing == 0)
    #expect(
      ComparedLoss.usual.filter(\.kind.isBalanced).map(\.name)
        == ["balanced_cross_entropy", "prior_corrected_cross_entropy"])
    #expect(ComparedLoss(.priorCorrectedCrossEntropy).fitted == ComparedLoss(.balancedCrossEntropy))
    for loss in ComparedLoss.usual where !loss.kind.dividesOutBalance {
      #expect(loss.fitted == loss)
    }
  }

  @Test func namesAndAliasesAreUnique() {
    let names = ComparedLoss.Kind.allCases.flatMap { [$0.name] + $0.aliases }
    #expect(Set(names).count == names.count)
    for kind in ComparedLoss.Kind.allCases {
      for alias in kind.aliases { #expect(ComparedLoss.Kind(named: alias.uppercased()) == kind) }
    }
  }

  @Test(arguments: ComparedLoss.usual, [OutputShape(classes: [2]), OutputShape(classes: [3])])
  func aPlainRecipeMinimisesItsLoss(_ recipe: ComparedLoss, _ shape: OutputShape) throws {
    let balance = [[1, 2, 3].prefix(shape.outputs == 1 ? 2 : 3).map { Double($0) }]
    let objective = recipe.objective(shape, balance: balance)
    #expect(try NamedLoss(of: objective.loss) == recipe.loss)
    #expect(objective.labelSmoothing == recipe.labelSmoothing)
    #expect((objective.classWeights != nil) == recipe.kind.isBalanced)
  }
}

private let gamma = LossParameter("gamma", default: 2, in: .from(0))
