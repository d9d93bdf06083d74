internal import RealModule

/// All measures of how often the outcomes of one variable were seen.
public struct CountMeasures: Sendable, Hashable, Codable {
  /// The unit of the entropies.
  public let unit: InformationUnit
  /// How often every outcome was seen.
  public let counts: [Int]
  /// Σ of the counts.
  public let total: Int
  /// How many outcomes were seen at all.
  public let outcomesSeen: Int
  /// The entropy of the shares.
  public let entropy: Double
  /// The same plus its average shortfall, (outcomes seen − 1)/2n nats.
  public let entropyMillerMadow: Double
  /// exp of the entropy of the shares.
  public let perplexity: Double

  enum CodingKeys: String, CodingKey {
    case unit, counts, total, entropy, perplexity
    case outcomesSeen = "outcomes_seen"
    case entropyMillerMadow = "entropy_miller_madow"
  }

  /// The measures of counts, 0 or more and not all 0.
  public init(
    ofCounts counts: [Int], in unit: InformationUnit = .nats
  ) throws(DistributionError) {
    self.unit = unit
    self.counts = counts
    total = try checkCounts(counts)
    outcomesSeen = counts.count { $0 > 0 }
    entropy = try CrossEntropy::entropy(ofCounts: counts, in: unit)
    entropyMillerMadow = try CrossEntropy::entropy(ofCounts: counts, by: .millerMadow, in: unit)
    perplexity = .exp(try CrossEntropy::entropy(ofCounts: counts))
  }

  /// The measures of a column whose row i has outcome `codes[i]`; a row below 0 is left out.
  ///
  /// There are 0 to 2³¹ − 1 outcomes, each of which is counted.
  public init(
    ofCodes codes: [Int32], outcomes: Int, in unit: InformationUnit = .nats
  ) throws(DistributionError) {
    try checkCodes(codes, outcomes: outcomes)
    var counts = [Int](repeating: 0, count: outcomes)
    for code in codes where code >= 0 { counts[Int(code)] += 1 }
    try self.init(ofCounts: counts, in: unit)
  }
}

/// All measures of two variables that were counted together: what one tells about the other.
///
/// The Miller–Madow estimates correct the bias of the shares, which makes unrelated variables look
/// related.
public struct JointMeasures: Sendable, Hashable, Codable {
  /// The unit of everything but `explainedShare` and `adjustedMutualInformation`.
  public let unit: InformationUnit
  /// How many rows were counted.
  public let total: Int
  /// H(X), of the variable in question.
  public let entropy: Double
  /// H(Y), of the one that is known.
  public let givenEntropy: Double
  /// H(X, Y).
  public let jointEntropy: Double
  /// H(X | Y), what is left of X once Y is known.
  public let conditionalEntropy: Double
  /// H(Y | X).
  public let reverseConditionalEntropy: Double
  /// I(X; Y), what Y tells about X.
  public let mutualInformation: Double
  /// I(X; Y) / H(X); nil where X has only one outcome.
  public let explainedShare: Double?
  /// H(X), Miller–Madow.
  public let entropyMillerMadow: Double
  /// H(X | Y), Miller–Madow.
  public let conditionalEntropyMillerMadow: Double
  /// I(X; Y), Miller–Madow; may be below 0.
  public let mutualInformationMillerMadow: Double
  /// What I(X; Y) would be on average if the same outcomes were paired at random.
  public let expectedMutualInformation: Double
  /// What I(X; Y) has beyond that, as a share of the most it could have: without a unit, nil where
  /// nothing can be told beyond chance.
  public let adjustedMutualInformation: Double?

  enum CodingKeys: String, CodingKey {
    case unit, total, entropy
    case givenEntropy = "given_entropy"
    case jointEntropy = "joint_entropy"
    case conditionalEntropy = "conditional_entropy"
    case reverseConditionalEntropy = "reverse_conditional_entropy"
    case mutualInformation = "mutual_information"
    case explainedShare = "explained_share"
    case entropyMillerMadow = "entropy_miller_madow"
    case conditionalEntropyMillerMadow = "conditional_entropy_miller_madow"
    case mutualInformationMillerMadow = "mutual_information_miller_madow"
    case expectedMutualInformation = "expected_mutual_information"
    case adjustedMutualInformation = "adjusted_mutual_information"
  }

