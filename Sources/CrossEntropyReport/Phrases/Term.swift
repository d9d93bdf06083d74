internal import CrossEntropyEvaluation
internal import CrossEntropyLearning

/// A word of the subject: the head of a column, with a name and a meaning in the page's glossary.
///
/// The order is that of the glossary.
package enum Term: Sendable, Hashable, CaseIterable {
  case logLoss, nats, bits, outOfFold, skill, brierScore, accuracy, balancedAccuracy
  case rocAUC, averagePrecision
  case calibrationGain, pValue, calibrationError, classwiseError, calibrationNoise,
    calibrationExcess
  case asTrained, recalibrated
  case difference, theseFits, trainingAnew, interval, margin, foldsWon
  case recall, precision
  case learningSpeed, gradient
  case penalty, stepSize, searchFits, finalFits, optimizerSteps, epochs, seconds
}

extension ProbabilityReading {
  /// The reading as a term.
  var term: Term {
    switch self {
    case .asTrained: .asTrained
    case .recalibrated: .recalibrated
    }
  }
}

extension ModelKind {
  /// What a search tries values of, as a term.
  var searchedTerm: Term {
    switch searched {
    case .penalty: .penalty
    case .stepSize: .stepSize
    }
  }

  /// What a fit counts, as a term.
  var iterationTerm: Term {
    switch iteration {
    case .step: .optimizerSteps
    case .epoch: .epochs
    }
  }
}
