internal import CrossEntropyFiles

#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Android)
  import Android
#endif

/// One feature per place of sparse numbers that is met in the training rows: the number there times the place's scale.
///
/// The numbers stay sparse and are centred all the same: what the means come to is taken off every row's logits at once.
/// Words are not centred.
package struct SparseRule: Codable, Sendable, Hashable {
  /// The places that training met, rising; the numbers of others add nothing.
  package let places: [Int32]
  /// What the numbers of each place are multiplied by.
  package let scales: [Double]
  /// The mean of each place's numbers after that, zeros among them; of words 0.
  package let centres: [Double]
  /// Whether a row is then brought to the length 1, as one of counted words is.
  package let isNormalised: Bool
  /// What stands for each place: a word or pair that was met there; nil where a place is but a number.
  package let names: [String]?

  package var width: Int { places.count }

  /// Learns the scales of numbers: 1 / deviation over the training rows, or 1.
  init(_ rows: [Int], of sparse: SparseRows, weights: [Double]?, isScaled: Bool) {
    let met = PlaceSums(rows, of: sparse, weights: weights)
    var (places, scales, centres): ([Int32], [Double], [Double]) = ([], [], [])
    for (index, place) in met.places.enumerated() {
      if isScaled {
        // The same number in every row is part of the intercept.
        let scale = 1 / met.deviations[index]
        guard scale.isFinite else { continue }
        scales.append(scale)
      } else {
        scales.append(1)
      }
      places.append(place)
      centres.append(met.means[index] * scales[scales.count - 1])
    }
    (self.places, self.scales, self.centres) = (places, scales, centres)
    (isNormalised, names) = (false, nil)
  }

  /// Learns how rare the words of texts are: ln((1 + n) / (1 + rows with the word)) + 1, as scikit-learn does.
  init(_ rows: [Int], ofWords sparse: SparseRows, names: [Int32: String]) {
    let met = PlaceSums(rows, of: sparse, weights: nil)
    places = met.places
    scales = met.rows.map { log(Double(1 + rows.count) / Double(1 + $0)) + 1 }
    centres = places.map { _ in 0 }
    isNormalised = true
    self.names = places.map { names[$0] ?? "" }
  }

  /// The features of rows.
  func encode(_ sparse: SparseRows, rows: [Int]) -> SparseRows {
    let known = PlaceLookup(places)
    var encoded = SparseRows(width: width)
    for row in rows {
      var squares = 0.0
      let start = encoded.places.count
      for entry in sparse.entries(of: row) {
        guard let place = known[sparse.places[entry]] else { continue }
        let number = sparse.numbers[entry] * scales[place]
        let bound = NumberRule.bound
        let held = min(max(number, -bound), bound)
        squares += held * held
        encoded.append(held, at: Int32(place))
      }
      if isNormalised, squares > 0 {
        encoded.scale(from: start, by: 1 / squares.squareRoot())
      }
      encoded.endRow()
    }
    return encoded
  }

  enum CodingKeys: String, CodingKey {
    case places, scales, centres, names
    case isNormalised = "normalised"
  }

  /// Refuses places that do not rise, and scales that no training gives.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    places = try container.decode([Int32].self, forKey: .places)
    scales = try container.decode([Double].self, forKey: .scales)
    centres = try container.decode([Double].self, forKey: .centres)
    isNormalised = try container.decode(Bool.self, forKey: .isNormalised)
    names = try container.decodeIfPresent([String].self, forKey: .names)
    guard places.count == scales.count, places.count == centres.count,
      centres.allSatisfy(\.isFinite), names.map({ $0.count == places.count }) ?? true,
      places.first ?? 0 >= 0, zip(places, places.dropFirst()).allSatisfy({ $0 < $1 }),
      scales.allSatisfy({ $0 > 0 && $0.isFinite })
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .places, in: container,
        debugDescription: "\(places.count) places with \(scales.count) scales")
    }
  }
}

