/// Which features a block couples, and how much that costs.
struct CurvaturePlan: Sendable {
  /// How a category enters.
  enum Role: Sendable {
    /// With all its couplings, from this place on.
    case coupled(Int)
    /// By its diagonal and its couplings with the coupled features.
    case eliminated
    /// By its diagonal alone.
    case alone
  }

  /// The numbers and ones.
  let dense: Int
  /// The features of a block's dense matrix: numbers, ones, and levels.
  private(set) var coupled: Int
  private(set) var roles: [Role]
  /// The levels that are eliminated, among all.
  private(set) var eliminated = 0..<0
  let levels: Int
  /// The sparse numbers, which enter by their diagonal alone, after the levels.
  let sparse: Int
  /// One block per output, or one for all.
  let blocks: Int
  let evaluationsWorth: Int

  /// The most numbers of all blocks.
  private static let mostNumbers = 1 << 20

  var blockSize: Int {
    coupled * coupled + dense * dense + eliminated.count * coupled + levels + sparse
  }

  /// How many stripes of rows are summed apart.
  var stripes: Int { min(8, max(1, Self.mostNumbers / (blocks * blockSize))) }

  /// Nil where not even the numbers are few enough.
  init?(rows: Int, numbers: Int, levels: [Int], sparse: Int, outputs: Int) {
    let dense = numbers + 1
    let perRow = 4 * (dense + levels.count) + 40
    let evaluation = Double(rows) * Double(outputs) * Double(perRow)
    /// Whether so many coupled features are few enough.
    func pays(_ count: Int, eliminated: Int, blocks: Int) -> Bool {
      let n = Double(count)
      return Double(blocks) * n * (n + Double(eliminated)) <= Double(Self.mostNumbers)
        && Double(blocks) * n * n * (n / 3 + Double(eliminated)) <= 32 * evaluation
    }
    guard let blocks = [outputs, 1].first(where: { pays(dense, eliminated: 0, blocks: $0) })
    else { return nil }
    self.dense = dense
    self.blocks = blocks
    self.levels = levels.reduce(0, +)
    self.sparse = sparse
    var coupled = dense
    roles = levels.map { _ in .alone }
    // From small to large; the largest may be eliminated.
    var order = levels.indices.sorted { (levels[$0], $0) < (levels[$1], $1) }
    var eliminatedCount = 0
    if let largest = order.last, levels[largest] > 1,
      pays(dense, eliminated: levels[largest], blocks: blocks)
    {
      order.removeLast()
      roles[largest] = .eliminated
      let start = levels[..<largest].reduce(0, +)
      eliminated = start..<start + levels[largest]
      eliminatedCount = levels[largest]
    }
    for category in order {
      let wider = coupled + levels[category]
      guard pays(wider, eliminated: eliminatedCount, blocks: blocks) else { break }
      roles[category] = .coupled(coupled)
      coupled = wider
    }
    self.coupled = coupled
    let (q, d) = (Double(coupled), Double(dense))
    let k = Double(levels.count)
    let forming =
      Double(rows)
      * (Double(outputs) * 100 + Double(blocks) * (d * d + d + 2 * k * d + 2 * k * k + 20 * k))
      + Double(blocks) * q * q * (q / 3 + Double(eliminatedCount))
    evaluationsWorth = max(3, Int(min(1000, 2 * forming / evaluation)))
  }
}
