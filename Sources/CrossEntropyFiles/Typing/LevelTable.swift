/// The distinct texts of a column, found by their bytes; no `String` is made until the end.
///
/// Texts that stand in the file are held as pointers into it, so the file must outlive the table.
struct LevelTable: ~Copyable {
  private var slots: [Int32] = []
  private(set) var levels: [Level] = []
  private var owned: [UnsafeMutablePointer<UInt8>] = []
  /// The bytes it takes, and the names that are made of it.
  private(set) var bytes = 0
  // A file cannot be written to collide, because the seed differs from run to run.
  private let seed = UInt64.random(in: .min ... .max)

  struct Level {
    var start: UnsafePointer<UInt8>
    var count: Int
    var hash: UInt64
  }

  init() {}

  deinit {
    for text in owned { text.deallocate() }
  }

  /// The index of a text, or −1 if it is new.
  @inline(__always)
  func code(of p: UnsafePointer<UInt8>, count: Int, hash: UInt64) -> Int32 {
    guard !slots.isEmpty else { return -1 }
    let mask = slots.count &- 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while true {
      let code = slots[slot]
      if code < 0 { return -1 }
      let level = levels[Int(code)]
      if level.hash == hash, level.count == count, sameBytes(level.start, p, count) { return code }
      slot = (slot &+ 1) & mask
    }
  }

  /// Adds a new text; `copying` if its bytes do not outlive the call.
  mutating func insert(
    _ p: UnsafePointer<UInt8>, count: Int, hash: UInt64, copying: Bool
  ) -> Int32 {
    precondition(levels.count < Int32.max, "more than \(Int32.max) levels")
    var start = p
    if copying {
      let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, count))
      copy.initialize(from: p, count: count)
      owned.append(copy)
      start = UnsafePointer(copy)
    }
    levels.append(Level(start: start, count: count, hash: hash))
    // A name of up to 15 bytes needs no memory of its own.
    bytes += bytesPerLevel + (copying ? 16 + count : 0) + (count > 15 ? 32 + count : 0)
    if 2 * levels.count > slots.count { grow() } else { place(levels.count - 1) }
    return Int32(levels.count - 1)
  }

  @inline(__always)
  func hash(_ p: UnsafePointer<UInt8>, count: Int) -> UInt64 {
    let raw = UnsafeRawPointer(p)
    var state = seed ^ UInt64(truncatingIfNeeded: count)
    var index = 0
    while index &+ 8 <= count {
      state = mix(state ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index &+= 8
    }
    var tail: UInt64 = 0
    while index < count {
      tail = tail &<< 8 | UInt64(p[index])
      index &+= 1
    }
    return mix(state ^ tail)
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: max(16, 2 * slots.count))
    for index in levels.indices { place(index) }
  }

  private mutating func place(_ index: Int) {
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

@inline(__always)
private func sameBytes(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int) -> Bool {
  var index = 0
  while index &+ 8 <= count {
    let x = UnsafeRawPointer(a + index).loadUnaligned(as: UInt64.self)
    let y = UnsafeRawPointer(b + index).loadUnaligned(as: UInt64.self)
    if x != y { return false }
    index &+= 8
  }
  while index < count {
    if a[index] != b[index] { return false }
    index &+= 1
  }
  return true
}

/// A level with the room in which the table grows, and on the way to a name: its text, its value, its
/// place before and after sorting.
private let bytesPerLevel = 160
