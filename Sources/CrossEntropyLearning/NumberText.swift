/// A number as people write it: 2 and not 2.0.
package func shortNumber(_ x: Double) -> String {
  x == x.rounded() && abs(x) < 1e15 ? "\(Int(x))" : "\(x)"
}
