package import CrossEntropyEvaluation
internal import CrossEntropyFiles

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A calibrator with what it is for: the classes and the columns of the predictions that it was fitted to.
public struct CalibratorFile: Sendable, Hashable {
  /// The version of the files that are written; all up to it are read.
  public static let fileVersion = 1

  /// The map.
  package let calibrator: Calibrator
  /// The classes, in the order of their columns; of two the last is the positive one.
  public let classes: [String]
  /// The columns of the classes, or the one of the positive class.
  public let columns: [String]
  /// What the numbers of those columns are.
  public let scale: ScoreRequest.Scale
  /// Whether rows are divided by their sums.
  public let normalizes: Bool
  /// What it was fitted to.
  public let fittedOn: Origin
  /// What it wins on rows that it is not fitted to; nil where nothing was fitted or it is infinite.
  public let gain: Gain?

  /// The predictions that a calibrator was fitted to.
  public struct Origin: Codable, Sendable, Hashable {
    /// The file.
    public let path: String
    /// Its rows.
    public let rows: Int
  }

  /// What a calibrator wins, in nats.
  public struct Gain: Codable, Sendable, Hashable {
    /// The mean.
    public let estimate: Double
    /// The lower end of its 95 % interval; nil where there are too few rows or groups.
    public let low: Double?
    /// The upper end.
    public let high: Double?
    /// Whether it was selected among several, and so is a little too good.
    public let isSelected: Bool

    enum CodingKeys: String, CodingKey {
      case estimate, low, high
      case isSelected = "selected"
    }

    /// Writes a missing end as null.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(estimate, forKey: .estimate)
      try container.encode(low, forKey: .low)
      try container.encode(high, forKey: .high)
      try container.encode(isSelected, forKey: .isSelected)
    }
  }

  /// What is written, as JSON; the digest is that of the same text without its line.
  public var fileBytes: [UInt8] {
    do {
      return try Sealed(file: self, digest: digest).encoded
    } catch {
      fatalError("texts and numbers are always written: \(error)")
    }
  }

  private var digest: String {
    get throws {
      var sum = SHA256()
      sum.update(try Sealed(file: self, digest: "").encoded)
      return sum.hexDigest()
    }
  }

  /// Whether the map is of the classes.
  private var fits: Bool {
    let count = classes.count
    guard count >= 2, Set(classes).count == count, Set(columns).count == columns.count,
      columns.count == count || columns.count == 1 && count == 2
    else { return false }
    return switch calibrator {
    case .none: true
    case .temperature(let map), .priorShift(let map), .scaleAndBias(let map):
      map.offsets.count == count
    case .beta(let a, let b, let c):
      count == 2 && a >= 0 && b >= 0 && a.isFinite && b.isFinite && c.isFinite
    case .vector(let scales, let offsets):
      scales.count == count && offsets.count == count
        && (scales + offsets).allSatisfy(\.isFinite)
    case .isotonic(let curves):
      curves.count == (count == 2 ? 1 : count)
        && curves.allSatisfy { curve in
          !curve.blocks.isEmpty
            && curve.blocks.allSatisfy { $0.mean > 0 && $0.mean < 1 && $0.lower <= $0.upper }
            && zip(curve.blocks, curve.blocks.dropFirst()).allSatisfy {
              $0.upper < $1.lower && $0.mean < $1.mean
            }
        }
    }
  }

  /// What says what a file is.
  private struct Head: Decodable {
    static let name = "xent-calibrator"
    let format: String
    let version: Int

    enum CodingKeys: String, CodingKey {
      case format
      case version = "file_version"
    }
  }

  /// The file with its digest.
  private struct Sealed: Codable {
    let file: CalibratorFile
    let digest: String

    init(file: CalibratorFile, digest: String) {
      (self.file, self.digest) = (file, digest)
    }

    enum CodingKeys: String, CodingKey { case digest = "sha256" }

    init(from decoder: any Decoder) throws {
      file = try CalibratorFile(from: decoder)
      digest = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .digest)
    }

    func encode(to encoder: any Encoder) throws {
      try file.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(digest, forKey: .digest)
    }

    /// The bytes of the file.
    var encoded: [UInt8] {
      get throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
          positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
      }
    }
  }
}

