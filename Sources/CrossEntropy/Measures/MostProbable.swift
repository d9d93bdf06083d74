/// The most probable class; the smallest index on ties, and 0 where there is none.
@specialized(where Score == Double)
@specialized(where Score == Float)
package func mostProbable<Score: BinaryFloatingPoint>(_ scores: Span<Score>) -> Int {
  var top = 0
  // Few runs hold one that is higher than all before it; whether a run does is asked of several at once.
  let run = 64
  for start in stride(from: 0, to: scores.count, by: run) {
    let some = scores.extracting(start..<min(start + run, scores.count))
    let highest = scores[top]
    var higher: UInt64 = 0
    for index in some.indices { higher |= some[index] > highest ? 1 : 0 }
    if higher == 0 { continue }
    for index in some.indices where some[index] > scores[top] { top = start + index }
  }
  return top
}
