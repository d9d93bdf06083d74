import Testing

@testable import CrossEntropyFiles

@Suite struct SHA256Tests {
  // FIPS 180-4 and NIST's example values; the last by sha256sum.
  @Test(
    arguments: [
      ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      ("a", 1_000_000, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"),
    ])
  func digests(text: String, times: Int, digest: String) {
    let bytes = [UInt8](repeatElement(Array(text.utf8), count: times).joined())
    var whole = SHA256()
    whole.update(bytes)
    #expect(whole.hexDigest() == digest)
    var parts = SHA256()
    var place = 0
    for size in (0...).lazy.map({ $0 * 7 % 131 }) {
      if place >= bytes.count { break }
      let end = min(place + size, bytes.count)
      parts.update(bytes[place..<end])
      place = end
    }
    #expect(parts.hexDigest() == digest)
  }
}
