internal import CrossEntropy
internal import CrossEntropyFiles

extension MeasureRequest {
  /// The bytes of the measures of so many rows of so many numbers.
  static func bytes(rows: Int, numbers: Int) -> Double {
    // The numbers and their columns; the measures in both units, and what they are averaged from.
    let perRow = 8 * numbers + 2 * bytesPerArray + 4 * MemoryLayout<DistributionMeasures>.stride
    return Double(rows) * Double(perRow)
  }

  /// Throws where the measures of these rows would take more memory than they may.
  func checkMemory(of rows: [[Double]], _ memory: Int?) throws(WorkflowError) {
    // Of each number what was typed, what was checked, and what stands in the outcome.
    let numbers = rows.reduce(0) { $0 + $1.count } * 4 * 8
    try checkBytes(
      Self.bytes(rows: rows.count, numbers: 0) + Double(numbers), memory, else: [])
  }

  /// The bytes of a table of the counts of so many pairs, as whole numbers and as shares.
  static func bytes(pairs: Int) -> Double { 6 * 8 * Double(pairs) }
}

extension ExplainRequest {
  /// The numbers per output that an explanation has beside those of the weights.
  static let steps = 14

  /// Throws where the explanations would take more memory than they may.
  func checkMemory(_ memory: Int?) throws(WorkflowError) {
    guard let row else { return }
    let numbers = Double(row.outputs.numbers.count) * Double(Self.steps + row.inputs.count)
    try checkBytes(8 * numbers * Double(besideEachOther.count), memory, else: [])
  }
}

extension MeasureOutcome {
  /// Throws where it would take more memory than it may to encode it as JSON.
  package func checkJSON(memory: Int? = nil) throws(WorkflowError) {
    let bytes: Double =
      switch answer {
      case .distributions(let p, let q, let rows, _, _):
        Double(rows.count) * 4_500
          + Double((p + (q ?? [])).reduce(0) { $0 + $1.count }) * bytesPerJSONNumber
      case .counts(let measures, _, let levels, _):
        Double(2 * measures.counts.count) * bytesPerJSONNumber
          + Double(bytesOfNames(levels ?? [])) * 4
      case .pair: 0
      }
    try checkJSONBytes(bytes, memory)
  }
}

extension ExplainOutcome {
  /// Throws where it would take more memory than it may to encode it as JSON.
  package func checkJSON(memory: Int? = nil) throws(WorkflowError) {
    guard let row = request.row else { return }
    // The steps, and the gradient of every weight.
    let perOutput = Double(ExplainRequest.steps) * 100 + Double(row.inputs.count) * 200
    try checkJSONBytes(Double(row.outputs.numbers.count * losses.count) * perOutput, memory)
  }
}

private func checkJSONBytes(_ bytes: Double, _ memory: Int?) throws(WorkflowError) {
  try checkBytes(bytes, memory, else: [.set(.format, to: "text")])
}

private func checkBytes(
  _ bytes: Double, _ memory: Int?, else remedies: [WorkflowError.Remedy]
) throws(WorkflowError) {
  let limit = memoryBudget(memory)
  if wholeBytes(bytes) > limit {
    throw WorkflowError.tooLarge(wholeBytes(bytes), limit: limit, at: nil, else: remedies)
  }
}

/// An array without its elements.
private let bytesPerArray = 40
/// A number on its way to JSON, and its text.
private let bytesPerJSONNumber = 180.0
