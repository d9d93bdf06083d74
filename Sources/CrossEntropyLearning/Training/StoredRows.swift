internal import CrossEntropy
internal import CrossEntropyFiles

/// Encoded rows with their targets on a disk, in parts that memory holds.
struct StoredRows: RowParts {
  let partRows: [Int]
  fileprivate let file: ScratchFile
  fileprivate let layout: Layout
  /// The mean weight of all rows, which weights are divided by.
  fileprivate let meanWeight: Double
  /// By part, where its rows stand in the file.
  fileprivate let extents: [[Extent]]

  /// Some rows, one after the other from a place on, which counts words.
  fileprivate struct Extent {
    let start: Int
    let rows: Int
  }

  /// What the words of a row are: numbers, codes of levels, labels, and the two halves of a weight.
  struct Layout {
    let numbers: Int
    let levelWidths: [Int]
    let targets: Int
    let isWeighted: Bool

    /// The words of a row.
    var stride: Int { numbers + levelWidths.count + targets + (isWeighted ? 2 : 0) }
  }

  func part(_ index: Int) throws(TrainingError) -> TrainingRows {
    let (layout, rows) = (layout, partRows[index])
    var words = ContiguousArray<UInt32>(repeating: 0, count: rows * layout.stride)
    var place = 0
    for extent in extents[index] {
      let count = extent.rows * layout.stride
      var all = words.mutableSpan
      var target = all._mutatingExtracting(place..<place + count)
      do throws(TableFault.SystemFailure) {
        try file.read(from: extent.start, into: &target)
      } catch {
        throw .disk(error)
      }
      place += count
    }
    var numbers = ContiguousArray<Float>(repeating: 0, count: rows * layout.numbers)
    var levels = LevelCodes(rows: rows, widths: layout.levelWidths)
    var labels = [[Int32]](repeating: [], count: layout.targets)
    var weights: [Double] = []
    var at = 0
    for row in 0..<rows {
      for j in 0..<layout.numbers {
        numbers[row * layout.numbers + j] = Float(bitPattern: words[at + j])
      }
      at += layout.numbers
      for category in layout.levelWidths.indices {
        levels.codes[row * layout.levelWidths.count + category] = Int32(bitPattern: words[at])
        at += 1
      }
      for target in labels.indices {
        labels[target].append(Int32(bitPattern: words[at]))
        at += 1
      }
      if layout.isWeighted {
        let bits = UInt64(words[at]) | UInt64(words[at + 1]) << 32
        weights.append(Double(bitPattern: bits) / meanWeight)
        at += 2
      }
    }
    return RowTargets(labels).trainingRows(
      NetworkRows(
        numbers: Matrix(rows: rows, columns: layout.numbers, fitting: numbers), levels: levels),
      weights: weights)
  }
}

/// Deals rows to parts, as they come, and writes them to a disk.
struct StoredRowsWriter {
  private let file: ScratchFile
  let layout: StoredRows.Layout
  private var waiting: [[UInt32]]
  private var extents: [[StoredRows.Extent]]
  private var partRows: [Int]
  private var weightSum = 0.0
  /// The words of the file.
  private var end = 0
  /// The most words of a part that wait to be written.
  private let mostWaiting: Int

  /// - Parameters:
  ///   - parts: How many parts there are.
  ///   - memory: About the most bytes that may wait to be written.
  init(_ layout: StoredRows.Layout, parts: Int, memory: Int, file: ScratchFile) {
    self.layout = layout
    self.file = file
    waiting = [[UInt32]](repeating: [], count: parts)
    extents = [[StoredRows.Extent]](repeating: [], count: parts)
    partRows = [Int](repeating: 0, count: parts)
    mostWaiting = max(layout.stride, min(1 << 18, memory / 4 / max(1, parts)))
  }

  /// Appends a row to a part.
  mutating func append(
    _ row: Int, of rows: NetworkRows, labels: [[Int32]], weight: Double, to part: Int
  ) throws(TableFault.SystemFailure) {
    let numbers = layout.numbers
    for j in row * numbers..<(row + 1) * numbers {
      waiting[part].append(rows.numbers.elements[j].bitPattern)
    }
    let categories = layout.levelWidths.count
    for j in row * categories..<(row + 1) * categories {
      waiting[part].append(UInt32(bitPattern: rows.levels.codes[j]))
    }
    for labels in labels { waiting[part].append(UInt32(bitPattern: labels[row])) }
    if layout.isWeighted {
      waiting[part].append(UInt32(truncatingIfNeeded: weight.bitPattern))
      waiting[part].append(UInt32(truncatingIfNeeded: weight.bitPattern >> 32))
    }
    partRows[part] += 1
    weightSum += weight
    if waiting[part].count >= mostWaiting { try write(part) }
  }

  /// The bytes that were written.
  var bytes: Int { 4 * end }

  /// Writes what waits, and gives the rows of some of the parts.
  mutating func finish(_ parts: Range<Int>) throws(TableFault.SystemFailure) -> StoredRows {
    for part in parts { try write(part) }
    let filled = parts.filter { partRows[$0] > 0 }
    return StoredRows(
      partRows: filled.map { partRows[$0] }, file: file, layout: layout,
      meanWeight: weightSum / Double(max(1, partRows.reduce(0, +))),
      extents: filled.map { extents[$0] })
  }

  private mutating func write(_ part: Int) throws(TableFault.SystemFailure) {
    guard !waiting[part].isEmpty, layout.stride > 0 else { return }
    try file.write(waiting[part], at: end)
    extents[part].append(
      StoredRows.Extent(start: end, rows: waiting[part].count / layout.stride))
    end += waiting[part].count
    waiting[part].removeAll(keepingCapacity: true)
  }
}
