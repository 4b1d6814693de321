import Crypto

/// Issues tokens for signed logins, and checks tokens.
///
/// Logins and tokens expire by the machine's own clock, not by Amili's simulated one: moving that
/// one twelve days ahead must not make every login of an honest client stale.
struct TokenIssuer {
    /// Milliseconds.
    static let tokenLifetime: Int64 = 600_000
    /// The most seconds that the `exp` of a login may lie ahead.
    private static let longestLogin: Int64 = 900

    private let key: P256.Signing.PublicKey?
    /// The ends of the issued tokens, in milliseconds of the machine's clock.
    private var tokens: [String: Int64] = [:]

    /// - Parameter publicKey: PEM; nil takes any signature of the right length.
    /// - Throws: exit code 78 if it holds no P-256 key.
    init(publicKey: String?) throws(SandboxError) {
        guard let publicKey else {
            key = nil
            return
        }
        guard let key = try? P256.Signing.PublicKey(pemRepresentation: publicKey) else {
            throw SandboxError("--public-key holds no P-256 public key in PEM", exitCode: 78)
        }
        self.key = key
    }

    /// Issues a token for a valid login: a JWT of ES256 with `api_code` and `exp`.
    /// - Parameter now: milliseconds since 1970 of the machine's clock.
    /// - Returns: nil if the login is not valid.
    mutating func token(for login: String?, now: Int64) -> String? {
        guard let login, isGood(login, now: now) else { return nil }
        tokens = tokens.filter { $0.value > now }
        let token = (0..<2).map { _ in padded64(.random(in: .min ... .max)) }.joined()
        tokens[token] = now + TokenIssuer.tokenLifetime
        return token
    }

    /// Whether this issuer granted the token, and the token has not ended.
    func accepts(_ token: String?, now: Int64) -> Bool {
        guard let token, let end = tokens[token] else { return false }
        return now < end
    }

    /// Ends all tokens.
    /// - Returns: their number, which may include tokens that had ended already.
    mutating func expireAll() -> Int {
        defer { tokens = [:] }
        return tokens.count
    }

    /// Whether a login has a valid header, claims, time of expiry and signature.
    private func isGood(_ login: String, now: Int64) -> Bool {
        let parts = login.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = decoded(parts[0]), let claims = decoded(parts[1]),
            let signature = decoded(parts[2]), signature.count == 64,
            (try? JSON(parsing: header))?["alg"] == "ES256",
            let claims = try? JSON(parsing: claims),
            claims["api_code"]?.text?.isEmpty == false, let expiry = claims["exp"]?.integer,
            expiry * 1000 > now, expiry <= now / 1000 + TokenIssuer.longestLogin
        else { return false }
        guard let key else { return true }
        guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else {
            return false
        }
        return key.isValidSignature(
            signature, for: Array(login.utf8.prefix(login.utf8.count - parts[2].utf8.count - 1)))
    }

    /// Decodes base64url without padding; nil if the text is something else.
    private func decoded(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for character in text.utf8 {
            let value: UInt8
            switch character {
            case 65...90: value = character - 65
            case 97...122: value = character - 71
            case 48...57: value = character + 4
            case UInt8(ascii: "-"): value = 62
            case UInt8(ascii: "_"): value = 63
            default: return nil
            }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> count))
            }
        }
        return count < 6 ? bytes : nil
    }

    /// 16 hexadecimal digits.
    private func padded64(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
