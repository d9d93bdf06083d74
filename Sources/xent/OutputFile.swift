#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import Foundation

  /// A file that appears whole or not at all.
  struct OutputFile {
    let path: String

    /// Fails at once if no such file can be made.
    init(path: String, option: String) throws {
      guard !path.isEmpty, path != "-" else {
        throw ValidationError(
          "\(option) takes the name of a file; the result goes to standard output anyway.")
      }
      self.path = path
      var isDirectory: ObjCBool = false
      if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
        isDirectory.boolValue
      {
        throw OutputFault.isDirectory(path)
      }
      let directory = (path as NSString).deletingLastPathComponent
      let place = directory.isEmpty ? "." : directory
      guard FileManager.default.fileExists(atPath: place, isDirectory: &isDirectory),
        isDirectory.boolValue
      else { throw OutputFault.noDirectory(place, of: path) }
      guard access(place, W_OK) == 0 else {
        throw OutputFault.cannotCreate(
          path, in: place, reason: String(cString: strerror(errno)))
      }
    }

    /// Writes to a file beside it that then takes its name.
    func write(_ text: String) throws {
      do {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
      } catch {
        throw OutputFault.cannotWrite(path, reason: error.localizedDescription)
      }
    }
  }
#endif
