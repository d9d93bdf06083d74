internal import CrossEntropy

/// A bootstrap of the mean average precision of classes: 1 000 draws of the rows, or groups, with replacement, the same for
/// every class.
///
/// Up to 20 000 rows the draws are of rows, or of groups, and each average precision is exact. Beyond that, or with many
/// classes, they are of at most 4 096 pseudo-groups, by the hash of the row's or the group's number, which leaves the
/// standard error within 1.1 %; and scores are so far rounded that a class has at most 128 different ones about equally
/// full of its rows, fewer with many classes. What a draw weighs in each of them is then a product of matrices; the
/// interval is moved, on the logit scale, by what rounding changes of the value.
///
/// - Error: rounded scores give the ends of exact ones within 5 % of the interval's length, enforced by
///   `AveragePrecisionTests`; coverage by `IntervalCoverageTests`.
struct PrecisionBootstrap {
  private let isRounded: Bool
  private let mostCells: Int
  private let unitOfRow: [Int32]
  private let units: Int
  private let threads: Int
  /// Draw by draw how often each unit was drawn.
  private let copies: [UInt8]
  private var classes = 0
  private var sum = 0.0
  private var sums = [Double](repeating: 0, count: draws)
  private var formed = [Int](repeating: 0, count: draws)
  private var moves: [Double]
  private var isKnown = true

  /// How often the rows are drawn.
  static let draws = 1000
  /// With more rows they are drawn in pseudo-groups.
  static let mostRows = 20_000
  /// With more rows times classes, too.
  private static let mostCellsDrawn = 200_000
  private static let mostPseudoGroups = 4096
  /// The different scores of a class, where they are rounded: of few classes, and of all of them together.
  private static let (mostCells, mostCellsInAll) = (128, 1024)
  /// How many draws are weighed at once.
  private static let batch = 125

  /// The bootstrap of so many classes of some rows.
  init(_ rows: RowUnits, rowCount: Int, classes: Int, seed: RandomSeed, threads: Int) {
    isRounded = rowCount > Self.mostRows || rowCount * classes > Self.mostCellsDrawn
    mostCells = max(8, min(Self.mostCells, Self.mostCellsInAll / max(classes, 1)))
    self.threads = threads
    var numbers: [UInt64] = (0..<rowCount).map { UInt64($0) }
    if let groups = rows.groups {
      let dense = DenseGroups(groups)
      numbers = dense.groupOfRow.map { UInt64($0) }
    }
    let carries = { (row: Int) in rows.weights?[row] != 0 }
    // Numbers of units from 0 on without a gap, of those that carry weight.
    func renumbered(_ unit: (Int) -> Int, most: Int) -> (ofRow: [Int32], count: Int) {
      var places = [Int32](repeating: -1, count: most)
      var count: Int32 = 0
      let all = (0..<rowCount).map { row -> Int32 in
        guard carries(row) else { return 0 }
        let unit = unit(row)
        if places[unit] < 0 {
          places[unit] = count
          count += 1
        }
        return places[unit]
      }
      return (all, Int(count))
    }
    var ofRow = renumbered({ Int(numbers[$0]) }, most: rowCount)
    if isRounded, ofRow.count > Self.mostPseudoGroups {
      let hash = seed.derived(0)
      let mask = UInt64(Self.mostPseudoGroups - 1)
      ofRow = renumbered({ Int(hash.bits(numbers[$0]) & mask) }, most: Self.mostPseudoGroups)
    }
    (unitOfRow, units) = ofRow
    moves = [Double](repeating: 0, count: units)
    copies = Self.drawn(units, seed: seed.derived(1), threads: threads)
  }

  private static func drawn(_ units: Int, seed: RandomSeed, threads: Int) -> [UInt8] {
    let parts = parallelMap(draws, threads: threads) { draw in
      var words = [UInt64](repeating: 0, count: units)
      var span = words.mutableSpan
      seed.derived(UInt64(draw)).draw(into: &span, from: 0)
      var copies = [UInt8](repeating: 0, count: units)
      for word in words { copies[Int(word.multipliedFullWidth(by: UInt64(units)).high)] &+= 1 }
      return copies
    }
    return Array(parts.joined())
  }

