import CrossEntropy
import Testing

struct LogitScalarTests {
  @Test func storageIsExactOneWayAndNearestTheOther() {
    func roundTrip<S: LogitScalar & Equatable>(_ value: S) -> Bool {
      S(rounding: value.arithmetic) == value
    }
    #expect(roundTrip(0.1 as Float))
    #expect(roundTrip(0.1))
    #expect(roundTrip(-Float.infinity))
    #expect((0.1 as Float).arithmetic == 0.10000000149011612)
    #expect(Float(rounding: 0.1) == 0.1)
    #expect(Float(rounding: 1 + 0x1p-25) == 1)
    #expect(Float(rounding: 1e300) == .infinity)
    #expect(Float(rounding: .nan).isNaN)
  }
}
