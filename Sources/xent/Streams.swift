#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import XentSystem

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #elseif canImport(Darwin)
    import Darwin
  #endif

  /// Standard input, output and errors, as they were given.
  enum Streams {
    /// Checks, before anything is said, that a run that reads these files can, and harms none by what it
    /// says.
    static func check(inputs: [String], _ phrases: any Phrases) throws {
      // A word about it would be one more line of the table.
      if errorsGo(into: inputs) { throw ArgumentParser.ExitCode(ExitCode.usage.rawValue) }
      if goes(STDOUT_FILENO, into: inputs) {
        throw UsageFault.outputIntoTable
      }
      if !isGiven(STDIN_FILENO), inputs.contains(where: isStandardInput) {
        throw Console.fail(phrases.standardInputIsClosed, .noInput)
      }
    }

    /// Whether what is said to standard error is written to one of these files.
    static func errorsGo(into files: [String]) -> Bool { goes(STDERR_FILENO, into: files) }

    /// Whether a stream or another descriptor was open at the start: what this process opens itself is closed
    /// on exec.
    static func isGiven(_ descriptor: Int32) -> Bool {
      let flags = fcntl(descriptor, F_GETFD)
      return flags >= 0 && flags & FD_CLOEXEC == 0
    }

    /// Whether a descriptor was open at the start, and for writing.
    static func isGivenForWriting(_ descriptor: Int32) -> Bool {
      isGiven(descriptor) && fcntl(descriptor, F_GETFL) & O_ACCMODE != O_RDONLY
    }

    /// Whether two descriptors write at one place, each after what the other has written.
    static func sharePlace(_ one: Int32, _ other: Int32) -> Bool {
      if [one, other].allSatisfy({ fcntl($0, F_GETFL) & O_APPEND != 0 }) { return true }
      let place = lseek(one, 0, SEEK_CUR)
      guard place >= 0, lseek(other, 0, SEEK_CUR) == place else { return false }
      // The system does not say whether the place is the same or only as far.
      let moved = lseek(one, place + 1, SEEK_SET) == lseek(other, 0, SEEK_CUR)
      lseek(one, place, SEEK_SET)
      return moved
    }

    private static func goes(_ stream: Int32, into files: [String]) -> Bool {
      guard isGivenForWriting(stream), let status = stat(of: stream), status.kind == S_IFREG else {
        return false
      }
      return files.contains { stat(of: $0)?.identity == status.identity }
    }

    private static func isStandardInput(_ path: String) -> Bool {
      path == "-" || openDescriptor(of: Array(path.utf8CString)) == STDIN_FILENO
    }
  }
#endif
