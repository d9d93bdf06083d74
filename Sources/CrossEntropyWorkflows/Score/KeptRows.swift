internal import CrossEntropyEvaluation
internal import CrossEntropyFiles

/// The log loss of every row, kept in a file of its own so that later predictions can be compared row by row.
public struct KeptRows: Encodable, Sendable, Hashable {
  /// The rows.
  public let rows: Int
  /// The bytes that an ID takes in the file.
  public let idBytes: Int
  /// The SHA-256 digest of the file, in hexadecimal.
  public let sha256: String
  /// The file, an array of NumPy's records.
  package let bytes: [UInt8]

  enum CodingKeys: String, CodingKey {
    case rows
    case idBytes = "id_bytes"
    case sha256
  }

  init(_ scored: ScoredRows) {
    let losses = NamedNumbers(
      names: (0..<scored.count).map { scored.keys[$0] }, numbers: scored.scores.logLoss)
    bytes = losses.bytes(fields: Self.fields)
    (rows, idBytes, sha256) = (scored.count, losses.width, Self.digest(bytes))
  }

  static let fields = (name: "id", number: "log_loss")

  static func digest(_ bytes: [UInt8]) -> String {
    var digest = SHA256()
    digest.update(bytes)
    return digest.hexDigest()
  }

  /// Where the rows are kept beside an outcome's JSON.
  package static func path(besideJSON path: String) -> String {
    (path.hasSuffix(ScoreBaseline.jsonSuffix)
      ? String(path.dropLast(ScoreBaseline.jsonSuffix.count)) : path) + ".rows.npy"
  }
}