extension CalibratorFile {
  /// Reads what ``fileBytes`` holds, byte by byte, and refuses whatever else.
  init(bytes: [UInt8]) throws(CalibrateFault) {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let data = Data(bytes)
    guard let head = try? decoder.decode(Head.self, from: data), head.format == Head.name else {
      throw .notACalibrator
    }
    guard head.version >= 1 else { throw .damaged }
    guard head.version <= Self.fileVersion else {
      throw .newerVersion(head.version, known: Self.fileVersion)
    }
    guard let sealed = try? decoder.decode(Sealed.self, from: data), sealed.file.fits,
      (try? sealed.file.digest) == sealed.digest, sealed.file.fileBytes == bytes
    else { throw .damaged }
    self = sealed.file
  }
}

extension CalibratorFile: Codable {
  enum CodingKeys: String, CodingKey {
    case format
    case version = "file_version"
    case classes, columns, scale
    case normalizes = "normalize"
    case method, parameters
    case fittedOn = "fitted_on"
    case gain
  }

  /// The numbers of a map; which there are hangs on the method.
  private enum ParameterKeys: CodingKey { case scale, offsets, scales, a, b, c, curves }

  /// Reads what a file holds, and refuses what is no map.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    classes = try container.decode([String].self, forKey: .classes)
    columns = try container.decode([String].self, forKey: .columns)
    scale = try container.decode(ScoreRequest.Scale.self, forKey: .scale)
    normalizes = try container.decode(Bool.self, forKey: .normalizes)
    fittedOn = try container.decode(Origin.self, forKey: .fittedOn)
    gain = try container.decodeIfPresent(Gain.self, forKey: .gain)
    let parameters = try container.nestedContainer(
      keyedBy: ParameterKeys.self, forKey: .parameters)
    func numbers(_ key: ParameterKeys) throws -> [Double] {
      try parameters.decode([Double].self, forKey: key)
    }
    func map() throws -> Recalibration {
      try Recalibration(
        scale: parameters.decode(Double.self, forKey: .scale), offsets: numbers(.offsets))
    }
    calibrator =
      switch try container.decode(Calibrator.Kind.self, forKey: .method) {
      case .none: .none
      case .temperature: .temperature(try map())
      case .priorShift: .priorShift(try map())
      case .scaleAndBias: .scaleAndBias(try map())
      case .beta:
        .beta(
          a: try parameters.decode(Double.self, forKey: .a),
          b: try parameters.decode(Double.self, forKey: .b),
          c: try parameters.decode(Double.self, forKey: .c))
      case .vector: .vector(scales: try numbers(.scales), offsets: try numbers(.offsets))
      case .isotonic:
        .isotonic(try parameters.decode([IsotonicCurve].self, forKey: .curves))
      }
  }

  /// Writes what is missing as null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Head.name, forKey: .format)
    try container.encode(Self.fileVersion, forKey: .version)
    try container.encode(classes, forKey: .classes)
    try container.encode(columns, forKey: .columns)
    try container.encode(scale, forKey: .scale)
    try container.encode(normalizes, forKey: .normalizes)
    try container.encode(calibrator.kind, forKey: .method)
    try container.encode(fittedOn, forKey: .fittedOn)
    try container.encode(gain, forKey: .gain)
    var parameters = container.nestedContainer(keyedBy: ParameterKeys.self, forKey: .parameters)
    switch calibrator {
    case .none: break
    case .temperature(let map), .priorShift(let map), .scaleAndBias(let map):
      try parameters.encode(map.scale, forKey: .scale)
      try parameters.encode(map.offsets, forKey: .offsets)
    case .beta(let a, let b, let c):
      try parameters.encode(a, forKey: .a)
      try parameters.encode(b, forKey: .b)
      try parameters.encode(c, forKey: .c)
    case .vector(let scales, let offsets):
      try parameters.encode(scales, forKey: .scales)
      try parameters.encode(offsets, forKey: .offsets)
    case .isotonic(let curves): try parameters.encode(curves, forKey: .curves)
    }
  }
}

extension CalibratorFile {
  /// Which map it is; nil: none.
  public var method: CalibrateRequest.Method? {
    CalibrateRequest.Method.allCases.first { $0.kind == calibrator.kind }
  }

  /// T of softmax(log p / T); nil of another map.
  package var temperature: Double? {
    if case .temperature(let map) = calibrator { 1 / map.scale } else { nil }
  }
}