  /// Adds a class.
  mutating func add(_ rows: RankedRows) {
    let cells = PrecisionCells(rows, most: isRounded ? mostCells : nil)
    classes += 1
    sum += cells.averagePrecision
    addMoves(cells, rows)
    let drawn = isRounded ? roundedDraws(cells, rows) : exactDraws(cells, rows)
    for (draw, value) in drawn.enumerated() {
      guard let value else { continue }
      sums[draw] += value
      formed[draw] += 1
    }
  }

  /// The interval of the mean, whose exact value this is; nil where the rows of a class are in a single unit.
  func interval(of value: Double) -> ConfidenceInterval? {
    guard isKnown, units >= MeanEstimate.fewestUnitsForInterval else { return nil }
    let replicates = zip(sums, formed).compactMap { $1 > 0 ? $0 / Double($1) : nil }
    let rounded = sum / Double(classes)
    guard
      let interval = ConfidenceInterval(replicates: replicates, of: rounded, moves: moves)
    else { return nil }
    guard isRounded, value < 1, rounded < 1 else { return interval }
    let odds = value / (1 - value) * (1 - rounded) / rounded
    func moved(_ end: Double) -> Double { end * odds / (1 - end + end * odds) }
    return ConfidenceInterval(from: moved(interval.low), to: moved(interval.high))
  }

  private mutating func addMoves(_ cells: PrecisionCells, _ rows: RankedRows) {
    let (foundMoves, wrongMoves) = cells.moves
    var holders = Set<Int32>()
    for row in rows.order.indices {
      let weight = rows.weights?[row] ?? 1
      if weight == 0 { continue }
      let (cell, unit) = (Int(cells.cellOfRow[row]), unitOfRow[row])
      moves[Int(unit)] += weight * (rows.isPositive[row] ? foundMoves[cell] : wrongMoves[cell])
      if holders.count < 2, rows.isPositive[row] { holders.insert(unit) }
    }
    // Of a single row nobody knows the error.
    if holders.count < 2 { isKnown = false }
  }

  private func exactDraws(_ cells: PrecisionCells, _ rows: RankedRows) -> [Double?] {
    let places = rows.order.filter { cells.cellOfRow[$0] < cells.count }
    let unit = places.map { Int(unitOfRow[$0]) }
    let weights = places.map { rows.weights?[$0] ?? 1 }
    let found = zip(places, weights).map { rows.isPositive[$0] ? $1 : 0 }
    let wrong = zip(places, weights).map { rows.isPositive[$0] ? 0 : $1 }
    let ends = places.indices.map {
      $0 + 1 == places.count || cells.cellOfRow[places[$0]] != cells.cellOfRow[places[$0 + 1]]
    }
    return parallelMap(Self.draws, threads: threads) { draw in
      let first = draw * units
      var (above, wrongAbove, here, sum) = (0.0, 0.0, 0.0, 0.0)
      for place in unit.indices {
        let copies = Double(copies[first + unit[place]])
        here += copies * found[place]
        wrongAbove += copies * wrong[place]
        guard ends[place] else { continue }
        above += here
        if here > 0 { sum += here * above / (above + wrongAbove) }
        here = 0
      }
      return above > 0 ? sum / above : nil
    }
  }

  private func roundedDraws(_ cells: PrecisionCells, _ rows: RankedRows) -> [Double?] {
    let (units, count) = (units, cells.count)
    let columns = 2 * count
    let weights = weightsByUnit(cells, rows)
    let batch = Self.batch
    let batches = parallelMap(Self.draws / batch, threads: threads) { number in
      let copies = copies[number * batch * units..<(number + 1) * batch * units].map { Float($0) }
      var sums = [Float](repeating: 0, count: batch * columns)
      var span = sums.mutableSpan
      multiply(
        copies.span, weights.span, into: &span, rows: batch, depth: units, columns: columns)
      return (0..<batch).map { draw -> Double? in
        var (above, wrongAbove, sum) = (0.0, 0.0, 0.0)
        for cell in draw * columns..<draw * columns + count {
          let here = Double(sums[cell])
          above += here
          wrongAbove += Double(sums[cell + count])
          if here > 0 { sum += here * above / (above + wrongAbove) }
        }
        return above > 0 ? sum / above : nil
      }
    }
    return Array(batches.joined())
  }

