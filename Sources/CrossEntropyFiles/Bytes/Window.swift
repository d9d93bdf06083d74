/// The part of a table that is in memory, which moves through the table as it is read.
struct Window: ~Copyable {
  let file: FileBytes
  private var memory: Buffer<UInt8>
  /// The place in the table of the first byte.
  private(set) var start = 0
  /// The number of bytes.
  private(set) var count = 0

  /// - Parameter size: The usual number of bytes; a cell of more makes the window grow.
  init(_ file: FileBytes, size: Int) {
    self.file = file
    memory = Buffer(repeating: 0, count: max(1, min(size, file.count)))
  }

  /// Whether the last byte is the last of the table.
  var reachesEnd: Bool { start + count == file.count }

  /// The number of bytes of the table.
  var tableCount: Int { file.count }

  var bytes: Span<UInt8> {
    @_lifetime(borrow self) get { memory.span.extracting(first: count) }
  }

  /// The byte at an index, nil after the last.
  subscript(index: Int) -> UInt8? { index < count ? memory[index] : nil }

  /// The place of a byte, for loops that must be fast.
  func place(_ index: Int) -> Place<UInt8> { memory.place + index }

  /// Moves on, so that the window starts with the byte at `index` and has more after it.
  mutating func advance(to index: Int) throws(TableError) {
    let kept = count - index
    if 2 * kept > memory.count {
      var larger = Buffer<UInt8>(repeating: 0, count: 2 * memory.count)
      for offset in 0..<kept { larger[offset] = memory[index + offset] }
      memory = larger
    } else {
      for offset in 0..<kept { memory[offset] = memory[index + offset] }
    }
    start += index
    count = kept
    try fill()
  }

  /// Moves to a place in the table, if it is not in memory.
  ///
  /// - Returns: The index of its byte.
  mutating func move(to place: Int) throws(TableError) -> Int {
    if place >= start, place <= start + count { return place - start }
    start = place
    count = 0
    try fill()
    return 0
  }

  private mutating func fill() throws(TableError) {
    let (file, place) = (file, start + count)
    let filled = count + min(memory.count - count, file.count - place)
    var target = memory.mutableSpan(count..<filled)
    try file.copy(from: place, into: &target)
    count = filled
  }
}
