#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import Foundation

  /// A file that appears whole or not at all.
  struct OutputFile {
    let path: String

    /// Fails at once, with `ExitCode.cannotCreate`, if no such file can be made.
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
        throw Console.fail("\(path): this is a directory; name a file in it", .cannotCreate)
      }
      let directory = (path as NSString).deletingLastPathComponent
      let place = directory.isEmpty ? "." : directory
      guard FileManager.default.fileExists(atPath: place, isDirectory: &isDirectory),
        isDirectory.boolValue
      else {
        throw Console.fail(
          "\(path): there is no directory '\(place)'; create it first", .cannotCreate)
      }
      guard access(place, W_OK) == 0 else {
        throw Console.fail(
          "\(path): cannot create a file in '\(place)': \(String(cString: strerror(errno)))",
          .cannotCreate)
      }
    }

    /// Writes to a file beside it that then takes its name; `ExitCode.ioFailed` where that fails.
    func write(_ text: String) throws {
      do {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
      } catch {
        throw Console.fail(
          "\(path): cannot write it: \(error.localizedDescription)", .ioFailed)
      }
    }
  }
#endif
