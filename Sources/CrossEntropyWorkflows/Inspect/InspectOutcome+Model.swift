internal import CrossEntropyEvaluation
internal import CrossEntropyLearning

// What a model is, as an outcome says it.
extension InspectOutcome {
  init(
    _ request: InspectRequest, _ classifier: TableClassifier,
    _ measured: (evaluation: Evaluation, importances: [PermutationImportance])?
  ) {
    let record = classifier.record
    let effects = classifier.effects
    self.request = request
    kind = effects == nil ? .network : .linear
    features = classifier.featureCount
    weights = classifier.weightCount
    targets = classifier.targets.indices.map { target in
      Target(
        name: classifier.targets[target],
        classes: classifier.classes[target].enumerated().map { place, name in
          Level(name: name, rows: record?.classRows[target][place])
        }, maps: classifier.maps[target])
    }
    training = record.map { Training($0) }
    outputs = effects?.outputs.map {
      Output(target: $0.target, name: $0.name, intercept: $0.intercept)
    }
    layers = classifier.model.network.map { Self.layers($0) }
    let columns = classifier.columns.indices.map { place in
      Column(
        classifier.columns[place], levels: classifier.columnLevels[place],
        record?.columns[place], effects?.columns[place],
        measured.map { Importance($0.importances[place].logLossIncrease) })
    }
    // Columns that do as much stay in the model's order.
    func rank(_ column: Column) -> Double {
      column.importance?.logLossIncrease ?? column.size ?? 0
    }
    self.columns = columns.enumerated().sorted { first, second in
      let (a, b) = (rank(first.element), rank(second.element))
      return a != b ? a > b : first.offset < second.offset
    }.map(\.element)
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

extension InspectOutcome.Training {
  init(_ record: TrainingRecord) {
    loss = record.loss
    model = record.model
    reading = record.reading
    chosen = record.chosen
    isAtEdge = record.isAtEdge
    isFinished = record.isFinished
    iterations = record.iterations
    innerFolds = record.innerFolds
    rows = record.rows
    expected = record.expected.map { InspectOutcome.Expected(scores: $0) }
    origin = record.origin
  }
}

extension InspectOutcome.Column {
  init(
    _ name: String, levels: [String]?, _ profile: ColumnProfile?, _ effect: LinearEffects.Column?,
    _ importance: InspectOutcome.Importance?
  ) {
    self.name = name
    kind = levels == nil ? .number : .category
    self.levels = levels?.map { level in
      InspectOutcome.Level(name: level, rows: profile?.levelRows.map { $0[level] ?? 0 })
    }
    missing = profile?.missing
    (low, mean, high) = (profile?.low, profile?.mean, profile?.high)
    deviation = profile?.deviation
    size = effect?.size
    terms = effect?.terms.map { InspectOutcome.Term($0) }
    self.importance = importance
  }
}

extension InspectOutcome.Term {
  init(_ term: LinearEffects.Term) {
    switch term.cell {
    case .deviation: (cell, level) = (.number, nil)
    case .level(let name): (cell, level) = (.level, name)
    case .missing: (cell, level) = (.missing, nil)
    }
    share = term.share
    weights = term.weights
    oddsRatios = term.oddsRatios
    weightsPerUnit = term.weightsPerUnit
  }
}

extension InspectOutcome.Importance {
  init(_ increase: MeanEstimate) {
    logLossIncrease = increase.mean
    interval = try? increase.interval()
  }
}
