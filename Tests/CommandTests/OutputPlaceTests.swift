import Foundation
import Testing

#if os(Linux)
  /// Names that only a system has that takes any bytes, and files that have none.
  @Suite("An output goes to the place that was named, and to no other")
  struct OutputPlaceTests {
    private static let large = "head -c 2000000 /dev/zero | tr '\\0' x"
    private static let runs = OutputFilesTests.runs

    private func run(_ arguments: [String], _ shell: String) throws -> (CommandResult, String?) {
      let directory = try TemporaryDirectory.withTable()
      let result = try Command.run(
        arguments, directory: directory.url,
        shell: "name=$(printf 'caf\\351.json')\n\(shell)\nrm -f \"$name\"; exit $code", limit: 60,
        isSchemaChecked: false)
      #expect(try directory.names.filter { !["got", "lnk", "t.csv"].contains($0) } == [])
      let got = directory.url.appendingPathComponent("got")
      return (result, try? String(contentsOf: got, encoding: .utf8))
    }

    private func expectWhole(_ text: String?, location: SourceLocation = #_sourceLocation) {
      #expect(
        text?.hasPrefix("{") == true && text?.hasSuffix("}\n") == true
          || text?.hasPrefix("<") == true && text?.hasSuffix(">\n") == true,
        "\(text?.prefix(50) ?? "nothing") … \(text?.suffix(50) ?? "")", sourceLocation: location)
    }

    @Test(
      "A link to a name that is no text is followed, whether or not the file is there",
      arguments: runs, ["\(Self.large) > \"$name\"", "true"])
    func bytes(arguments: [String], before: String) throws {
      let (result, got) = try run(
        arguments + ["lnk"],
        "\(before); ln -s \"$name\" lnk; \"$@\"; code=$?; cat \"$name\" > got; test -h lnk || code=1"
      )
      #expect(result.exitCode == 0)
      expectWhole(got)
    }

    @Test(
      "A file that was removed while another program has it open is written anew", arguments: runs)
    func removed(arguments: [String]) throws {
      let (result, got) = try run(
        arguments,
        "exec 3> gone 4< gone; rm gone; \(Self.large) >&3; "
          + "(exec 3>&- 4<&-; \"$@\" /proc/$$/fd/3); code=$?; cat <&4 > got")
      #expect(result.exitCode == 0)
      expectWhole(got)
    }

    @Test("A path that is longer than the system takes once its link is followed", arguments: runs)
    func longPath(arguments: [String]) throws {
      let long = String(repeating: "./", count: 2_030) + "lnk"
      let (result, got) = try run(
        arguments + [long],
        "\(Self.large) > got; ln -s \(String(repeating: "./", count: 100))got lnk; \"$@\"; code=$?")
      #expect(result.exitCode == 0)
      expectWhole(got)
    }

    @Test("An argument that is no text is refused", arguments: runs, ["\"$name\"", "./\"$name\""])
    func argument(arguments: [String], path: String) throws {
      let (result, got) = try run(arguments, "\"$@\" \(path); code=$?; cat \"$name\" > got")
      #expect(result.exitCode == 64)
      #expect(result.output.isEmpty)
      #expect(
        result.errors.hasPrefix(
          "Error: '\(path.hasPrefix(".") ? "./" : "")caf\\xE9.json' is not UTF-8"))
      #expect(got == "")
    }

    @Test("A column that is no text is refused: mended, it would be another")
    func column() throws {
      let (result, _) = try run(["measure", "t.csv", "--column"], "\"$@\" \"$name\"; code=$?")
      #expect(result.exitCode == 64)
    }

    @Test("A descriptor has one name", arguments: ["/dev/fd/03", "/proc/self/fd/+3", "/dev/fd/3/"])
    func descriptor(path: String) throws {
      let (result, got) = try run(
        ["measure", "--p", "1", "-o", path], "\"$@\" 3> got; code=$?")
      #expect(result.exitCode == 73)
      #expect(got == "")
    }

    @Test(
      "Two new names that differ in case only are one file where case does not count",
      .enabled(if: SignalTests.hasClang, "no clang"),
      arguments: [("out", "OUT", 64), ("Out", "./oUT", 64), ("one", "TWO", 0)])
    func foldedCase(first: String, second: String, code: Int32) throws {
      let directory = try TemporaryDirectory()
      let scratch = try TemporaryDirectory()
      let library = try SignalTests.build(Self.folding, in: scratch)
      let result = try Command.run(
        OutputFilesTests.runs[3] + [first, "-o", second], environment: ["LD_PRELOAD": library],
        directory: directory.url, isSchemaChecked: false)
      #expect(result.exitCode == code)
      #expect(try directory.names == (code == 0 ? ["one", "two"] : []))
      if code != 0 { #expect(result.errors.contains("--curve and -o name the same file")) }
    }

    /// A library that makes every name small, as a system does that does not tell them apart.
    private static let folding = #"""
      #define _GNU_SOURCE
      #include <ctype.h>
      #include <dlfcn.h>
      #include <stdio.h>
      #include <string.h>
      #include <sys/stat.h>

      static const char *small(const char *path, char *copy)
      {
          // Names in other directories are the system's.
          if (strchr(path, '/') && strncmp(path, "./", 2)) return path;
          for (int i = 0; i < 4095 && (copy[i] = tolower(path[i])); i++) copy[i + 1] = 0;
          return copy;
      }
      #define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

      int openat(int directory, const char *name, int flags, mode_t mode)
      {
          char copy[4096];
          return ((int (*)(int, const char *, int, mode_t))dlsym(RTLD_NEXT, "openat"))(
              directory, small(name, copy), flags, mode);
      }
      int stat(const char *path, struct stat *status)
      {
          char copy[4096];
          return REAL(stat)(small(path, copy), status);
      }
      int fstatat(int directory, const char *name, struct stat *status, int flags)
      {
          char copy[4096];
          return REAL(fstatat)(directory, small(name, copy), status, flags);
      }
      int renameat(int from, const char *old, int to, const char *new)
      {
          char copy[4096];
          return REAL(renameat)(from, old, to, small(new, copy));
      }
      """#
  }
#endif
