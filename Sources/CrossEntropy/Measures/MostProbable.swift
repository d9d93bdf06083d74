/// The most probable class; the smallest index on ties, and 0 where there is none.
@specialized(where Score == Double)
@specialized(where Score == Float)
package func mostProbable<Score: BinaryFloatingPoint>(_ scores: Span<Score>) -> Int {
  var top = 0
  for index in scores.indices where scores[index] > scores[top] { top = index }
  return top
}
