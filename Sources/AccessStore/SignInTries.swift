import Database
import Postgres
import Reminders

extension AccessStore {
    /// Counts a sign-in attempt under each of its keys. This comes before the password is checked,
    /// so that concurrent attempts cannot exceed the free ones.
    /// - Parameter tries: The keys of one attempt, in any order.
    /// - Returns: nil if the attempt may go on; otherwise the time until all its keys are open, and
    ///   nothing was counted.
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

    /// Takes back an attempt whose password was not checked.
    package func returnTries(_ tries: [SignInTry]) async throws {
        try await pool.perform { session in
            _ = try session.run(
                AccountStatement.returnTries,
                ["keys": .textArray(tries.map(\.key).sorted())])
        }
    }

    /// Takes back an attempt whose password was right. All that was counted under its keys is
    /// forgotten, but for an address, whose count falls by one.
    package func forgiveTries(_ tries: [SignInTry]) async throws {
        try await pool.perform { session in
            _ = try session.run(
                AccountStatement.forgiveTries,
                ["keys": .textArray(tries.map(\.key).sorted())])
        }
    }

    /// Sums up the failed sign-ins of the last hour.
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

    /// Tells whether this browser has signed in as that user within the last 180 days.
    /// - Parameter hash: The hash of the token in the browser's cookie.
    package func isKnownBrowser(_ hash: String, of login: String) async throws -> Bool {
        try await pool.perform { session in
            try session.run(
                AccountStatement.knownBrowser,
                ["token_hash": .text(hash), "login": .text(login)]
            ).count == 1
        }
    }

    /// Notes that the browser signed in as the user. The user's latest twenty browsers are kept,
    /// each for 180 days after its last sign-in.
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

    /// Stores a new hash of the same password, unless the password has been changed meanwhile.
    /// - Parameters:
    ///   - old: The hash as it was read.
    ///   - new: The new scrypt hash.
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
