import Crypto
import FoundationEssentials

/// Random bytes and tokens from the system's generator, digests, and the masking of form tokens.
enum Random {
    /// Bytes of the system's generator, fit for secrets.
    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// A token of 256 bits in 64 hexadecimal digits, fit for cookies and URLs.
    static func token() -> String { hexadecimal(bytes(32)) }

    /// Two lower-case digits for each byte.
    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// SHA-256 of a purpose and a text, in hexadecimal digits. One token serves for many purposes,
    /// and no digest reveals the token or another digest.
    static func digest(_ purpose: String, _ text: String) -> String {
        hexadecimal(SHA256.hash(data: Data("\(purpose)\n\(text)".utf8)))
    }

    /// The digest under a mask that is drawn anew each time, after the mask itself. No two results
    /// for one digest have anything in common.
    static func masked(_ digest: String) -> String {
        let mask = token()
        return mask + mixed(mask, digest)
    }

    /// - Parameter text: what `masked` returned, or any other ASCII text.
    /// - Returns: the digest; for another text, digits that are no digest of ours.
    static func unmasked(_ text: String) -> String {
        let digits = Array(text.utf8)
        let half = digits.count / 2
        return mixed(
            String(decoding: digits[..<half], as: UTF8.self),
            String(decoding: digits[half...], as: UTF8.self))
    }

    /// Exclusive or of hexadecimal digits, one by one. What is no such digit counts as 0.
    private static func mixed(_ left: String, _ right: String) -> String {
        zip(left, right).map { one, other in
            String((one.hexDigitValue ?? 0) ^ (other.hexDigitValue ?? 0), radix: 16)
        }.joined()
    }

    /// Compares in a time that does not depend on where the two differ, only on their lengths.
    static func areEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
