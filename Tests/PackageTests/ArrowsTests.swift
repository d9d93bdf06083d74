import Foundation
import Testing

/// The house as `Guides/Architecture.md` draws it: what each room may import.
private let arrows: [String: Set<String>] = [
  "CrossEntropyKernels": [],
  "CrossEntropy": ["CrossEntropyKernels"],
  "CrossEntropyTesting": ["CrossEntropy"],
  "CrossEntropyEvaluation": ["CrossEntropy"],
  "CrossEntropyCodecs": [],
  "CrossEntropyFiles": ["CrossEntropy", "CrossEntropyCodecs"],
  "CrossEntropyLearning": ["CrossEntropy", "CrossEntropyEvaluation", "CrossEntropyFiles"],
  "CrossEntropyWorkflows": [
    "CrossEntropy", "CrossEntropyEvaluation", "CrossEntropyFiles", "CrossEntropyLearning",
  ],
  "CrossEntropyReport": [
    "CrossEntropy", "CrossEntropyEvaluation", "CrossEntropyFiles", "CrossEntropyLearning",
    "CrossEntropyPlayground", "CrossEntropyWorkflows",
  ],
  "CrossEntropyPlayground": [],
  "CrossEntropyONNX": [
    "CrossEntropy", "CrossEntropyEvaluation", "CrossEntropyFiles", "CrossEntropyLearning",
  ],
  "XentSystem": [],
  "xent": ["CrossEntropyONNX", "CrossEntropyReport", "CrossEntropyWorkflows", "XentSystem"],
]

/// Modules from outside that a room may import, beside the C library.
private let guests: [String: Set<String>] = [
  "CrossEntropy": ["Dispatch", "RealModule"],
  "CrossEntropyEvaluation": ["Dispatch"],
  "CrossEntropyFiles": ["Dispatch", "Foundation", "FoundationEssentials"],
  "CrossEntropyLearning": ["Dispatch", "Foundation", "FoundationEssentials"],
  "CrossEntropyWorkflows": ["Dispatch", "Foundation", "FoundationEssentials"],
  "xent": ["ArgumentParser", "Dispatch", "Foundation", "FoundationEssentials"],
]

private let libraryC: Set<String> = ["Android", "Darwin", "Glibc", "Musl"]

private let root = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

@Suite struct ArrowsTests {
  private struct Description: Decodable {
    struct Target: Decodable {
      let name: String
      let type: String
      let targetDependencies: [String]?
      let productDependencies: [String]?

      enum CodingKeys: String, CodingKey {
        case name, type
        case targetDependencies = "target_dependencies"
        case productDependencies = "product_dependencies"
      }
    }
    let targets: [Target]
  }

  @Test func thePackageHasTheArrowsOfThePicture() throws {
    let description = try JSONDecoder().decode(Description.self, from: describe())
    let rooms = description.targets.filter {
      !["test", "snippet"].contains($0.type) && $0.name != "TestSupport"
    }
    #expect(Set(rooms.map(\.name)) == Set(arrows.keys))
    for room in rooms {
      #expect(Set(room.targetDependencies ?? []) == arrows[room.name], "\(room.name)")
      #expect(
        Set(room.productDependencies ?? []).isSubset(of: guests[room.name] ?? []), "\(room.name)")
    }
  }

  @Test(arguments: arrows.keys.sorted())
  func everyImportIsAnArrow(room: String) throws {
    let allowed = arrows[room, default: []].union(guests[room, default: []]).union(libraryC)
    var seen: Set<String> = []
    let folder = root.appendingPathComponent("Sources/\(room)")
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    for case let file as URL in files where file.pathExtension == "swift" {
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let words = line.split(separator: " ").drop { $0.hasPrefix("@") }
        guard let place = words.firstIndex(of: "import"), place <= words.startIndex + 1,
          place + 1 < words.endIndex
        else { continue }
        seen.insert(String(words[place + 1]))
      }
    }
    #expect(seen.isSubset(of: allowed), "\(seen.subtracting(allowed))")
  }

  @Test("Learning brings all that its interface speaks of, and no other room brings a second one")
  func exports() throws {
    var exported: [String: Set<String>] = [:]
    for room in arrows.keys {
      let folder = root.appendingPathComponent("Sources/\(room)")
      let files = try #require(
        FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
      for case let file as URL in files where file.pathExtension == "swift" {
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        where line.hasPrefix("@_exported ") {
          exported[room, default: []].insert(String(line.split(separator: " ").last ?? ""))
        }
      }
    }
    #expect(
      exported == [
        "CrossEntropyLearning": ["CrossEntropy", "CrossEntropyEvaluation", "CrossEntropyFiles"]
      ])
  }

  @Test(
    "Foundation, which brings 30 MB of ICU, is imported only where its essentials are not to be had"
  )
  func foundation() throws {
    let folder = root.appendingPathComponent("Sources")
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    for case let file as URL in files where file.pathExtension == "swift" {
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        .map { $0.drop { $0 == " " } }
      for (line, next) in zip([""] + lines, lines) where next.hasSuffix("import Foundation") {
        #expect(line == "#else", "\(file.lastPathComponent)")
      }
    }
  }

  /// What the package manager says of this package; needs the `swift` of the toolchain that tests.
  private func describe() throws -> Data {
    // A scratch folder of its own: the usual one is locked while `swift test` runs.
    let scratch = FileManager.default.temporaryDirectory
      .appendingPathComponent("arrows-\(ProcessInfo.processInfo.processIdentifier)")
    defer { try? FileManager.default.removeItem(at: scratch) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "swift", "package", "--scratch-path", scratch.path, "describe", "--type", "json",
    ]
    process.currentDirectoryURL = root
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return data
  }
}
