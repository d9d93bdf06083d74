import CrossEntropy
import Foundation
import Testing

@testable import CrossEntropyLearning

@Suite struct ComparedLossTests {
  @Test(arguments: [
    ("cross_entropy", ComparedLoss(.crossEntropy)),
    ("focal", recipe(.focal, ["gamma": 2])),
    ("focal:gamma=0.5", recipe(.focal, ["gamma": 0.5])),
    ("label_smoothing:epsilon=0.05", recipe(.labelSmoothing, ["epsilon": 0.05])),
    ("generalized_cross_entropy:q=1", recipe(.generalizedCrossEntropy, ["q": 1])),
    ("categorical_crossentropy", ComparedLoss(.crossEntropy)),
    ("binary_focal_crossentropy:gamma=3", recipe(.focal, ["gamma": 3])),
    ("mse", ComparedLoss(.squaredError)),
    ("focal:gamma=3:alpha=0.25", recipe(.focal, ["gamma": 3, "alpha": 0.25])),
    ("focal:alpha=0.25:gamma=3", recipe(.focal, ["gamma": 3, "alpha": 0.25])),
    ("focal:alpha=0.25", recipe(.focal, ["gamma": 2, "alpha": 0.25])),
    ("balanced", ComparedLoss(.balancedCrossEntropy)),
  ])
  func parsesNameAndParameter(_ text: String, _ expected: ComparedLoss) throws {
    #expect(try ComparedLoss(parsing: text) == expected)
  }

  @Test("What the catalogue offers besides is compared by its name")
  func offeredByNameOnly() throws {
    for (text, name, parameters) in [
      ("squentropy", "squentropy", [:]),
      ("rescaled_square_loss:kappa=15", "rescaled_square", ["kappa": 15.0, "m": 1]),
      ("rescaled_square:m=30:kappa=15", "rescaled_square", ["kappa": 15, "m": 30]),
    ] {
      let loss = try ComparedLoss(parsing: text)
      #expect(loss.name == name && loss.parameters == parameters)
      #expect(loss.loss == (try NamedLoss(name, parameters)))
      #expect(loss.isConvex(of: .softmax) && loss.isConvex(of: .sigmoid))
      #expect(!ComparedLoss.usual.contains { $0.name == name })
    }
  }

