/// Something that tries to sign in are counted by, and how many tries it has.
package struct SignInTry: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case address
        /// A login from one address.
        case pair
        /// A login from wherever.
        case login
        /// A browser that has signed in as that user before. It has this budget and no other.
        case browser
    }

    /// So many are free; after each further one nothing may be tried for a time that doubles, up
    /// to a bound: a delay, and no lock.
    struct Budget {
        let free: Int
        let first: Duration
        let most: Duration
    }

    let kind: Kind
    /// An address, or a hash.
    let key: String

    package init(_ kind: Kind, _ key: String) {
        self.kind = kind
        self.key = key
    }

    /// Guesses at one login from one address come to the bound of the pair before they come to that
    /// of the login, which others need.
    var budget: Budget {
        switch kind {
        case .pair, .browser: Budget(free: 10, first: .seconds(5), most: .seconds(900))
        case .address: Budget(free: 50, first: .seconds(5), most: .seconds(300))
        case .login: Budget(free: 100, first: .seconds(1), most: .seconds(15))
        }
    }

    /// After so long without a try, counting begins anew.
    static let memory = Duration.seconds(3_600)
}
