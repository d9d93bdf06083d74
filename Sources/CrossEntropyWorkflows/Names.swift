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

  /// Which of them take a parameter, and its default.
  public static var lossParameters: [(loss: String, parameter: String, defaultValue: Double)] {
    ComparedLoss.Kind.allCases.compactMap { kind in
      kind.parameter.map { (kind.name, $0.name, $0.defaultValue) }
    }
  }

  /// The losses that a text names, `name[:key=value]` or `name:key=value|value` by comma.
  public static func losses(named text: String) throws(WorkflowError) -> [ComparedLoss] {
    var losses: [ComparedLoss] = []
    for name in names(in: text) {
      do throws(LossNameError) {
        losses.append(try ComparedLoss(parsing: name))
      } catch {
        throw WorkflowError(error)
      }
    }
    return losses
  }

  /// A margin of so many nats, or of so many per cent of cross entropy's log loss; nil: the usual one.
  package static func margin(_ size: Double?, isPercent: Bool) -> EquivalenceMargin {
    guard let size else { return .usual }
    return isPercent ? .share(size / 100) : .nats(size)
  }

  /// The model of this name, `linear` or `mlp:64,64`.
  public static func model(named name: String) throws(WorkflowError) -> ModelKind {
    do throws(ModelNameError) {
      return try ModelKind(parsing: name)
    } catch {
      throw WorkflowError(error)
    }
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
