/// What the rows of a file are written as.
public enum RecordFormat: String, Codable, Hashable, Sendable, CaseIterable {
  /// Cells between delimiters, below a header.
  case csv
  /// An object of JSON per line.
  case jsonl
  /// Arrays of NumPy: one of them, or an archive of several.
  case npy
  /// A label and pairs of an index and a number, as libsvm and SVMlight write them.
  case libsvm
}

extension RecordFormat {
  /// What the name of a file suggests.
  init?(path: String) {
    var parts = path.split(separator: "/").last?.split(separator: ".") ?? []
    if parts.last == "gz" { parts.removeLast() }
    switch parts.count > 1 ? parts.last?.lowercased() : nil {
    case "jsonl", "ndjson": self = .jsonl
    case "libsvm", "svmlight", "svm": self = .libsvm
    default: return nil
    }
  }

  /// What a text is, by its first bytes; nil for a table of cells, or what nobody can tell.
  ///
  /// - Parameters:
  ///   - isWhole: Whether there are no more bytes.
  ///   - path: The name of its file.
  init?(text: ArraySlice<UInt8>, isWhole: Bool, path: String) {
    let named = RecordFormat(path: path)
    if isJSONLines(text) || named == .jsonl {
      self = .jsonl
    } else if arePairs(text, isWhole: isWhole) || named == .libsvm {
      self = .libsvm
    } else {
      return nil
    }
  }
}

/// Whether the first lines all are a number and pairs `index:number`, of which there is one at least.
private func arePairs(_ text: ArraySlice<UInt8>, isWhole: Bool) -> Bool {
  var lines = text.prefix(1 << 16).split(maxSplits: 100) { $0 == Byte.lineFeed }
  if lines.count > 100 || !isWhole || text.count > 1 << 16 { lines.removeLast() }
  var pairs = 0
  for line in lines {
    let parts = line.prefix { $0 != Byte.hash }.split { $0 <= Byte.space }
    guard let label = parts.first else { continue }
    guard parseNumber(Array(label).span) != .text else { return false }
    for part in parts.dropFirst() {
      let halves = part.split(
        separator: Byte.colon, maxSplits: 1, omittingEmptySubsequences: false)
      guard halves.count == 2, !halves[0].isEmpty, parseNumber(Array(halves[1]).span) != .text,
        halves[0].allSatisfy({ $0 &- Byte.zero < 10 }) || halves[0].elementsEqual("qid".utf8)
      else { return false }
      pairs += 1
    }
  }
  return pairs > 0
}
