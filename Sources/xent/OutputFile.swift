#if Tool
  import CrossEntropyReport
  import CrossEntropyWorkflows
  import XentSystem

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #elseif canImport(Darwin)
    import Darwin
  #endif

  /// A file that a run writes beside its result.
  ///
  /// A regular file appears whole or not at all: its bytes are written beside its place, in one piece or in
  /// many, and take its name at the end, with mode, owner and attributes of the file that had it. Anything
  /// else is written through and stays what it is. Where the system lets a file be written but not replaced
  /// by its like (another owner's file, one that is mounted by itself, one that may not be read), the bytes
  /// are written into it.
  final class OutputFile {
    let path: String
    private let option: String
    private let place: OutputPlace
    /// A device or named pipe, once it is open.
    private var opened: Int32?
    /// Whether names that differ in case only are one in the directory of a new file.
    private var foldsCase = false

    /// Finds out where the path leads.
    init(path: String, option: String) throws {
      guard !path.isEmpty, path != "-" else {
        throw UsageFault.noFileName(option: option)
      }
      self.path = path
      self.option = option
      place = try OutputPlace(of: path)
    }

    /// Checks before any work that the files can be written and harm neither inputs nor each other.
    static func check(_ files: [OutputFile], inputs: [String]) throws {
      let inputs = inputs.compactMap { stat(of: $0) }.filter(\.losesByWriting).map(\.identity)
      var taken: [FileIdentity: String] = [:]
      for file in files {
        guard let identity = file.identity else { continue }
        if inputs.contains(identity) {
          throw UsageFault.overwritesTable(option: file.option, path: file.path)
        }
        if let other = taken.updateValue(file.option, forKey: identity) {
          throw UsageFault.sameFile(other, file.option)
        }
        if file.wouldHarmStream(identity) {
          throw UsageFault.overwritesStream(option: file.option)
        }
      }
      var folded: [FileIdentity: String] = [:]
      for file in files {
        try file.prepare()
        guard file.foldsCase, var identity = file.identity, let name = identity.name else {
          continue
        }
        identity.name = name.lowercased()
        if let other = folded.updateValue(file.option, forKey: identity) {
          throw UsageFault.sameFile(other, file.option)
        }
      }
    }

    /// Checks that none of the files has a name that the checkpoint in a directory has for its own.
    static func check(_ files: [OutputFile], areNoPartsIn checkpoint: String) throws {
      guard let seen = stat(of: checkpoint) else { return }
      for file in files {
        guard case .file(let name, let directory, _) = file.place,
          stat(of: directory.descriptor)?.identity == seen.identity,
          Checkpoint.owns(text(of: name))
        else { continue }
        throw UsageFault.overwritesCheckpoint(option: file.option, path: checkpoint)
      }
    }

    /// Writes the text.
    func write(_ text: String) throws { try write(bytes: Array(text.utf8)) }

    /// Writes the bytes.
    func write(bytes: [UInt8]) throws {
      let code = put(.whole(bytes))
      guard code == 0 else { throw cannotWrite(code) }
    }

    /// Writes what a function hands over piece by piece; where that throws, nothing of it gets the name.
    func write(pieces form: @escaping (OutputPieces) throws -> Void) throws {
      var failure: (any Error)?
      let code = put(
        .pieces { file in
          let pieces = OutputPieces(file)
          do {
            try form(pieces)
            return pieces.code
          } catch {
            failure = error
            return pieces.code != 0 ? pieces.code : ECANCELED
          }
        })
      if let failure, !(failure is OutputPieces.Failed) { throw failure }
      guard code == 0 else { throw cannotWrite(code) }
    }

    /// Whether what was written can be changed again before it gets the name: false of pipes and the like.
    var isRewritable: Bool {
      switch place {
      case .file: true
      case .descriptor(let file): stat(of: file)?.kind == S_IFREG
      case .device: false
      }
    }

    private func cannotWrite(_ code: Int32) -> OutputFault {
      .cannotWrite(path, reason: systemReason(code))
    }

    private func put(_ contents: Contents) -> Int32 {
      switch place {
      case .file(let name, let directory, _): replace(name, in: directory, contents)
      case .descriptor(let file): contents.write(to: file)
      case .device: writeThrough(contents)
      }
    }
  }

  /// A file in the making.
  final class OutputPieces {
    /// Nothing more can be written: the system has said why.
    struct Failed: Error {}

    /// What errno said.
    fileprivate private(set) var code: Int32 = 0
    private let file: Int32
    private let start: off_t

    fileprivate init(_ file: Int32) {
      self.file = file
      start = max(0, lseek(file, 0, SEEK_CUR))
    }

    /// Writes bytes after those before.
    func append(_ bytes: [UInt8]) throws {
      code = Console.put(bytes, to: file)
      if code != 0 { throw Failed() }
    }

    /// Writes bytes in place of the first ones.
    func replaceFirst(_ bytes: [UInt8]) throws {
      let end = lseek(file, 0, SEEK_CUR)
      guard end >= 0, lseek(file, start, SEEK_SET) >= 0 else {
        code = errno
        throw Failed()
      }
      try append(bytes)
      lseek(file, end, SEEK_SET)
    }
  }

  /// What is written to a file.
  private enum Contents {
    case whole([UInt8])
    /// Gives 0, or what errno says.
    case pieces((_ file: Int32) -> Int32)
    /// What stands in another file.
    case copy(of: Int32)

    /// Gives 0, or what errno says.
    func write(to file: Int32) -> Int32 {
      switch self {
      case .whole(let bytes): return Console.put(bytes, to: file)
      case .pieces(let write): return write(file)
      case .copy(let source):
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        guard lseek(source, 0, SEEK_SET) == 0 else { return errno }
        while true {
          let count = unsafe bytes.withUnsafeMutableBytes {
            unsafe read(source, $0.baseAddress, $0.count)
          }
          if count < 0, errno == EINTR { continue }
          guard count > 0 else { return count == 0 ? 0 : errno }
          let code = Console.put(Array(bytes[..<count]), to: file)
          guard code == 0 else { return code }
        }
      }
    }
  }

  extension OutputFile {
    /// Which file it is; nil of a device, which several may write to.
    private var identity: FileIdentity? {
      switch place {
      case .file(let name, let directory, exists: false):
        stat(of: directory.descriptor).map { status in
          FileIdentity(device: status.st_dev, inode: status.st_ino, name: text(of: name))
        }
      case .descriptor(let file): stat(of: file).flatMap { $0.losesByWriting ? $0.identity : nil }
      case .file, .device: stat(of: path).flatMap { $0.losesByWriting ? $0.identity : nil }
      }
    }

    /// Whether it is a file that a stream goes to, and what is written would not follow what is said there.
    private func wouldHarmStream(_ identity: FileIdentity) -> Bool {
      [STDOUT_FILENO, STDERR_FILENO].contains { stream in
        guard stat(of: stream)?.identity == identity else { return false }
        if case .descriptor(let file) = place, stat(of: file)?.kind == S_IFREG {
          return file != stream && !Streams.sharePlace(file, stream)
        }
        if case .file = place { return true }
        return false
      }
    }

    /// Tries what will be done at the end.
    private func prepare() throws {
      switch place {
      case .descriptor: break
      case .device:
        // No page is worth a disk.
        guard stat(of: path)?.kind != S_IFBLK else { throw OutputFault.isDisk(path) }
        opened = openForWriting(O_NONBLOCK)
        // A named pipe that nobody reads yet is opened at the end, since that may take for ever.
        if opened == nil, errno != ENXIO || stat(of: path)?.kind != S_IFIFO {
          throw mayNotWrite(errno)
        }
      case .file(_, let directory, let exists):
        if exists {
          guard let file = openForWriting(O_NONBLOCK) else { throw mayNotWrite(errno) }
          close(file)
        }
        let name = temporaryName()
        let file = unsafe xent_create_temporary(directory.descriptor, name, 0o600)
        guard file >= 0 else {
          throw OutputFault.cannotCreate(path, in: directory.path, reason: systemReason(errno))
        }
        var found = stat()
        foldsCase = unsafe fstatat(directory.descriptor, name.uppercased(), &found, 0) == 0
        close(file)
        xent_remove_temporary()
      }
    }

    private func mayNotWrite(_ code: Int32) -> OutputFault {
      .mayNotWrite(path, reason: systemReason(code))
    }

    /// Nil on failure, with errno.
    private func openForWriting(_ flags: Int32 = 0) -> Int32? {
      while true {
        let file = unsafe open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC | flags)
        if file >= 0 { return file }
        if errno != EINTR { return nil }
      }
    }

    /// Writes to what stays what it is; 0, or what errno says.
    private func writeThrough(_ contents: Contents) -> Int32 {
      guard let file = opened ?? openForWriting() else { return errno }
      // A file whose name is gone, which another program has open, loses what it held.
      let isFile = stat(of: file)?.kind == S_IFREG
      let code = isFile && ftruncate(file, 0) != 0 ? errno : contents.write(to: file)
      return close(file) == 0 ? code : code == 0 ? errno : code
    }

    /// Puts a file with these contents in the place of the one that has the name; 0, or what errno says.
    private func replace(
      _ name: [CChar], in directory: OpenDirectory, _ contents: Contents
    ) -> Int32 {
      var before = stat()
      let exists = unsafe fstatat(directory.descriptor, name, &before, AT_SYMLINK_NOFOLLOW) == 0
      // Somebody has put something else there since it was checked.
      guard !exists || before.kind == S_IFREG else { return EEXIST }
      let file = unsafe xent_create_temporary(
        directory.descriptor, temporaryName(), exists ? 0o600 : 0o666)
      guard file >= 0 else { return errno }
      // What is not held in memory has to stand there until it is copied.
      var isOpen = true
      defer {
        if isOpen { close(file) }
        xent_remove_temporary()
      }
      var code = contents.write(to: file)
      var isLike = true
      if code == 0, exists { isLike = make(file, like: name, in: directory, before) }
      if code == 0 { code = flush(file) }
      var source = contents
      if case .pieces = contents {
        source = .copy(of: file)
      } else {
        isOpen = false
        if close(file) != 0, code == 0 { code = errno }
      }
      guard code == 0 else { return code }
      if isLike {
        code = unsafe xent_name_temporary(name)
        if code == 0 { flush(directory) }
        guard [EBUSY, EPERM].contains(code) else { return code }
      }
      // It may be written, but not replaced by its like. What the new text takes is free again first.
      xent_remove_temporary()
      return overwrite(name, in: directory, source)
    }

    /// Gives a new file owner, attributes and mode of the one that it replaces; false where the system
    /// refuses.
    private func make(
      _ file: Int32, like name: [CChar], in directory: OpenDirectory, _ before: stat
    ) -> Bool {
      let old = unsafe openat(
        directory.descriptor, name, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC)
      guard old >= 0 else { return false }
      defer { close(old) }
      guard let now = stat(of: file) else { return false }
      if now.st_uid != before.st_uid || now.st_gid != before.st_gid,
        fchown(file, before.st_uid, before.st_gid) != 0
      {
        return false
      }
      return xent_copy_attributes(old, file) && fchmod(file, before.st_mode & 0o7777) == 0
    }

    private func overwrite(
      _ name: [CChar], in directory: OpenDirectory, _ contents: Contents
    ) -> Int32 {
      let file = unsafe openat(
        directory.descriptor, name, O_WRONLY | O_TRUNC | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC)
      guard file >= 0 else { return errno }
      var code = contents.write(to: file)
      if code == 0 { code = flush(file) }
      return close(file) == 0 ? code : code == 0 ? errno : code
    }
  }

  extension stat {
    /// False of devices and sockets: what is written to one is not lost by writing more.
    fileprivate var losesByWriting: Bool { kind != S_IFCHR && kind != S_IFSOCK }
  }

  /// A name that nobody can guess and that fits where the longest name does.
  private func temporaryName() -> String {
    ".xent-" + String(UInt64.random(in: 0 ... .max), radix: 36)
  }

  /// Has the bytes reach the disk; what has none is not asked twice.
  private func flush(_ file: Int32) -> Int32 {
    fsync(file) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno
  }

  /// The new name reaches the disk too, where the system allows it.
  private func flush(_ directory: OpenDirectory) {
    let file = unsafe openat(directory.descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if file >= 0 {
      fsync(file)
      close(file)
    }
  }
#endif
