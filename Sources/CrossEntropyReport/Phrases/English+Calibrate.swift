internal import CrossEntropyEvaluation
package import CrossEntropyWorkflows

extension English: CalibratePhrases {
  package func sentence(_ fault: CalibrateFault) -> String {
    switch fault {
    case .notACalibrator: "this file is no calibrator"
    case .damaged: "this calibrator is not as it was written: it is damaged, or was edited"
    case .newerVersion(let version, let known):
      "this calibrator is of version \(version), and versions up to \(known) are known"
    case .refused(nil, let refusal): "no calibrator is fitted: \(sentence(refusal))"
    case .refused(let method?, let refusal): "\(name(method)) is not fitted: \(sentence(refusal))"
    case .tooFewToCut(let folds): "a class is in too few groups to be cut into \(folds) folds"
    case .otherShares(let setting, let count, let classes):
      "\(settings(setting)) takes a share for each of \(listed(first: 8, of: classes)), got \(count)"
    case .otherColumns(let count, let columns):
      "the calibrator is for \(listed(first: 8, of: columns)), and \(plural(count, "column")) "
        + "\(count == 1 ? "is" : "are") named"
    case .badShare(let setting, let share):
      "\(settings(setting)) takes shares above 0, got \(board(share))"
    case .badSum(let setting, let sum):
      "\(settings(setting)) takes shares that sum to 1, and these sum to \(board(sum))"
    }
  }

  package func sentence(_ refusal: CalibrateFault.Refusal) -> String {
    switch refusal {
    case .tooFewRows(let rows, let least):
      "\(grouped(least)) rows are needed, and there are \(grouped(rows))"
    case .tooFewRowsOfClass(let name, let rows, let least):
      "\(grouped(least)) rows of every class are needed, and \(quoted(name)) has \(grouped(rows))"
    case .tooManyClasses(let count, let most):
      "it is for \(grouped(most)) classes at most, and there are \(grouped(count))"
    case .pointsAway: "the scores do not point at the truth"
    case .impossibleTruth(let lines, let count):
      "\(plural(count, "truth")) of probability 0 (line \(listed(lines.map { grouped($0) }, of: count))) "
        + "cannot be mended by it"
    }
  }

  package func name(_ method: CalibrateRequest.Method?) -> String {
    switch method {
    case nil: "none"
    case .temperature: "temperature"
    case .priorShift: "prior shift"
    case .scaleAndBias: "scale and bias"
    case .beta: "beta"
    case .vector: "vector"
    case .isotonic: "isotonic"
    }
  }

  package func calibrateLabel(_ fact: CalibrateFact) -> String {
    switch fact {
    case .asItIs: "as it is"
    case .method(let method): name(method)
    case .chosen: "calibrator"
    }
  }

  package func calibrated(
    _ logLoss: String, gain: String, shortfall: CalibrateShortfall?
  ) -> String {
    let why: String =
      switch shortfall {
      case nil: ""
      case .tooLittle: ": less than \(percent(CalibratorChoice.leastGain)) of the loss"
      case .inDoubt: ": not beyond doubt"
      }
    return "\(logLoss) nats, wins \(gain)" + why
  }

  package func chosen(
    _ method: CalibrateRequest.Method?, _ reason: CalibrateReason, temperature: String?
  ) -> String {
    let which = name(method) + (temperature.map { ", T = \($0)" } ?? "")
    switch reason {
    case .bestOfAll:
      return which
        + (method == nil
          ? ": no map wins beyond doubt and more than \(percent(CalibratorChoice.leastGain)) of the loss"
          : ": of all that are as good as the best, that of fewest parameters")
    case .asked: return which + ", as was asked for"
    case .shares: return which + ", by the shares that were given"
    }
  }

  package var gainIsSelected: String {
    "the gain of the calibrator was selected among several, and is a little too good"
  }

  package func applied(
    _ rows: Int, of path: String, _ method: CalibrateRequest.Method?, fittedTo origin: String,
    rows fitted: Int
  ) -> String {
    "\(plural(rows, "row")) of \(path) after \(name(method)), fitted to \(plural(fitted, "row")) of \(origin)"
  }

  package func clamped(raised: Int, lowered: Int) -> String {
    "double precision cannot tell some probabilities from 0 or 1: written as the smallest number above 0 are "
      + "\(grouped(raised)), as the largest below 1 \(grouped(lowered))"
  }
}
