internal import Dispatch
internal import Foundation

/// Runs a harness on many random inputs, on all cores, and gives what went wrong, each with what
/// repeats it.
///
/// An execution is a function of its number alone. `XENT_FUZZ` sets how many there are and
/// `XENT_FUZZ_FIRST` where they start, for all harnesses that run. An execution that ends the process
/// leaves its number in `.build/fuzz`.
///
/// - Parameters:
///   - suite: The suite to run again.
///   - usual: How many executions an ordinary run of the tests has.
///   - execute: One execution, which gives what went wrong.
public func fuzz(
  _ suite: String, executions usual: Int, _ execute: @Sendable (inout SplitMix64) -> [String]
) -> [String] {
  let count = setting("XENT_FUZZ") ?? usual
  let first = setting("XENT_FUZZ_FIRST") ?? 0
  let workers = min(count, ProcessInfo.processInfo.activeProcessorCount)
  let found = Found()
  let start = ContinuousClock.now
  DispatchQueue.concurrentPerform(iterations: workers) { worker in
    let mark = Mark(suite, worker)
    for number in stride(from: first + worker, to: first + count, by: workers) {
      if found.isEnough { return }
      mark.set(number)
      var random = SplitMix64(state: UInt64(number))
      let problems = execute(&random)
      if !problems.isEmpty {
        found.add(
          "execution \(number): \(problems.joined(separator: "; "))\n"
            + "again: XENT_FUZZ=1 XENT_FUZZ_FIRST=\(number) swift test --filter \(suite)")
      }
    }
    mark.remove()
  }
  if count > usual {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    print("\(suite): \(count) executions from \(first) in \(Int(seconds)) s")
  }
  return found.texts
}

/// A generator with a seed, so that what fails can be run again.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  /// What the next number is made of.
  public var state: UInt64

  /// A generator whose numbers follow from this seed.
  public init(state: UInt64) { self.state = state }

  /// The next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A number from 0 to below the count.
  public mutating func below(_ count: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// True once in so many times.
  public mutating func once(in times: Int) -> Bool { below(times) == 0 }

  /// One of them.
  public mutating func pick<Element>(_ all: [Element]) -> Element { all[below(all.count)] }
}

private func setting(_ name: String) -> Int? {
  ProcessInfo.processInfo.environment[name].flatMap(Int.init)
}

/// What went wrong, from all workers.
private final class Found: @unchecked Sendable {
  private let lock = NSLock()
  private var all: [String] = []

  var texts: [String] { lock.withLock { all } }
  var isEnough: Bool { lock.withLock { all.count >= 5 } }

  func add(_ text: String) { lock.withLock { all.append(text) } }
}

/// The number of the execution that a worker is at, in a file, where it outlives the process.
private struct Mark {
  private let path: String
  private let file: UnsafeMutablePointer<FILE>?

  init(_ suite: String, _ worker: Int) {
    let folder = "\(packageRoot)/.build/fuzz"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    path = "\(folder)/\(suite)-\(worker)"
    file = fopen(path, "w")
  }

  func set(_ number: Int) {
    guard let file else { return }
    rewind(file)
    fputs("\(number)\n", file)
    fflush(file)
  }

  func remove() {
    if let file { fclose(file) }
    unlink(path)
  }
}
