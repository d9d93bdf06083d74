internal import CrossEntropyEvaluation
internal import CrossEntropyLearning

// What a model is, as an outcome says it.
extension InspectOutcome {
  init(
    _ request: InspectRequest, _ classifier: TableClassifier,
    _ measured: (evaluation: Evaluation, importances: [PermutationImportance])?
  ) {
    let effects = classifier.effects
    self.request = request
    kind = effects == nil ? .network : .linear
    features = classifier.featureCount
    weights = classifier.weightCount
    nonzeroWeights = classifier.nonzeroWeightCount
    targets = classifier.targets.indices.map { target in
      Target(
        name: classifier.targets[target], classes: classifier.classes[target],
        maps: classifier.maps[target])
    }
    let columns = classifier.columns.indices.map { place in
      Column(
        classifier.columns[place], classifier.columnKinds[place], effects?.columns[place],
        measured.map { Importance($0.importances[place].logLossIncrease) })
    }
    // Columns that do as much stay in the model's order.
    func rank(_ column: Column) -> Double {
      column.importance?.logLossIncrease ?? column.size ?? .infinity
    }
    self.columns = columns.enumerated().sorted { first, second in
      let (a, b) = (rank(first.element), rank(second.element))
      return a != b ? a > b : first.offset < second.offset
    }.map(\.element)
    record = classifier.record
    outputs = effects?.outputs.map {
      Output(target: $0.target, name: $0.name, intercept: $0.intercept)
    }
    layers = classifier.model.network.map { Self.layers($0) }
    evaluation = measured?.evaluation
  }

  private static func layers(_ network: NeuralNetwork) -> [Layer] {
    var inputs = network.features
    return network.architecture.layers.map { layer in
      defer { inputs = layer.units }
      return Layer(
        inputs: inputs, units: layer.units, activation: layer.activation,
        weights: (inputs + 1) * layer.units)
    }
  }
}

extension InspectOutcome.Column {
  init(
    _ name: String, _ kind: FeatureKind, _ effect: LinearEffects.Column?,
    _ importance: InspectOutcome.Importance?
  ) {
    self.name = name
    self.kind = kind
    size = effect?.size
    terms = effect?.terms.map { InspectOutcome.Term($0) }
    self.importance = importance
  }
}

extension InspectOutcome.Term {
  init(_ term: LinearEffects.Term) {
    weights = term.weights
    oddsRatios = term.oddsRatios
    switch term.cell {
    case .deviation: cell = .number
    case .level: cell = .level
    case .missing: cell = .missing
    case .place: cell = .place
    }
    switch term.cell {
    case .level(let name), .place(let name): level = name
    case .deviation, .missing: break
    }
    if case .deviation(let one) = term.cell { deviation = one }
    share = term.share
    weightsPerUnit = term.weightsPerUnit
  }
}

extension InspectOutcome.Importance {
  init(_ increase: MeanEstimate) {
    logLossIncrease = increase.mean
    interval = try? increase.interval()
  }
}
