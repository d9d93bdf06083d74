#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#elseif canImport(Android)
  internal import Android
#endif

/// Bytes that can be read once.
protocol ByteStream: AnyObject {
  /// Reads at least one byte; 0 if there are no more.
  func read(into target: inout MutableSpan<UInt8>) throws(TableError) -> Int
}

/// What a stream held, in memory: every piece is larger than the one before, so that nothing is
/// copied as it grows.
struct Pieces {
  private(set) var count = 0
  private var pieces: [Piece] = []

  /// Why a stream is not read to its end.
  enum Limit {
    /// The system gives no more memory.
    case memory
    /// It holds more than so many bytes.
    case bytes(Int)
  }

  /// Reads a stream to its end.
  init(
    _ stream: some ByteStream, limit: Int, exceeding: (Limit, _ count: Int) -> TableError
  ) throws(TableError) {
    var size = 1 << 16
    while true {
      guard let piece = Piece(size: min(size, limit + 1 - count)) else {
        throw exceeding(.memory, count)
      }
      let isFull = try piece.fill(from: stream)
      count += piece.count
      pieces.append(piece)
      if !isFull { return }
      if count > limit { throw exceeding(.bytes(limit), count) }
      size = min(2 * size, 1 << 26)
    }
  }

  /// Copies the bytes from an offset on.
  func copy(from offset: Int, into target: inout MutableRawSpan) {
    unsafe target.withUnsafeMutableBytes { target in
      var start = 0
      for piece in pieces {
        let from = max(offset, start)
        let to = min(offset + target.count, start + piece.count)
        if from < to, let base = target.baseAddress {
          unsafe (base + (from - offset)).copyMemory(
            from: piece.start + (from - start), byteCount: to - from)
        }
        start += piece.count
      }
    }
  }
}

/// Memory that holds a part of it.
@safe private final class Piece {
  let start: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private let size: Int

  /// Nil if there is not so much memory.
  init?(size: Int) {
    guard let memory = unsafe malloc(size) else { return nil }
    unsafe start = memory.assumingMemoryBound(to: UInt8.self)
    self.size = size
  }

  deinit { unsafe free(start) }

  /// Reads until it is full, or until there is no more.
  func fill(from stream: some ByteStream) throws(TableError) -> Bool {
    while count < size {
      var rest = unsafe MutableSpan(_unsafeStart: start + count, count: size - count)
      let got = try stream.read(into: &rest)
      if got == 0 { return false }
      count += got
    }
    return true
  }
}
