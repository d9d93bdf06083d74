import Foundation
import TestSupport
import Testing

@testable import CrossEntropyFiles

private let folder = "\(packageRoot)/Tests/Fixtures/records/"
private let files: [(name: String, bytes: [UInt8])] =
  ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
  .filter { !$0.hasSuffix(".json") }.sorted().compactMap { name in
    (try? Data(contentsOf: URL(filePath: folder + name))).map { (name, Array($0)) }
  }

/// Files of other formats than CSV that were cut short or damaged.
@Suite struct RecordFuzzTests {
  @Test(
    "Whatever becomes of a file, it gives a table that is whole or an error",
    arguments: ["jsonl", "npy", "npz", "svm"])
  func damaged(_ kind: String) {
    let files = files.filter { $0.name.hasSuffix("." + kind) }
    let failures = fuzz("RecordFuzzTests", executions: 10_000) { random in
      let file = random.pick(files)
      var bytes = file.bytes
      switch random.below(3) {
      case 0: bytes.removeLast(random.below(bytes.count + 1))
      case 1:
        for _ in 0...random.below(3) {
          bytes[random.below(bytes.count)] ^= 1 << UInt8(random.below(8))
        }
      default: damage(&bytes, &random)
      }
      var reader = TableReader(memory: 1 << 26)
      reader.isZeroBased = file.name == "zero.svm"
      if random.once(in: 4) { reader.textColumns = ["x0", "label", "n", "t"] }
      if random.once(in: 4) { reader.format = random.pick(RecordFormat.allCases) }
      if random.once(in: 4) { (reader.leastPart, reader.windowSize) = (1 + random.below(100), 7) }
      do throws(TableError) {
        return problemsOf(try reader.read(bytes: Array(bytes[...]), name: file.name))
      } catch {
        return error.place.file.hasPrefix(file.name) ? [] : ["\(error) is elsewhere"]
      }
    }
    #expect(failures == [])
  }
}
