internal import RealModule

/// A loss that is a function f of the truth's probability alone: cross entropy and its rivals.
///
/// Under a soft target it is the mean of f over the target's classes, Σⱼ tⱼ f(pⱼ), so it is linear
/// in the target. It need not know whether softmax or sigmoid gives the probability.
protocol TruthLoss {
  /// f and its slope ∂f/∂log p.
  ///
  /// `complement` is 1 − p, taken from the other classes so that it keeps its digits near p = 1.
  func valueAndSlope(logProbability: Double, complement: Double) -> (value: Double, slope: Double)

  /// ∂²f/∂(log p)².
  func curvature(logProbability: Double, complement: Double) -> Double
}

/// Ends a program whose unit that gives no probability of the truth.
func checkProbability(of unit: OutputUnit) {
  require(
    unit == .softmax || unit == .sigmoid,
    "\(unit.rawValue) outputs have no probability of the truth")
}

/// Σⱼ tⱼ f(pⱼ) of a row of softmax or sigmoid outputs, and its gradient in place of the logits.
@inline(__always)
func formTruthGradient<S: LogitScalar>(
  _ row: inout MutableSpan<S>, target: borrowing TargetRow, unit: OutputUnit,
  of loss: some TruthLoss
) -> Double {
  if unit == .softmax { return formTruthGradient(&row, target: target, of: loss) }
  checkProbability(of: unit)
  return formSigmoidTruthGradient(&row, target: target, of: loss)
}

/// w·f(p_y) of a softmax row with label y, and its gradient in place of the logits.
///
/// ∂/∂zⱼ = w·f'·([j = y] − pⱼ) with f' = ∂f/∂log p.
@inline(__always)
func formTruthGradient<S: LogitScalar>(
  _ row: inout MutableSpan<S>, label: Int, weight: Double, of loss: some TruthLoss
) -> Double {
  let logit = row[label].arithmetic
  let softmax = SoftmaxRow(exponentiating: &row)
  let total = softmax.total
  // From the logit, since the stored exponential may be rounded to `Float`.
  let others = softmax.others(than: label, logit: logit)
  let (value, slope) = loss.valueAndSlope(
    logProbability: softmax.logProbability(logit), complement: others / total)
  let scale = -weight * slope / total
  for j in row.indices { row[j] = S(rounding: row[j].arithmetic * scale) }
  row[label] = S(rounding: -scale * others)
  return weight * value
}

/// Σⱼ tⱼ f(pⱼ) of a softmax row, and its gradient in place of the logits.
///
/// ∂/∂zⱼ = tⱼf'ⱼ − pⱼ Σₖ tₖf'ₖ. The exponentials are formed twice, since every class's own slope is
/// needed before the first logit may be overwritten.
@inline(__always)
func formTruthGradient<S: LogitScalar>(
  _ row: inout MutableSpan<S>, target: borrowing TargetRow, of loss: some TruthLoss
) -> Double {
  if target.isHard {
    return formTruthGradient(&row, label: target.label, weight: target.spike, of: loss)
  }
  let softmax = SoftmaxRow(reading: row)
  let total = softmax.total
  var sum = CompensatedSum()
  var slopeSum = CompensatedSum()
  for j in row.indices {
    let t = target[j]
    if t == 0 { continue }
    let point = softmax.truth(row[j].arithmetic, at: j, total: total, of: loss)
    sum.add(t * point.value)
    slopeSum.add(t * point.slope)
  }
  let slopes = slopeSum.value
  for j in row.indices {
    let z = row[j].arithmetic
    let t = target[j]
    let own = t == 0 ? 0 : t * softmax.truth(z, at: j, total: total, of: loss).slope
    row[j] = S(rounding: own - softmax.exponential(of: z) / total * slopes)
  }
  return sum.value
}

/// Σⱼ tⱼ f(σ(zⱼ)) + (mⱼ − tⱼ) f(σ(−zⱼ)) of sigmoid outputs, each part times its weight, and its gradient in place.
@inline(__always)
func formSigmoidTruthGradient<S: LogitScalar>(
  _ row: inout MutableSpan<S>, target: borrowing TargetRow, yesWeight: Double = 1,
  noWeight: Double = 1, of loss: some TruthLoss
) -> Double {
  var sum = CompensatedSum()
  for j in row.indices {
    let sigmoid = SigmoidOutput(row[j].arithmetic)
    let share = target[j]
    let (yes, no) = (yesWeight * share, noWeight * (target.mass(of: j) - share))
    var gradient = 0.0
    if yes != 0 {
      let f = loss.valueAndSlope(
        logProbability: sigmoid.logProbability, complement: sigmoid.complement)
      sum.add(yes * f.value)
      gradient += yes * f.slope * sigmoid.complement
    }
    if no != 0 {
      let f = loss.valueAndSlope(
        logProbability: sigmoid.logComplement, complement: sigmoid.probability)
      sum.add(no * f.value)
      gradient -= no * f.slope * sigmoid.probability
    }
    row[j] = S(rounding: gradient)
  }
  return sum.value
}

