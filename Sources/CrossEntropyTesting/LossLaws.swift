public import CrossEntropy

/// The laws that a loss breaks, each with the first row that showed it; none where it keeps them all.
///
/// It is meant for a test of your own: `#expect(try brokenLaws(of: MyLoss()).isEmpty)`. The laws are those
/// of ``BrokenLaw/Law``; values and gradients are asked for through `Objective`, with labels and dense
/// targets, with class weights and smoothing where the loss takes them. Rows are random, and the same for the
/// same seed. Derivatives are compared with central differences within 1e-7 of the larger of 1 and the
/// number itself; next to a kink with those of a hundredth of the width.
///
/// `outputs` are the numbers of outputs to try; nil is 2, 3 and 17 where the outputs of a row are one
/// distribution, else 1 and 3. Throws where an objective refuses such rows.
public func brokenLaws(
  of loss: some Loss, outputs: [Int]? = nil, seed: UInt64 = 0
) throws(TargetError) -> [BrokenLaw] {
  var broken: [BrokenLaw.Law: BrokenLaw] = [:]
  for count in outputs ?? (loss.targetKind == .distribution ? [2, 3, 17] : [1, 3]) {
    for round in 0..<3 as Range<UInt64> {
      var rows = LawRows(loss, outputs: count, seed: seed &* 1000 &+ round)
      try checkDerivatives(&rows, &broken)
      checkLinearity(of: loss, &rows, &broken)
      try checkLabels(&rows, &broken)
      try checkMasks(&rows, &broken)
      try checkExtremes(&rows, &broken)
      try checkPlaces(&rows, &broken)
      try checkPrecision(&rows, &broken)
    }
  }
  return BrokenLaw.Law.allCases.compactMap { broken[$0] }
}

private typealias Broken = [BrokenLaw.Law: BrokenLaw]

private func checkDerivatives(
  _ rows: inout LawRows, _ broken: inout Broken
) throws(TargetError) {
  let z = rows.logits()
  for (objective, target) in try rows.cases() {
    let (value, gradient) = try objective.form(z, target)
    if !value.isFinite { continue }
    for j in z.indices {
      let slope = try derivative(at: z, along: j, near: gradient[j]) { (z) throws(TargetError) in
        try objective.form(z, target).value
      }
      if slope.isFinite { rows.note(.gradient, z, target, j, gradient[j], slope, &broken) }
    }
    let diagonal = try objective.diagonal(z, target)
    for j in z.indices {
      guard let diagonal else { break }
      let slope = try derivative(at: z, along: j, near: diagonal[j]) { (z) throws(TargetError) in
        try objective.form(z, target).gradient[j]
      }
      if slope.isFinite { rows.note(.hessian, z, target, j, diagonal[j], slope, &broken) }
    }
    if diagonal == nil {
      let after = rows.rowAfterHessian(z)
      for j in z.indices { rows.note(.hessian, z, target, j, after[j], z[j], &broken) }
    }
  }
}

private func checkLinearity(
  of loss: some Loss, _ rows: inout LawRows, _ broken: inout Broken
) {
  let (z, t, u) = (rows.logits(), rows.dense(), rows.dense())
  let (a, b) = (0.75, 2.5)
  let one = rows.form(z, target: t, mass: 1)
  let other = rows.form(z, target: u, mass: 1)
  let both = zip(t, u).map { a * $0 + b * $1 }
  let sum = rows.form(z, target: both, mass: a + b)
  let expected =
    [a * one.value + b * other.value]
    + zip(one.gradient, other.gradient).map { a * $0 + b * $1 }
  let got = [sum.value] + sum.gradient
  let wrong = zip(got, expected).enumerated().first { !isClose($1.0, $1.1, 1e-10) }
  if (wrong == nil) == type(of: loss).isLinearInTarget { return }
  let place = wrong?.offset ?? 0
  rows.add(
    .linearity, z,
    "target \(both) of mass \(a + b), isLinearInTarget "
      + "\(type(of: loss).isLinearInTarget)", place == 0 ? nil : place - 1, got[place],
    expected[place], &broken)
}

