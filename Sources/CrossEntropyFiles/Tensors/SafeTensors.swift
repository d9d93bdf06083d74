#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A safetensors file: named tensors of numbers, and texts that say what they are.
///
/// Eight bytes hold the length of a header in JSON, which is followed by the numbers, little-endian, one
/// tensor after another without a gap.
/// - Source: the format's description at github.com/huggingface/safetensors.
package struct SafeTensors: Sendable, Hashable {
  /// What the numbers of a tensor are.
  package enum ElementType: String, Codable, Sendable {
    case float = "F32"
    case double = "F64"

    /// The bytes of a number.
    var size: Int { self == .float ? 4 : 8 }
  }

  /// Numbers of one type, row after row.
  package struct Tensor: Sendable, Hashable {
    package let type: ElementType
    package let shape: [Int]
    package let bytes: [UInt8]
  }

  /// The texts by their names.
  package var metadata: [String: String]
  /// The tensors by their names.
  package var tensors: [String: Tensor]

  /// Puts texts and tensors together.
  package init(metadata: [String: String], tensors: [String: Tensor]) {
    self.metadata = metadata
    self.tensors = tensors
  }

  /// What is wrong with bytes that should be such a file.
  package enum Fault: Error, Sendable, Hashable {
    /// There is no header of the length that the first bytes claim.
    case notSafetensors
    /// There are fewer or more numbers than the header says.
    case otherLength(expected: Int, got: Int)
    /// A tensor that cannot be as the header describes it.
    case badTensor(String)
  }
}

extension SafeTensors.Tensor {
  /// A tensor of doubles.
  package init(shape: [Int], _ numbers: some Collection<Double>) {
    self.init(type: .double, shape: shape, bytes: littleEndianBytes(numbers))
  }

  /// A tensor of floats.
  package init(shape: [Int], _ numbers: some Collection<Float>) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * numbers.count)
    for number in numbers { append(number.bitPattern, to: &bytes) }
    self.init(type: .float, shape: shape, bytes: bytes)
  }

  /// Its numbers, if they are doubles.
  package var doubles: [Double]? {
    guard type == .double else { return nil }
    return words(of: bytes, as: UInt64.self).map(Double.init(bitPattern:))
  }

  /// Its numbers, if they are floats.
  package var floats: [Float]? {
    guard type == .float else { return nil }
    return words(of: bytes, as: UInt32.self).map(Float.init(bitPattern:))
  }
}

extension SafeTensors {
  /// The file.
  package func encoded() throws -> [UInt8] {
    let names = tensors.keys.sorted()
    var entries: [String: Entry] = [Entry.metadataName: .metadata(metadata)]
    var place = 0
    for name in names {
      guard let tensor = tensors[name] else { continue }
      let end = place + tensor.bytes.count
      entries[name] = .tensor(
        Entry.Description(dtype: tensor.type, shape: tensor.shape, data_offsets: [place, end]))
      place = end
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var header = Array(try encoder.encode(entries))
    // The numbers begin where a program may use them in place.
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + place)
    append(UInt64(header.count), to: &bytes)
    bytes += header
    for name in names { bytes += tensors[name]?.bytes ?? [] }
    return bytes
  }

  /// Reads a file; nothing is taken from it that is not all there.
  package init(decoding bytes: [UInt8]) throws(Fault) {
    guard bytes.count > 8, let claimed = words(of: bytes.prefix(8), as: UInt64.self).first,
      claimed <= UInt64(bytes.count - 8), bytes[8] == UInt8(ascii: "{")
    else { throw .notSafetensors }
    let start = 8 + Int(claimed)
    guard
      let header = try? JSONDecoder().decode([String: Entry].self, from: Data(bytes[8..<start]))
    else { throw .notSafetensors }
    metadata = [:]
    tensors = [:]
    var ranges: [(name: String, range: Range<Int>)] = []
    for (name, entry) in header {
      switch entry {
      case .metadata(let texts): metadata = texts
      case .tensor(let description):
        guard let range = description.range else { throw .badTensor(name) }
        ranges.append((name, range))
      }
    }
    ranges.sort {
      ($0.range.lowerBound, $0.range.upperBound, $0.name)
        < ($1.range.lowerBound, $1.range.upperBound, $1.name)
    }
    var place = 0
    for (name, range) in ranges {
      guard range.lowerBound == place else { throw .badTensor(name) }
      place = range.upperBound
    }
    guard place == bytes.count - start else {
      throw .otherLength(expected: place, got: bytes.count - start)
    }
    for (name, range) in ranges {
      guard case .tensor(let description)? = header[name] else { continue }
      tensors[name] = Tensor(
        type: description.dtype, shape: description.shape,
        bytes: Array(bytes[start + range.lowerBound..<start + range.upperBound]))
    }
  }

  /// The digest of all that the file holds but one text, in which it may stand.
  package func digest(without key: String) -> String {
    var hash = SHA256()
    func add(_ text: String) {
      hash.update(Array("\(text.utf8.count):".utf8))
      hash.update(Array(text.utf8))
    }
    for name in metadata.keys.sorted() where name != key {
      add(name)
      add(metadata[name] ?? "")
    }
    for name in tensors.keys.sorted() {
      guard let tensor = tensors[name] else { continue }
      add(name)
      add("\(tensor.type.rawValue) \(tensor.shape)")
      hash.update(tensor.bytes)
    }
    return hash.hexDigest()
  }
}

/// What the header says under one name.
private enum Entry: Codable {
  case metadata([String: String])
  case tensor(Description)

  static let metadataName = "__metadata__"

  struct Description: Codable {
    var dtype: SafeTensors.ElementType
    var shape: [Int]
    // As the format calls it.
    // swift-format-ignore: AlwaysUseLowerCamelCase
    var data_offsets: [Int]

    /// Where its numbers stand; nil where it cannot be.
    var range: Range<Int>? {
      guard data_offsets.count == 2, 0 <= data_offsets[0], data_offsets[0] <= data_offsets[1] else {
        return nil
      }
      var count = dtype.size
      for extent in shape {
        let (product, isTooMuch) = count.multipliedReportingOverflow(by: extent)
        guard extent >= 0, !isTooMuch else { return nil }
        count = product
      }
      let range = data_offsets[0]..<data_offsets[1]
      return range.count == count ? range : nil
    }
  }

  init(from decoder: any Decoder) throws {
    self =
      decoder.codingPath.last?.stringValue == Self.metadataName
      ? .metadata(try [String: String](from: decoder)) : .tensor(try Description(from: decoder))
  }

  func encode(to encoder: any Encoder) throws {
    switch self {
    case .metadata(let texts): try texts.encode(to: encoder)
    case .tensor(let description): try description.encode(to: encoder)
    }
  }
}
