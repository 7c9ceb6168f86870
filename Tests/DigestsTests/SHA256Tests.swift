import Testing

@testable import Digests

@Suite("SHA-256")
struct SHA256Tests {
  @Test(
    "Digests are those of FIPS 180-4's examples",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ])
  func examples(_ text: String, _ digest: String) {
    #expect(SHA256.hexadecimal(of: text.utf8) == digest)
    #expect(SHA256.hexadecimal(of: text.utf8.lazy.map { $0 }) == digest)
  }

  @Test("Pieces make one text, and a copy goes on by itself")
  func pieces() {
    var hash = SHA256()
    hash.update("a")
    let copy = hash
    hash.update([UInt8]("bc".utf8)[...])
    #expect(hash.hexadecimal == SHA256.hexadecimal(of: "abc".utf8))
    #expect(hash.hexadecimal == hash.hexadecimal)
    #expect(copy.hexadecimal == SHA256.hexadecimal(of: "a".utf8))
  }
}
