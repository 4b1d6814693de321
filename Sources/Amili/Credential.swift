import Crypto
import FoundationEssentials
import Glibc

/// Signs the request for a token: a JWT (RFC 7519) with ES256, as docs.amili.se describes it.
struct Credential: Sendable {
    let apiCode: String
    let keyFile: String

    /// - Parameter now: seconds since 1970 by our own wall clock; Amili's must agree within
    ///   minutes.
    /// - Returns: the three parts in base64url, joined by points: a secret, because it holds the
    ///   API code.
    /// - Throws: if the key file cannot be used.
    func signedRequest(now: Int64) throws(KeyFileError) -> String {
        let key = try readKey()
        var claims = JSONBytes(capacity: 256)
        claims.raw("{\"api_code\":")
        claims.string(apiCode)
        claims.raw(",\"exp\":")
        claims.integer(now + AmiliAssumptions.requestLifetimeSeconds)
        claims.raw("}")
        let head = Self.base64URL(Data(#"{"alg":"ES256","typ":"JWT"}"#.utf8))
        let signed = head + "." + Self.base64URL(Data(claims.bytes))
        guard let signature = try? key.signature(for: Data(signed.utf8)) else {
            throw .wrongKey(path: keyFile)
        }
        return signed + "." + Self.base64URL(signature.rawRepresentation)
    }

    /// Reads the private key from a block `EC PRIVATE KEY` or, without that, `PRIVATE KEY`.
    private func readKey() throws(KeyFileError) -> P256.Signing.PrivateKey {
        guard let text = String(bytes: try readFile(), encoding: .utf8),
            let block = Self.block("EC PRIVATE KEY", in: text)
                ?? Self.block("PRIVATE KEY", in: text)
        else { throw .noKey(path: keyFile) }
        guard let key = try? P256.Signing.PrivateKey(pemRepresentation: block) else {
            throw .wrongKey(path: keyFile)
        }
        return key
    }

    /// - Returns: the file's content, at most `AmiliBounds.keyFileBytes`.
    private func readFile() throws(KeyFileError) -> Data {
        // Read by hand, up to a bound, so that a device or a wrong path cannot fill the memory.
        let descriptor = open(keyFile, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw .unreadable(path: keyFile, reason: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: AmiliBounds.keyFileBytes + 1)
        var length = 0
        while length < buffer.count {
            let count = buffer.withUnsafeMutableBytes {
                read(descriptor, $0.baseAddress! + length, $0.count - length)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else {
                throw .unreadable(path: keyFile, reason: String(cString: strerror(errno)))
            }
            if count == 0 { break }
            length += count
        }
        guard length <= AmiliBounds.keyFileBytes else { throw .noKey(path: keyFile) }
        return Data(buffer[..<length])
    }

    /// Finds one PEM block in a file that may hold others before it (`EC PARAMETERS`, for one).
    private static func block(_ label: String, in text: String) -> String? {
        guard let begin = text.firstRange(of: "-----BEGIN \(label)-----"),
            let end = text[begin.upperBound...].firstRange(of: "-----END \(label)-----")
        else { return nil }
        return String(text[begin.lowerBound..<end.upperBound])
    }

    /// Encodes as base64url (RFC 4648 §5), without padding.
    static func base64URL(_ data: Data) -> String {
        var text = ""
        for character in data.base64EncodedString() {
            switch character {
            case "+": text.append("-")
            case "/": text.append("_")
            case "=": break
            default: text.append(character)
            }
        }
        return text
    }
}
