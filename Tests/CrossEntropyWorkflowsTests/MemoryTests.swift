import CrossEntropyEvaluation
import TestSupport
import Testing

@testable import CrossEntropyLearning
@testable import CrossEntropyWorkflows

/// What would not fit into memory is refused before it is tried.
struct MemoryTests {
  private func search(_ data: Dataset, _ model: ModelKind, values: [Double]) -> LossSearch {
    LossSearch(data, model: model, values: values, tolerance: 1e-7, seed: Seed(0))
  }

  private func table() throws -> Dataset {
    try dataset(csv: "a,b,y\n1.5,2,x\n2.5,1,y\n3.5,4,z\n", roles: Dataset.Roles(target: "y"))
  }

  @Test("A thread holds six copies of the network and the inner ones of every value")
  func networks() throws {
    let data = try table()
    let rows = try #require(search(data, .linear, values: [1]).bytesNeeded(threads: 1))
    #expect(rows == 3 * (2 + 1 + 4 * 3) * 8 * 4)
    // (2 + 1)·8 + (8 + 1)·3 weights and biases of 4 bytes.
    let network = search(data, .network(hidden: [Dense(8)]), values: [0.1, 0.01])
    #expect(network.bytesNeeded(threads: 1) == rows + 51 * 4 * (6 + 3 * 2))
    #expect(network.bytesNeeded(threads: 7) == 7 * (rows + 51 * 4 * (6 + 3 * 2)))
  }

  @Test("More bytes than can be counted are nil")
  func overflow() throws {
    let data = try table()
    let great = Dense(1 << 40)
    for hidden in [[great, great], [Dense(1 << 60)], [Dense(.max)]] {
      #expect(
        search(data, .network(hidden: hidden), values: [1]).bytesNeeded(threads: 1) == nil)
    }
    #expect(search(data, .linear, values: [1]).bytesNeeded(threads: .max) == nil)
  }

  @Test("A network too large for the machine is refused", arguments: ["mlp:65536x1000"])
  func tooLarge(model: String) throws {
    let data = try dataset(
      csv: cloudTable(rows: 60, classes: 2, seed: 1), roles: Dataset.Roles(target: "y"))
    let comparison = Comparison(data, folds: 2, repeats: 1, model: try ModelKind(parsing: model))
    let error = #expect(throws: WorkflowError.self) { try comparison.run() }
    guard case .tooLarge(let bytes, let limit) = error?.cause else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(bytes > limit)
    #expect(error?.remedies == [.lower(.model), .set(.ignore), .lower(.threads)])
  }
}
