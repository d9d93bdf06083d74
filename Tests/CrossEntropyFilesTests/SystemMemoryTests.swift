import Foundation
import Testing

@testable import CrossEntropyFiles

/// What the system leaves is the least of its limits, read from a made-up `/proc` and `/sys`.
@Suite struct SystemMemoryTests {
  private static let gigabyte = 1 << 30

  /// The free bytes of a machine with these files.
  private func free(_ files: [String: String]) throws -> Int {
    let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: root) }
    for (path, text) in files {
      let file = root.appendingPathComponent(path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return SystemMemory(root: root.path).free
  }

  private static let machine = ["proc/meminfo": "MemTotal: 99 kB\nMemAvailable:    1024 kB\n"]

  @Test("Without groups it is what the machine can give without swapping")
  func available() throws {
    #expect(try free(Self.machine) == 1 << 20)
  }

  @Test("Without /proc and /sys it is the machine's memory")
  func nothingKnown() throws {
    let all = try free([:])
    #expect(all == sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)))
    #expect(memoryBudget(nil) > 0)
    #expect(memoryBudget(1000) == 1000)
    #expect(memoryBudget(.max) <= all)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let files: [String: String]
    let free: Int
  }

  static let groups = [
    Case(
      testDescription: "Version 2, with what is only cached",
      files: [
        "proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/memory.max": "100000\n",
        "sys/fs/cgroup/a/b/memory.current": "70000\n",
        "sys/fs/cgroup/a/b/memory.stat":
          "anon 9\nfile 99\ninactive_file 20000\nactive_file 10000\n",
      ], free: 60_000),
    Case(
      testDescription: "Version 2, limited further up",
      files: [
        "proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/memory.max": "max\n",
        "sys/fs/cgroup/a/b/memory.current": "1\n", "sys/fs/cgroup/a/memory.max": "5000\n",
        "sys/fs/cgroup/a/memory.current": "1000\n",
      ], free: 4_000),
    Case(
      testDescription: "Version 2, the least of a group and of the one around it",
      files: [
        "proc/self/cgroup": "0::/a/b\n", "sys/fs/cgroup/a/b/memory.max": "3000\n",
        "sys/fs/cgroup/a/b/memory.current": "0\n", "sys/fs/cgroup/a/memory.max": "9000\n",
        "sys/fs/cgroup/a/memory.current": "8000\n",
      ], free: 1_000),
    Case(
      testDescription: "Version 2 in a container, whose root is its group",
      files: [
        "proc/self/cgroup": "0::/../docker/f00\n", "sys/fs/cgroup/memory.max": "5000\n",
        "sys/fs/cgroup/memory.current": "1000\n",
      ], free: 4_000),
    Case(
      testDescription: "Version 2 beside version 1",
      files: [
        "proc/self/cgroup": "1:cpu:/\n0::/a\n", "sys/fs/cgroup/unified/a/memory.max": "5000\n",
        "sys/fs/cgroup/unified/a/memory.current": "1000\n",
      ], free: 4_000),
    Case(
      testDescription: "Version 1, with what is only cached",
      files: [
        "proc/self/cgroup": "3:cpu,memory:/a\n2:pids:/\n",
        "sys/fs/cgroup/memory/a/memory.limit_in_bytes": "100000\n",
        "sys/fs/cgroup/memory/a/memory.usage_in_bytes": "70000\n",
        "sys/fs/cgroup/memory/a/memory.stat":
          "inactive_file 1\ntotal_inactive_file 20000\ntotal_active_file 10000\n",
      ], free: 60_000),
    Case(
      testDescription: "Version 1 without a limit",
      files: [
        "proc/self/cgroup": "3:memory:/\n",
        "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
        "sys/fs/cgroup/memory/memory.usage_in_bytes": "70000\n",
      ], free: 1 << 20),
    Case(
      testDescription: "A group that uses more than its limit leaves nothing",
      files: [
        "proc/self/cgroup": "0::/\n", "sys/fs/cgroup/memory.max": "1000\n",
        "sys/fs/cgroup/memory.current": "2000\n",
      ], free: 0),
    Case(
      testDescription: "What cannot be read limits nothing",
      files: [
        "proc/self/cgroup": "garbage\n::\n0::/a\n", "sys/fs/cgroup/a/memory.max": "-\n",
        "sys/fs/cgroup/a/memory.current": "2000\n", "proc/self/statm": "",
      ], free: 1 << 20),
  ]

  @Test("The least limit of the groups around this process counts", arguments: groups)
  func group(_ group: Case) throws {
    #expect(try free(group.files.merging(Self.machine) { $1 }) == group.free)
  }

  @Test("No more is taken than is free, and half of it unless told")
  func budget() {
    let free = SystemMemory().free
    // Other processes take and give meanwhile.
    #expect(abs(Double(memoryBudget(nil)) / Double(free) - 0.5) < 0.2)
    #expect(abs(Double(memoryBudget(.max)) / Double(free) - 1) < 0.3)
    #expect(memoryBudget(1 << 20) == 1 << 20)
  }
}
