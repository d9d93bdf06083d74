import Foundation
import Testing

#if os(Linux)
  /// What a file carries beside its bytes, owner and mode.
  @Suite("A file that is replaced keeps its attributes and its access list")
  struct OutputAttributesTests {
    private static let runs = OutputFilesTests.runs

    private func run(
      _ arguments: [String], in directory: TemporaryDirectory
    ) throws -> CommandResult {
      try Command.run(arguments, directory: directory.url, limit: 60, isSchemaChecked: false)
    }

    private func number(_ key: FileAttributeKey, of path: String) throws -> Int? {
      (try FileManager.default.attributesOfItem(atPath: path)[key] as? NSNumber)?.intValue
    }

    private static let hasAttributes: Bool = {
      guard let directory = try? TemporaryDirectory() else { return false }
      return Attributes.set(directory.url.path, "user.xent", "1", 1, 0) == 0
    }()

    private func attribute(_ name: String, of path: String) -> [UInt8]? {
      var value = [UInt8](repeating: 0, count: 4096)
      let count = Attributes.get(path, name, &value, value.count)
      return count >= 0 ? Array(value[..<count]) : nil
    }

    @Test(
      "A file that is replaced keeps its attributes",
      .enabled(if: hasAttributes, "the file system has none"), arguments: runs)
    func attributes(arguments: [String]) throws {
      let directory = try TemporaryDirectory.withTable()
      let old = try directory.write(Array("before".utf8), to: "out").path
      let long = String(repeating: "n", count: 900)
      for (name, value) in [("user.origin", "here"), ("user.empty", ""), ("user.long", long)] {
        #expect(Attributes.set(old, name, value, value.utf8.count, 0) == 0)
      }
      let inode = try number(.systemFileNumber, of: old)
      #expect(try run(arguments + ["out"], in: directory).exitCode == 0)
      #expect(try directory.text(of: "out") != "before")
      #expect(try number(.systemFileNumber, of: old) != inode, "it is replaced")
      #expect(attribute("user.origin", of: old) == Array("here".utf8))
      #expect(attribute("user.empty", of: old) == [])
      #expect(attribute("user.long", of: old) == Array(long.utf8))
    }

    /// An access list as Linux stores it: version 2; then tag, permissions and id of every entry.
    private func accessList(user: UInt32, _ permissions: UInt8) -> [UInt8] {
      func entry(_ tag: UInt8, _ permissions: UInt8, _ id: UInt32 = .max) -> [UInt8] {
        [tag, 0, permissions, 0] + (0..<4).map { UInt8(truncatingIfNeeded: id >> (8 * $0)) }
      }
      return [2, 0, 0, 0] + entry(1, 6) + entry(2, permissions, user) + entry(4, 4)
        + entry(16, 6) + entry(32, 0)
    }

    @Test("A file that is replaced keeps its access list, or that it has none", arguments: runs)
    func accessList(arguments: [String]) throws {
      let directory = try TemporaryDirectory.withTable()
      let list = accessList(user: 4321, 6)
      let old = try directory.write(Array("before".utf8), to: "out").path
      let bare = try directory.write(Array("before".utf8), to: "bare").path
      let name = "system.posix_acl_access"
      // Not every file system has lists.
      guard Attributes.set(old, name, list, list.count, 0) == 0 else { return }
      let inherited = accessList(user: 1234, 6)
      #expect(
        Attributes.set(
          directory.url.path, "system.posix_acl_default", inherited, inherited.count, 0) == 0
      )
      let before = (attribute(name, of: old), try number(.posixPermissions, of: old))
      for output in ["out", "bare"] {
        #expect(try run(arguments + [output], in: directory).exitCode == 0)
        #expect(try directory.text(of: output) != "before")
      }
      #expect(before.0 != nil && attribute(name, of: old) == before.0)
      #expect(try number(.posixPermissions, of: old) == before.1)
      #expect(attribute(name, of: bare) == nil)
    }

    @Test(
      "A file whose attributes cannot be read is written in place",
      .enabled(if: geteuid() != 0, "root reads everything"), arguments: runs)
    func writeOnly(arguments: [String]) throws {
      let directory = try TemporaryDirectory.withTable()
      let old = try directory.write(Array("before".utf8), to: "out").path
      #expect(chmod(old, 0o200) == 0)
      let inode = try number(.systemFileNumber, of: old)
      #expect(try run(arguments + ["out"], in: directory).exitCode == 0)
      #expect(chmod(old, 0o600) == 0)
      #expect(try number(.systemFileNumber, of: old) == inode)
      #expect(try directory.text(of: "out").count > 100)
    }
  }

  /// The calls for attributes, which Swift's module of the C library lacks.
  private enum Attributes {
    typealias Set =
      @convention(c) (
        UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeRawPointer, Int, Int32
      ) -> Int32
    typealias Get =
      @convention(c) (
        UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafeMutableRawPointer, Int
      ) -> Int

    static let set = unsafeBitCast(dlsym(nil, "setxattr"), to: Set.self)
    static let get = unsafeBitCast(dlsym(nil, "getxattr"), to: Get.self)
  }
#endif
