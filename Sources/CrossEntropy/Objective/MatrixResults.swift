/// What a call about matrices gives besides the total.
struct MatrixResults<S: LogitScalar> {
  private var gradient: ContiguousArray<S>?
  private(set) var losses: [Double]
  let hasElements: Bool

  /// Nothing, or what is named.
  init(gradientOf logits: Matrix<S>? = nil, rows: Int? = nil, elements: Int? = nil) {
    gradient = logits == nil ? nil : []
    losses = [Double](repeating: 0, count: rows ?? elements ?? 0)
    hasElements = elements != nil
  }

  /// Forms a batch of these logits here.
  mutating func form<Total: BatchTotal>(
    of logits: Matrix<S>, _ body: (RowPlace<S>) throws(TargetError) -> Total
  ) throws(TargetError) -> Total {
    let count = logits.elements.count
    guard gradient != nil, count > 0 else { return try form(of: logits, gradient: nil, body) }
    var total = Total()
    gradient = try ContiguousArray<S>(capacity: count) { (room) throws(TargetError) in
      // As many elements as there are logits, all of which are written.
      try unsafe room.withUnsafeMutableBufferPointer { (elements, written) throws(TargetError) in
        total = try unsafe form(of: logits, gradient: elements.baseAddress, body)
        written = count
      }
    }
    return total
  }

  private mutating func form<Total>(
    of logits: Matrix<S>, gradient: UnsafeMutablePointer<S>?,
    _ body: (RowPlace<S>) throws(TargetError) -> Total
  ) throws(TargetError) -> Total {
    let hasElements = hasElements
    return try unsafe logits.elements.withUnsafeBufferPointer { (z) throws(TargetError) in
      try unsafe losses.withUnsafeMutableBufferPointer { (losses) throws(TargetError) in
        let losses = losses.isEmpty ? nil : losses.baseAddress
        return try unsafe body(
          RowPlace(
            logits: z.baseAddress, gradient: gradient, rowLosses: hasElements ? nil : losses,
            elementLosses: hasElements ? losses : nil))
      }
    }
  }

  func gradient(of logits: Matrix<S>) -> Matrix<S> {
    Matrix(rows: logits.rows, columns: logits.columns, fitting: gradient ?? [])
  }

  func elements(of logits: Matrix<S>) -> Matrix<Double> {
    Matrix(rows: logits.rows, columns: logits.columns, fitting: ContiguousArray(losses))
  }
}

extension Matrix {
  /// Throws where dense targets are not as many as these logits.
  func checkTargets(_ targets: Matrix<some LogitScalar>) throws(TargetError) {
    try checkCount(.rows, of: targets.rows, expected: rows)
    // Without rows too.
    let rows = max(1, rows)
    try checkCount(.targets, of: rows * targets.columns, expected: rows * columns)
  }
}
