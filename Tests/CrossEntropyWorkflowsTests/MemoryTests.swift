import CrossEntropyEvaluation
import CrossEntropyLearning
import TestSupport
import Testing

@testable import CrossEntropy
@testable import CrossEntropyWorkflows

/// What would not fit into memory is refused before it is tried.
struct MemoryTests {
  private func error(
    of comparison: Comparison, memory: Int
  ) throws -> (error: WorkflowError, needed: Int, limit: Int) {
    var comparison = comparison
    comparison.memory = memory
    let error = try #require(throws: WorkflowError.self) { try comparison.run() }
    guard case .tooLarge(let needed, let limit) = error.cause else { throw error }
    return (error, needed, limit)
  }

  private func cloud(rows: Int = 600) throws -> Dataset {
    try dataset(
      csv: cloudTable(rows: rows, classes: 2, seed: 1), roles: Dataset.Roles(target: "y"))
  }

  @Test("The error has what is needed and what may be taken, and what would do")
  func bothNumbers() throws {
    let data = try cloud()
    let (error, needed, limit) = try error(
      of: Comparison(data, folds: 2, repeats: 2), memory: 1 << 20)
    #expect(limit == 1 << 20)
    #expect(needed > limit)
    #expect(error.kind == .badData)
    let roomy = (needed >> 20) * 11 / 10 + 1
    #expect(
      error.remedies == [.set(.memory, to: "\(roomy)M"), .set(.ignore), .lower(.repeats)])
  }

  @Test("A network too large for the machine is refused, whatever is allowed")
  func tooLarge() throws {
    let model = try ModelKind(parsing: "mlp:10000,10000")
    let (error, needed, limit) = try error(
      of: Comparison(try cloud(), folds: 2, repeats: 1, model: model), memory: .max)
    #expect(needed > limit)
    #expect(error.remedies.contains(.lower(.model)))
  }

  @Test("Rows, repeats, losses, threads and weights each need more")
  func grows() throws {
    func needed(
      rows: Int = 600, repeats: Int = 1, losses: [ComparedLoss] = [], threads: Int = 1,
      model: ModelKind = .linear
    ) throws -> Int {
      var comparison = Comparison(
        try cloud(rows: rows), losses: losses, folds: 2, repeats: repeats, model: model)
      comparison.threads = threads
      return try error(of: comparison, memory: 1).needed
    }
    let least = try needed()
    #expect(try needed(rows: 6_000) > least)
    #expect(try needed(repeats: 1_000) > least)
    #expect(try needed(losses: ComparedLoss.usual) > least)
    #expect(try needed(threads: 2) > least)
    #expect(try needed(model: ModelKind(parsing: "mlp:256")) > least)
    #expect(
      try needed(model: ModelKind(parsing: "mlp:2560"))
        > needed(model: ModelKind(parsing: "mlp:256"))
    )
  }

  @Test("One thread is advised where that is enough")
  func fewerThreads() throws {
    var comparison = Comparison(try cloud(), folds: 2, repeats: 1)
    let one = try error(of: comparison, memory: 1).needed
    comparison.threads = 2
    #expect(try error(of: comparison, memory: one).error.remedies.contains(.set(.threads, to: "1")))
    #expect(
      try !error(of: comparison, memory: one - 1).error.remedies.contains(
        .set(.threads, to: "1")))
  }

  @Test("As much as is needed is enough, and changes no digit")
  func justEnough() throws {
    var comparison = Comparison(try cloud(), losses: [], folds: 2, repeats: 1, l2: [1e-2])
    let free = try comparison.run()
    comparison.memory = try error(of: comparison, memory: 1).needed
    let limited = try comparison.run()
    #expect(limited.losses.map(\.readings) == free.losses.map(\.readings))
  }

  @Test("More threads than processors need no more memory than there are processors")
  func threads() throws {
    let request = try CompareRequest(table: TableReading(path: "t"), target: "y")
    #expect(Comparison(try cloud(), request, threads: .max).threads <= processorCount)
  }

  @Test("Distributions that are typed are counted by their numbers, not by rows times numbers")
  func typedDistributions() throws {
    let rows = [[Double]](repeating: [Double](repeating: 0.01, count: 100), count: 1_000)
    let request = MeasureRequest(.distributions(p: rows, q: nil))
    _ = try request.run(memory: 8 << 20)
    let error = try #require(throws: WorkflowError.self) { try request.run(memory: 1 << 20) }
    guard case .tooLarge(let needed, limit: 1 << 20) = error.cause else { throw error }
    // More than the numbers alone, and no more than a run may have taken above.
    #expect((800_000...8 << 20).contains(needed))
  }
}
