internal import CrossEntropyFiles
internal import CrossEntropyLearning

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// What the parts of a checkpoint are parts of; only a run of which all of it is true takes them.
struct CheckpointManifest: Codable, Equatable {
  /// The version of the files.
  var version = 1
  var question: Question
  /// What made it, with its version.
  var program: String
  /// The digest of the table's file.
  var table: String
  /// The digest of the file of the table to test on.
  var testTable: String?
  var request: CompareRequest
  var isAsTrained: Bool
  /// How many rows were drawn of a table that memory does not hold.
  var sampledRows: Int?

  enum Question: String, Codable { case compare, train }

  enum CodingKeys: String, CodingKey {
    case version, question, program, table
    case testTable = "test_table"
    case request
    case isAsTrained = "as_trained"
    case sampledRows = "sampled_rows"
  }

  static let fileName = "checkpoint.json"

  init(
    _ question: Question, _ request: CompareRequest, isAsTrained: Bool = false, _ dataset: Dataset,
    program: String
  ) throws(WorkflowError) {
    self.question = question
    self.program = program
    self.request = request
    self.isAsTrained = isAsTrained
    for case .table(.sampled(let rows, _)) in dataset.notes { sampledRows = rows }
    do throws(TableError) {
      if let digest = dataset.sha256 {
        table = digest
      } else {
        table = try fileDigest(request.table.path)
      }
      // Standard input was read and is gone.
      if case .table(let path, _)? = request.holdOut, path != "-" {
        testTable = try fileDigest(path)
      }
    } catch {
      throw WorkflowError(error)
    }
  }

  init?(_ bytes: [UInt8]) {
    guard let found = try? JSONDecoder().decode(Self.self, from: Data(bytes)) else { return nil }
    self = found
  }

  /// The file.
  var bytes: [UInt8] {
    get throws(WorkflowError) {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      do {
        return Array(try encoder.encode(self))
      } catch {
        throw WorkflowError(.broken("\(error)"))
      }
    }
  }

  /// Why parts of another run cannot be taken; nil where it is the same.
  func difference(to other: Self) -> CheckpointFault? {
    if self == other { return nil }
    if question != other.question { return .otherQuestion }
    if program != other.program || version != other.version {
      return .otherProgram(program, here: other.program)
    }
    let settings = differingSettings(other)
    if !settings.isEmpty { return .otherRequest(settings) }
    return .otherTable(table == other.table ? .testTable : .table)
  }

  private func differingSettings(_ other: Self) -> [RequestSetting] {
    let (a, b) = (request, other.request)
    let (read, now) = (a.table, b.table)
    let same: [(RequestSetting, Bool)] = [
      (.table, read.path == now.path), (.target, a.target == b.target),
      (.ignore, read.ignored == now.ignored), (.weight, a.weight == b.weight),
      (.group, a.group == b.group),
      (a.holdOut?.setting ?? b.holdOut?.setting ?? .foldColumn, a.holdOut == b.holdOut),
      (.delimiter, read.delimiter == now.delimiter), (.decimal, read.decimal == now.decimal),
      (.thousands, read.thousands == now.thousands), (.encoding, read.encoding == now.encoding),
      (.missing, read.missing == now.missing), (.numeric, read.numeric == now.numeric),
      (.categorical, read.categorical == now.categorical), (.text, read.text == now.text),
      (.inputFormat, read.format == now.format), (.labels, read.labels == now.labels),
      (.zeroBased, read.isZeroBased == now.isZeroBased), (.keep, a.kept == b.kept),
      (.scaling, a.scaling == b.scaling),
      (.targetMissing, a.labels.missing == b.labels.missing),
      (.areClasses, a.labels.areClasses == b.labels.areClasses),
      (.mergeRare, a.labels.mergesBelow == b.labels.mergesBelow),
      (.positive, a.labels.positive == b.labels.positive), (.losses, a.losses == b.losses),
      (.model, a.model.hiddenLayers == b.model.hiddenLayers),
      (.schedule, a.model.settings.schedule == b.model.settings.schedule),
      (.dropout, a.model.settings.dropout == b.model.settings.dropout),
      (.weightDecay, a.model.settings.weightDecay == b.model.settings.weightDecay),
      (.folds, a.folds == b.folds),
      (.innerFolds, a.innerFolds == b.innerFolds), (.repeats, a.repeats == b.repeats),
      (b.model == .sparseLinear ? .l1Penalties : .penalties, a.penalties == b.penalties),
      (.stepSizes, a.stepSizes == b.stepSizes),
      (.margin, a.margin == b.margin), (.seed, a.seed == b.seed),
      (.speed, a.measuresSpeed == b.measuresSpeed),
      (.asTrained, isAsTrained == other.isAsTrained),
    ]
    let different = same.filter { !$0.1 }.map(\.0)
    // What is drawn depends on the seed, too.
    return different.isEmpty && sampledRows != other.sampledRows ? [.memory] : different
  }
}
