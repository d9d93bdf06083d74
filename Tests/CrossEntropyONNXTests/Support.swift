import CrossEntropyLearning
import Foundation
import TestSupport
import Testing

/// The Python that CONTRIBUTING.md says how to make, with onnx, onnxruntime and safetensors; nil where it is not there.
let python: String? = {
  let path = packageRoot + "/.build/python/bin/python"
  return FileManager.default.isExecutableFile(atPath: path) ? path : nil
}()

/// What a script of `Scripts/` writes.
func run(_ script: String, _ arguments: [String] = [], input: Data = Data()) throws -> Data {
  let folder = try Folder()
  let given = folder.path("input")
  try input.write(to: URL(fileURLWithPath: given))
  let process = Process()
  let output = Pipe()
  process.executableURL = URL(fileURLWithPath: try #require(python))
  process.arguments = ["\(packageRoot)/Scripts/\(script)"] + arguments
  process.standardInput = try FileHandle(forReadingFrom: URL(fileURLWithPath: given))
  process.standardOutput = output
  try process.run()
  let data = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  try #require(process.terminationStatus == 0, "\(script) failed")
  return data
}

/// A folder that is gone when nobody needs it.
final class Folder {
  private let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func path(_ name: String) -> String { url.appendingPathComponent(name).path }
}

/// A table in text, as a classifier reads it.
func table(_ csv: String, for classifier: TableClassifier) throws -> DataTable {
  try TableReader(textColumns: classifier.textColumns).read(bytes: Array(csv.utf8), name: "t.csv")
}
