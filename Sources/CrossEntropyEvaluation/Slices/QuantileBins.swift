/// Numbers in bins of about as many each; equal numbers share a bin.
///
/// The k-th of m bins ends with the number at place ⌈k·n/m⌉ of the sorted ones, so that there are fewer bins where many are
/// equal.
package struct QuantileBins: Sendable, Hashable {
  /// The bin of each number; −1 of NaN.
  package let binOfRow: [Int32]
  /// The least and the greatest number of each bin.
  package let ranges: [ClosedRange<Double>]

  /// The bins of some numbers.
  /// - Parameters:
  ///   - numbers: The numbers; NaN is in no bin.
  ///   - most: The most bins, 1 or more.
  package init(of numbers: [Double], most: Int) {
    let sorted = numbers.filter { !$0.isNaN }.sorted()
    var ends: [Double] = []
    for bin in 1...max(1, most) where !sorted.isEmpty {
      let end = sorted[(bin * sorted.count + most - 1) / most - 1]
      if end != ends.last { ends.append(end) }
    }
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
}
