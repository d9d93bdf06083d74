internal import CrossEntropy

/// What one block adds up over rows.
struct CurvatureSums: Sendable {
  /// The lower half of numbers and ones with each other.
  var dense: ContiguousArray<Double>
  /// The lower half of coupled levels with what comes before.
  var coupled: ContiguousArray<Double>
  /// Eliminated levels with coupled features.
  var couplings: ContiguousArray<Double>
  /// The diagonal of all levels, and of the sparse numbers.
  var diagonal: ContiguousArray<Double>

  init(_ plan: CurvaturePlan) {
    dense = zeros(plan.dense * plan.dense)
    coupled = zeros(plan.coupled > plan.dense ? plan.coupled * plan.coupled : 0)
    couplings = zeros(plan.eliminated.count * plan.coupled)
    diagonal = zeros(plan.levels + plan.sparse)
  }

  mutating func add(_ other: CurvatureSums) {
    for i in dense.indices { dense[i] += other.dense[i] }
    for i in coupled.indices { coupled[i] += other.coupled[i] }
    for i in couplings.indices { couplings[i] += other.couplings[i] }
    for i in diagonal.indices { diagonal[i] += other.diagonal[i] }
  }

  /// Adds rows with their curvatures.
  mutating func add(
    _ rows: inout CurvatureRows, _ x: Span<Double>, _ codes: Span<Int32>, curvatures: Span<Double>,
    _ ranges: [Range<Int>], _ plan: CurvaturePlan
  ) {
    rows.addProduct(curvatures, to: &dense)
    if ranges.isEmpty { return }
    addLevels(
      codes, x, curvatures, ranges, plan, coupled: &coupled, couplings: &couplings,
      diagonal: &diagonal)
  }
}

extension CurvatureSums {
  /// Adds rows' sparse numbers with their curvatures.
  fileprivate mutating func addSquares(
    _ design: DesignMatrix, of rows: Range<Int>, _ curvatures: Span<Double>
  ) {
    let levels = diagonal.count - design.sparse.width
    var all = diagonal.mutableSpan
    var own = all._mutatingExtracting(levels..<all.count)
    design.sparse.addSquares(of: rows, curvatures, less: design.centres, to: &own)
  }
}

/// Adds what rows' levels have in common with what comes before them.
private func addLevels(
  _ codes: Span<Int32>, _ x: Span<Double>, _ curvatures: Span<Double>, _ ranges: [Range<Int>],
  _ plan: CurvaturePlan, coupled: inout ContiguousArray<Double>,
  couplings: inout ContiguousArray<Double>, diagonal: inout ContiguousArray<Double>
) {
  let (d, q, k) = (plan.dense, plan.coupled, ranges.count)
  var b = coupled.mutableSpan
  var c = couplings.mutableSpan
  var e = diagonal.mutableSpan
  // The coupled levels of a row, as places in the block.
  var places = ContiguousArray<Int>()
  places.reserveCapacity(k)
  for i in curvatures.indices {
    let h = curvatures[i]
    if h == 0 { continue }
    let row = x.extracting(i * d..<(i + 1) * d)
    places.removeAll(keepingCapacity: true)
    var own = -1
    for category in 0..<k {
      let code = Int(codes[i * k + category])
      if code < 0 { continue }
      e[code] += h
      switch plan.roles[category] {
      case .coupled(let start): places.append(start + code - ranges[category].lowerBound)
      case .eliminated: own = code - plan.eliminated.lowerBound
      case .alone: break
      }
    }
    for place in places {
      var to = b._mutatingExtracting(place * q..<place * q + place + 1)
      for j in 0..<d { to[j] += h * row[j] }
      for other in places where other <= place { to[other] += h }
    }
    if own >= 0 {
      var to = c._mutatingExtracting(own * q..<(own + 1) * q)
      for j in 0..<d { to[j] += h * row[j] }
      for place in places { to[place] += h }
    }
  }
}

/// The sums of some blocks of rows; `scales` are the greatest magnitudes of their numbers and ones.
func curvatureSums(
  _ rows: LinearRows, blocks: Range<Int>, _ second: Objective, _ plan: CurvaturePlan,
  scales: ContiguousArray<Double>, at point: ContiguousArray<Double>
) -> [CurvatureSums] {
  let (d, outputs, levels) = (plan.dense, rows.outputs, rows.design.levels)
  var sums = (0..<plan.blocks).map { _ in CurvatureSums(plan) }
  var curvatures = zeros(rows.block * outputs)
  var one = zeros(rows.block)
  var products = CurvatureRows(
    scales: scales, most: rows.block, haveLevels: levels.categories > 0)
  let shift = rows.shift(at: point)
  for index in blocks {
    let some = rows.rows(ofBlock: index)
    rows.formSlopes(&curvatures, second, of: some, at: point, shift: shift)
    let x = rows.design.matrix.elements.span.extracting(
      some.lowerBound * d..<some.upperBound * d)
    let codes = levels.codes.span.extracting(levels.places(of: some))
    products.take(x)
    for block in sums.indices {
      for i in 0..<some.count {
        if plan.blocks == outputs {
          one[i] = abs(curvatures[i * outputs + block])
        } else {
          var sum = 0.0
          for j in 0..<outputs { sum += abs(curvatures[i * outputs + j]) }
          one[i] = sum / Double(outputs)
        }
      }
      sums[block].add(
        &products, x, codes, curvatures: one.span.extracting(0..<some.count), levels.ranges, plan)
      sums[block].addSquares(rows.design, of: some, one.span)
    }
  }
  return sums
}

func zeros(_ count: Int) -> ContiguousArray<Double> {
  ContiguousArray(repeating: 0, count: count)
}
