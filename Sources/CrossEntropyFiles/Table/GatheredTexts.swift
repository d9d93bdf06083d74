/// The distinct texts of a column that is read batch by batch.
package struct GatheredTexts: Sendable {
  /// The texts, in the order of their first cells.
  package private(set) var levels: [String] = []
  private var codes: [String: Int32] = [:]

  package init() {}

  /// The cells of a batch, each by the place of its text among all; −1 where it is empty.
  package mutating func codes(of texts: RowBatch.Texts) -> [Int32] {
    let places = texts.levels.map { text in
      if let code = codes[text] { return code }
      let code = Int32(levels.count)
      codes[text] = code
      levels.append(text)
      return code
    }
    return texts.codes.map { $0 < 0 ? -1 : places[Int($0)] }
  }

  /// The texts as the levels of a column that was read in one: sorted by value if every one is a number, else as texts;
  /// with the place of each among them.
  package var sorted: (levels: [String], places: [Int32]) {
    let sorted = Levels(levels, isMissing: { _ in false }, mark: Byte.point)
    return (sorted.names, sorted.newCodes)
  }
}
