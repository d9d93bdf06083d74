/// Where logits are read, and where what is formed of them is written: the gradient in the same place, another, or
/// nowhere, and the losses of rows and elements where they are asked for.
///
/// All hold what rows × outputs logits need, as `Objective` has checked, for as long as the call that made the place
/// lasts; every block of rows has its own part.
@safe
struct RowPlace<S: LogitScalar>: @unchecked Sendable {
  var logits: UnsafePointer<S>?
  var gradient: UnsafeMutablePointer<S>?
  var rowLosses: UnsafeMutablePointer<Double>?
  var elementLosses: UnsafeMutablePointer<Double>?

  var hasNoGradient: Bool { unsafe gradient == nil }
  var hasElementLosses: Bool { unsafe elementLosses != nil }

  /// The part of some rows.
  @inline(__always)
  func part(_ rows: Range<Int>, outputs: Int) -> Self {
    let (row, element) = (rows.lowerBound, rows.lowerBound * outputs)
    return unsafe Self(
      logits: logits.map { unsafe $0 + element }, gradient: gradient.map { unsafe $0 + element },
      rowLosses: rowLosses.map { unsafe $0 + row },
      elementLosses: elementLosses.map { unsafe $0 + element })
  }

  /// Row `i` of so many outputs: its logits, where its gradient belongs, or in `own` where there is none.
  @inline(__always)
  @_lifetime(&own)
  func row(_ i: Int, outputs: Int, own: inout ContiguousArray<S>) -> MutableSpan<S> {
    guard let logits = unsafe logits else { return own.mutableSpan }
    let from = unsafe UnsafeBufferPointer(start: logits + i * outputs, count: outputs)
    if let gradient = unsafe gradient {
      let to = unsafe UnsafeMutableBufferPointer(start: gradient + i * outputs, count: outputs)
      if unsafe UnsafePointer(gradient) != logits {
        _ = unsafe to.update(fromContentsOf: from)
      }
      return unsafe _overrideLifetime(to.mutableSpan, mutating: &own)
    }
    own.removeAll(keepingCapacity: true)
    unsafe own.append(contentsOf: from)
    return own.mutableSpan
  }

  /// The place of rows whose masked logits are −∞, where the gradient belongs, or in `copy` where there is none.
  func masked<T: LogitScalar>(
    _ batch: borrowing RowBatch<T>, outputs: Int, _ copy: inout ContiguousArray<S>
  ) -> Self {
    var place = self
    guard let logits = unsafe logits else { return self }
    let count = batch.rows * outputs
    func fill(_ to: UnsafeMutablePointer<S>) {
      let nothing = S(rounding: -.infinity)
      for i in 0..<batch.rows {
        for j in 0..<outputs {
          let isMasked = batch.isMasked(i, j, outputs: outputs)
          unsafe to[i * outputs + j] = isMasked ? nothing : logits[i * outputs + j]
        }
      }
    }
    if let gradient = unsafe gradient {
      unsafe fill(gradient)
      unsafe place.logits = UnsafePointer(gradient)
    } else {
      copy = ContiguousArray(repeating: S(rounding: 0), count: count)
      // The array is the caller's alone, and outlives the block.
      unsafe copy.withUnsafeMutableBufferPointer {
        guard let start = $0.baseAddress else { return }
        unsafe fill(start)
        unsafe place.logits = UnsafePointer(start)
      }
    }
    return place
  }

  /// Row `i` in double precision.
  func widen(_ i: Int, outputs: Int, into room: inout ContiguousArray<Double>) {
    guard let logits = unsafe logits else { return }
    CrossEntropy.widen(
      unsafe UnsafeBufferPointer(start: logits + i * outputs, count: outputs).span, into: &room)
  }

