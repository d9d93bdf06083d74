internal import RealModule

/// One of the two variables of a joint table.
public enum JointVariable: String, Sendable, Codable, CaseIterable {
  /// The variable whose outcomes are the rows.
  case rows
  /// The variable whose outcomes are the columns.
  case columns
}

/// I(X; Y) = Σ pᵢⱼ log(pᵢⱼ / (pᵢ pⱼ)), what one variable of a joint table tells about the other.
///
/// It is D(joint ‖ product of the margins) = H(Y) − H(Y | X), symmetric, and 0 where X and Y are
/// independent.
///
/// - Shape: outcomes of X × outcomes of Y; all probabilities sum to 1 (within 1e-6; they are then
///   normalised).
/// - Unit: `unit`; nats by default.
/// - Edges: 0·log 0 = 0; empty rows and columns add 0.
/// - Error: 8 ulp of Σ|terms| plus 10⁻³¹, and never below 0; enforced by
///   `MutualInformationTests.vectors`.
/// - Source: Shannon 1948, "A mathematical theory of communication".
public func mutualInformation(
  of joint: Matrix<Double>, in unit: InformationUnit = .nats
) throws(DistributionError) -> Double {
  try checkDistribution(joint)
  return Margins(of: joint).mutualInformation(joint) * unit.perNat
}

/// H(Y | X) = −Σ pᵢⱼ log(pᵢⱼ / pᵢ), what is left to learn of one variable once the other is known.
///
/// - Shape: outcomes of X × outcomes of Y; all probabilities sum to 1 (within 1e-6; they are then
///   normalised). `known` is the variable that is given: X is the rows.
/// - Unit: `unit`; nats by default.
/// - Edges: 0·log 0 = 0; 0 where the known variable decides the other.
/// - Error: 8 ulp, enforced by `MutualInformationTests.vectors`.
/// - Source: Shannon 1948, "A mathematical theory of communication".
public func conditionalEntropy(
  of joint: Matrix<Double>, given known: JointVariable, in unit: InformationUnit = .nats
) throws(DistributionError) -> Double {
  try checkDistribution(joint)
  return Margins(of: joint).conditionalEntropy(joint, given: known) * unit.perNat
}

/// The sums of a table of shares or counts; they need not add up to 1.
struct Margins {
  private(set) var rows: [Double]
  private(set) var columns: [Double]
  private(set) var total: Double

  init(of joint: Matrix<Double>) {
    var rowSums = [CompensatedSum](repeating: CompensatedSum(), count: joint.rows)
    var columnSums = [CompensatedSum](repeating: CompensatedSum(), count: joint.columns)
    var sum = CompensatedSum()
    for i in 0..<joint.rows {
      for j in 0..<joint.columns {
        rowSums[i].add(joint[i, j])
        columnSums[j].add(joint[i, j])
        sum.add(joint[i, j])
      }
    }
    rows = rowSums.map(\.value)
    columns = columnSums.map(\.value)
    total = sum.value
  }

  func mutualInformation(_ joint: Matrix<Double>) -> Double {
    var sum = CompensatedSum()
    for i in 0..<joint.rows where rows[i] > 0 {
      for j in 0..<joint.columns {
        let p = joint[i, j]
        let share = columns[j] / total
        let product = rows[i] * share
        if p == 0 || product >= .leastNormalMagnitude {
          sum.add(divergenceTerm(p, product))
        } else {
          // The margins' product underflows; their ratios to p do not.
          sum.add(p * (.log(p / rows[i]) - .log(share)) - p)
        }
      }
    }
    return sum.value / total
  }

  func conditionalEntropy(_ joint: Matrix<Double>, given known: JointVariable) -> Double {
    var sum = CompensatedSum()
    for i in 0..<joint.rows {
      for j in 0..<joint.columns where joint[i, j] > 0 {
        let p = joint[i, j]
        let margin = known == .rows ? rows[i] : columns[j]
        if p <= 0.5 * margin {
          sum.add(-p * .log(p / margin))
        } else {
          // log(p / margin) near 1, from the others.
          sum.add(p * .log(onePlus: others(than: i, j, in: joint, given: known) / p))
        }
      }
    }
    return sum.value / total
  }

  private func others(
    than i: Int, _ j: Int, in joint: Matrix<Double>, given known: JointVariable
  ) -> Double {
    var sum = CompensatedSum()
    switch known {
    case .rows: for k in 0..<joint.columns where k != j { sum.add(joint[i, k]) }
    case .columns: for k in 0..<joint.rows where k != i { sum.add(joint[k, j]) }
    }
    return sum.value
  }
}
