/// The most probable class; the smallest index on ties.
@specialized(where Score == Double)
@specialized(where Score == Float)
package func mostProbable<Score: BinaryFloatingPoint>(_ scores: UnsafeBufferPointer<Score>) -> Int {
  var top = 0
  for index in 1..<scores.count where scores[index] > scores[top] { top = index }
  return top
}

/// The most probable class; the smallest index on ties.
@specialized(where Score == Double)
@specialized(where Score == Float)
package func mostProbable<Score: BinaryFloatingPoint>(_ scores: Span<Score>) -> Int {
  var top = 0
  for index in 1..<scores.count where scores[index] > scores[top] { top = index }
  return top
}
