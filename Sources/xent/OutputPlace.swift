#if Tool
  import CrossEntropyReport
  import XentSystem

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #elseif canImport(Darwin)
    import Darwin
  #endif

  /// Where the path of an output leads.
  ///
  /// Paths are bytes that end with 0, since a link may hold some that are no text.
  enum OutputPlace {
    /// A regular file, or none yet, by its name in a directory; links have been followed.
    case file(name: [CChar], directory: OpenDirectory, exists: Bool)
    /// A descriptor that the shell has opened: `/dev/stdout`, `/dev/fd/3`, `>(…)`.
    case descriptor(Int32)
    /// A device, a named pipe or whatever else has a name and must not be replaced.
    case device

    /// Looks, and changes nothing.
    init(of path: String) throws {
      var seen = stat()
      // The system says whether the links may be followed.
      let code = unsafe stat(path, &seen) == 0 ? 0 : errno
      guard code == 0 || code == ENOENT else {
        throw OutputFault.mayNotWrite(path, reason: systemReason(code))
      }
      guard code != 0 || seen.kind != S_IFDIR else { throw OutputFault.isDirectory(path) }
      var place = Array(path.utf8CString)
      for _ in 0..<40 {
        if let number = openDescriptor(of: place) {
          guard Streams.isGivenForWriting(number) else {
            throw OutputFault.mayNotWrite(path, reason: systemReason(EBADF))
          }
          self = .descriptor(number)
          return
        }
        guard let target = link(place) else { break }
        place = target[0] == slash ? target : split(place).directory + target
      }
      if code == 0 {
        var found = stat()
        // A file that was removed while another program has it open has a name that leads nowhere.
        guard seen.kind == S_IFREG, unsafe lstat(place, &found) == 0,
          found.identity == seen.identity
        else {
          self = .device
          return
        }
      }
      let (directory, name) = split(place)
      self = .file(
        name: name, directory: try OpenDirectory(directory, of: path, name: name), exists: code == 0
      )
    }
  }

  /// The directory of an output, held open so that the file comes to where it was checked.
  struct OpenDirectory {
    let path: String
    let descriptor: Int32

    fileprivate init(_ path: ArraySlice<CChar>, of file: String, name: [CChar]) throws {
      let isNameless = name == [0]
      // Without the last slash, unless it is the whole.
      let place = (path.isEmpty ? [dot] : path.count > 1 ? path.dropLast() : path) + [0]
      self.path = text(of: Array(place))
      descriptor = unsafe isNameless ? -1 : xent_open_directory(Array(place))
      guard descriptor < 0 else { return }
      let code = errno
      throw isNameless || code == ENOENT
        ? OutputFault.noDirectory(self.path, of: file)
        : OutputFault.cannotCreate(file, in: self.path, reason: systemReason(code))
    }
  }

  /// Which file it is, whatever its names.
  struct FileIdentity: Hashable {
    let device: dev_t
    let inode: ino_t
    /// Of a file that is not there yet: its name, in the directory of this identity.
    var name: String?
  }

  extension stat {
    /// Which file it is.
    var identity: FileIdentity { FileIdentity(device: st_dev, inode: st_ino) }
    /// One of `S_IFREG`, `S_IFIFO` and so on.
    var kind: mode_t { st_mode & S_IFMT }

    /// Of a file by its path, "-" being standard input.
    init?(of path: String) {
      self.init()
      guard unsafe (path == "-" ? fstat(STDIN_FILENO, &self) : stat(path, &self)) == 0 else {
        return nil
      }
    }

    /// Of an open file.
    init?(of descriptor: Int32) {
      self.init()
      guard unsafe fstat(descriptor, &self) == 0 else { return nil }
    }
  }

  /// A path in words, as it is shown.
  func text(of path: [CChar]) -> String {
    String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// True where something has this name.
  func fileExists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// The path up to its last slash, and what follows.
  private func split(_ path: [CChar]) -> (directory: ArraySlice<CChar>, name: [CChar]) {
    let name = path.lastIndex(of: slash).map { $0 + 1 } ?? 0
    return (path[..<name], Array(path[name...]))
  }

  private let slash = CChar(UInt8(ascii: "/"))
  private let dot = CChar(UInt8(ascii: "."))

  /// What a link holds; nil if this is none.
  private func link(_ path: [CChar]) -> [CChar]? {
    var target = [CChar](repeating: 0, count: 4096)
    let count = unsafe readlink(path, &target, target.count)
    return count > 0 ? target[..<count] + [0] : nil
  }

  /// The descriptor of this process that has this path.
  func openDescriptor(of path: [CChar]) -> Int32? {
    let path = text(of: path)
    guard path.hasPrefix("/") else { return nil }
    let words = path.split(separator: "/").filter { $0 != "." }
    if words == ["dev", "stdin"] { return STDIN_FILENO }
    if words == ["dev", "stdout"] { return STDOUT_FILENO }
    if words == ["dev", "stderr"] { return STDERR_FILENO }
    let isOurs =
      words.dropLast() == ["dev", "fd"]
      || words.count == 4 && words[0] == "proc" && words[2] == "fd"
        && ["self", "thread-self", "\(getpid())"].contains(words[1])
    // The system knows 3 by no other name, such as 03.
    guard isOurs, let word = words.last, let number = Int32(word), "\(number)" == word else {
      return nil
    }
    return number
  }
#endif
