import Crypto
import Foundation

/// Random bytes and tokens from the system's generator, and digests of them.
enum Random {
    static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// 256 bits, fit for cookies and URLs.
    static func token() -> String { hexadecimal(bytes(32)) }

    static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// SHA-256 of a purpose and a text: of one token, many that do not tell of it.
    static func digest(_ purpose: String, _ text: String) -> String {
        hexadecimal(SHA256.hash(data: Data("\(purpose)\n\(text)".utf8)))
    }

    /// A digest under a mask of its own each time: no two texts of it have anything in common.
    static func masked(_ digest: String) -> String {
        let mask = token()
        return mask + mixed(mask, digest)
    }

    /// - Returns: what was masked; another text of the same kind for what was not.
    static func unmasked(_ text: String) -> String {
        let digits = Array(text.utf8)
        let half = digits.count / 2
        return mixed(
            String(decoding: digits[..<half], as: UTF8.self),
            String(decoding: digits[half...], as: UTF8.self))
    }

    /// Hexadecimal digits, each with its bits exclusively or'd.
    private static func mixed(_ left: String, _ right: String) -> String {
        zip(left, right).map { one, other in
            String((one.hexDigitValue ?? 0) ^ (other.hexDigitValue ?? 0), radix: 16)
        }.joined()
    }

    /// In the same time wherever they differ.
    static func areEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
