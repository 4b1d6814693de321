import Foundation
import TestSupport
import Testing

/// A backup that shows neither PostgreSQL nor a worker that it is one: a copy of the database from
/// before the letters went.
@Suite(.serialized, .timeLimit(.minutes(5)))
struct RestoreTests {
    @Test func afterStandStillTheLettersSinceTheBackupAreFoundAndNoneGoesTwice() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 30)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            let name = try await installation.query("select current_database()")
            try await TestDatabase.withEmptyDatabase(options: "template \(name)") { backup in
                try await TestRoles.grantWithLogins(on: backup)
                try await installation.expect(0, ["work", "--once"])
                #expect(try installation.letters().count == 30)

                let restored = installation.on(backup)
                let said = try await restored.json(["stand-still"])
                #expect(said.first?["closed_cause"] as? String == "history")
                try await restored.expect(0, ["work", "--once"])
                try await restored.expectOneLetterEach(accepted: 30)
                let reasons = "select distinct reason from invoice_list"
                #expect(try await restored.query(reasons) == "FOUND_AFTER_SET_BACK")
                let audited = try await restored.json(["audit"])
                #expect(audited.first?["action"] as? String == "made the fleet stand still")
            }
        }
    }

    /// A worker that has asked since would otherwise move the beginning of what is lost.
    @Test func theMomentOfTheBackupCountsIfItIsGiven() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 3)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            try await installation.expect(0, ["work", "--once"])
            for month in ["02", "01", "03"] {
                try await installation.expect(
                    0, ["stand-still", "--since", "2026-\(month)-03T04:05:06Z"])
            }
            let open = "select since at time zone 'UTC' from lost_time where until is null"
            #expect(try await installation.query(open) == "2026-01-03 04:04:06")
            for (since, words) in [
                ("2099-01-01", "--since lies in the future"), ("yesterday", "--since is neither"),
            ] {
                let refused = try await installation.paminn(["stand-still", "--since", since])
                #expect(refused.ending == .exited(64))
                #expect(refused.errors.contains(words), "\(refused.errors)")
            }
        }
    }
}
