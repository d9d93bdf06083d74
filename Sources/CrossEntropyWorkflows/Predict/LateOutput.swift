/// An output that is made once the first rows are known to fit.
struct LateOutput {
  private var output: (any PredictionOutput)?

  var isMade: Bool { output != nil }

  /// Takes rows; what stands before them is written with the first of them.
  mutating func append(
    _ rows: [[UInt8]], below header: [UInt8], _ make: () throws -> any PredictionOutput
  ) throws {
    let output = try output ?? make()
    if !isMade { try output.append(header) }
    self.output = output
    for row in rows where !row.isEmpty { try output.append(row) }
  }

  /// Takes another header in place of the first, of as many bytes.
  func replace(_ header: [UInt8]) throws { try output?.replaceFirst(header) }
}
