import Database
import Postgres
import Reminders

extension AccessStore {
    /// Counts a try, before the password is looked at: of many at once no more go on than are free.
    /// - Returns: nil if it may be made; else how long nothing is to be tried, and nothing was
    ///   counted.
    package func beginTry(_ tries: [SignInTry]) async throws -> Duration? {
        let tries = tries.sorted { $0.key < $1.key }
        let keys = PostgresValue.textArray(tries.map(\.key))
        func seconds(_ span: (SignInTry.Budget) -> Duration) -> PostgresValue {
            .textArray(tries.map { "\(span($0.budget).seconds)" })
        }
        let (first, most) = (seconds(\.first), seconds(\.most))
        return try await pool.perform { session in
            try session.transaction { session in
                try session.run(
                    AccountStatement.sweepFailures,
                    ["memory": .double(SignInTry.memory.seconds)])
                try session.run(
                    AccountStatement.meetTries,
                    ["keys": keys, "kinds": .textArray(tries.map(\.kind.rawValue))])
                let wait = try session.run(
                    AccountStatement.lockTries, ["keys": keys, "most": most]
                ).double(0, "wait")
                guard wait <= 0 else { return .seconds(wait) }
                try session.run(
                    AccountStatement.countTry,
                    [
                        "keys": keys, "free": .intArray(tries.map { Int64($0.budget.free) }),
                        "first": first, "most": most,
                        "memory": .double(SignInTry.memory.seconds),
                    ])
                return nil
            }
        }
    }

    /// The password was right: what had been counted is forgotten, of an address this one try.
    package func forgiveTries(_ tries: [SignInTry]) async throws {
        try await pool.perform { session in
            _ = try session.run(
                AccountStatement.forgiveTries,
                ["keys": .textArray(tries.map(\.key).sorted())])
        }
    }

    package func failedSignIns() async throws -> FailedSignIns {
        try await pool.perform { session in
            let row = try session.run(AccountStatement.failedSignIns)
            return FailedSignIns(
                failures: Int(row.int(0, "failures")), addresses: Int(row.int(0, "addresses")),
                shut: Int(row.int(0, "shut")),
                worstAddress: row.optionalString(0, "worst_address"))
        }
    }

    // MARK: Browsers

    /// Whether this browser has signed in as that user before.
    /// - Parameter hash: of the token that the browser holds.
    package func isKnownBrowser(_ hash: String, of login: String) async throws -> Bool {
        try await pool.perform { session in
            try session.run(
                AccountStatement.knownBrowser,
                ["token_hash": .text(hash), "login": .text(login)]
            ).count == 1
        }
    }

    /// Keeps the latest twenty of a user.
    package func knowBrowser(_ hash: String, of user: Int64) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                try session.run(
                    AccountStatement.addBrowser,
                    ["token_hash": .text(hash), "console_user": .int(user)])
                try session.run(
                    AccountStatement.forgetBrowsers,
                    ["console_user": .int(user), "limit": .int(20)])
            }
        }
    }

    /// Keeps the same password sealed anew, unless it was changed meanwhile.
    package func resealPassword(
        of user: Int64, from old: String, to new: String
    ) async throws {
        try await pool.perform { session in
            _ = try session.run(
                AccountStatement.resealPassword,
                ["console_user": .int(user), "password": .text(old), "resealed": .text(new)])
        }
    }
}
