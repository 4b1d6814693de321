import Crypto
import CryptoExtras
import FoundationEssentials
import Reminders

/// Seals passwords for the database with scrypt: `scrypt$N$r$p$SALT$KEY`, salt and key in base64.
/// The parameters are part of the text: after they are raised, a password is sealed anew the next
/// time it is typed.
///
/// - SeeAlso: RFC 7914.
package enum Passwords {
    /// scrypt's N. One guess costs 128 MiB and some hundred milliseconds of a core.
    ///
    /// - SeeAlso: OWASP Password Storage Cheat Sheet, scrypt N=2^17, r=8, p=1.
    package static let rounds = 1 << 17
    private static let (blockSize, parallelism) = (8, 1)
    private static let saltBytes = 16
    private static let keyBytes = 32

    /// Characters. Shorter ones are guessed; longer ones nobody types.
    package static let lengths = 12...256

    /// The lane of programs that seal one password and end.
    private static let lane = HashingLane(most: 8)

    /// Seals a password with a new salt.
    /// - Parameter rounds: scrypt's N; tests take fewer.
    /// - Returns: the text to keep.
    /// - Throws: `HashingLane.Full`.
    package static func sealed(_ password: String, rounds: Int = rounds) async throws -> String {
        try await lane.run { try sealedNow(password, rounds: rounds) }
    }

    /// Whether the password is the one that was sealed; false also if too many hashes wait.
    /// - Parameter sealed: nil for a user who does not exist: takes as long, and is wrong.
    package static func isRight(
        _ password: String, for sealed: String?, rounds: Int = rounds
    ) async -> Bool {
        await (try? lane.run { isRightNow(password, for: sealed, rounds: rounds) }) ?? false
    }

    /// Seals on the calling thread, which it blocks for some hundred milliseconds.
    static func sealedNow(_ password: String, rounds: Int) throws -> String {
        let salt = Random.bytes(saltBytes)
        let key = try key(password, salt, rounds, blockSize, parallelism)
        return [
            "scrypt", "\(rounds)", "\(blockSize)", "\(parallelism)",
            Data(salt).base64EncodedString(), Data(key).base64EncodedString(),
        ].joined(separator: "$")
    }

    /// Checks on the calling thread, which it blocks as long.
    /// - Parameters:
    ///   - sealed: nil, or a text that cannot be read, takes as long and is wrong.
    ///   - rounds: for that case alone; a sealed password names its own.
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

    /// Whether the password was sealed with fewer rounds than are right today.
    static func isWeak(_ sealed: String, rounds: Int) -> Bool {
        let parts = sealed.split(separator: "$")
        return parts.count < 2 || (Int(parts[1]) ?? 0) < rounds
    }

    /// Derives the key. scrypt may take 256 MiB.
    private static func key(
        _ password: String, _ salt: [UInt8], _ rounds: Int, _ blockSize: Int, _ parallelism: Int
    ) throws -> [UInt8] {
        // Unicode NFC: the same password, however a keyboard composes its letters.
        let bytes = Array(CanonicalText.composed(password).utf8)
        return try KDF.Scrypt.deriveKey(
            from: bytes, salt: salt, outputByteCount: keyBytes, rounds: rounds,
            blockSize: blockSize, parallelism: parallelism, maxMemory: 1 << 28
        ).withUnsafeBytes { Array($0) }
    }
}