/// The diagonal of the Hessian of Σⱼ tⱼ f(pⱼ) of softmax or sigmoid outputs, in place of the logits.
@inline(__always)
func formTruthHessian<S: LogitScalar>(
  _ row: inout MutableSpan<S>, target: borrowing TargetRow, unit: OutputUnit,
  of loss: some TruthLoss
) {
  if unit == .softmax {
    formSoftmaxTruthHessian(&row, target: target, of: loss)
  } else {
    formSigmoidTruthHessian(&row, target: target, of: loss)
  }
}

/// w·(f''·([j = y] − pⱼ)² − f'·pⱼ(1 − pⱼ)) of label y, with slopes in log p.
@inline(__always)
private func formSoftmaxTruthHessian<S: LogitScalar>(
  _ row: inout MutableSpan<S>, label: Int, weight: Double, of loss: some TruthLoss
) {
  let logit = row[label].arithmetic
  let softmax = SoftmaxRow(keeping: &row)
  let total = softmax.total
  let slope = weight * softmax.truth(logit, at: label, total: total, of: loss).slope
  let curvature = weight * softmax.curvature(logit, at: label, total: total, of: loss)
  for j in row.indices {
    let (p, complement) = softmax.probability(ofKept: row[j], at: j)
    let residual = j == label ? complement : p
    row[j] = S(rounding: curvature * residual * residual - p * complement * slope)
  }
}

/// tⱼf''ⱼ(1 − pⱼ)² + pⱼ² Σ_{k≠j} tₖf''ₖ − pⱼ(1 − pⱼ) Σₖ tₖf'ₖ, with slopes in log p.
@inline(__always)
private func formSoftmaxTruthHessian<S: LogitScalar>(
  _ row: inout MutableSpan<S>, target: borrowing TargetRow, of loss: some TruthLoss
) {
  if target.isHard {
    formSoftmaxTruthHessian(&row, label: target.label, weight: target.spike, of: loss)
    return
  }
  let softmax = SoftmaxRow(reading: row)
  let total = softmax.total
  var slopeSum = CompensatedSum()
  var curvatureSum = CompensatedSum()
  for j in row.indices {
    let t = target[j]
    if t == 0 { continue }
    let z = row[j].arithmetic
    slopeSum.add(t * softmax.truth(z, at: j, total: total, of: loss).slope)
    curvatureSum.add(t * softmax.curvature(z, at: j, total: total, of: loss))
  }
  for j in row.indices {
    let t = target[j]
    let z = row[j].arithmetic
    let p = softmax.exponential(of: z) / total
    let complement = softmax.others(than: j, logit: z) / total
    let own = t == 0 ? 0 : t * softmax.curvature(z, at: j, total: total, of: loss)
    let others = curvatureSum.value - own
    row[j] = S(
      rounding: own * complement * complement + p * p * others - p * complement * slopeSum.value)
  }
}

@inline(__always)
func formSigmoidTruthHessian<S: LogitScalar>(
  _ row: inout MutableSpan<S>, target: borrowing TargetRow, yesWeight: Double = 1,
  noWeight: Double = 1, of loss: some TruthLoss
) {
  for j in row.indices {
    let sigmoid = SigmoidOutput(row[j].arithmetic)
    let (p, complement) = (sigmoid.probability, sigmoid.complement)
    let share = target[j]
    let (yes, no) = (yesWeight * share, noWeight * (target.mass(of: j) - share))
    var curvature = 0.0
    if yes != 0 {
      let log = sigmoid.logProbability
      let slope = loss.valueAndSlope(logProbability: log, complement: complement).slope
      curvature +=
        yes * complement
        * (complement * loss.curvature(logProbability: log, complement: complement) - p * slope)
    }
    if no != 0 {
      let log = sigmoid.logComplement
      let slope = loss.valueAndSlope(logProbability: log, complement: p).slope
      curvature +=
        no * p * (p * loss.curvature(logProbability: log, complement: p) - complement * slope)
    }
    row[j] = S(rounding: curvature)
  }
}

extension SoftmaxRow {
  /// f and its slope for the class of logit `z`.
  @inline(__always)
  fileprivate func truth(
    _ z: Double, at j: Int, total: Double, of loss: some TruthLoss
  ) -> (value: Double, slope: Double) {
    loss.valueAndSlope(
      logProbability: logProbability(z), complement: others(than: j, logit: z) / total)
  }

  /// The second derivative of f in log p for the class of logit `z`.
  @inline(__always)
  fileprivate func curvature(
    _ z: Double, at j: Int, total: Double, of loss: some TruthLoss
  ) -> Double {
    loss.curvature(
      logProbability: logProbability(z), complement: others(than: j, logit: z) / total)
  }
}
