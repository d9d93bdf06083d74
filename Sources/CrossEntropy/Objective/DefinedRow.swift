/// A row that its definition forms: in the gradient's place, or in a buffer where there is none.
struct DefinedRow<S: LogitScalar> {
  let place: RowPlace<S>
  let form: LabelForm
  private(set) var elements: UnsafeMutableBufferPointer<S>
  private var own: ContiguousArray<S> = []
  var base: ContiguousArray<Double>
  var masses: ContiguousArray<Double>

  @inline(__always)
  init(_ place: RowPlace<S>, _ form: LabelForm) {
    self.place = place
    self.form = form
    elements = UnsafeMutableBufferPointer(start: nil, count: 0)
    base = []
    masses = form.outputMasses
  }

  /// Goes to row `i`, whose logits are then in `elements`.
  @inline(__always)
  mutating func open(_ i: Int) {
    let outputs = form.outputs
    if base.isEmpty { base = ContiguousArray(repeating: 0, count: outputs) }
    guard let logits = place.logits else { return }
    let from = logits + i * outputs
    if let gradient = place.gradient {
      let to = gradient + i * outputs
      elements = UnsafeMutableBufferPointer(start: to, count: outputs)
      if UnsafePointer(to) != from { to.update(from: from, count: outputs) }
      return
    }
    own = ContiguousArray(UnsafeBufferPointer(start: from, count: outputs))
    elements = own.withUnsafeMutableBufferPointer { $0 }
  }

  @inline(__always)
  func clear() {
    for j in elements.indices { elements[j] = S(rounding: 0) }
  }

  @inline(__always)
  func close(scale factor: Double) {
    if factor == 1 { return }
    for j in elements.indices { elements[j] = S(rounding: factor * elements[j].arithmetic) }
  }
}