  @Test(arguments: [
    ("focl", LossNameError.unknown(name: "focl")),
    ("focal:alpha=1", .outOfRange(loss: "focal", parameter: alpha, value: 1)),
    ("focal:beta=1", .malformedParameter(loss: "focal", parameters: focal, got: "beta=1")),
    (
      "focal:gamma=1:beta=1", .malformedParameter(loss: "focal", parameters: focal, got: "beta=1")
    ),
    ("focal:gamma=1:", .malformedParameter(loss: "focal", parameters: focal, got: "")),
    ("focal:", .malformedParameter(loss: "focal", parameters: focal, got: "")),
    ("focal:gamma=1:gamma=1", .repeatedParameter(loss: "focal", parameter: gamma)),
    (
      "focal:alpha=0.5:gamma=1|2:alpha=0.1|0.2", .repeatedParameter(loss: "focal", parameter: alpha)
    ),
    ("focal:gamma=1|2:gamma=3", .repeatedParameter(loss: "focal", parameter: gamma)),
    (
      "focal:gamma=1|2:alpha=0.1|0.2",
      .severalSearched(loss: "focal", parameters: [gamma, alpha])
    ),
    ("focal:gamma=2:alpha=0", .outOfRange(loss: "focal", parameter: alpha, value: 0)),
    ("squared_error:scale=1", .noParameter(loss: "squared_error", got: "scale=1")),
    ("focal:gamma=-1", .outOfRange(loss: "focal", parameter: gamma, value: -1)),
    ("focal:gamma=0x2", .malformedParameter(loss: "focal", parameters: focal, got: "gamma=0x2")),
    ("focal:gamma=nan", .malformedParameter(loss: "focal", parameters: focal, got: "gamma=nan")),
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
        .malformedParameter(loss: "focal", parameters: focal, got: "q=1.0")
      ),
      ("focal", ["q": 1], .malformedParameter(loss: "focal", parameters: focal, got: "q=1.0")),
      (
        "focal", ["gamma": .infinity],
        .malformedParameter(loss: "focal", parameters: focal, got: "gamma=inf")
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
    let searched = try #require(loss.searched)
    let name = try #require(kind.parameters.first?.name)
    #expect(loss.kind == kind && searched.name == name && searched.values == values)
    #expect(loss.parameters.isEmpty && loss.loss == kind.loss)
    #expect(loss.variants == values.map { recipe(kind, [name: $0]) })
    let reversed = ComparedLoss.SearchedParameter(name: name, values: values.reversed())
    #expect(loss == (try ComparedLoss(kind, [:], choosing: reversed)))
    #expect(loss == (try ComparedLoss(name: kind.name, parameters: [:], searched: searched)))
  }

  @Test("One parameter is chosen under the others that are given")
  func valuesToChooseFromBesideOthers() throws {
    let loss = try ComparedLoss(parsing: "focal:gamma=3|1:alpha=0.25")
    #expect(loss == (try ComparedLoss(parsing: "focal:alpha=0.25:gamma=1|3")))
    #expect(loss.parameters == ["alpha": 0.25])
    #expect(loss.searched == .init(name: "gamma", values: [1, 3]))
    #expect(loss.variants == [1, 3].map { recipe(.focal, ["gamma": $0, "alpha": 0.25]) })
    #expect(loss.typical == recipe(.focal, ["gamma": 1, "alpha": 0.25]))
    // α has no default, and 0.25 is what it usually is.
    let balanced = try ComparedLoss(parsing: "focal:alpha=0.1|0.3|0.9")
    #expect(balanced.parameters == ["gamma": 2])
    #expect(balanced.typical == recipe(.focal, ["gamma": 2, "alpha": 0.3]))
  }

  @Test(
    "Every recipe reads back from its JSON, and JSON of one parameter is what it was",
    arguments: [
      ("focal", #"{"name":"focal","parameters":{"gamma":2},"searched":null}"#),
      ("focal:gamma=3", #"{"name":"focal","parameters":{"gamma":3},"searched":null}"#),
      (
        "focal:gamma=2:alpha=0.25",
        #"{"name":"focal","parameters":{"alpha":0.25,"gamma":2},"searched":null}"#
      ),
      (
        "focal:gamma=1|2",
        #"{"name":"focal","parameters":{},"searched":{"name":"gamma","values":[1,2]}}"#
      ),
      (
        "focal:gamma=1|2:alpha=0.25",
        #"{"name":"focal","parameters":{"alpha":0.25},"searched":{"name":"gamma","values":[1,2]}}"#
      ),
      (
        "rescaled_square:kappa=15:m=30",
        #"{"name":"rescaled_square","parameters":{"kappa":15,"m":30},"searched":null}"#
      ),
      ("cross_entropy", #"{"name":"cross_entropy","parameters":{},"searched":null}"#),
    ])
  func json(_ text: String, _ json: String) throws {
    let loss = try ComparedLoss(parsing: text)
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(String(decoding: try encoder.encode(loss), as: UTF8.self) == json)
    #expect(try JSONDecoder().decode(ComparedLoss.self, from: Data(json.utf8)) == loss)
  }

  @Test(arguments: [
    (
      "focal:gamma=",
      LossNameError.malformedParameter(loss: "focal", parameters: focal, got: "gamma=")
    ),
    ("focal:gamma=|", .malformedParameter(loss: "focal", parameters: focal, got: "gamma=|")),
    ("focal:gamma=1||2", .malformedParameter(loss: "focal", parameters: focal, got: "gamma=1||2")),
    ("focal:gamma=1|b", .malformedParameter(loss: "focal", parameters: focal, got: "gamma=1|b")),
    ("focal:q=1|2", .malformedParameter(loss: "focal", parameters: focal, got: "q=1|2")),
    (
      "focal:gamma=1|gamma=2",
      .malformedParameter(loss: "focal", parameters: focal, got: "gamma=1|gamma=2")
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
    #expect(try ComparedLoss(parsing: "focal:gamma=3").searched == nil)
    #expect(
      try ComparedLoss(
        name: "focal", parameters: [:], searched: .init(name: "gamma", values: [3]))
        == recipe(.focal, ["gamma": 3]))
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
      try ComparedLoss(parsing: "focal:gamma=0.5|3").typical == recipe(.focal, ["gamma": 3]))
    #expect(recipe(.focal, ["gamma": 5]).typical == recipe(.focal, ["gamma": 5]))
  }

  @Test func aParameterThatIsLeftOutOfJSONHasItsDefault() throws {
    #expect(try ComparedLoss(name: "focal", parameters: [:]) == ComparedLoss(.focal))
    #expect(
      try ComparedLoss(name: "focal", parameters: ["gamma": 3])
        == recipe(.focal, ["gamma": 3]))
    #expect(try ComparedLoss(name: "MSE", parameters: [:]) == ComparedLoss(.squaredError))
  }

  @Test func aNameItPrintsReadsBack() throws {
    for loss in ComparedLoss.usual {
      let parameters = loss.parameters.map { ":\($0)=\($1)" }.joined()
      #expect(try ComparedLoss(parsing: loss.name + parameters) == loss)
    }
  }

  @Test func whatARecipeDoesToTargetsAndProbabilities() throws {
    #expect(recipe(.focal, ["gamma": 3]).loss == (try NamedLoss("focal", ["gamma": 3])))
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
private let alpha = LossParameter("alpha", usual: 0.25, in: .above(0, below: 1))
private let focal = [gamma, alpha]

private func recipe(_ kind: ComparedLoss.Kind, _ parameters: [String: Double]) -> ComparedLoss {
  known { try ComparedLoss(kind, parameters) }
}
