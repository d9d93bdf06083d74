/// Runs `body` on every element of an array, or on the first few, on at most `threads` threads.
///
/// Each element is one thread's alone while it runs; which thread takes which is not fixed.
package func parallelUpdate<Element: Sendable>(
  _ elements: inout [Element], first count: Int? = nil, threads: Int,
  _ body: @Sendable (_ index: Int, _ element: inout Element) -> Void
) {
  let count = count ?? elements.count
  require(count <= elements.count, "expected \(count) elements or more, got \(elements.count)")
  unsafe elements.withUnsafeMutableBufferPointer { buffer in
    // Every index below the count is run once, so that no two threads meet at a place.
    nonisolated(unsafe) let places = unsafe buffer
    parallel(count, threads: threads) { unsafe body($0, &places[$0]) }
  }
}
