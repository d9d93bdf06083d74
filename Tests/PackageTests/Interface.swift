import Foundation
import Testing

/// What a module shows to those who import it, by the symbol graphs that the toolchain extracts from the build.
enum Interface {
  /// The public declarations of a module that was built beside these tests, sorted.
  static func lines(of module: String) throws -> [String] {
    let graphs = FileManager.default.temporaryDirectory
      .appendingPathComponent("interface-\(ProcessInfo.processInfo.processIdentifier)-\(module)")
    try FileManager.default.createDirectory(at: graphs, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: graphs) }
    let products = try #require(products, "no Modules/CrossEntropy.swiftmodule beside the tests")
    var arguments = [
      "-module-name", module, "-minimum-access-level", "public", "-skip-synthesized-members",
      "-skip-inherited-docs", "-output-dir", graphs.path, "-target", try target(),
      "-I", products.appendingPathComponent("Modules").path,
      "-module-cache-path", graphs.appendingPathComponent("cache").path,
    ]
    // The rooms in C, of which no name is public, are still looked for.
    for map in cModules(products) { arguments += ["-Xcc", "-fmodule-map-file=\(map.path)"] }
    #if os(macOS)
      arguments += ["-sdk", try run(["xcrun", "--show-sdk-path"])]
    #endif
    _ = try run([try extractor()] + arguments)
    let files = try FileManager.default.contentsOfDirectory(
      at: graphs, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "json" }
    try #require(!files.isEmpty, "no symbol graph of \(module)")
    return try lines(of: files.map { try Data(contentsOf: $0) })
  }

  /// The declarations of symbol graphs: those of no type first, then type by type, each type's own line first.
  ///
  /// `Objective: func value(logits: [Double], label: Int) …` is a member, `A: struct A [Hashable]` a type with its
  /// protocols.
  static func lines(of graphs: [Data]) throws -> [String] {
    let graphs = try graphs.map { try JSONDecoder().decode(Graph.self, from: $0) }
    let symbols = graphs.flatMap(\.symbols)
    let paths = Dictionary(
      symbols.map { ($0.identifier.precise, $0.path) }, uniquingKeysWith: { path, _ in path })
    var protocols: [String: Set<String>] = [:]
    for relation in graphs.flatMap(\.relationships) where relation.kind == "conformsTo" {
      guard let name = paths[relation.target] ?? relation.targetName, !assumed.contains(name) else {
        continue
      }
      let type = paths[relation.source] ?? relation.sourceName
      protocols[type, default: []].insert(name)
    }
    var found: [(owner: String, isMember: Bool, text: String)] = []
    for symbol in symbols {
      guard symbol.isType else {
        let owner = symbol.pathComponents.dropLast().joined(separator: ".")
        found.append((owner, true, symbol.declaration))
        continue
      }
      let names = protocols.removeValue(forKey: symbol.path).map { list($0) } ?? ""
      found.append((symbol.path, false, symbol.declaration + names))
    }
    // Types of other modules that became one's own.
    found += protocols.map { ($0.key, false, String(list($0.value).dropFirst())) }
    return found.sorted {
      ($0.owner, $0.isMember ? 1 : 0, $0.text) < ($1.owner, $1.isMember ? 1 : 0, $1.text)
    }.map { $0.owner.isEmpty ? $0.text : "\($0.owner): \($0.text)" }
  }
}

/// Protocols that every type has unless it says otherwise.
private let assumed: Set<String> = ["Copyable", "Escapable", "SendableMetatype"]

private func list(_ names: Set<String>) -> String {
  " [" + names.sorted().joined(separator: ", ") + "]"
}

private struct Graph: Decodable {
  struct Symbol: Decodable {
    struct Kind: Decodable { let identifier: String }
    struct Identifier: Decodable { let precise: String }
    struct Fragment: Decodable { let spelling: String }
    let kind: Kind
    let identifier: Identifier
    let pathComponents: [String]
    let declarationFragments: [Fragment]

    var path: String { pathComponents.joined(separator: ".") }
    var isType: Bool {
      ["struct", "enum", "class", "actor", "protocol", "typealias"].contains(
        kind.identifier.dropFirst("swift.".count))
    }
    var declaration: String {
      declarationFragments.map(\.spelling).joined().split(whereSeparator: \.isWhitespace)
        .joined(separator: " ")
    }
  }

  struct Relationship: Decodable {
    let kind: String
    let source: String
    let target: String
    let targetFallback: String?

    /// The name of a protocol of another module.
    var targetName: String? { targetFallback.map { String($0.split(separator: ".").last ?? "") } }
    /// The name of a type of another module, such as Float in `s:Sf`.
    var sourceName: String {
      ["s:Sf": "Float", "s:Sd": "Double", "s:s7Float16V": "Float16"][source] ?? source
    }
  }
  let symbols: [Symbol]
  let relationships: [Relationship]
}

// MARK: The toolchain and the build

/// The folder of the build that the tests belong to.
private let products: URL? = {
  let places =
    CommandLine.arguments.map { URL(fileURLWithPath: $0) }
    + Bundle.allBundles.map(\.bundleURL) + [Bundle.main.executableURL].compactMap { $0 }
  for place in places {
    var directory = place
    // In a bundle of macOS the file lies three directories deep.
    for _ in 0..<5 {
      directory.deleteLastPathComponent()
      let module = directory.appendingPathComponent("Modules/CrossEntropy.swiftmodule")
      if FileManager.default.fileExists(atPath: module.path) {
        return directory.resolvingSymlinksInPath()
      }
    }
  }
  return nil
}()

/// The maps of the modules in C.
private func cModules(_ products: URL) -> [URL] {
  // <scratch>/<triple>/<configuration>, beside which the packages are checked out.
  let checkouts = products.deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("checkouts")
  let built = ["CrossEntropyKernels", "CrossEntropyCodecs"].map {
    products.appendingPathComponent("\($0).build/module.modulemap")
  }
  let numerics = checkouts.appendingPathComponent(
    "swift-numerics/Sources/_NumericsShims/include/module.modulemap")
  return (built + [numerics]).filter { FileManager.default.fileExists(atPath: $0.path) }
}

/// The tool that extracts symbol graphs, of the toolchain that tests.
private func extractor() throws -> String {
  let name = "swift-symbolgraph-extract"
  #if os(macOS)
    return try run(["xcrun", "--find", name])
  #else
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let swifts = folders.map { URL(fileURLWithPath: "\($0)/swift").resolvingSymlinksInPath() }
    let places =
      folders.map { "\($0)/\(name)" }
      + swifts.map { $0.deletingLastPathComponent().appendingPathComponent(name).path }
    return try #require(
      places.first { FileManager.default.isExecutableFile(atPath: $0) },
      "\(name) is not beside swift: install a whole toolchain, since without it nobody sees a changed interface"
    )
  #endif
}

/// The triple that the toolchain builds for.
private func target() throws -> String {
  struct Info: Decodable {
    struct Target: Decodable { let triple: String }
    let target: Target
  }
  let text = try run(["swift", "-print-target-info"])
  return try JSONDecoder().decode(Info.self, from: Data(text.utf8)).target.triple
}

/// What a program writes to standard output; its errors fail the test.
private func run(_ command: [String]) throws -> String {
  let process = Process()
  let (output, errors) = (Pipe(), Pipe())
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = command
  process.standardOutput = output
  process.standardError = errors
  try process.run()
  let text = output.fileHandleForReading.readDataToEndOfFile()
  let fault = errors.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  try #require(
    process.terminationStatus == 0,
    "\(command[0]): \(String(decoding: fault, as: UTF8.self))")
  return String(decoding: text, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
}
