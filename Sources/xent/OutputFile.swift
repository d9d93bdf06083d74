#if Tool
  import CrossEntropyReport
  import Foundation

  /// A file that appears whole or not at all.
  struct OutputFile {
    let path: String

    /// Says at once, with exit code 73, where no such file can be made.
    init(path: String) throws {
      self.path = path
      var isDirectory: ObjCBool = false
      if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory),
        isDirectory.boolValue
      {
        throw Console.fail("\(path): this is a directory; name a file in it", code: 73)
      }
      let directory = (path as NSString).deletingLastPathComponent
      let place = directory.isEmpty ? "." : directory
      guard FileManager.default.fileExists(atPath: place, isDirectory: &isDirectory),
        isDirectory.boolValue
      else {
        throw Console.fail("\(path): there is no directory '\(place)'; create it first", code: 73)
      }
      guard access(place, W_OK) == 0 else {
        throw Console.fail(
          "\(path): cannot create a file in '\(place)': \(String(cString: strerror(errno)))",
          code: 73)
      }
    }

    /// Writes to a file beside it that then takes its name; exit code 74 where that fails.
    func write(_ text: String) throws {
      do {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
      } catch {
        throw Console.fail(
          "\(path): cannot write it: \(error.localizedDescription)", code: 74)
      }
    }
  }
#endif
