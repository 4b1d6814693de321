import Crypto

/// A key file that cannot be used. The texts hold the path and the system's reason, never the
/// content.
enum KeyFileError: Error, Equatable, CustomStringConvertible {
    case unreadable(path: String, reason: String)
    /// No PEM block of a private key, or a file longer than `AmiliBounds.keyFileBytes`.
    case noKey(path: String)
    /// A key, but not of P-256.
    case wrongKey(path: String)

    var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "the key file \(path) cannot be read (\(reason))."
                + " Let PAMINN_AMILI_KEY_FILE name a PEM file that this user may read"
        case .noKey(let path):
            "the key file \(path) holds no PEM block PRIVATE KEY or EC PRIVATE KEY."
                + " Export the key unencrypted as PKCS#8 or SEC1"
        case .wrongKey(let path):
            "the key in \(path) is not a P-256 key."
                + " Make one: openssl ecparam -name prime256v1 -genkey -noout"
        }
    }
}
