/// The distinct texts of a column, found by their bytes; no `String` is made until the end.
struct LevelTable: ~Copyable {
  private var slots: [Int32] = []
  private(set) var levels: [Level] = []
  /// The texts, one after the other.
  private var bytes: [UInt8] = []
  // A file cannot be written to collide, because the seed differs from run to run.
  private let seed = UInt64.random(in: .min ... .max)

  struct Level {
    fileprivate var start: Int
    fileprivate var count: Int
    fileprivate var hash: UInt64
    /// Where the text was met first.
    var place: CellPlace
    /// How often it was met, if that is counted.
    fileprivate(set) var cells = 0
  }

  /// The index of a text, or −1 if it is new.
  @inline(__always)
  func code(of text: Span<UInt8>, hash: UInt64) -> Int32 {
    guard !slots.isEmpty else { return -1 }
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let code = slots[slot]
      if code < 0 { return -1 }
      let level = levels[Int(code)]
      if level.hash == hash, level.count == text.count, isText(level, text) { return code }
      slot = (slot &+ 1) & mask
    }
  }

  /// Counts cells of a text.
  mutating func countCells(_ code: Int32, _ count: Int) { levels[Int(code)].cells += count }

  /// Adds a new text.
  mutating func insert(_ text: Span<UInt8>, hash: UInt64, place: CellPlace) -> Int32 {
    levels.append(Level(start: bytes.count, count: text.count, hash: hash, place: place))
    for index in text.indices { bytes.append(text[index]) }
    if 2 * levels.count > slots.count { grow() } else { settle(levels.count - 1) }
    return Int32(levels.count - 1)
  }

  /// A level as text.
  func text(of code: Int) -> String { String(decoding: bytes(of: code), as: UTF8.self) }

  /// The bytes of a level.
  func bytes(of code: Int) -> ArraySlice<UInt8> {
    let level = levels[code]
    return bytes[level.start..<level.start + level.count]
  }

  /// The bytes of memory that the texts take, with room to grow, and the names that are made of them.
  var memory: Int { 3 * bytes.count + levels.count * bytesPerLevel }

  @inline(__always)
  func hash(_ text: Span<UInt8>) -> UInt64 {
    var state = seed ^ UInt64(truncatingIfNeeded: text.count)
    var index = 0
    while index &+ 8 <= text.count {
      state = mix(state ^ text.word(at: index))
      index &+= 8
    }
    var tail: UInt64 = 0
    while index < text.count {
      tail = tail &<< 8 | UInt64(text[index])
      index &+= 1
    }
    return mix(state ^ tail)
  }

  @inline(__always)
  private func isText(_ level: Level, _ text: Span<UInt8>) -> Bool {
    let own = bytes.span.extracting(level.start..<level.start &+ level.count)
    var index = 0
    while index &+ 8 <= text.count {
      if own.word(at: index) != text.word(at: index) { return false }
      index &+= 8
    }
    while index < text.count {
      if own[index] != text[index] { return false }
      index &+= 1
    }
    return true
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: max(16, 2 * slots.count))
    for index in levels.indices { settle(index) }
  }

  private mutating func settle(_ index: Int) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: levels[index].hash) & mask
    while slots[slot] >= 0 { slot = (slot + 1) & mask }
    slots[slot] = Int32(index)
  }
}

@inline(__always)
private func mix(_ value: UInt64) -> UInt64 {
  let (high, low) = (value ^ 0x9E37_79B9_7F4A_7C15).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
  return high ^ low
}

extension Span<UInt8> {
  /// Eight bytes, which must all be there; they make an integer whatever they are.
  @inline(__always)
  fileprivate func word(at index: Int) -> UInt64 {
    unsafe bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
  }
}

/// A level with the room in which the table grows, and on the way to a name: its text, its value, its
/// place before and after sorting.
private let bytesPerLevel = 320
