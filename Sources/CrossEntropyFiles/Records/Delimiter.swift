/// Whether a byte can stand between cells: a character of ASCII but a quote, a line end and NUL.
///
/// A byte of 80 or more is a part of a letter in UTF-8.
package func canDelimit(_ byte: UInt8) -> Bool {
  switch byte {
  case 0, Byte.quote, Byte.lineFeed, Byte.carriageReturn: false
  default: byte < 0x80
  }
}

/// Which byte stands between the cells, judged by the header and the first rows.
///
/// A candidate is good if it splits the header, and better the more of the first rows it splits
/// into as many cells as the header. On ties the one with more cells wins, then the first of comma,
/// semicolon, tab, bar. A table that none of them splits has one column.
///
/// - Parameters:
///   - sample: The first bytes.
///   - isWhole: Whether there are no more.
func sniffDelimiter(_ sample: Span<UInt8>, isWhole: Bool) -> UInt8 {
  var best = (delimiter: Byte.comma, share: 0.0, cells: 1)
  for delimiter in [Byte.comma, Byte.semicolon, Byte.tab, Byte.bar] {
    let counts = cellCounts(sample, isWhole: isWhole, delimiter: delimiter)
    guard let header = counts.first, header > 1 else { continue }
    let rows = counts.dropFirst()
    let alike = rows.count { $0 == header }
    let share = rows.isEmpty ? 1 : Double(alike) / Double(rows.count)
    if share > best.share || (share == best.share && header > best.cells) || best.cells == 1 {
      best = (delimiter, share, header)
    }
  }
  return best.delimiter
}

/// The number of cells in each of the first records; a record that the sample cuts is left out,
/// unless it is the only one.
private func cellCounts(_ sample: Span<UInt8>, isWhole: Bool, delimiter: UInt8) -> [Int] {
  var counts: [Int] = []
  var cells = 1
  var isBlank = true
  var atCellStart = true
  var index = 0
  while index < sample.count, counts.count < 100 {
    let byte = sample[index]
    index += 1
    if byte == Byte.quote, atCellStart {
      index = endOfQuotes(sample, from: index)
      isBlank = false
      atCellStart = false
    } else if byte == delimiter {
      cells += 1
      isBlank = false
      atCellStart = true
    } else if byte == Byte.lineFeed || byte == Byte.carriageReturn {
      if !isBlank { counts.append(cells) }
      cells = 1
      isBlank = true
      atCellStart = true
    } else if byte != Byte.space, byte != Byte.tab {
      isBlank = false
      atCellStart = false
    }
  }
  if !isBlank, counts.isEmpty || (isWhole && index == sample.count) { counts.append(cells) }
  return counts
}

/// The index after the closing quote, or the end of the sample.
func endOfQuotes(_ sample: Span<UInt8>, from: Int) -> Int {
  var index = from
  while index < sample.count {
    if sample[index] == Byte.quote {
      guard index + 1 < sample.count, sample[index + 1] == Byte.quote else { return index + 1 }
      index += 1
    }
    index += 1
  }
  return sample.count
}
