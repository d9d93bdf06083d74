#if Tool
  import ArgumentParser
  import CrossEntropyONNX
  import CrossEntropyReport
  import CrossEntropyWorkflows

  /// Where a model is written for programs that run ONNX.
  struct ONNXOption: ParsableArguments {
    @Option(
      help: ArgumentHelp("Also write the model as ONNX, to run it anywhere.", valueName: "file"))
    var onnx: String?

    /// The file, if one was named.
    func file() throws -> OutputFile? {
      try onnx.map { try OutputFile(path: $0, option: "--onnx") }
    }

    /// Writes the model of a model file.
    static func write(_ model: [UInt8], to file: OutputFile) throws {
      let bytes: [UInt8]
      do throws(ONNXExportError) {
        bytes = try onnxModel(ofFile: model)
      } catch {
        switch error {
        case .tooLarge(let bytes, let most):
          throw OutputFault.exceedsFormat(file.path, bytes: bytes, most: most)
        case .readsWords(let column): throw OutputFault.readsWords(file.path, column: column)
        case .tooWide(let column, let indices, let most):
          throw OutputFault.tooWide(file.path, column: column, indices: indices, most: most)
        case .file, .noColumns: throw WorkflowError(.broken("\(error)"))
        }
      }
      try file.write(bytes: bytes)
    }
  }
#endif
