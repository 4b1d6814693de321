import Database
import Postgres
import Reminders

/// What failed at the door within the hour.
package struct FailedSignIns: Sendable {
    package let failures: Int
    package let addresses: Int
    /// Logins, addresses and browsers that have to wait at the moment.
    package let shut: Int
    /// With the most failures; nil if none is known.
    package let worstAddress: String?
}

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
                    AccountStatement.sweepFailures, [.double(SignInTry.memory.seconds)])
                try session.run(
                    AccountStatement.meetTries,
                    [keys, .textArray(tries.map(\.kind.rawValue))])
                let wait = try session.run(AccountStatement.lockTries, [keys, most]).double(0, 0)
                guard wait <= 0 else { return .seconds(wait) }
                try session.run(
                    AccountStatement.countTry,
                    [
                        keys, .intArray(tries.map { Int64($0.budget.free) }), first, most,
                        .double(SignInTry.memory.seconds),
                    ])
                return nil
            }
        }
    }

    /// The password was right: what had been counted is forgotten, of an address this one try.
    package func forgiveTries(_ tries: [SignInTry]) async throws {
        try await pool.perform { session in
            _ = try session.run(
                AccountStatement.forgiveTries, [.textArray(tries.map(\.key).sorted())])
        }
    }

    package func failedSignIns() async throws -> FailedSignIns {
        try await pool.perform { session in
            let row = try session.run(AccountStatement.failedSignIns)
            return FailedSignIns(
                failures: Int(row.int(0, 0)), addresses: Int(row.int(0, 1)),
                shut: Int(row.int(0, 2)),
                worstAddress: row.isNull(0, 3) ? nil : row.string(0, 3))
        }
    }

    // MARK: Browsers

    /// Whether this browser has signed in as that user before.
    /// - Parameter hash: of the token that the browser holds.
    package func isKnownBrowser(_ hash: String, of login: String) async throws -> Bool {
        try await pool.perform { session in
            try session.run(
                AccountStatement.knownBrowser, [.text(hash), .text(login)]
            ).count == 1
        }
    }

    /// Keeps the latest twenty of a user.
    package func knowBrowser(_ hash: String, of user: Int64) async throws {
        try await pool.perform { session in
            try session.transaction { session in
                try session.run(AccountStatement.addBrowser, [.text(hash), .int(user)])
                try session.run(AccountStatement.forgetBrowsers, [.int(user), .int(20)])
            }
        }
    }

    /// Keeps the same password sealed anew, unless it was changed meanwhile.
    package func resealPassword(
        of user: Int64, from old: String, to new: String
    ) async throws {
        try await pool.perform { session in
            _ = try session.run(
                AccountStatement.resealPassword, [.int(user), .text(old), .text(new)])
        }
    }
}
