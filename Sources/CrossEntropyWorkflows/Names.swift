public import CrossEntropy
package import CrossEntropyEvaluation
internal import CrossEntropyFiles
public import CrossEntropyLearning

// What a face needs to turn names into a request, so that it need know no room below this one.

extension CompareRequest {
  /// The inner folds unless told otherwise.
  public static let usualInnerFolds = Split.usualInnerFolds

  /// The names of the losses that can be compared.
  public static var lossNames: [String] { ComparedLoss.Kind.allCases.map(\.name) }

  /// A parameter of a loss: its name, and the default or the usual value of one that is left out unless it is given.
  public typealias NamedParameter = (name: String, value: Double, isOptional: Bool)

  /// Which of them take parameters, and which.
  public static var lossParameters: [(loss: String, parameters: [NamedParameter])] {
    ComparedLoss.Kind.allCases.filter { !$0.parameters.isEmpty }.map { kind in
      (kind.name, kind.parameters.map { ($0.name, $0.defaultValue, $0.isOptional) })
    }
  }

  /// The losses that a text names, `name[:key=value…]` by comma; of `key=value|value` the value is to be chosen.
  public static func losses(named text: String) throws(WorkflowError) -> [ComparedLoss] {
    let names = names(in: text)
    var losses: [ComparedLoss] = []
    for (index, name) in names.enumerated() {
      do throws(LossNameError) {
        losses.append(try ComparedLoss(parsing: name))
      } catch {
        // A comma where a colon belongs: focal:gamma=2,alpha=0.25.
        if index > 0, let meant = joined(names[index - 1], name) {
          throw WorkflowError(.loss(error), remedies: [.didYouMean(meant)])
        }
        throw WorkflowError(error)
      }
    }
    return losses
  }

  /// Two pieces of a list as one loss; nil if they are none.
  private static func joined(_ name: String, _ parameter: String) -> String? {
    let text = "\(name):\(parameter)"
    return (try? ComparedLoss(parsing: text)) == nil ? nil : text
  }

  /// A margin of so many nats, or of so many per cent of cross entropy's log loss; nil: the usual one.
  package static func margin(_ size: Double?, isPercent: Bool) -> EquivalenceMargin {
    guard let size else { return .usual }
    return isPercent ? .share(size / 100) : .nats(size)
  }

  /// The model of this name, `linear`, `linear:l1` or `mlp:64,64`, and of a network how it is trained, where that is given.
  ///
  /// Throws where the name says it too, and otherwise.
  public static func model(
    named name: String, schedule: String? = nil, dropout: Double? = nil, weightDecay: Double? = nil
  ) throws(WorkflowError) -> ModelKind {
    let model: ModelKind
    do throws(ModelNameError) {
      model = try ModelKind(parsing: name)
    } catch {
      throw WorkflowError(error)
    }
    guard case .network(let hidden, var settings) = model else {
      let given: [(RequestSetting, Bool)] = [
        (.schedule, schedule != nil), (.dropout, dropout != nil),
        (.weightDecay, weightDecay != nil),
      ]
      if let (setting, _) = given.first(where: { $0.1 }) {
        throw WorkflowError(
          .onlyForNetworks(setting), remedies: [.leaveOut(setting), .set(.model, to: "mlp:64,64")])
      }
      return model
    }
    let said = name.split(separator: ":").map { $0.prefix { $0 != "=" } }
    func check(_ isOther: Bool, _ setting: RequestSetting, key: Substring) throws(WorkflowError) {
      guard isOther, said.contains(key) else { return }
      throw WorkflowError(.settings(.modelSaysOther(setting)), remedies: [.leaveOut(setting)])
    }
    if let schedule {
      guard let known = NetworkTrainer.Schedule(parsing: schedule) else {
        throw WorkflowError(
          .unknownSchedule(schedule),
          remedies: [
            .oneOf(["constant", "cosine", "exponential:gamma=0.95", "step:size=30:gamma=0.1"])
          ])
      }
      try check(known != settings.schedule, .schedule, key: "schedule")
      settings.schedule = known
    }
    if let dropout {
      guard 0..<1 ~= dropout else { throw WorkflowError(.badNumbers(.dropout, [dropout])) }
      try check(dropout != settings.dropout, .dropout, key: "dropout")
      settings.dropout = dropout
    }
    if let weightDecay {
      guard weightDecay >= 0, weightDecay.isFinite else {
        throw WorkflowError(.badNumbers(.weightDecay, [weightDecay]))
      }
      try check(weightDecay != settings.weightDecay, .weightDecay, key: "weight_decay")
      settings.weightDecay = weightDecay
    }
    return .network(hidden: hidden, settings: settings)
  }

