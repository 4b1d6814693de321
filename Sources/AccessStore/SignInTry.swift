/// A key under which sign-in attempts are counted. One attempt has several.
package struct SignInTry: Sendable, Equatable {
    /// The kind of key. The raw values are stored.
    package enum Kind: String, Sendable {
        case address
        /// A login from one address.
        case pair
        /// A login from any address.
        case login
        /// A browser that has signed in as that user before. Its attempts count under this key
        /// alone.
        case browser
    }

    /// The attempts that a key has. `free` of them cost no wait. Then the key is shut for `first`,
    /// and after each further attempt for twice as long, up to `most`: a delay, and no lock.
    struct Budget {
        let free: Int
        let first: Duration
        let most: Duration
    }

    let kind: Kind
    /// An address, or a hash of the kind's parts.
    let key: String

    package init(_ kind: Kind, _ key: String) {
        self.kind = kind
        self.key = key
    }

    /// The budget of this kind of key. Guesses at one login from one address use up the pair's
    /// budget before the login's, which others need.
    var budget: Budget {
        switch kind {
        case .pair, .browser: Budget(free: 10, first: .seconds(5), most: .seconds(900))
        case .address: Budget(free: 50, first: .seconds(5), most: .seconds(300))
        case .login: Budget(free: 100, first: .seconds(1), most: .seconds(15))
        }
    }

    /// The time without an attempt after which counting restarts.
    static let memory = Duration.seconds(3_600)
}
