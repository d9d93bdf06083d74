import Foundation
import Testing

/// Signals that end the command, at moments that are drawn and at moments that are chosen.
@Suite("No signal leaves a temporary file behind")
struct SignalTests {
  private static let ending = [
    SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ, SIGQUIT, SIGALRM, SIGUSR1, SIGXCPU,
  ]
  private static let row = ["explain", "--logits", "2,1,0.1", "--label", "0"]

  /// What has the table, and the files that were there before.
  private func directory() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    for name in ["c.svg", "o.json"] { try directory.write(Array("before".utf8), to: name) }
    return directory
  }

  private func text(_ name: String, in directory: TemporaryDirectory) throws -> String {
    try String(contentsOf: directory.url.appendingPathComponent(name), encoding: .utf8)
  }

  /// Checks that every file is whole, from now or from before, and that nothing else is there.
  private func checkFiles(
    in directory: TemporaryDirectory, _ moment: String,
    location: SourceLocation = #_sourceLocation
  ) throws {
    #expect(
      try directory.names == ["c.svg", "o.json"], "\(moment)", sourceLocation: location)
    for (name, end) in [("c.svg", "</svg>\n"), ("o.json", "\n}\n")] {
      let text = try text(name, in: directory)
      #expect(text == "before" || text.hasSuffix(end), "\(moment)", sourceLocation: location)
    }
  }

  @Test("A hundred kills at moments that are drawn")
  func drawn() throws {
    let arguments = Self.row + ["--curve", "c.svg", "-o", "o.json"]
    let directory = try directory()
    let usual = try Command.run(arguments, directory: directory.url)
    #expect(usual.exitCode == 0)
    var state: UInt64 = 13
    func uniform() -> Double {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(state >> 11) / Double(1 << 53)
    }
    for kill in 0..<100 {
      for name in ["c.svg", "o.json"] { try directory.write(Array("before".utf8), to: name) }
      let signal = Self.ending[kill % 5]
      let moment = uniform() * 1.1 * usual.seconds
      let result = try Command.run(
        arguments, directory: directory.url, interrupt: moment, signal: signal, limit: 30)
      let place = "kill \(kill) by \(signal) after \(moment) s of \(usual.seconds)"
      #expect([0, 128 + signal].contains(result.exitCode), "\(place)")
      try checkFiles(in: directory, place)
      #expect(usual.output.hasPrefix(result.output), "\(place)")
    }
  }

  @Test("Threads at work are ended by every signal", arguments: [SIGTERM, SIGHUP, SIGXFSZ])
  func threads(signal: Int32) throws {
    let directory = try directory()
    let digits = Command.packageRoot.appendingPathComponent("Examples/digits.csv").path
    let result = try Command.run(
      [
        "compare", digits, "--target", "digit", "--repeats", "50", "-o", "o.json", "--threads", "4",
      ],
      directory: directory.url, interrupt: 1, signal: signal, limit: 20)
    #expect(!result.timedOut)
    #expect(result.exitCode == 128 + signal)
    #expect(!result.output.contains("Verdict") && result.errors.isEmpty)
    try checkFiles(in: directory, "\(signal)")
  }

  @Test(
    "A signal that the parent ignores stays ignored",
    arguments: [(SIGINT, "INT"), (SIGHUP, "HUP"), (SIGPIPE, "PIPE"), (SIGTERM, "TERM")])
  func ignored(signal: Int32, name: String) throws {
    let directory = try directory()
    let arguments = [
      "compare", Command.packageRoot.appendingPathComponent("Examples/iris.csv").path,
    ]
    let result = try Command.run(
      arguments + ["--target", "species"] + MadeUp.quick, directory: directory.url,
      shell: #"trap '' \#(name); exec "$@""#, interrupt: 0.3, signal: signal)
    #expect(result.exitCode == 0)
    #expect(!result.output.isEmpty)
  }

  #if os(Linux)
    /// SIGSYS, SIGSTKFLT, SIGIO, SIGPWR, and the first and the last signal of real time.
    private static let others: [Int32] = [31, 16, 29, 30, 34, 64]

    /// The calls on the way of a file, in their order; by the last one it gets its name.
    private static let calls = ["openat", "write", "fchmod", "fsync", "close", "renameat"]

    @Test(
      "Kills before and after each call that makes a file", .enabled(if: hasClang, "no clang"),
      arguments: ending.map { ($0, calls) } + others.map { ($0, ["write"]) })
    func chosen(signal: Int32, calls: [String]) throws {
      let scratch = try TemporaryDirectory()
      let library = try Self.build(Self.killing, in: scratch)
      for path in [Self.row + ["--curve", "c.svg"], Self.row + ["-o", "o.json"]] {
        let usual = try Command.run(Self.row)
        for call in calls {
          for side in ["before", "after"] {
            let directory = try directory()
            let result = try Command.run(
              path,
              environment: [
                "LD_PRELOAD": library, "KILL_CALL": call, "KILL_SIDE": side,
                "KILL_SIGNAL": "\(signal)",
              ], directory: directory.url, limit: 30)
            let moment = "\(signal) \(side) \(call) of \(path.last!)"
            #expect(result.exitCode == 128 + signal, "\(moment)")
            #expect(result.output == usual.output, "the result came first: \(moment)")
            try checkFiles(in: directory, moment)
            // Naming it is not cut in two: a signal waits until both the file and we know.
            let isThere = call == "renameat"
            #expect(try (text(path.last!, in: directory) != "before") == isThere, "\(moment)")
          }
        }
      }
    }

    /// A library that stands between the command and the C library.
    static func build(_ text: String, in scratch: TemporaryDirectory) throws -> String {
      let source = try scratch.write(Array(text.utf8), to: "between.c")
      let library = scratch.url.appendingPathComponent("between.so")
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["clang", "-shared", "-fPIC", "-o", library.path, source.path]
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
      return library.path
    }

    /// Sends a signal to the process beside a call on the temporary file at the end of a run.
    private static let killing = #"""
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <fcntl.h>
      #include <signal.h>
      #include <stdarg.h>
      #include <stdlib.h>
      #include <string.h>
      #include <sys/stat.h>
      #include <unistd.h>

      static int opened = -1, times;

      static void at(const char *side, const char *call)
      {
          const char *wanted = getenv("KILL_CALL");
          if (wanted && !strcmp(call, wanted) && !strcmp(side, getenv("KILL_SIDE")))
              kill(getpid(), atoi(getenv("KILL_SIGNAL")));
      }
      #define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
      #define AROUND(call, is_ours, result, ...) \
          if (is_ours) at("before", #call); \
          result = REAL(call)(__VA_ARGS__); \
          if (is_ours) at("after", #call);

      int openat(int directory, const char *name, int flags, ...)
      {
          va_list rest;
          va_start(rest, flags);
          mode_t mode = va_arg(rest, mode_t);
          va_end(rest);
          // The first one only tries the directory.
          int ours = strstr(name, ".xent-") && ++times == 2, file;
          AROUND(openat, ours, file, directory, name, flags, mode)
          if (ours) opened = file;
          return file;
      }
      int openat64(int directory, const char *name, int flags, ...)
      {
          va_list rest;
          va_start(rest, flags);
          mode_t mode = va_arg(rest, mode_t);
          va_end(rest);
          return openat(directory, name, flags, mode);
      }
      ssize_t write(int file, const void *bytes, size_t count)
      {
          ssize_t result;
          AROUND(write, file == opened, result, file, bytes, count)
          return result;
      }
      int fchmod(int file, mode_t mode)
      {
          int result;
          AROUND(fchmod, file == opened, result, file, mode)
          return result;
      }
      int fsync(int file)
      {
          int result;
          AROUND(fsync, file == opened, result, file)
          return result;
      }
      int close(int file)
      {
          int result;
          AROUND(close, file == opened, result, file)
          return result;
      }
      int renameat(int from, const char *old, int to, const char *new)
      {
          int result;
          AROUND(renameat, 1, result, from, old, to, new)
          return result;
      }
      """#

    static let hasClang: Bool = {
      let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/clang") }
    }()
  #endif
}
