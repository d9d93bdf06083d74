import TestSupport
import Testing

@testable import CrossEntropyFiles

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

@Suite struct NumberParserTests {
  private static let numbers = [
    "0", "-0", "+7", "5.", ".5", "-.5", "0.1", "1e5", "1E+05", "1e-5", "123456789012345678901",
    "0.000001", "9007199254740993", "9007199254740993e22", "1e22", "1e23", "8.5e-27", "1e-400",
    "4.9e-324", "2.2250738585072011e-308", "1.7976931348623157e308", "0e999999999999",
    "0.1000000000000000055511151231257827021181583404541015625", "18446744073709551615",
    "18446744073709551616", "1e-27", "3.0000000000000000000000001",
  ]

  @Test(arguments: numbers) func agreesWithStrtod(_ text: String) {
    guard case .finite(let value, _) = parse(text) else {
      Issue.record("\(text) is not read as a number")
      return
    }
    #expect(value.bitPattern == strtod(text, nil).bitPattern)
  }

  @Test(arguments: [
    "00", "12e", "1e+", "1.2.3", "--1", "1 2", "0x1p3", "", "-", ".", "e5", "1,5", "infin", "in",
    "nan", "1_0",
  ]) func otherTextIsText(_ text: String) {
    #expect(parse(text) == .text)
  }

  @Test(arguments: ["inf", "-inf", "+Infinity", "INF", "1e400", "-1e999999999999999999999"])
  func knowsInfinities(_ text: String) {
    #expect(parse(text) == .infinite)
  }

  @Test(arguments: ["01234", "00.5", "-01", "01e5"]) func needlessZerosAreText(_ text: String) {
    #expect(parse(text) == .text)
  }

  @Test(arguments: -30...30) func everyPowerOfTenAgreesWithStrtod(exponent: Int) {
    for mantissa: UInt64 in [1, 3, 1 << 53 + 1, 9_876_543_210_987_654_321] {
      let text = "\(mantissa)e\(exponent)"
      #expect(parse(text) == .finite(strtod(text, nil), isInteger: false), "\(text)")
    }
  }

  @Test func knowsIntegers() {
    #expect(parse("-12") == .finite(-12, isInteger: true))
    #expect(parse("12.0") == .finite(12, isInteger: false))
    #expect(parse("1e2") == .finite(100, isInteger: false))
    #expect(parse("1,5", mark: Byte.comma) == .finite(1.5, isInteger: false))
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func randomDecimalsAgreeWithStrtodBitForBit(seed: UInt64) {
    var random = SplitMix64(state: seed)
    for _ in 0..<500 {
      let text = randomDecimal(&random)
      let expected = strtod(text, nil)
      guard case .finite(let value, _) = parse(text) else {
        #expect(expected.isInfinite, "\(text)")
        continue
      }
      #expect(value.bitPattern == expected.bitPattern, "\(text)")
      for quote in ["", "\""] {
        let cell = Array((quote + text + quote + ",").utf8)
        let padded = cell + Array(repeating: UInt8(ascii: "7"), count: fastReach)
        let bytes = Buffer(count: padded.count) { padded[$0] }
        let powers = Buffer(count: powersOfTen.count) { powersOfTen[$0] }
        let start = bytes.place
        if let fast = fastNumber(
          start, upTo: start + (cell.count - 1), mark: Byte.point, powers: powers.place)
        {
          #expect(fast.value.bitPattern == expected.bitPattern, "\(text)")
          #expect(fast.form == form(text), "\(text)")
        }
        if let short = shortNumber(start, mark: Byte.point, powers: powers.place),
          short.end[0] == Byte.comma
        {
          #expect(short.value.bitPattern == expected.bitPattern, "\(text)")
          #expect(short.form == form(text), "\(text)")
          #expect(short.end - start == cell.count - 1)
        }
      }
    }
  }

  @Test(
    arguments: [
      ("12", .whole), ("-0", .whole), ("1.234", .threeDecimals), ("12345.000", .threeDecimals),
      ("1.5", .otherDecimals), ("1.", .otherDecimals), ("1.2345", .otherDecimals),
      ("1.234e5", .otherDecimals), ("1e5", .exponent), ("123456789012345", .whole),
      ("1234567890123456", [.whole, .long]), ("1234567890123.456", [.threeDecimals, .long]),
    ] as [(String, CellForm)])
  func knowsTheForm(text: String, expected: CellForm) {
    #expect(form(text) == expected)
  }

  @Test(arguments: 0..<4 as Range<UInt64>) func shortestFormsReadBack(seed: UInt64) {
    var random = SplitMix64(state: seed)
    for _ in 0..<500 {
      let value = Double(bitPattern: random.next())
      guard value.isFinite else { continue }
      guard case .finite(let read, _) = parse("\(value)") else {
        Issue.record("\(value) is not read as a number")
        continue
      }
      #expect(read.bitPattern == value.bitPattern)
    }
  }

  private func parse(_ text: String, mark: UInt8 = Byte.point) -> ParsedNumber {
    // A byte behind the text that would change the number, were it read.
    let bytes = Array(text.utf8) + [UInt8(ascii: "9")]
    return parseNumber(bytes.span.extracting(droppingLast: 1), mark: mark)
  }

  private func randomDecimal(_ random: inout SplitMix64) -> String {
    func digits(_ count: Int) -> String {
      String((0..<count).map { _ in Character("\(Int.random(in: 0...9, using: &random))") })
    }
    let first = Int.random(in: 1...9, using: &random)
    let whole = "\(first)" + digits(Int.random(in: 0...12, using: &random))
    var text = ["", "-", ""].randomElement(using: &random)!
    text += Bool.random(using: &random) ? "0" : whole
    if Int.random(in: 0..<4, using: &random) > 0 {
      text += "." + digits(Int.random(in: 0...14, using: &random))
    }
    if Int.random(in: 0..<3, using: &random) == 0 {
      text += "e\(Int.random(in: -40...40, using: &random))"
    }
    return text
  }
}

private func form(_ text: String) -> CellForm {
  let bytes = Array(text.utf8)
  return CellForm(bytes.span, mark: Byte.point)
}
