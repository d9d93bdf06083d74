import CrossEntropy
import CrossEntropyEvaluation
import CrossEntropyFiles
import Foundation
import TestSupport
import Testing

@testable import CrossEntropyLearning

@Suite struct ModelFileTests {
  /// Classifiers of every kind: linear and network, two classes and more, several labels, missing cells,
  /// dates, a decimal comma, maps.
  static let classifiers: [String: TableClassifier] = {
    var made: [String: TableClassifier] = [:]
    do {
      let three = try dataset(csv: table(classes: 3), roles: Dataset.Roles(target: "y"))
      let two = try dataset(csv: table(classes: 2), roles: Dataset.Roles(target: "y"))
      let labels = try dataset(csv: labelsTable, roles: Dataset.Roles(targets: ["wet", "cold"]))
      let network = ModelKind.network(hidden: [DenseLayer(3, activation: .relu)])
      made["linear-3"] = try .fit(three, values: [1e-3])
      made["linear-2-focal-recalibrated"] = try .fit(
        two, loss: ComparedLoss(parsing: "focal:gamma=0.5|2"), reading: .recalibrated)
      made["sparse-3"] = try .fit(three, model: .sparseLinear, reading: .recalibrated)
      made["balanced-corrected"] = try .fit(three, loss: ComparedLoss(.priorCorrectedCrossEntropy))
      made["network-3-recalibrated"] = try .fit(
        three, model: network, reading: .recalibrated, values: [1e-2, 1e-1])
      made["network-2"] = try .fit(two, model: network, values: [1e-2])
      made["labels"] = try .fit(
        labels, loss: ComparedLoss(.balancedCrossEntropy), reading: .recalibrated)
    } catch {
      Issue.record("\(error)")
    }
    return made
  }()

  private static func table(classes: Int) -> String {
    let seed = RandomSeed(7)
    var text = "size;day;colour;y\n"
    for i in 0..<90 {
      let label = i % classes
      let at = UInt64(3 * i)
      let size =
        seed.uniform(at) < 0.1
        ? "" : "\(Double(label) + 2 * seed.uniform(at + 1))".replacing(".", with: ",")
      let colour = ["red", "green", "blue", ""][Int(4 * seed.uniform(at + 2))]
      text += "\(size);2024-0\(1 + i % 9)-1\(i % 7);\(colour);c\(label)\n"
    }
    return text
  }

  private static let labelsTable: String = {
    let seed = RandomSeed(8)
    var text = "size,wet,cold\n"
    for i in 0..<80 {
      let x = seed.uniform(UInt64(2 * i))
      text += "\(x),\(x + seed.uniform(UInt64(2 * i + 1)) > 1 ? "yes" : "no"),\(i % 2)\n"
    }
    return text
  }()

