// The raw memory of this module: whoever reads or writes it goes through one of these types, or
// through FileBytes.

/// Room for a fixed number of values, which goes away with its owner.
///
/// An index is always checked.
@safe struct Buffer<Element: ~Copyable>: ~Copyable {
  let count: Int
  private let start: UnsafeMutablePointer<Element>

  init(count: Int, _ value: (Int) -> Element) {
    self.count = count
    unsafe start = .allocate(capacity: count)
    for index in 0..<count { unsafe (start + index).initialize(to: value(index)) }
  }

  deinit {
    unsafe start.deinitialize(count: count)
    unsafe start.deallocate()
  }

  subscript(index: Int) -> Element {
    // Addresses and no coroutines, which Swift 6.3 cannot compile under the thread sanitizer.
    @inline(__always) unsafeAddress {
      check(index)
      return unsafe UnsafePointer(start + index)
    }
    @inline(__always) unsafeMutableAddress {
      check(index)
      return unsafe start + index
    }
  }

  /// The place of the first value, for loops that must be fast; the buffer has to outlive it.
  var place: Place<Element> {
    unsafe Place(pointer: start, in: UnsafeMutableBufferPointer(start: start, count: count))
  }

  @inline(__always)
  private func check(_ index: Int) {
    guard index >= 0, index < count else {
      fatalError("index \(index) of a buffer of \(count) values")
    }
  }
}

extension Buffer where Element: Copyable {
  init(repeating value: Element, count: Int) {
    self.count = count
    unsafe start = .allocate(capacity: count)
    unsafe start.initialize(repeating: value, count: count)
  }

  /// Appends some of the values to an array.
  func append(_ range: Range<Int>, to array: inout [Element]) {
    guard range.lowerBound >= 0, range.upperBound <= count else {
      fatalError("the values \(range) of a buffer of \(count)")
    }
    unsafe array.append(
      contentsOf: UnsafeBufferPointer(start: start + range.lowerBound, count: range.count))
  }

  var span: Span<Element> {
    @_lifetime(borrow self) get {
      let span = unsafe Span(_unsafeStart: UnsafePointer(start), count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  @_lifetime(&self)
  mutating func mutableSpan(_ range: Range<Int>) -> MutableSpan<Element> {
    guard range.lowerBound >= 0, range.upperBound <= count else {
      fatalError("the values \(range) of a buffer of \(count)")
    }
    let span = unsafe MutableSpan(_unsafeStart: start + range.lowerBound, count: range.count)
    return unsafe _overrideLifetime(span, mutating: &self)
  }
}

/// A place in a buffer, from which values are read and written without a check in release builds.
///
/// Those who use it say what keeps it inside the buffer.
@safe struct Place<Element: ~Copyable> {
  private var pointer: UnsafeMutablePointer<Element>
  #if DEBUG
    private let buffer: UnsafeMutableBufferPointer<Element>
  #endif

  @unsafe fileprivate init(
    pointer: UnsafeMutablePointer<Element>, in buffer: UnsafeMutableBufferPointer<Element>
  ) {
    unsafe self.pointer = pointer
    #if DEBUG
      unsafe self.buffer = buffer
    #endif
  }

  subscript(offset: Int) -> Element {
    @inline(__always) unsafeAddress {
      check(offset, 1)
      return unsafe UnsafePointer(pointer + offset)
    }
    @inline(__always) nonmutating unsafeMutableAddress {
      check(offset, 1)
      return unsafe pointer + offset
    }
  }

  @inline(__always)
  static func + (place: Place, offset: Int) -> Place {
    var place = place
    place += offset
    return place
  }

  @inline(__always)
  static func += (place: inout Place, offset: Int) { unsafe place.pointer += offset }

  @inline(__always)
  static func - (end: Place, start: Place) -> Int { unsafe end.pointer - start.pointer }

  @inline(__always)
  static func < (a: Place, b: Place) -> Bool { unsafe a.pointer < b.pointer }

  @inline(__always)
  static func == (a: Place, b: Place) -> Bool { unsafe a.pointer == b.pointer }

  @inline(__always)
  private func check(_ offset: Int, _ count: Int) {
    #if DEBUG
      guard let first = unsafe buffer.baseAddress else { return }
      let index = unsafe pointer + offset - first
      let all = unsafe buffer.count
      guard index >= 0, index + count <= all else {
        fatalError("\(count) values at \(index) of a buffer of \(all)")
      }
    #endif
  }
}

extension Place<UInt8> {
  /// The eight bytes from an offset on, the first of them the lowest.
  @inline(__always)
  func word(_ offset: Int) -> UInt64 {
    check(offset, 8)
    let word = unsafe UnsafeRawPointer(pointer + offset).loadUnaligned(as: UInt64.self)
    return UInt64(littleEndian: word)
  }

  /// The bytes from here on.
  @_lifetime(borrow self)
  @inline(__always)
  func span(_ count: Int) -> Span<UInt8> {
    check(0, count)
    let span = unsafe Span(_unsafeStart: pointer, count: count)
    return unsafe _overrideLifetime(span, borrowing: self)
  }
}
