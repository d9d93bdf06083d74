import Foundation
import Testing

/// The kernels against plain loops, by `Scripts/kernels/run.sh`: no read or write beyond what they are given,
/// and the same numbers on arm64.
struct KernelCheckTests {
  @Test(.enabled(if: hasTools("clang"), "no clang"))
  func kernelsReadAndWriteWithinBounds() throws {
    let text = try check("sanitized")
    #expect(text.hasPrefix("level 1: 0 failures\n"), "\(text)")
  }

  @Test(
    .enabled(
      if: hasTools("clang", "aarch64-linux-gnu-gcc", "qemu-aarch64-static"),
      """
      no emulator of arm64 (Debian: apt install gcc-aarch64-linux-gnu libc6-dev-arm64-cross \
      qemu-user-static)
      """))
  func kernelsAreRightOnArm64() throws {
    #expect(try check("arm64") == "level 1: 0 failures\n")
  }

  /// What the script prints, once it has ended well.
  private func check(_ kind: String) throws -> String {
    let script = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Scripts/kernels/run.sh")
    let output = FileManager.default.temporaryDirectory
      .appendingPathComponent("xent-kernels-\(UUID().uuidString)")
    try Data().write(to: output)
    defer { try? FileManager.default.removeItem(at: output) }
    let process = Process()
    process.executableURL = script
    process.arguments = [kind]
    // A file rather than a pipe: nothing can fill up.
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = process.standardOutput
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    #expect(process.terminationStatus == 0, "\(text)")
    return text
  }
}

/// Whether all these programs are on the path.
func hasTools(_ names: String...) -> Bool {
  let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
  return names.allSatisfy { name in
    folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
  }
}
