import Crypto
import CryptoExtras
import Dispatch
import Foundation
import NIOConcurrencyHelpers

/// Passwords as the database keeps them: `scrypt$N$r$p$SALT$KEY`, base64. The parameters go along,
/// so that they can be raised without anybody having to choose a new password.
package enum Passwords {
    /// About 64 MiB and a tenth of a second on two old cores: what a guess costs the guesser.
    private static let parameters = (rounds: 1 << 16, blockSize: 8, parallelism: 1)
    private static let saltBytes = 16
    private static let keyBytes = 32

    /// Short ones are guessed; longer than this nobody types.
    package static let lengths = 12...256

    /// One at a time: sign-ins together must not take the machine's memory, nor the threads that
    /// serve pages.
    private static let queue = DispatchQueue(label: "paminn.passwords")
    private static let waiting = NIOLockedValueBox(0)

    /// May one more wait for its turn? Past that, whoever guesses would keep everybody else out.
    static var isRoom: Bool { waiting.withLockedValue { $0 < 20 } }

    /// - Returns: what to keep of a password.
    package static func sealed(_ password: String) async throws -> String {
        let salt = Random.bytes(saltBytes)
        let key = try await key(
            password, salt, parameters.rounds, parameters.blockSize, parameters.parallelism)
        return [
            "scrypt", "\(parameters.rounds)", "\(parameters.blockSize)",
            "\(parameters.parallelism)", Data(salt).base64EncodedString(),
            Data(key).base64EncodedString(),
        ].joined(separator: "$")
    }

    /// - Parameter sealed: nil for a user who does not exist: takes as long, and is wrong.
    package static func isRight(_ password: String, for sealed: String?) async -> Bool {
        let parts = (sealed ?? "").split(separator: "$").map(String.init)
        guard parts.count == 6, parts[0] == "scrypt", let rounds = Int(parts[1]),
            let blockSize = Int(parts[2]), let parallelism = Int(parts[3]),
            let salt = Data(base64Encoded: parts[4]), let expected = Data(base64Encoded: parts[5])
        else {
            _ = try? await key(
                password, [UInt8](repeating: 0, count: saltBytes), parameters.rounds,
                parameters.blockSize, parameters.parallelism)
            return false
        }
        let found = try? await key(password, Array(salt), rounds, blockSize, parallelism)
        return found.map { Random.areEqual($0, Array(expected)) } ?? false
    }

    private static func key(
        _ password: String, _ salt: [UInt8], _ rounds: Int, _ blockSize: Int, _ parallelism: Int
    ) async throws -> [UInt8] {
        // One text however its letters were composed.
        let bytes = Array(password.precomposedStringWithCanonicalMapping.utf8)
        waiting.withLockedValue { $0 += 1 }
        defer { waiting.withLockedValue { $0 -= 1 } }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async {
                continuation.resume(
                    with: Result {
                        try KDF.Scrypt.deriveKey(
                            from: bytes, salt: salt, outputByteCount: keyBytes, rounds: rounds,
                            blockSize: blockSize, parallelism: parallelism,
                            maxMemory: 1 << 28
                        ).withUnsafeBytes { Array($0) }
                    })
            }
        }
    }
}

/// What nobody can guess.
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

    /// In the same time wherever they differ.
    static func areEqual(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