/// What the places of some rows hold.
private struct PlaceSums {
  /// The places that are met, rising.
  let places: [Int32]
  /// In how many rows each is met.
  private(set) var rows: [Int]
  /// The deviation of the numbers at each place, the zeros among them; 0 where all are equal.
  private(set) var deviations: [Double]
  /// Their means.
  private(set) var means: [Double]

  init(_ rows: [Int], of sparse: SparseRows, weights given: [Double]?) {
    let places = metPlaces(rows, of: sparse)
    let lookup = PlaceLookup(places)
    func forEach(_ body: (_ index: Int, _ number: Double, _ weight: Double) -> Void) {
      for row in rows {
        for entry in sparse.entries(of: row) where sparse.numbers[entry] != 0 {
          guard let index = lookup[sparse.places[entry]] else { continue }
          body(index, sparse.numbers[entry], given?[row] ?? 1)
        }
      }
    }
    var counts = [Int](repeating: 0, count: places.count)
    var largest = [Double](repeating: 0, count: places.count)
    var (weights, sums, squares) = (largest, largest, largest)
    forEach { index, number, weight in
      counts[index] += 1
      weights[index] += weight
      largest[index] = max(largest[index], abs(number))
    }
    // As shares of the largest, so that no sum and no square overflows.
    forEach { index, number, weight in sums[index] += weight * (number / largest[index]) }
    let weight = given.map { all in rows.reduce(0) { $0 + all[$1] } } ?? Double(rows.count)
    forEach { index, number, own in
      let difference = number / largest[index] - sums[index] / weight
      squares[index] += own * difference * difference
    }
    deviations = places.indices.map { index in
      let mean = sums[index] / weight
      let zeros = max(0, weight - weights[index])
      let deviation = ((squares[index] + zeros * mean * mean) / weight).squareRoot()
      // The mean of equal numbers may be another number by rounding.
      return deviation > 1e-12 ? deviation * largest[index] : 0
    }
    means = places.indices.map { sums[$0] / weight * largest[$0] }
    self.places = places
    self.rows = counts
  }
}

/// The places of the numbers of some rows, rising.
private func metPlaces(_ rows: [Int], of sparse: SparseRows) -> [Int32] {
  guard sparse.width <= PlaceLookup.mostPlaces else {
    var met: Set<Int32> = []
    for row in rows {
      for entry in sparse.entries(of: row) where sparse.numbers[entry] != 0 {
        met.insert(sparse.places[entry])
      }
    }
    return met.sorted()
  }
  var isMet = [Bool](repeating: false, count: sparse.width)
  for row in rows {
    for entry in sparse.entries(of: row) where sparse.numbers[entry] != 0 {
      isMet[Int(sparse.places[entry])] = true
    }
  }
  return isMet.indices.filter { isMet[$0] }.map(Int32.init)
}

/// Which of some places, by their order, a place is.
struct PlaceLookup: Sendable {
  /// Up to so many places a table of all of them is no waste.
  static let mostPlaces = 1 << 24

  private let places: [Int32]
  /// By place, its index or −1; empty where places lie too far apart.
  private var indices: [Int32] = []

  init(_ places: [Int32]) {
    self.places = places
    guard let last = places.last, last < Self.mostPlaces else { return }
    indices = [Int32](repeating: -1, count: Int(last) + 1)
    for (index, place) in places.enumerated() { indices[Int(place)] = Int32(index) }
  }

  subscript(place: Int32) -> Int? {
    if !indices.isEmpty {
      guard place < indices.count else { return nil }
      let index = indices[Int(place)]
      return index < 0 ? nil : Int(index)
    }
    var (low, high) = (0, places.count)
    while low < high {
      let middle = (low + high) / 2
      if places[middle] < place { low = middle + 1 } else { high = middle }
    }
    return low < places.count && places[low] == place ? low : nil
  }
}
