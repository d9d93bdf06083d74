import CrossEntropy
import Testing

/// The digits are those of `Scripts/measure_vectors.py`.
struct SurprisalTests {
  @Test(arguments: rows)
  func vectors(p: Double, nats: Double, pLogP: Double) throws {
    #expect(try ulps(surprisal(of: p), nats) <= 1)
    #expect(try ulps(surprisal(of: p, in: .bits), nats * 1.4426950408889634) <= 2)
    #expect(ulps(xLogX(p), pLogP) <= 2)
  }

  @Test func edges() throws {
    #expect(try surprisal(of: 0) == .infinity)
    #expect(try surprisal(of: 1) == 0)
    #expect(try surprisal(of: 1).sign == .plus)
    #expect(try surprisal(of: .nan).isNaN)
    #expect(try surprisal(of: 0.125, in: .bits) == 3)
    #expect(xLogX(0) == 0)
    #expect(xLogX(1) == 0)
    #expect(xLogX(.nan).isNaN)
    #expect(xLogX(-1).isNaN)
    #expect(xLogX(.infinity) == .infinity)
  }

  // p, -log p, p log p
  // swift-format-ignore
  private static let rows: [(Double, Double, Double)] = [
    (0.5, 0.69314718055994531, -0.34657359027997265),
    (0.1, 2.3025850929940456, -0.23025850929940458),
    (0.9999999999999999, 1.1102230246251566e-16, -1.1102230246251564e-16),
    (1e-300, 690.77552789821371, -6.9077552789821372e-298),
    (0.75, 0.2876820724517809, -0.2157615543388357),
  ]
}
