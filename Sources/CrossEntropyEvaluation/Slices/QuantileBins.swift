/// Numbers in bins of about as many each; equal numbers share a bin.
///
/// The k-th of m bins ends with the number at place ⌈k·n/m⌉ of the sorted ones, or the first up to which there are k/m of
/// the weight, so that there are fewer bins where many are equal.
package struct QuantileBins: Sendable, Hashable {
  /// The bin of each number; −1 of NaN.
  package let binOfRow: [Int32]
  /// The least and the greatest number of each bin.
  package let ranges: [ClosedRange<Double>]

  /// The bins of some numbers.
  /// - Parameters:
  ///   - numbers: The numbers; NaN is in no bin.
  ///   - weights: A weight ≥ 0 per number; nil for 1.
  ///   - most: The most bins, 1 or more.
  package init(of numbers: [Double], weights: [Double]? = nil, most: Int) {
    let ends =
      weights.map { Self.ends(of: numbers, weights: $0, most: most) }
      ?? Self.ends(of: numbers, most: most)
    func bin(of number: Double) -> Int {
      var (low, high) = (0, ends.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if ends[middle] < number { low = middle + 1 } else { high = middle }
      }
      return low
    }
    binOfRow = numbers.map { $0.isNaN ? -1 : Int32(bin(of: $0)) }
    var starts = [Double](repeating: .infinity, count: ends.count)
    for (number, bin) in zip(numbers, binOfRow) where bin >= 0 {
      starts[Int(bin)] = min(starts[Int(bin)], number)
    }
    ranges = zip(starts, ends).map { $0...$1 }
  }

  private static func ends(of numbers: [Double], most: Int) -> [Double] {
    let sorted = numbers.filter { !$0.isNaN }.sorted()
    var ends: [Double] = []
    for bin in 1...max(1, most) where !sorted.isEmpty {
      let end = sorted[(bin * sorted.count + most - 1) / most - 1]
      if end != ends.last { ends.append(end) }
    }
    return ends
  }

  private static func ends(of numbers: [Double], weights: [Double], most: Int) -> [Double] {
    let order = numbers.indices.filter { !numbers[$0].isNaN }.sorted { numbers[$0] < numbers[$1] }
    let total = order.reduce(0) { $0 + weights[$1] }
    var ends: [Double] = []
    var (upTo, next) = (0.0, 0)
    for bin in 1...max(1, most) where !order.isEmpty {
      // What rounding leaves of a sum does not move on to the next number; the last bin has all.
      let wanted = total * Double(bin) / Double(max(1, most)) * (1 - 1e-12)
      while next < order.count, bin == most || next == 0 || upTo < wanted {
        upTo += weights[order[next]]
        next += 1
      }
      let end = numbers[order[next - 1]]
      if end != ends.last { ends.append(end) }
    }
    return ends
  }
}