  /// Unit by unit the weights of the class in each cell, and then those of the others.
  private func weightsByUnit(_ cells: PrecisionCells, _ rows: RankedRows) -> [Float] {
    let count = cells.count
    var weights = [Float](repeating: 0, count: units * 2 * count)
    for row in rows.order.indices {
      let cell = Int(cells.cellOfRow[row])
      if cell == count { continue }
      let place = 2 * count * Int(unitOfRow[row]) + cell + (rows.isPositive[row] ? 0 : count)
      weights[place] += Float(rows.weights?[row] ?? 1)
    }
    return weights
  }
}

/// Where the precision of a ranking is taken: cells of rows from the highest score down, each of which ends below rows of
/// the class.
///
/// The average precision is Σ_c f_c·T_c/(T_c + X_c) / Σ_c f_c, f_c being the class's weight in cell c, T_c and X_c the
/// weights of the class and of the others down to its end.
struct PrecisionCells {
  /// The cell of every row; rows below the last of the class have no cell, and ``count`` in its place.
  let cellOfRow: [Int32]
  private let found, wrong: [Double]

  /// A cell for every score that a row of the class has, or so many that are about equally full.
  init(_ rows: RankedRows, most: Int?) {
    var step = 0.0
    if let most {
      for row in rows.order where rows.isPositive[row] { step += rows.weights?[row] ?? 1 }
      step /= Double(most)
    }
    var cellOfRow = [Int32](repeating: 0, count: rows.order.count)
    var (found, wrong): ([Double], [Double]) = ([], [])
    var (here, wrongHere, all, end) = (0.0, 0.0, 0.0, step)
    rows.forEachScore { places, foundHere, wrongOfScore in
      for place in places { cellOfRow[rows.order[place]] = Int32(found.count) }
      here += foundHere
      wrongHere += wrongOfScore
      all += foundHere
      // What rounding leaves of the last step must not open a cell of its own.
      guard foundHere > 0, all >= end * (1 - 1e-9) else { return }
      found.append(here)
      wrong.append(wrongHere)
      (here, wrongHere) = (0, 0)
      if step > 0 { end = step * ((all / step + 1e-9).rounded(.down) + 1) }
    }
    self.cellOfRow = cellOfRow
    self.found = found
    self.wrong = wrong
  }

  var count: Int { found.count }

  var averagePrecision: Double {
    var (above, wrongAbove, sum) = (0.0, 0.0, 0.0)
    for cell in found.indices {
      above += found[cell]
      wrongAbove += wrong[cell]
      sum += found[cell] * above / (above + wrongAbove)
    }
    return sum / above
  }

  /// The derivative of the average precision by the weight of a row of the class, and of another, in each cell, and in
  /// none.
  var moves: (found: [Double], wrong: [Double]) {
    let all = found.reduce(0, +)
    let value = averagePrecision
    var (ofFound, ofWrong) = (
      [Double](repeating: 0, count: count + 1), [Double](repeating: 0, count: count + 1)
    )
    var (above, wrongAbove) = (all, wrong.reduce(0, +))
    // Σ over the cells below, of f·X/(T + X)² and of f·T/(T + X)².
    var (raised, lowered) = (0.0, 0.0)
    for cell in found.indices.reversed() {
      let rows = above + wrongAbove
      raised += found[cell] * wrongAbove / (rows * rows)
      lowered += found[cell] * above / (rows * rows)
      ofFound[cell] = (above / rows + raised - value) / all
      ofWrong[cell] = -lowered / all
      above -= found[cell]
      wrongAbove -= wrong[cell]
    }
    return (ofFound, ofWrong)
  }
}
