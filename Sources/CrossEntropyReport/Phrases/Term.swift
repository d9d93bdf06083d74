/// A word of the subject that a table has as its head and the glossary explains.
package enum Term: Sendable, Hashable, CaseIterable {
  case logLoss, nats, bits, skill, brierScore, accuracy, balancedAccuracy
  case calibrationError, calibrationNoise
  case difference, theseFits, trainingAnew, foldsWon
  case asTrained, recalibrated
  case penalty, stepSize, searchFits, finalFits, optimizerSteps, epochs, seconds
  case outOfFold, interval, detectableDifference, pValue, recall, precision, gradient, learningSpeed
}
