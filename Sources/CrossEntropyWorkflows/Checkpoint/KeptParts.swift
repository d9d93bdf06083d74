internal import CrossEntropyFiles
internal import CrossEntropyLearning
internal import Dispatch

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// The parts of a run that a directory holds, and where more are kept.
///
/// A part is a file of its own: a digest of what the run is, of the part's name and of its bytes, and the bytes. It
/// appears whole or not at all, and what does not fit its digest is taken for none.
package final class KeptParts: @unchecked Sendable {
  /// How many parts were taken from the directory.
  package private(set) var found = 0
  /// How many more were there, and are damaged.
  package private(set) var damaged = 0
  /// How many fits were there of parts that are not finished.
  package private(set) var foundFits = 0
  /// How many fits were there that had begun.
  package private(set) var foundBegunFits = 0
  /// How many parts the run has.
  package let total: Int

  private let checkpoint: Checkpoint
  /// Keeps other runs out of the directory.
  private let directory: HeldDirectory
  /// What the run is.
  private let run: String
  private var hasFailed = false
  private let lock = DispatchSemaphore(value: 1)

  /// By split; nil where it is to be computed.
  private(set) var splits: [[SplitResult]?] = []
  private(set) var speed: LearningSpeed??
  private(set) var model: Model?

  /// A model, and the epochs of the fit that made it.
  typealias Model = (classifier: TableClassifier, history: TrainingHistory)

  /// Opens or begins the checkpoint of a run of so many parts.
  init(
    _ checkpoint: Checkpoint, _ manifest: CheckpointManifest, parts: Int
  ) throws(WorkflowError) {
    self.checkpoint = checkpoint
    total = parts
    let bytes = try manifest.bytes
    var hash = SHA256()
    hash.update(bytes)
    run = hash.hexDigest()
    if try checkpoint.names() == nil, let failure = makeDirectory(checkpoint.path) {
      throw WorkflowError(.cannotCreate(failure), in: checkpoint.path)
    }
    guard let directory = HeldDirectory(checkpoint.path) else {
      throw WorkflowError(.inUse, in: checkpoint.path)
    }
    self.directory = directory
    // Looked at once more, now that no other run writes there.
    let names = try checkpoint.names() ?? []
    let path = checkpoint.file(CheckpointManifest.fileName)
    if names.contains(CheckpointManifest.fileName) {
      guard let kept = (try? wholeFile(path)).flatMap({ CheckpointManifest($0) }) else {
        throw WorkflowError(.damaged, in: checkpoint.path)
      }
      if let difference = kept.difference(to: manifest) {
        throw WorkflowError(difference, in: checkpoint.path)
      }
    } else if let failure = writeWholeFile(path, bytes) {
      throw WorkflowError(.cannotWrite(failure), in: checkpoint.path)
    }
    // What a run that was killed had not finished writing.
    for name in names where name.isTemporary { removeFile(checkpoint.file(name)) }
  }

  /// Takes what is there of a comparison.
  func take(_ splits: [Split], classes: [Int], readers: [Int], measuresSpeed: Bool) {
    self.splits = splits.map { split in
      part(split.partName) {
        SplitResult.results(
          in: $0, classes: classes, rows: split.test.count, readers: readers)
      }
    }
    for (split, known) in zip(splits, self.splits) where known != nil {
      removeFits(of: split.partName)
    }
    foundFits = names(where: { $0.contains(Self.fit) }).count
    foundBegunFits = names(where: { $0.contains(Self.begunFit) }).count
    guard measuresSpeed else { return }
    speed = part(Self.speedName) { bytes in
      (try? Self.decoder.decode([LearningSpeed?].self, from: Data(bytes)))?.first
    }
  }

  /// Takes the model, if it is there.
  func takeModel() {
    model = part(Self.modelName) { bytes in
      let length = words(of: bytes.prefix(8), as: UInt64.self).first ?? .max
      guard length <= bytes.count - 8 else { return nil }
      let history = bytes[8..<8 + Int(length)]
      return try? (
        TableClassifier(fileBytes: Array(bytes[(8 + Int(length))...])),
        Self.decoder.decode(TrainingHistory.self, from: Data(history))
      )
    }
  }

  /// Keeps what a split came to, from any thread.
  func keep(_ results: [SplitResult], of split: Split) throws(WorkflowError) {
    try keep(split.partName) { try SplitResult.fileBytes(of: results) }
    removeFits(of: split.partName)
  }

  /// Keeps how fast losses learn.
  func keep(_ speed: LearningSpeed?) throws(WorkflowError) {
    try keep(Self.speedName) {
      Array(try Self.encoder.encode([speed]))
    }
  }

  /// Keeps the model, after the length of its history and that.
  func keep(_ model: Model) throws(WorkflowError) {
    try keep(Self.modelName) {
      let history = Array(try Self.encoder.encode(model.history))
      var bytes: [UInt8] = []
      append(UInt64(history.count), to: &bytes)
      return bytes + history + model.classifier.fileBytes
    }
    removeFits(of: Self.modelName)
  }

  /// Where the fits of a split are kept until it is finished.
  func fits(of split: Split) -> any FitStore { KeptFits(parts: self, part: split.partName) }

  /// The same of the model.
  var fitsOfModel: any FitStore { KeptFits(parts: self, part: Self.modelName) }

  /// Whether a part could not be written, so that no other need be begun.
  var isFull: Bool {
    lock.wait()
    defer { lock.signal() }
    return hasFailed
  }

  /// How the name of a part ends.
  static let ending = ".part"
  /// What stands between the name of a part and that of a fit for it.
  private static let fit = "-fit-"
  /// The same of a fit that is kept on the way.
  private static let begunFit = "-begun-"
  private static let speedName = "speed" + ending
  private static let modelName = "model" + ending

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }

  private func part<Value>(_ name: String, _ value: (_ bytes: [UInt8]) -> Value?) -> Value? {
    guard let bytes = try? wholeFile(checkpoint.file(name)) else { return nil }
    guard let part = content(of: bytes, name).flatMap(value) else {
      damaged += 1
      return nil
    }
    found += 1
    return part
  }

  /// What stands in the file of this name behind its digest; nil where that does not fit.
  private func content(of bytes: [UInt8], _ name: String) -> [UInt8]? {
    let content = Array(bytes.dropFirst(digestLength))
    return bytes.prefix(digestLength).elementsEqual(digest(name, content).utf8) ? content : nil
  }

  private func names(where isWanted: (String) -> Bool) -> [String] {
    guard case .directory(let names) = FoundDirectory(at: checkpoint.path) else { return [] }
    return names.filter(isWanted)
  }

  private func removeFits(of part: String) {
    for kind in [Self.fit, Self.begunFit] {
      for name in names(where: { $0.hasPrefix(part.dropLast(Self.ending.count) + kind) }) {
        removeFile(checkpoint.file(name))
      }
    }
  }

  /// The name of the file of a fit, whose own may hold anything.
  private func name(of fit: String, begun: Bool, for part: String) -> String {
    var hash = SHA256()
    hash.update(Array(fit.utf8))
    return part.dropLast(Self.ending.count) + (begun ? Self.begunFit : Self.fit)
      + hash.hexDigest().prefix(16) + Self.ending
  }

  fileprivate func kept(_ fit: String, begun: Bool, for part: String) -> [UInt8]? {
    let name = name(of: fit, begun: begun, for: part)
    return (try? wholeFile(checkpoint.file(name))).flatMap { content(of: $0, name) }
  }

  fileprivate func keep(_ bytes: [UInt8], of fit: String, begun: Bool, for part: String) {
    let name = name(of: fit, begun: begun, for: part)
    let failure = writeWholeFile(checkpoint.file(name), Array(digest(name, bytes).utf8) + bytes)
    if !begun, failure == nil {
      removeFile(checkpoint.file(self.name(of: fit, begun: true, for: part)))
    }
  }

  /// How long a fit goes on until it is kept on the way again.
  fileprivate func pause(after cost: Duration) -> Duration { checkpoint.pause(cost) }

  private func keep(_ name: String, _ content: () throws -> [UInt8]) throws(WorkflowError) {
    let bytes: [UInt8]
    do {
      bytes = try content()
    } catch {
      throw WorkflowError(.broken("\(error)"))
    }
    let file = Array(digest(name, bytes).utf8) + bytes
    guard let failure = writeWholeFile(checkpoint.file(name), file) else { return }
    lock.wait()
    hasFailed = true
    lock.signal()
    throw WorkflowError(.cannotWrite(failure), in: checkpoint.path)
  }

  private func digest(_ name: String, _ bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(Array("\(run) \(name)\n".utf8))
    hash.update(bytes)
    return hash.hexDigest()
  }
}

