/// Throws unless these are the probabilities of one outcome or more, which sum to 1 within 1e-6.
func checkDistribution(_ p: [Double]) throws(DistributionError) {
  if p.isEmpty { throw .shape(.none(of: .outcomes)) }
  if let i = p.firstIndex(where: { !($0 >= 0) }) {
    throw .notAProbability(row: nil, outcome: i, value: p[i])
  }
  try checkSum(p.reduce(0, +))
}

/// The same for a table of two variables.
func checkDistribution(_ joint: Matrix<Double>) throws(DistributionError) {
  if joint.elements.isEmpty { throw .shape(.none(of: .outcomes)) }
  if let i = joint.elements.firstIndex(where: { !($0 >= 0) }) {
    throw .notAProbability(
      row: i / joint.columns, outcome: i % joint.columns, value: joint.elements[i])
  }
  try checkSum(joint.elements.reduce(0, +))
}

/// Throws unless these are two distributions of the same outcomes.
func checkPair(_ p: [Double], _ q: [Double]) throws(DistributionError) {
  if p.count != q.count { throw .count(of: .outcomes, expected: p.count, got: q.count) }
  try checkDistribution(p)
  try checkDistribution(q)
}

/// Throws for the first number that is not from 0 to 1; their sum may be any.
func checkProbabilities(_ x: [Double]) throws(DistributionError) {
  if let i = x.firstIndex(where: { !($0 >= 0 && $0 <= 1) }) {
    throw .notAProbability(row: nil, outcome: i, value: x[i])
  }
}

/// Throws for the first number below 0.
func checkNotNegative(_ x: [Double]) throws(DistributionError) {
  if let i = x.firstIndex(where: { !($0 >= 0) }) { throw .negative(outcome: i, value: x[i]) }
}

/// Throws unless these are counts of 0 or more, not all 0; the total.
@discardableResult
func checkCounts(_ counts: [Int]) throws(DistributionError) -> Int {
  try total(of: counts) { (nil, $0) }
}

/// The same for a table of two variables.
@discardableResult
func checkCounts(_ joint: Matrix<Int>) throws(DistributionError) -> Int {
  try total(of: joint.elements) { ($0 / joint.columns, $0 % joint.columns) }
}

private func total(
  of counts: some Sequence<Int>, place: (Int) -> (row: Int?, outcome: Int)
) throws(DistributionError) -> Int {
  var total = 0
  for (i, count) in counts.enumerated() {
    if count < 0 {
      throw .negativeCount(row: place(i).row, outcome: place(i).outcome, count: count)
    }
    let (sum, overflow) = total.addingReportingOverflow(count)
    if overflow { throw .tooManyCounted }
    total = sum
  }
  if total == 0 { throw .nothingCounted }
  return total
}

private func checkSum(_ sum: Double) throws(DistributionError) {
  if !(abs(sum - 1) <= 1e-6) { throw .sumNotOne(sum) }
}
