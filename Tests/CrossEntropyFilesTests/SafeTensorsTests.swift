import Foundation
import Testing

@testable import CrossEntropyFiles

@Suite struct SafeTensorsTests {
  private static let file = SafeTensors(
    metadata: ["format": "test", "text": "\"quoted\" and 글"],
    tensors: [
      "b": SafeTensors.Tensor(shape: [2, 2], [1.5, -2, .pi, .leastNormalMagnitude] as [Double]),
      "a": SafeTensors.Tensor(shape: [3], [1, 2, .leastNonzeroMagnitude] as [Float]),
      "none": SafeTensors.Tensor(shape: [0, 4], [] as [Double]),
    ])

  @Test func whatIsWrittenIsReadBack() throws {
    let bytes = try Self.file.encoded()
    #expect(try SafeTensors(decoding: bytes) == Self.file)
    #expect(
      try SafeTensors(decoding: bytes).tensors["b"]?.doubles == [
        1.5, -2, .pi, .leastNormalMagnitude,
      ])
    #expect(try SafeTensors(decoding: bytes).tensors["b"]?.floats == nil)
    // The numbers begin at a multiple of eight bytes.
    #expect(Int(bytes[0]) % 8 == 0)
  }

  /// Files as other programs could have made them, by hand.
  private static func bytes(_ header: String, numbers: Int, claimed: UInt64? = nil) -> [UInt8] {
    let length = claimed ?? UInt64(header.utf8.count)
    return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) }
      + Array(header.utf8) + [UInt8](repeating: 0, count: numbers)
  }

  @Test(
    arguments: [
      ("{}", 0, nil, nil),
      (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} "#, 8, nil, nil),
      (#"{"x":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}"#, 4, nil, nil),
      ("", 0, nil, SafeTensors.Fault.notSafetensors),
      ("[]", 0, nil, .notSafetensors),
      ("{", 0, nil, .notSafetensors),
      ("{}", 0, 1 << 40, .notSafetensors),
      ("{}", 0, .max, .notSafetensors),
      (#"{"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}"#, 8, nil, .notSafetensors),
      (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, nil, .badTensor("x")),
      (#"{"x":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, 12, nil, .badTensor("x")),
      (#"{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, nil, .badTensor("x")),
      (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, nil, .badTensor("x")),
      (#"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, 4, nil, .badTensor("x")),
      (
        #"{"x":{"dtype":"F64","shape":[4611686018427387904,8],"data_offsets":[0,0]}}"#, 0, nil,
        .badTensor("x")
      ),
      (
        #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 7, nil,
        .otherLength(expected: 8, got: 7)
      ),
      (
        #"{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 9, nil,
        .otherLength(expected: 8, got: 9)
      ),
      (
        #"{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
          + #""y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 4, nil, .badTensor("y")
      ),
    ] as [(String, Int, UInt64?, SafeTensors.Fault?)])
  func whatCannotBeIsRefused(
    header: String, numbers: Int, claimed: UInt64?, fault: SafeTensors.Fault?
  ) {
    var found: SafeTensors.Fault?
    do throws(SafeTensors.Fault) {
      _ = try SafeTensors(
        decoding: Self.bytes(header, numbers: numbers, claimed: claimed))
    } catch { found = error }
    #expect(found == fault)
  }

  @Test func theDigestCoversTextsNamesShapesAndNumbers() {
    let digest = Self.file.digest(without: "sha256")
    var with = Self.file
    with.metadata["sha256"] = digest
    #expect(with.digest(without: "sha256") == digest)
    var others = [Self.file, Self.file, Self.file, Self.file]
    others[0].metadata["text"] = "other"
    others[1].tensors["c"] = others[1].tensors.removeValue(forKey: "a")
    others[2].tensors["b"] = SafeTensors.Tensor(
      shape: [4], [1.5, -2, .pi, .leastNormalMagnitude] as [Double])
    others[3].tensors["a"] = SafeTensors.Tensor(shape: [3], [1, 2, 3] as [Float])
    for other in others { #expect(other.digest(without: "sha256") != digest) }
  }
}