private func checkLabels(
  _ rows: inout LawRows, _ broken: inout Broken
) throws(TargetError) {
  let z = rows.logits()
  let label = rows.label()
  for objective in try rows.objectives(dense: true) {
    let expected = try objective.form(z, .label(label))
    let target = LawTarget.dense(rows.oneHot(label))
    let got = try objective.form(z, target)
    rows.note(.labels, z, target, nil, got.value, expected.value, &broken)
    for j in z.indices {
      rows.note(.labels, z, target, j, got.gradient[j], expected.gradient[j], &broken)
    }
  }
}

private func checkMasks(
  _ rows: inout LawRows, _ broken: inout Broken
) throws(TargetError) {
  guard rows.loss.outputUnit == .softmax, rows.outputs > 1 else { return }
  var z = rows.logits()
  let label = rows.label()
  let masked = (label + 1) % rows.outputs
  z[masked] = -.infinity
  var dense = rows.dense()
  dense[label] += dense[masked]
  dense[masked] = 0
  for target in [LawTarget.label(label), .dense(dense)] {
    let (value, gradient) = try Objective(rows.loss).form(z, target)
    if value.isNaN { rows.add(.masks, z, "\(target)", nil, value, nil, &broken) }
    for j in z.indices {
      let isWrong =
        gradient[j].isNaN
        || value.isFinite && (j == masked ? gradient[j] != 0 : !gradient[j].isFinite)
      if isWrong {
        rows.add(.masks, z, "\(target)", j, gradient[j], j == masked ? 0 : nil, &broken)
      }
    }
  }
}

private func checkExtremes(
  _ rows: inout LawRows, _ broken: inout Broken
) throws(TargetError) {
  for size in [0, 40, 800, 1e4] {
    for shift in 0..<3 {
      let z = (0..<rows.outputs).map { size * Double(($0 + shift) % 3 - 1) }
      for target in [LawTarget.label(rows.label()), .dense(rows.dense())] {
        let (value, gradient) = try Objective(rows.loss).form(z, target)
        if value.isNaN { rows.add(.finiteLogits, z, "\(target)", nil, value, nil, &broken) }
        for j in z.indices where gradient[j].isNaN {
          rows.add(.finiteLogits, z, "\(target)", j, gradient[j], nil, &broken)
        }
      }
    }
  }
  var z = rows.logits()
  let label = rows.label()
  z[rows.outputs == 1 ? 0 : label] = .nan
  for target in [LawTarget.label(label), .dense(rows.dense())] {
    let value = try Objective(rows.loss).form(z, target).value
    if !value.isNaN { rows.add(.notANumber, z, "\(target)", nil, value, .nan, &broken) }
  }
}

private func checkPlaces(
  _ rows: inout LawRows, _ broken: inout Broken
) throws(TargetError) {
  let z = ContiguousArray(rows.logits())
  let label = rows.label()
  let labels: ContiguousArray = [Int32(label)]
  let objective = Objective(rows.loss)
  let (value, gradient) = try objective.form(Array(z), .label(label))
  var inPlace = z
  var beside = ContiguousArray(repeating: 0.0, count: z.count)
  var values = [try objective.value(logits: z.matrix, labels: labels).sum]
  do {
    var row = inPlace.mutableSpan
    values.append(
      try objective.formGradient(&row, outputs: rows.outputs, labels: labels.span).sum)
    var room = beside.mutableSpan
    values.append(
      try objective.formGradient(
        of: z.span, into: &room, outputs: rows.outputs, labels: labels.span
      ).sum)
  }
  func differ(_ a: Double, _ b: Double) -> Bool { a != b && !(a.isNaN && b.isNaN) }
  for other in values where differ(other, value) {
    rows.add(.inPlace, Array(z), "label \(label)", nil, other, value, &broken)
  }
  for j in z.indices {
    for other in [inPlace[j], beside[j]] where differ(other, gradient[j]) {
      rows.add(.inPlace, Array(z), "label \(label)", j, other, gradient[j], &broken)
    }
  }
}

private func checkPrecision(
  _ rows: inout LawRows, _ broken: inout Broken
) throws(TargetError) {
  let z = rows.logits().map { Float($0) }
  for (objective, target) in try rows.cases() {
    let narrow = try objective.form(z, target)
    let wide = try objective.form(z.map { Double($0) }, target)
    let logits = z.map { Double($0) }
    rows.note(.precision, logits, target, nil, narrow.value, wide.value, within: 1e-5, &broken)
    for j in z.indices {
      rows.note(
        .precision, logits, target, j, narrow.gradient[j], wide.gradient[j], within: 1e-5,
        &broken)
    }
  }
}
