/// The numbers of rows, which each keeps in whatever part of all it is read: what is drawn for a row is drawn by its number.
public struct RowNumbers: Sendable, Hashable {
  /// The number of the first place, 0 or more.
  public var first: Int
  /// How far behind the first place each row stands, rising from 0 or more; nil: they follow each other from there on.
  public var places: [Int]?

  /// The numbers of rows.
  public init(first: Int = 0, places: [Int]? = nil) {
    self.first = first
    self.places = places
  }

  /// The number of a row.
  public subscript(row: Int) -> Int { first + (places?[row] ?? row) }

  /// Throws unless these are numbers of so many rows.
  func check(rows: Int) throws(EvaluationError) {
    if first < 0 { throw .outOfRange(.rowNumber, Double(first)) }
    guard let places else {
      _ = try rowSum(first, rows)
      return
    }
    try CrossEntropyEvaluation.check(places.count, of: .rows, expected: rows)
    var next = 0
    for place in places {
      if place < next { throw .outOfRange(.rowNumber, Double(place)) }
      next = try rowSum(place, 1)
    }
    _ = try rowSum(first, next)
  }
}
