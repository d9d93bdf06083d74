import CrossEntropyEvaluation
import Foundation
import Testing

struct ReadingTests {
  @Test func readingsSelectTheirValue() {
    var values = ByReading { $0 == .asTrained ? 1 : 2 }
    #expect(values[.asTrained] == 1 && values[.recalibrated] == 2)
    values[.recalibrated] = 3
    #expect(values.recalibrated == 3 && values.asTrained == 1)
  }

  @Test func aMissingValueIsNull() throws {
    let values = ByReading<Int?> { $0 == .asTrained ? nil : 4 }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = try encoder.encode(values)
    #expect(String(decoding: json, as: UTF8.self) == #"{"as_trained":null,"recalibrated":4}"#)
    #expect(try JSONDecoder().decode(ByReading<Int?>.self, from: json) == values)
  }
}
