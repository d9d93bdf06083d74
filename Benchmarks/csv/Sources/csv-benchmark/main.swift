// Writes tables and times the reader on them; run.sh beside the package calls it.
import CrossEntropyFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

let arguments = CommandLine.arguments
switch arguments.dropFirst().first {
case "generate" where arguments.count == 4:
  try generate(kind: arguments[2], path: arguments[3])
case "time" where arguments.count == 5:
  try time(path: arguments[2], runs: Int(arguments[3]) ?? 9, expected: arguments[4])
default:
  print("usage: csv-benchmark generate numbers|quoted|digits17|text PATH")
  print("       csv-benchmark time PATH RUNS CHECKSUM")
  exit(64)
}

/// Writes 520 000 rows of 21 cells, and prints the checksum: the sum of all numbers as read back,
/// plus one for each cell of text.
func generate(kind: String, path: String) throws {
  guard let file = fopen(path, "w") else { throw Failure("cannot write \(path)") }
  defer { fclose(file) }
  var random = SplitMix64(state: 1)
  let names = (1...21).map { "x\($0)" }.joined(separator: ",")
  fputs(names + "\n", file)
  var sum = 0.0
  var line = ""
  for _ in 0..<520_000 {
    line.removeAll(keepingCapacity: true)
    for column in 0..<21 {
      if column > 0 { line += "," }
      let cell: String
      switch kind {
      case "digits17":
        let value = Double.random(in: -1...1, using: &random)
        sum += value
        cell = "\(value)"
      case "text" where column % 2 == 0:
        cell = "level \(random.next() % 100)"
        sum += 1
      default:
        // Six decimals and a sign on half of them: 9.0 bytes per cell with the delimiter.
        let millionths = Int(random.next() % 2_000_001) - 1_000_000
        let digits = String(abs(millionths) % 1_000_000)
        let zeros = String(repeating: "0", count: 6 - digits.count)
        cell = (millionths < 0 ? "-" : "") + "\(abs(millionths) / 1_000_000)." + zeros + digits
        sum += Double(millionths) / 1_000_000
      }
      line += kind == "quoted" ? "\"\(cell)\"" : cell
    }
    line += "\n"
    fputs(line, file)
  }
  print(sum)
}

func time(path: String, runs: Int, expected: String) throws {
  var reader = TableReader()
  let threadCounts = reader.threads > 1 ? [1, reader.threads] : [1]
  var readings = threadCounts.map { _ in [Double]() }
  var sums: [Double] = []
  let count = try byteCount(of: path)
  // All are timed in turn, so that a slow minute affects each.
  for _ in 0..<runs {
    for (index, threads) in threadCounts.enumerated() {
      reader.threads = threads
      let start = now()
      let table = try reader.read(path: path)
      readings[index].append(now() - start)
      let got = checksum(table)
      guard let wanted = Double(expected), abs(got - wanted) <= 1e-6 * max(1, abs(wanted)) else {
        throw Failure("the checksum is \(got) and should be \(expected)")
      }
    }
    let start2 = now()
    let sum = try byteSum(of: path)
    sums.append(now() - start2)
    precondition(sum > 0)
  }
  print("\(path): \(count) bytes, \(runs) runs, checksum right")
  for (threads, readings) in zip(threadCounts, readings) {
    report("TableReader.read, threads \(threads)", readings, count)
  }
  report("sum of the mapped bytes", sums, count)
}

func report(_ name: String, _ seconds: [Double], _ count: Int) {
  let sorted = seconds.sorted()
  let megabytes = Double(count) / 1e6
  let best = sorted[0]
  let median = sorted[sorted.count / 2]
  print(
    "  \(name): best \(round(best * 1e4) / 10) ms, \(Int(megabytes / best)) MB/s; "
      + "median \(round(median * 1e4) / 10) ms, \(Int(megabytes / median)) MB/s")
}

func checksum(_ table: DataTable) -> Double {
  var sum = 0.0
  for column in table.columns {
    switch column.values {
    case .numbers(let values): for value in values { sum += value }
    case .categories(let codes, _): sum += Double(codes.count - column.missingCount)
    case .sparse(let rows): sum += rows.numbers.reduce(0, +)
    }
  }
  return sum
}

/// Maps the file anew and sums its bytes: the least that reading it once costs.
func byteSum(of path: String) throws -> UInt64 {
  let descriptor = open(path, O_RDONLY)
  guard descriptor >= 0 else { throw Failure("cannot open \(path)") }
  defer { close(descriptor) }
  let count = try byteCount(of: path)
  guard let memory = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), memory != MAP_FAILED
  else { throw Failure("cannot map \(path)") }
  defer { munmap(memory, count) }
  var sum: UInt64 = 0
  for offset in stride(from: 0, to: count - 7, by: 8) {
    sum &+= memory.load(fromByteOffset: offset, as: UInt64.self) & 0x00FF_00FF_00FF_00FF
  }
  return sum
}

func byteCount(of path: String) throws -> Int {
  var status = stat()
  guard stat(path, &status) == 0 else { throw Failure("cannot find \(path)") }
  return Int(status.st_size)
}

func now() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

struct Failure: Error, CustomStringConvertible {
  var description: String
  init(_ description: String) { self.description = description }
}

struct SplitMix64: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