  /// Adds `factor` times some slopes to the gradient of row `i`.
  @inline(__always)
  func add(_ slopes: ContiguousArray<Double>, times factor: Double, to i: Int, outputs: Int) {
    guard let gradient = unsafe gradient, factor != 0 else { return }
    let row = unsafe gradient + i * outputs
    unsafe slopes.withUnsafeBufferPointer { slopes in
      for j in 0..<min(outputs, slopes.count) {
        unsafe row[j] = S(rounding: row[j].arithmetic + factor * slopes[j])
      }
    }
  }

  /// The gradient and the losses of a row that costs nothing.
  @inline(__always)
  func clear(_ i: Int, outputs: Int) {
    for k in i * outputs..<(i + 1) * outputs { clearElement(k) }
  }

  mutating func forgetGradient() { unsafe gradient = nil }

  /// The gradient of a mean over nothing.
  func clearGradient(_ i: Int, outputs: Int) {
    for k in i * outputs..<(i + 1) * outputs { unsafe gradient?[k] = S(rounding: 0) }
  }

  @inline(__always)
  func clearElement(_ k: Int) {
    unsafe gradient?[k] = S(rounding: 0)
    unsafe elementLosses?[k] = 0
  }

  @inline(__always)
  func setRowLoss(_ i: Int, _ value: Double) { unsafe rowLosses?[i] = value }

  @inline(__always)
  func rowLoss(_ i: Int) -> Double { unsafe rowLosses?[i] ?? 0 }

  @inline(__always)
  func setElementLoss(_ k: Int, _ value: Double) { unsafe elementLosses?[k] = value }
}

extension RowPlace {
  /// A place whose gradient takes that of the logits.
  @inline(__always)
  static func inPlace<Total>(
    _ logits: inout MutableSpan<S>, rowLosses: inout MutableSpan<Double>,
    _ body: (Self) throws(TargetError) -> Total
  ) throws(TargetError) -> Total {
    try unsafe logits.withUnsafeMutableBufferPointer { (z) throws(TargetError) in
      try unsafe rowLosses.withUnsafeMutableBufferPointer { (rows) throws(TargetError) in
        try unsafe body(
          Self(
            logits: UnsafePointer(z.baseAddress), gradient: z.baseAddress,
            rowLosses: rows.baseAddress))
      }
    }
  }

  /// A place beside the logits, with what there is room for.
  @inline(__always)
  static func beside<Total>(
    _ logits: Span<S>, _ gradient: inout MutableSpan<S>, rowLosses: inout MutableSpan<Double>,
    elementLosses: inout MutableSpan<Double>, _ body: (Self) throws(TargetError) -> Total
  ) throws(TargetError) -> Total {
    try unsafe logits.withUnsafeBufferPointer { (z) throws(TargetError) in
      try unsafe gradient.withUnsafeMutableBufferPointer { (g) throws(TargetError) in
        try unsafe rowLosses.withUnsafeMutableBufferPointer { (rows) throws(TargetError) in
          try unsafe elementLosses.withUnsafeMutableBufferPointer {
            (elements) throws(TargetError) in
            try unsafe body(
              Self(
                logits: z.baseAddress, gradient: g.baseAddress, rowLosses: rows.baseAddress,
                elementLosses: elements.baseAddress))
          }
        }
      }
    }
  }
}

extension RowPlace {
  /// A place beside the logits, without the losses of elements.
  @inline(__always)
  static func beside<Total>(
    _ logits: Span<S>, _ gradient: inout MutableSpan<S>, rowLosses: inout MutableSpan<Double>,
    _ body: (Self) throws(TargetError) -> Total
  ) throws(TargetError) -> Total {
    var none = MutableSpan<Double>()
    return try beside(logits, &gradient, rowLosses: &rowLosses, elementLosses: &none, body)
  }
}

/// Numbers in double precision, in the first elements of as much room or more.
@specialized(where S == Float)
@specialized(where S == Double)
@specialized(where S == BFloat16)
func widen<S: LogitScalar>(_ numbers: Span<S>, into room: inout ContiguousArray<Double>) {
  var wide = room.mutableSpan
  for j in numbers.indices { wide[j] = numbers[j].arithmetic }
}
