/// The most probable class; of equals the one with the smallest index.
@specialized(where Score == Double)
@specialized(where Score == Float)
package func mostProbable<Score: BinaryFloatingPoint>(_ scores: UnsafeBufferPointer<Score>) -> Int {
  var top = 0
  for index in 1..<scores.count where scores[index] > scores[top] { top = index }
  return top
}