private let digestLength = 64

/// The fits of one part.
private struct KeptFits: FitStore {
  let parts: KeptParts
  let part: String

  func kept(_ fit: String) -> [UInt8]? { parts.kept(fit, begun: false, for: part) }

  func keep(_ bytes: [UInt8], of fit: String) {
    parts.keep(bytes, of: fit, begun: false, for: part)
  }

  func keptOnTheWay(of fit: String) -> [UInt8]? { parts.kept(fit, begun: true, for: part) }

  func keepOnTheWay(_ bytes: [UInt8], of fit: String) {
    parts.keep(bytes, of: fit, begun: true, for: part)
  }

  func pause(after cost: Duration) -> Duration { parts.pause(after: cost) }
}

extension Split {
  fileprivate var partName: String {
    "repeat-\(repeatIndex + 1)-fold-\(fold + 1)" + KeptParts.ending
  }
}

extension String {
  /// Whether it is the name under which a part is written before it has its own.
  fileprivate var isTemporary: Bool {
    guard let dot = lastIndex(of: ".") else { return false }
    let end = self[index(after: dot)...]
    return !end.isEmpty && end.allSatisfy { $0.isASCII && $0.isNumber }
      && (self[..<dot].hasSuffix(KeptParts.ending) || hasPrefix(CheckpointManifest.fileName + "."))
  }
}
