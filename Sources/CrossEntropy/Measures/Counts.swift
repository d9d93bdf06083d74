/// How to estimate an entropy from the counts of the outcomes.
public enum EntropyEstimator: String, Sendable, Codable, CaseIterable {
  /// The entropy of the shares nᵢ/n, the maximum likelihood estimate; on average too low, by about
  /// (m − 1)/2n nats for m outcomes.
  case plugIn
  /// The plug-in estimate plus (m − 1)/2n, m being the number of outcomes seen.
  case millerMadow
}

/// Ĥ = −Σᵢ (nᵢ/n) log(nᵢ/n), the entropy of what was counted.
///
/// - Shape: one count per outcome, 0 or more, not all 0.
/// - Unit: `unit`; nats by default.
/// - Edges: outcomes that were not seen add nothing, nor to `millerMadow`'s m.
/// - Error: 4 ulp, enforced by `CountsTests.vectors`.
/// - Source: Miller 1955, "Note on the bias of information estimates".
public func entropy(
  ofCounts counts: [Int], by estimator: EntropyEstimator = .plugIn, in unit: InformationUnit = .nats
) throws(DistributionError) -> Double {
  try checkCounts(counts)
  // H(X) is what is left of X once a variable of one outcome is known.
  return try conditionalEntropy(
    ofCounts: Matrix(row: counts), given: .rows, by: estimator, in: unit)
}

/// Ĥ(Y | X), what is left to learn of one variable of a table of counts once the other is known.
///
/// - Shape: outcomes of X × outcomes of Y, counts of 0 or more, not all 0. `known` is the variable
///   that is given: X is the rows.
/// - Unit: `unit`; nats by default.
/// - Edges: outcomes that were not seen add nothing.
/// - Error: 8 ulp, enforced by `CountsTests.vectors`.
/// - Source: Miller 1955; the correction is that of H(X, Y) less that of H(X).
public func conditionalEntropy(
  ofCounts joint: Matrix<Int>, given known: JointVariable, by estimator: EntropyEstimator = .plugIn,
  in unit: InformationUnit = .nats
) throws(DistributionError) -> Double {
  let (table, margins) = try measured(joint)
  var nats = margins.conditionalEntropy(table, given: known)
  if estimator == .millerMadow {
    let seen = known == .rows ? outcomes(margins.rows) : outcomes(margins.columns)
    nats += (outcomes(table.elements) - seen) / (2 * margins.total)
  }
  return nats * unit.perNat
}

/// Î(X; Y), what one variable of a table of counts tells about the other.
///
/// The plug-in estimate is on average too high, above 0 even where X and Y are independent; the
/// Miller–Madow one subtracts (m_xy − m_x − m_y + 1)/2n where that is above 0, and may fall below 0. With
/// few rows per pair of outcomes even that is too high: see ``adjustedMutualInformation(ofCounts:)``.
///
/// - Shape: outcomes of X × outcomes of Y, counts of 0 or more, not all 0.
/// - Unit: `unit`; nats by default.
/// - Edges: outcomes that were not seen add nothing.
/// - Error: 8 ulp of Σ|terms|, enforced by `CountsTests.vectors`.
/// - Source: Miller 1955, "Note on the bias of information estimates".
public func mutualInformation(
  ofCounts joint: Matrix<Int>, by estimator: EntropyEstimator = .plugIn,
  in unit: InformationUnit = .nats
) throws(DistributionError) -> Double {
  let (table, margins) = try measured(joint)
  var nats = margins.mutualInformation(table)
  if estimator == .millerMadow {
    let bias =
      outcomes(table.elements) - outcomes(margins.rows) - outcomes(margins.columns) + 1
    nats -= max(0, bias) / (2 * margins.total)
  }
  return nats * unit.perNat
}

private func measured(
  _ joint: Matrix<Int>
) throws(DistributionError) -> (table: Matrix<Double>, margins: Margins) {
  try checkCounts(joint)
  let table = Matrix(
    rows: joint.rows, columns: joint.columns,
    fitting: ContiguousArray(joint.elements.map { Double($0) }))
  return (table, Margins(of: table))
}

/// How many outcomes were seen.
private func outcomes(_ counts: some Sequence<Double>) -> Double {
  counts.reduce(0) { $1 > 0 ? $0 + 1 : $0 }
}
