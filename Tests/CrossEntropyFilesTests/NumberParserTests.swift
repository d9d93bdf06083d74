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

  @Test("A number is the nearest Double, on every way that it is read")
  func agreesWithStrtodBitForBit() {
    let failures = fuzz("NumberParserTests", executions: 10_000) { random in
      let text =
        switch random.below(4) {
        case 0: longDecimal(&random)
        case 1: halfway(&random)
        case 2: shortest(&random)
        default: randomDecimal(&random)
        }
      return problems(text)
    }
    #expect(failures == [])
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
}

private func parse(_ text: String, mark: UInt8 = Byte.point) -> ParsedNumber {
  // A byte behind the text that would change the number, were it read.
  let bytes = Array(text.utf8) + [UInt8(ascii: "9")]
  return parseNumber(bytes.span.extracting(droppingLast: 1), mark: mark)
}

/// What is wrong with how a number is read.
private func problems(_ text: String) -> [String] {
  let expected = strtod(text, nil)
  guard case .finite(let value, _) = parse(text) else {
    return expected.isFinite ? ["\(text) is no number"] : []
  }
  var problems: [String] = []
  if value.bitPattern != expected.bitPattern { problems.append("\(text) is \(value)") }
  for quote in ["", "\""] {
    let cell = Array((quote + text + quote + ",").utf8)
    let padded = cell + Array(repeating: UInt8(ascii: "7"), count: fastReach)
    let bytes = Buffer(count: padded.count) { padded[$0] }
    let powers = Buffer(count: powersOfTen.count) { powersOfTen[$0] }
    let start = bytes.place
    let ways = [
      ("fast", fastNumber(start, mark: Byte.point, powers: powers.place)),
      (
        "short",
        quote.isEmpty
          ? shortNumber(start, isQuoted: false, mark: Byte.point, powers: powers.place)
          : shortNumber(start + 1, isQuoted: true, mark: Byte.point, powers: powers.place)
      ),
    ]
    for (way, number) in ways {
      guard let number, number.end[0] == Byte.comma else { continue }
      if number.value.bitPattern != expected.bitPattern || number.form != form(text)
        || number.end - start != cell.count - 1
      {
        problems.append("\(quote)\(text) is \(number.value), \(number.form) on the \(way) way")
      }
    }
  }
  return problems
}

private func digits(_ count: Int, _ random: inout SplitMix64) -> String {
  (0..<count).map { _ in String(random.below(10)) }.joined()
}

private func randomDecimal(_ random: inout SplitMix64) -> String {
  var text = random.once(in: 3) ? "-" : ""
  text += random.once(in: 2) ? "0" : "\(1 + random.below(9))" + digits(random.below(13), &random)
  if !random.once(in: 4) { text += "." + digits(random.below(15), &random) }
  if random.once(in: 3) { text += "e\(random.below(140) - 70)" }
  return text
}

/// The shortest form of a number of any size.
private func shortest(_ random: inout SplitMix64) -> String {
  let value = Double(bitPattern: random.next())
  return value.isNaN ? "0" : "\(value)"
}

/// A number of 15 to 20 digits.
private func longDecimal(_ random: inout SplitMix64) -> String {
  let whole = random.once(in: 2) ? "0" : "\(1 + random.below(9))" + digits(random.below(8), &random)
  let sign = random.once(in: 2) ? "-" : ""
  return sign + whole + "." + digits(max(0, 15 + random.below(6) - whole.count), &random)
}

/// A number halfway between two neighbours, or one digit beside it.
private func halfway(_ random: inout SplitMix64) -> String {
  let decimals = random.below(4)
  let odd = UInt64(1) << 53 | random.next() >> 11 | 1
  let number = [1, 5, 25, 125][decimals] * odd &+ [0, 0, 1, .max][random.below(4)]
  var text = String(number)
  if decimals > 0 {
    text.insert(".", at: text.index(text.endIndex, offsetBy: -decimals))
    return text
  }
  return text + random.pick(["", ".", ".000", "e0"])
}

private func form(_ text: String) -> CellForm {
  let bytes = Array(text.utf8)
  return CellForm(bytes.span, mark: Byte.point)
}
