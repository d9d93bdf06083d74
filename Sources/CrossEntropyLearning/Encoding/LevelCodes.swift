/// The levels of rows' categories, as codes: what would be a column of 0 and 1 per level.
///
/// Every category has a range of levels, one category after another; a row has one level of each, or
/// none. A product with the levels' weights gathers rows of them, and its gradient scatters.
struct LevelCodes: Sendable, Hashable {
  /// rows × categories codes, each the number of a level among those of all categories, or −1.
  var codes: ContiguousArray<Int32>
  /// The levels of every category.
  let ranges: [Range<Int>]
  /// The number of rows.
  let rows: Int

  /// The number of levels of all categories.
  var width: Int { ranges.last?.upperBound ?? 0 }
  /// The number of categories.
  var categories: Int { ranges.count }

  /// Rows without any level, to be filled in.
  init(rows: Int, widths: [Int]) {
    var ranges: [Range<Int>] = []
    for width in widths {
      let start = ranges.last?.upperBound ?? 0
      ranges.append(start..<start + width)
    }
    self.rows = rows
    self.ranges = ranges
    codes = ContiguousArray(repeating: -1, count: rows * widths.count)
  }

  /// Sets the level of a row, counted within its category.
  mutating func set(_ level: Int, ofRow row: Int, category: Int) {
    codes[row * categories + category] = Int32(ranges[category].lowerBound + level)
  }

  /// Gives row i the level of a category that row `order[i]` has in others.
  mutating func deal(_ category: Int, of others: LevelCodes, to order: [Int]) {
    for (row, other) in order.enumerated() {
      codes[row * categories + category] = others.codes[other * categories + category]
    }
  }

  /// Whether a row has this level of all.
  func has(_ level: Int, row: Int) -> Bool {
    let code = Int32(level)
    return codes[row * categories..<(row + 1) * categories].contains(code)
  }

  /// Where the codes of some rows are.
  func places(of rows: Range<Int>) -> Range<Int> {
    rows.lowerBound * categories..<rows.upperBound * categories
  }
}

/// Adds every row's levels' weights, levels × outputs, to its logits.
@inline(__always)
func addWeights<S: BinaryFloatingPoint & BitwiseCopyable>(
  of codes: Span<Int32>, categories: Int, _ weights: Span<S>, to logits: inout MutableSpan<S>,
  outputs: Int
) {
  if categories == 0 { return }
  if outputs == 1 {
    var place = 0
    for i in logits.indices {
      var sum = logits[i]
      for _ in 0..<categories {
        let code = Int(codes[place])
        if code >= 0 { sum += weights[code] }
        place += 1
      }
      logits[i] = sum
    }
    return
  }
  for place in codes.indices where codes[place] >= 0 {
    let level = Int(codes[place])
    let from = weights.extracting(level * outputs..<(level + 1) * outputs)
    let row = place / categories
    var to = logits._mutatingExtracting(row * outputs..<(row + 1) * outputs)
    for j in 0..<outputs { to[j] += from[j] }
  }
}

/// Adds every row's gradient to that of its levels' weights, levels × outputs.
@inline(__always)
func addGradient<S: BinaryFloatingPoint & BitwiseCopyable>(
  of codes: Span<Int32>, categories: Int, _ rows: Span<S>, to gradient: inout MutableSpan<S>,
  outputs: Int
) {
  if categories == 0 { return }
  if outputs == 1 {
    var place = 0
    for i in rows.indices {
      let slope = rows[i]
      for _ in 0..<categories {
        let code = Int(codes[place])
        if code >= 0 { gradient[code] += slope }
        place += 1
      }
    }
    return
  }
  for place in codes.indices where codes[place] >= 0 {
    let level = Int(codes[place])
    let row = place / categories
    let from = rows.extracting(row * outputs..<(row + 1) * outputs)
    var to = gradient._mutatingExtracting(level * outputs..<(level + 1) * outputs)
    for j in 0..<outputs { to[j] += from[j] }
  }
}
