#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#elseif canImport(Darwin)
  internal import Darwin
#elseif canImport(Android)
  internal import Android
#endif

/// How many bytes this process may still take: the least that any limit of the system leaves.
///
/// What the system does not say (elsewhere than on Linux, or without `/proc` and `/sys`) limits
/// nothing; the machine's memory always does.
package struct SystemMemory: Sendable {
  /// The directory that holds `proc` and `sys`: empty, or that of a test.
  private let root: String

  package init(root: String = "") { self.root = root }

  /// The bytes that are free.
  package var free: Int {
    let used = (text(of: "/proc/self/statm") ?? "").split(separator: " ").map { Int($0) ?? 0 }
    let mapped = used.count > 5 ? used[0] * pageSize : 0
    let data = used.count > 5 ? used[5] * pageSize : 0
    let limits = [
      machine,
      limit(of: .addressSpace).map { $0 - mapped },
      limit(of: .data).map { $0 - data },
    ]
    var least = limits.compactMap(\.self).min() ?? 0
    let groups = lines(of: "/proc/self/cgroup")
    least = unified(groups, below: least)
    return max(0, legacy(groups, below: least))
  }

  // MARK: The machine

  /// What the machine can give without swapping; else all that it has.
  private var machine: Int? {
    if let line = lines(of: "/proc/meminfo").first(where: {
      $0.hasPrefix("MemAvailable:")
    }), let kilobytes = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) {
      return kilobytes << 10
    }
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    // If the system does not say, 4 GiB are assumed.
    return pages > 0 ? pages * pageSize : 4 << 30
  }

  private var pageSize: Int { max(1, sysconf(Int32(_SC_PAGESIZE))) }

  /// What a process can be limited in.
  package enum Resource { case addressSpace, data, stack }

  /// The bytes that this process may take of a resource; nil where it is not limited.
  package func limit(of resource: Resource) -> Int? {
    let number =
      switch resource {
      case .addressSpace: RLIMIT_AS
      case .data: RLIMIT_DATA
      case .stack: RLIMIT_STACK
      }
    var limit = rlimit()
    #if canImport(Glibc)
      let failure = unsafe getrlimit(__rlimit_resource_t(number.rawValue), &limit)
    #else
      let failure = unsafe getrlimit(number, &limit)
    #endif
    guard failure == 0, limit.rlim_cur < rlim_t(Int.max) else { return nil }
    return Int(limit.rlim_cur)
  }

  // MARK: Control groups

  /// What version 2 leaves: of this group and of those around it, the least, and never more than the others leave.
  private func unified(_ groups: [Substring], below others: Int) -> Int {
    guard let group = group(groups, where: { $0.isEmpty }) else { return others }
    return ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].reduce(others) { others, mount in
      least(
        in: group, of: mount, limit: "memory.max", used: "memory.current", total: "", below: others)
    }
  }

  /// What version 1 leaves, and never more than the others.
  private func legacy(_ groups: [Substring], below others: Int) -> Int {
    guard let group = group(groups, where: { $0.split(separator: ",").contains("memory") }) else {
      return others
    }
    return least(
      in: group, of: "/sys/fs/cgroup/memory", limit: "memory.limit_in_bytes",
      used: "memory.usage_in_bytes", total: "total_", below: others)
  }

  /// The path of this process's group in the hierarchy with such controllers.
  private func group(_ groups: [Substring], where isWanted: (Substring) -> Bool) -> [Substring]? {
    for line in groups {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      if parts.count == 3, isWanted(parts[1]) {
        return parts[2].split(separator: "/").filter { $0 != ".." }
      }
    }
    return nil
  }

  /// Inside a container the group's own path may not be there: then what stands at the root counts.
  private func least(
    in group: [Substring], of mount: String, limit: String, used: String, total: String,
    below others: Int
  ) -> Int {
    (0...group.count).reduce(others) { others, depth in
      let directory = ([Substring(mount)] + group.prefix(depth)).joined(separator: "/")
      guard let most = number(in: "\(directory)/\(limit)"),
        let current = number(in: "\(directory)/\(used)"), most - current < others
      else { return others }
      // What the system only keeps in case it is read again is given back when it is needed.
      let cached = lines(of: "\(directory)/memory.stat")
        .filter { $0.hasPrefix("\(total)active_file ") || $0.hasPrefix("\(total)inactive_file ") }
        .reduce(0) { $0 + ($1.split(separator: " ").last.flatMap { Int($0) } ?? 0) }
      return min(others, most - max(0, current - cached))
    }
  }

  /// A number that stands alone in a file; nil for "max".
  private func number(in path: String) -> Int? {
    lines(of: path).first.flatMap { Int($0) }
  }

  // MARK: Files

  /// By bytes, which takes a fraction of the time that letters take.
  private func lines(of path: String) -> [Substring] {
    (text(of: path) ?? "").utf8.split(separator: UInt8(ascii: "\n")).map { Substring($0) }
  }

  private func text(of path: String) -> String? {
    let descriptor = unsafe open(root + path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    var count = 0
    while count < bytes.count {
      let got = unsafe bytes.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress.map { unsafe $0 + count }, $0.count - count)
      }
      if got < 0, errno == EINTR { continue }
      if got <= 0 { break }
      count += got
    }
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}

/// The most bytes that a run may hold beyond its input, of which it holds some already: as many as
/// are given, or half of what is free, and never more than is free.
package func memoryBudget(_ given: Int?, holding held: Int = 0) -> Int {
  let free = SystemMemory().free + held
  return min(given ?? free / 2, free)
}

/// An estimate as a whole number of bytes; the greatest there is where it is more.
package func wholeBytes(_ estimate: Double) -> Int { estimate < 0x1p62 ? Int(estimate) : .max }
