/// The name most like `wanted`, or nil if none is close enough to have been meant.
///
/// Likeness is the number of letters inserted, removed, changed or swapped with a neighbour, upper
/// and lower case alike. A name is close if that number is at most a third of its length, and at
/// least one slip is forgiven in a name of three letters or more: of two, half would differ. The first wins
/// on ties.
///
/// - Parameters:
///   - wanted: The name that was not found.
///   - names: The names that exist.
package func nearestName(to wanted: String, in names: [String]) -> String? {
  let target = Array(wanted.lowercased().unicodeScalars)
  // A longer name is no typing error, and the time grows as the square.
  guard !target.isEmpty, target.count <= longestName else { return nil }
  var best: (name: String, distance: Int)?
  for name in names where name.utf8.count <= 4 * longestName {
    let candidate = Array(name.lowercased().unicodeScalars)
    let length = max(candidate.count, target.count)
    let allowed = length < 3 ? 0 : max(1, length / 3)
    guard abs(candidate.count - target.count) <= allowed else { continue }
    let distance = editDistance(target, candidate)
    if distance <= allowed, distance < best?.distance ?? .max { best = (name, distance) }
  }
  return best?.name
}

/// The name of a file most like `wanted`; what follows the last point is no likeness, but decides between
/// equals.
func nearestFileName(to wanted: String, in names: [String]) -> String? {
  let (stem, ending) = parts(wanted)
  let names = names.sorted().map { (name: $0, parts: parts($0)) }
  let ordered =
    names.filter { $0.parts.ending == ending } + names.filter { $0.parts.ending != ending }
  guard let near = nearestName(to: stem, in: ordered.map(\.parts.stem)) else { return nil }
  return ordered.first { $0.parts.stem == near }?.name
}

private func parts(_ file: String) -> (stem: String, ending: String) {
  guard let point = file.lastIndex(of: "."), point > file.startIndex else { return (file, "") }
  return (String(file[..<point]), String(file[point...]))
}

private let longestName = 200

/// The optimal string alignment distance: Levenshtein's, with swaps of neighbours counted as one.
private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  var row = last
  for i in a.indices {
    row[0] = i + 1
    for j in b.indices {
      var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        cost = min(cost, beforeLast[j - 1] + 1)
      }
      row[j + 1] = cost
    }
    (beforeLast, last, row) = (last, row, beforeLast)
  }
  return last[b.count]
}
