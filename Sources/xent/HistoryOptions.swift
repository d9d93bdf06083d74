#if Tool
  import ArgumentParser
  import CrossEntropyReport
  import CrossEntropyWorkflows

  #if canImport(FoundationEssentials)
    import FoundationEssentials
  #else
    import Foundation
  #endif
  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Musl)
    import Musl
  #elseif canImport(Darwin)
    import Darwin
  #endif

  /// Where the epochs of the fit that makes a network are written.
  struct HistoryOptions: ParsableArguments {
    @Option(
      help: ArgumentHelp(
        "Also write a network's last fit, epoch by epoch, as CSV with the columns of Keras's CSVLogger.",
        valueName: "file"))
    var history: String?

    @Option(
      help: ArgumentHelp(
        "Also write it below this directory, for TensorBoard.", valueName: "directory"))
    var tensorboard: String?

    /// The outputs, whose directories are there; throws where there will be no epochs.
    func outputs(of request: TrainRequest) throws -> Outputs {
      if !request.hasEpochs {
        if history != nil { throw UsageFault.noEpochs(option: "--history") }
        if tensorboard != nil { throw UsageFault.noEpochs(option: "--tensorboard") }
      }
      return try Outputs(history: history, directory: tensorboard)
    }

    /// The table of the epochs, and the two files that TensorBoard reads.
    final class Outputs {
      private var table: OutputFile?
      private var events: (directory: String, train: OutputFile, validation: OutputFile)?
      private var made: [String] = []

      fileprivate init(history: String?, directory: String?) throws {
        if let directory {
          guard !directory.isEmpty else { throw UsageFault.noFileName(option: "--tensorboard") }
          let train = try file(in: directory + "/train", number: 0)
          events = (directory, train, try file(in: directory + "/validation", number: 1))
        }
        // After the directories, so that none of them is taken for a file that is not there yet.
        table = try history.map { try OutputFile(path: $0, option: "--history") }
      }

      /// How the name of a file of events begins.
      private static let prefix = "events.out.tfevents."

      /// What was made for nothing goes again.
      deinit { for path in made.reversed() { unsafe rmdir(path) } }

      /// The directory of the events; nil where there are none.
      var directory: String? { events?.directory }

      /// Whether the directory has events already, which TensorBoard draws in one line with those that come.
      var haveOthers: Bool {
        ["train", "validation"].contains { run in
          let names = events.flatMap {
            try? FileManager.default.contentsOfDirectory(atPath: "\($0.directory)/\(run)")
          }
          return names?.contains { $0.hasPrefix(Self.prefix) } ?? false
        }
      }

      /// The files, to be checked beside the others.
      var files: [OutputFile] { [table, events?.train, events?.validation].compactMap { $0 } }

      /// Writes them, and gives what each is and where.
      func write(_ history: TrainingHistory) throws -> [(file: WrittenFile, path: String)] {
        var written: [(file: WrittenFile, path: String)] = []
        if let table {
          try table.write(bytes: history.csv)
          written.append((.history, table.path))
        }
        if let events {
          let bytes = history.events
          try events.train.write(bytes: bytes.train)
          try events.validation.write(bytes: bytes.validation)
          written.append((.events, events.directory))
        }
        return written
      }

      /// A file of events in a directory, by the name that TensorFlow would give it.
      private func file(in directory: String, number: Int) throws -> OutputFile {
        for end in directory.indices.dropFirst() + [directory.endIndex]
        where end == directory.endIndex || directory[end] == "/" {
          let path = String(directory[..<end])
          if unsafe mkdir(path, 0o777) == 0 {
            made.append(path)
          } else if errno != EEXIST, errno != EISDIR {
            throw OutputFault.cannotCreate(directory, in: path, reason: systemReason(errno))
          }
        }
        var host = [CChar](repeating: 0, count: 256)
        let isKnown = unsafe gethostname(&host, host.count - 1) == 0
        let name = String(
          decoding: (isKnown ? host : []).prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
          as: UTF8.self)
        return try OutputFile(
          path:
            "\(directory)/\(Self.prefix)\(time(nil)).\(name).\(getpid()).\(number)",
          option: "--tensorboard")
      }
    }
  }
#endif