  /// A model where penalties are given: absolute ones make a linear model a sparse one.
  package static func model(
    _ model: ModelKind, isGivenL1: Bool, isGivenL2: Bool
  ) throws(WorkflowError) -> ModelKind {
    var model = model
    if isGivenL1 {
      if model.searched == .stepSize {
        throw WorkflowError(.notForModel(.l1Penalties, use: .stepSizes))
      }
      model = .sparseLinear
    }
    if isGivenL2, model == .sparseLinear {
      throw WorkflowError(.notForModel(.penalties, use: .l1Penalties))
    }
    return model
  }
}

extension ExplainRequest {
  /// The output unit that the first loss of a text says it is of, as `binary_crossentropy` does; nil
  /// where its name says nothing.
  package static func outputUnit(named text: String) -> OutputUnit? {
    guard let name = names(in: text).first?.split(separator: ":").first else { return nil }
    return LossCatalog.entry(named: String(name))?.unitsOfAliases[name.lowercased()]
  }

  /// The names of the losses that one row can be explained under: balanced ones need a table.
  public static var lossNames: [String] {
    ComparedLoss.Kind.allCases.filter { !$0.isBalanced }.map(\.name)
  }
}

extension TableReading {
  /// What stands for a missing cell unless told otherwise.
  public static let usualMissing = TableReader.defaultMissingTokens
}

/// What turns the outputs of a row into probabilities, as a request names it.
public enum RowOutputs: String, Codable, Sendable, Hashable, CaseIterable {
  /// One distribution over the outputs.
  case softmax
  /// A yes or no per output.
  case sigmoid

  /// The unit.
  public var unit: OutputUnit { self == .softmax ? .softmax : .sigmoid }
}

/// The base of a logarithm, which is the unit of information.
public enum LogarithmBase: String, Codable, Sendable, Hashable, CaseIterable {
  /// Nats.
  case e
  /// Bits.
  case two = "2"
  /// Hartleys.
  case ten = "10"

  /// The unit.
  public var unit: InformationUnit {
    switch self {
    case .e: .nats
    case .two: .bits
    case .ten: .hartleys
    }
  }
}

/// The machine that a workflow runs on.
package enum Machine {
  /// How many processors work.
  package static var processorCount: Int { CrossEntropy::processorCount }
  /// The bytes that the stack of a thread may take; nil where it is not limited.
  package static var stackLimit: Int? { SystemMemory().limit(of: .stack) }

  /// Throws where so little memory is free that a run could not say what it lacks.
  package static func checkMemory() throws(WorkflowError) {
    let (free, least) = (SystemMemory().free, 16 << 20)
    if free < least { throw WorkflowError(.tooLarge(bytes: least, limit: free)) }
  }
  /// The name of what does the matrix products.
  package static var products: String { MatrixProducts.name }
  /// Whether a BLAS library was found.
  package static var hasBLAS: Bool { MatrixProducts.usesBLAS }
}

/// The name most like one that was not found; nil if none is close enough to have been meant.
package func nearest(to name: String, in names: [String]) -> String? {
  nearestName(to: name, in: names)
}
