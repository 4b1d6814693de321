import Crypto
import CryptoExtras
import Foundation

/// Passwords as the database keeps them: `scrypt$N$r$p$SALT$KEY`, base64. The parameters go along:
/// when they are raised, a password is sealed anew the next time it is typed.
package enum Passwords {
    /// scrypt's N. One guess costs 128 MiB and some hundred milliseconds of a core.
    ///
    /// - SeeAlso: OWASP Password Storage Cheat Sheet, scrypt N=2^17, r=8, p=1.
    package static let rounds = 1 << 17
    private static let (blockSize, parallelism) = (8, 1)
    private static let saltBytes = 16
    private static let keyBytes = 32

    /// Short ones are guessed; longer than this nobody types.
    package static let lengths = 12...256

    /// For programs that seal one password and end.
    private static let lane = HashingLane(most: 8)

    /// - Parameter rounds: tests that need no safety take fewer.
    /// - Returns: what to keep of a password.
    package static func sealed(_ password: String, rounds: Int = rounds) async throws -> String {
        try await lane.run { try sealedNow(password, rounds: rounds) }
    }

    /// - Parameter sealed: nil for a user who does not exist: takes as long, and is wrong.
    package static func isRight(
        _ password: String, for sealed: String?, rounds: Int = rounds
    ) async -> Bool {
        await (try? lane.run { isRightNow(password, for: sealed, rounds: rounds) }) ?? false
    }

    /// Takes its time, on the thread of whoever asks.
    static func sealedNow(_ password: String, rounds: Int) throws -> String {
        let salt = Random.bytes(saltBytes)
        let key = try key(password, salt, rounds, blockSize, parallelism)
        return [
            "scrypt", "\(rounds)", "\(blockSize)", "\(parallelism)",
            Data(salt).base64EncodedString(), Data(key).base64EncodedString(),
        ].joined(separator: "$")
    }

    /// Takes its time, on the thread of whoever asks.
    static func isRightNow(_ password: String, for sealed: String?, rounds: Int) -> Bool {
        let parts = (sealed ?? "").split(separator: "$").map(String.init)
        guard parts.count == 6, parts[0] == "scrypt", let foundRounds = Int(parts[1]),
            let foundSize = Int(parts[2]), let foundParallelism = Int(parts[3]),
            let salt = Data(base64Encoded: parts[4]), let expected = Data(base64Encoded: parts[5])
        else {
            _ = try? key(
                password, [UInt8](repeating: 0, count: saltBytes), rounds, blockSize, parallelism)
            return false
        }
        let found = try? key(password, Array(salt), foundRounds, foundSize, foundParallelism)
        return found.map { Random.areEqual($0, Array(expected)) } ?? false
    }

    /// Sealed at a lower cost than is right today.
    static func isWeak(_ sealed: String, rounds: Int) -> Bool {
        let parts = sealed.split(separator: "$")
        return parts.count < 2 || (Int(parts[1]) ?? 0) < rounds
    }

    private static func key(
        _ password: String, _ salt: [UInt8], _ rounds: Int, _ blockSize: Int, _ parallelism: Int
    ) throws -> [UInt8] {
        // One text however its letters were composed.
        let bytes = Array(password.precomposedStringWithCanonicalMapping.utf8)
        return try KDF.Scrypt.deriveKey(
            from: bytes, salt: salt, outputByteCount: keyBytes, rounds: rounds,
            blockSize: blockSize, parallelism: parallelism, maxMemory: 1 << 28
        ).withUnsafeBytes { Array($0) }
    }
}
