internal import CrossEntropy

/// Numbers as they were given, with their place for an error: every check of numbers stands here.
struct GivenNumbers {
  let values: [Double]
  let place: WorkflowError.Place

  init(_ values: [Double], at place: WorkflowError.Place) {
    self.values = values
    self.place = place
  }

  /// A distribution, or shares that are divided by their sum on request.
  func distribution(normalized normalizes: Bool) throws(WorkflowError) -> [Double] {
    for (index, x) in values.enumerated() where !(x >= 0 && x.isFinite) {
      throw error(
        .notAProbability(index: index, value: x),
        x.isFinite ? [.giveAs(.logits)] : [.correct(.numbers)])
    }
    let sum = values.reduce(0, +)
    if normalizes {
      do throws(DistributionError) {
        return try CrossEntropy::probabilities(ofShares: values)
      } catch {
        // What is summed with care may overflow where the plain sum does not.
        guard case .noSum(let careful) = error else {
          throw self.error(.cannotNormalize(sum: sum), [.correct(.numbers)])
        }
        throw self.error(.cannotNormalize(sum: careful), [.correct(.numbers)])
      }
    }
    guard abs(sum - 1) <= 1e-6 else {
      throw error(.sum(sum), [.correct(.numbers), .set(.normalize)])
    }
    // Rounding may put one a little above 1.
    return values.map { min($0, 1) }
  }

  /// Probabilities, each by itself.
  func probabilities(else remedies: [WorkflowError.Remedy] = []) throws(WorkflowError) -> [Double] {
    for (index, x) in values.enumerated() where !(x >= 0 && x <= 1) {
      let isPercent = x > 1 && x <= 100
      throw error(
        .notAProbability(index: index, value: x),
        (isPercent ? [.dividePercent] : [.correct(.numbers)]) + remedies)
    }
    return values
  }

  /// Logits: numbers, or −∞ for a masked class.
  func logits() throws(WorkflowError) -> [Double] {
    if let index = values.firstIndex(of: .infinity) {
      throw error(.infiniteLogit(index: index), [.mask])
    }
    guard values.contains(where: \.isFinite) else { throw error(.everyClassMasked, [.unmask]) }
    return try finite { $0 == -.infinity }
  }

  /// Whole numbers of 0 or more, not all of them 0.
  func counts() throws(WorkflowError) -> [Int] {
    for (index, x) in values.enumerated() where !(x >= 0 && x == x.rounded()) {
      throw error(
        .notACount(index: index, value: x),
        x > 0 && x < 1 ? [.giveAs(.distribution)] : [.correct(.numbers)])
    }
    let greatest = 1e15
    for (index, x) in values.enumerated() where x > greatest {
      throw error(.tooGreatCount(index: index, value: x, most: greatest), [.correct(.numbers)])
    }
    let sum = values.reduce(0, +)
    guard sum > 0 else { throw error(.nothingCounted, [.correct(.numbers)]) }
    guard sum < 1e18 else { throw error(.tooManyCounted, [.correct(.numbers)]) }
    return values.map { Int($0) }
  }

  /// One weight of 0 or more per class.
  func classWeights(_ classes: Int) throws(WorkflowError) -> [Double] {
    guard values.count == classes else {
      throw error(
        .wrongCount(values.count, of: .class, expected: classes), [.onePer(.class)])
    }
    for (index, x) in values.enumerated() where x < 0 {
      throw error(.negativeWeight(index: index, value: x), [.correct(.numbers)])
    }
    let greatest = ExplainRequest.greatestFactor
    for (index, x) in values.enumerated() where x.isFinite && x > greatest {
      throw error(
        .tooGreatWeight(index: index, value: x, most: greatest), [.correct(.numbers)])
    }
    return try finite()
  }

  /// Finite numbers, and others that are allowed.
  func finite(or isAllowed: (Double) -> Bool = { _ in false }) throws(WorkflowError) -> [Double] {
    for (index, x) in values.enumerated() where !x.isFinite && !isAllowed(x) {
      throw error(.notFinite(index: index, value: x), [.correct(.numbers)])
    }
    return values
  }

  private func error(
    _ fault: NumberFault, _ remedies: [WorkflowError.Remedy]
  ) -> WorkflowError {
    WorkflowError(.numbers(fault), at: place, remedies: remedies)
  }
}
