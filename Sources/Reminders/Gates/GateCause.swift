/// The reason why the program closed a gate, of all Amili or of one creditor. The database stores
/// the raw value.
package enum GateCause: String, CaseIterable, Sendable {
    /// 401: Amili refuses the installation's credential.
    case credential
    /// 401: Amili refuses tokens that it has just given for the credential.
    case tokenRefused = "token refused"
    /// 403: the creditor is not ours at Amili, or is not active.
    case creditorRefused = "creditor refused"
    /// 429: too many calls.
    case tooMany = "too many"
    /// Another answer had a `Retry-After`.
    case retryAfter = "retry after"
    /// Amili as a whole does not answer.
    case silence
    /// Amili answers other calls, but not this creditor's letters.
    case letters
    /// The database went back in time, or another took its place.
    case history
}

extension GateCause {
    /// English words for command lines and machine-readable output. No decision depends on them.
    package var words: String {
        switch self {
        case .credential: "401: Amili refuses the installation's credential"
        case .tokenRefused: "401: Amili refuses the tokens that it gives"
        case .creditorRefused: "403: not ours, or not active, at Amili"
        case .tooMany: "429: too many calls"
        case .retryAfter: "Amili asks us to wait"
        case .silence: "Amili does not answer"
        case .letters: "Amili does not answer this creditor's letters"
        case .history: "the database went back in time, or another took its place"
        }
    }
}