  /// The measures of a table of counts, outcomes of X × outcomes of Y.
  public init(
    ofCounts joint: Matrix<Int>, in unit: InformationUnit = .nats
  ) throws(DistributionError) {
    total = try checkCounts(joint)
    let (asked, given) = sums(of: joint)
    self.unit = unit
    entropy = try CrossEntropy::entropy(ofCounts: asked, in: unit)
    givenEntropy = try CrossEntropy::entropy(ofCounts: given, in: unit)
    jointEntropy = try CrossEntropy::entropy(ofCounts: Array(joint.elements), in: unit)
    conditionalEntropy = try CrossEntropy::conditionalEntropy(
      ofCounts: joint, given: .columns, in: unit)
    reverseConditionalEntropy = try CrossEntropy::conditionalEntropy(
      ofCounts: joint, given: .rows, in: unit)
    mutualInformation = try CrossEntropy::mutualInformation(ofCounts: joint, in: unit)
    explainedShare = entropy > 0 ? mutualInformation / entropy : nil
    entropyMillerMadow = try CrossEntropy::entropy(ofCounts: asked, by: .millerMadow, in: unit)
    conditionalEntropyMillerMadow = try CrossEntropy::conditionalEntropy(
      ofCounts: joint, given: .columns, by: .millerMadow, in: unit)
    mutualInformationMillerMadow = try CrossEntropy::mutualInformation(
      ofCounts: joint, by: .millerMadow, in: unit)
    expectedMutualInformation = try CrossEntropy::expectedMutualInformation(
      ofCounts: asked, given, in: unit)
    adjustedMutualInformation = adjusted(
      mutualInformation, expected: expectedMutualInformation, entropies: (entropy, givenEntropy))
  }

  /// The measures of two columns, row by row; a row where either is below 0 is left out.
  ///
  /// There are 0 to 2³¹ − 1 pairs of outcomes, each of which is counted.
  public init(
    ofCodes codes: [Int32], outcomes: Int, given known: [Int32], outcomes knownOutcomes: Int,
    in unit: InformationUnit = .nats
  ) throws(DistributionError) {
    if codes.count != known.count {
      throw .count(of: .rows, expected: codes.count, got: known.count)
    }
    try checkCodes(codes, outcomes: outcomes)
    try checkCodes(known, outcomes: knownOutcomes)
    try checkOutcomes(outcomes * knownOutcomes)
    var joint = Matrix(rows: outcomes, columns: knownOutcomes, repeating: 0)
    for (x, y) in zip(codes, known) where x >= 0 && y >= 0 { joint[Int(x), Int(y)] += 1 }
    try self.init(ofCounts: joint, in: unit)
  }

  /// Writes nil as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(unit, forKey: .unit)
    try container.encode(total, forKey: .total)
    try container.encode(entropy, forKey: .entropy)
    try container.encode(givenEntropy, forKey: .givenEntropy)
    try container.encode(jointEntropy, forKey: .jointEntropy)
    try container.encode(conditionalEntropy, forKey: .conditionalEntropy)
    try container.encode(reverseConditionalEntropy, forKey: .reverseConditionalEntropy)
    try container.encode(mutualInformation, forKey: .mutualInformation)
    try container.encode(explainedShare, forKey: .explainedShare)
    try container.encode(entropyMillerMadow, forKey: .entropyMillerMadow)
    try container.encode(conditionalEntropyMillerMadow, forKey: .conditionalEntropyMillerMadow)
    try container.encode(mutualInformationMillerMadow, forKey: .mutualInformationMillerMadow)
    try container.encode(expectedMutualInformation, forKey: .expectedMutualInformation)
    try container.encode(adjustedMutualInformation, forKey: .adjustedMutualInformation)
  }
}

/// Throws for the first row whose outcome is none of so many, and for more than codes can tell apart.
private func checkCodes(_ codes: [Int32], outcomes: Int) throws(DistributionError) {
  require(outcomes >= 0, "outcomes must be 0 or more, got \(outcomes)")
  try checkOutcomes(outcomes)
  if let row = codes.firstIndex(where: { $0 >= outcomes }) {
    throw .codeOutOfRange(row: row, code: Int(codes[row]), outcomes: outcomes)
  }
}

private func checkOutcomes(_ outcomes: Int) throws(DistributionError) {
  if outcomes > Int(Int32.max) { throw .tooManyOutcomes(outcomes, most: Int(Int32.max)) }
}