  @Test(arguments: classifiers.keys.sorted())
  func whatIsReadBackIsTheSame(name: String) throws {
    let classifier = try #require(Self.classifiers[name])
    let bytes = classifier.fileBytes
    let read = try TableClassifier(fileBytes: bytes)
    #expect(read == classifier)
    #expect(read.fileBytes == bytes)
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("model.safetensors").path
    try classifier.save(to: path)
    try classifier.save(to: path)
    #expect(try TableClassifier(path: path) == classifier)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
    var failure: ModelFileError?
    do throws(ModelFileError) { try classifier.save(to: folder.path + "/none/model") } catch {
      failure = error
    }
    guard case .cannotWrite = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  @Test func theRecordSaysHowItWasMade() throws {
    let record = try #require(Self.classifiers["linear-2-focal-recalibrated"]?.record)
    #expect(record.loss.name == "focal")
    #expect([0.5, 2].contains(record.loss.parameters["gamma"]))
    #expect(record.reading == .recalibrated)
    #expect(record.isFinished && record.innerFolds == 3 && record.rows == 90)
    #expect(record.classRows == [[45, 45]])
    #expect(record.columns.map(\.name) == ["size", "day", "colour"])
    #expect(record.columns[2].levels?.reduce(record.columns[2].missing) { $0 + $1.rows } == 90)
    let day = record.columns[1]
    // 2024-01-10 and 2024-09-16 at most, as days since 1970.
    #expect(day.low == 19_732 && day.missing == 0 && (day.high ?? 0) <= 19_982)
  }

  @Test func aSparseModelSaysItsPath() throws {
    let record = try #require(Self.classifiers["sparse-3"]?.record)
    #expect(record.model == .sparseLinear && record.model.name == "linear:l1")
    let path = try #require(record.path)
    #expect(path.count >= 9 && path.map(\.value) == path.map(\.value).sorted(by: >))
    #expect(path.allSatisfy { $0.nonzeroWeights.count == 3 && $0.logLoss.isFinite })
    #expect(path.contains { $0.value == record.chosen })
    // Classes as frequent as each other have intercepts of 0, too.
    #expect(path[0].nonzeroWeights == [0, 0, 0] && path[8].nonzeroWeights.allSatisfy { $0 > 3 })
    #expect(Self.classifiers["linear-3"]?.record?.path == nil)
  }

  @Test func aRecordMayHoldWhatIsNotFinite() throws {
    var classifier = try #require(Self.classifiers["linear-3"])
    classifier.record?.expected = ExpectedScores(
      holdOut: .folds, rows: 90, logLoss: .infinity, logLossInterval: nil, constantLogLoss: 1,
      brierScore: 1, accuracy: 0, rocAUC: nil)
    #expect(try TableClassifier(fileBytes: classifier.fileBytes) == classifier)
  }

  /// Files of every version that was ever written, with what they predict.
  @Test(arguments: classifiers.keys.sorted())
  func filesOfEarlierVersionsPredictTheSame(name: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Fixtures/models")
    let path = folder.appendingPathComponent("v1-\(name).safetensors").path
    let csv = folder.appendingPathComponent("v1-\(name).csv")
    let table =
      name == "labels"
      ? "size\n0.1\n0.9\n\n0.5\n"
      : "day;colour;size\n2024-02-11;red;0,5\n2025-01-01;violet;\n2024-05-05;;2,5\n"
    func predictions(_ classifier: TableClassifier) throws -> String {
      let read = try TableReader(textColumns: classifier.textColumns)
        .read(bytes: Array(table.utf8), name: "new.csv")
      return try classifier.predict(read).flatMap { target in
        target.logProbabilities.elements.map { "\($0)\n" }
      }.joined()
    }
    if ProcessInfo.processInfo.environment["XENT_RECORD"] != nil {
      let classifier = try #require(Self.classifiers[name])
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try classifier.save(to: path)
      try predictions(classifier).write(to: csv, atomically: true, encoding: .utf8)
    }
    let classifier = try TableClassifier(path: path)
    let recorded = try String(contentsOf: csv, encoding: .utf8)
      .split(separator: "\n").compactMap { Double($0) }
    let now = try predictions(classifier).split(separator: "\n").compactMap { Double($0) }
    #expect(now.count == recorded.count && !now.isEmpty)
    for (a, b) in zip(now, recorded) { #expect(abs(a - b) <= 1e-12 * max(1, abs(b))) }
  }

  /// Whatever is done to a file: it is refused, or it is the same classifier.
  @Test func damagedFilesAreRefused() throws {
    let files = Self.classifiers.keys.sorted().compactMap { Self.classifiers[$0]?.fileBytes }
    let seed = RandomSeed(17)
    var counts: [String: Int] = [:]
    for trial in 0..<10_000 {
      let whole = files[trial % files.count]
      var bytes = whole
      let at = UInt64(4 * trial)
      let place = Int(seed.bits(at) % UInt64(bytes.count))
      switch seed.bits(at + 1) % 4 {
      case 0: bytes.removeLast(bytes.count - place)
      case 1, 2: bytes[place] ^= 1 << (seed.bits(at + 2) % 8)
      default:
        let end = min(bytes.count, place + 1 + Int(seed.bits(at + 2) % 40))
        if seed.bits(at + 3) % 2 == 0 {
          bytes.removeSubrange(place..<end)
        } else {
          bytes.insert(contentsOf: bytes[place..<end], at: place)
        }
      }
      do throws(ModelFileError) {
        let read = try TableClassifier(fileBytes: bytes)
        // Spaces of the header say nothing.
        #expect(read.fileBytes == whole, "trial \(trial)")
        counts["read", default: 0] += 1
      } catch {
        switch error {
        case .notSafetensors: counts["notSafetensors", default: 0] += 1
        case .notOurs, .newerVersion: counts["other", default: 0] += 1
        case .otherLength: counts["otherLength", default: 0] += 1
        case .damaged: counts["damaged", default: 0] += 1
        case .file, .cannotWrite: Issue.record("\(error)")
        }
      }
    }
    #expect(counts["damaged", default: 0] > 1000 && counts["read", default: 0] < 100, "\(counts)")
  }

  @Test func filesThatAreNoneOfOursAreRefused() throws {
    let file = try #require(Self.classifiers["linear-3"])
    func error(_ bytes: [UInt8]) -> ModelFileError? {
      do throws(ModelFileError) {
        _ = try TableClassifier(fileBytes: bytes)
        return nil
      } catch { return error }
    }
    #expect(error([]) == .notSafetensors)
    #expect(error(Array("a,b\n1,2\n".utf8)) == .notSafetensors)
    #expect(error([0x80, 4, 0x95] + [UInt8](repeating: 0, count: 60)) == .notSafetensors)
    var other = try SafeTensors(decoding: file.fileBytes)
    other.metadata["format"] = "pt"
    #expect(error(try other.encoded()) == .notOurs)
    other.metadata["format"] = "xent"
    other.metadata["version"] = "2"
    #expect(error(try other.encoded()) == .newerVersion(2, known: 1))
    other.metadata["version"] = "0"
    #expect(error(try other.encoded()) == .damaged)
    var missing: ModelFileError?
    do throws(ModelFileError) { _ = try TableClassifier(path: "/none/such.safetensors") } catch {
      missing = error
    }
    guard case .file(let reason)? = missing, case .noSuchFile = reason.fault else {
      Issue.record("\(String(describing: missing))")
      return
    }
  }
}
