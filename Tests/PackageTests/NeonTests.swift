import Foundation
import Testing

/// The kernels compiled for arm64 and checked under emulation, by `Scripts/neon/run.sh`.
@Suite(.enabled(if: Emulator.isThere, "\(Emulator.how)"))
struct NeonTests {
  @Test func theKernelsAreRightOnArm64() throws {
    let script = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Scripts/neon/run.sh")
    let output = FileManager.default.temporaryDirectory
      .appendingPathComponent("xent-neon-\(UUID().uuidString)")
    try Data().write(to: output)
    defer { try? FileManager.default.removeItem(at: output) }
    let process = Process()
    process.executableURL = script
    // A file rather than a pipe: nothing can fill up.
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = process.standardOutput
    try process.run()
    process.waitUntilExit()
    let text = String(decoding: try Data(contentsOf: output), as: UTF8.self)
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text == "level 1: 0 failures\n")
  }
}

/// Debian's compiler and emulator for arm64, and a clang.
enum Emulator {
  static let how =
    "no emulator of arm64 (Debian: apt install gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user-static)"

  static var isThere: Bool {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return ["clang", "aarch64-linux-gnu-gcc", "qemu-aarch64-static"].allSatisfy { tool in
      folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(tool)") }
    }
  }
}
