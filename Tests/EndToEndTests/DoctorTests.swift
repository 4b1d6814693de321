import Foundation
import TestSupport
import Testing

/// `paminn doctor` names whatever is broken, with its remedy, and nothing else.
@Suite(.serialized, .timeLimit(.minutes(10))) struct DoctorTests {
    @Test func thereAreFortyWays() {
        #expect(Breakage.all.count >= 40)
        #expect(Set(Breakage.all.map(\.name)).count == Breakage.all.count)
    }

    /// Each is mended again, and then it is not told any more.
    @Test func whateverIsBrokenIsNamedWithItsRemedy() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 5)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            try await installation.expect(0, ["work", "--once"])
            try await installation.query(
                "update creditor set canary_number = '1', canary_written = '1'")
            let few = try installation.fewRights
            try await installation.query(
                """
                create role \(few) role "paminn-operator"; grant usage on schema public to \(few);
                grant select on all tables in schema public to \(few)
                """)
            #expect(try await installation.ailments() == [])
            for breakage in Breakage.all {
                let output = try await installation.doctor(brokenBy: breakage)
                let lines = output.split(separator: "\n").filter { $0.contains(breakage.line) }
                #expect(
                    lines.contains { $0.contains(breakage.remedy) },
                    "\(breakage.name): \(output)")
                #expect(
                    try await installation.ailments() == [], "\(breakage.name) was not mended")
            }
            try await installation.query("drop owned by \(few); drop role \(few)")
        }
    }

    /// Whoever signs in as more than a program needs is warned; a worker's user sees all but who
    /// failed to sign in.
    @Test func itTellsAsWhomItLooks() async throws {
        try await Installation.with { installation in
            func role(_ login: String) async throws -> [String] {
                try await installation.asUser(login).paminn(["doctor"]).output.split(
                    separator: "\n"
                )
                .map(String.init).filter { $0.contains(" role: ") || $0.contains("sign-ins: ") }
            }
            let superuser = try await role("postgres")
            #expect(superuser.first?.hasPrefix("WARN role: a superuser") == true)
            let owner = try await role("paminn-owner")
            #expect(owner.first?.hasPrefix("WARN role: the owner") == true)
            let worker = try await role("paminn-worker")
            #expect(
                worker == [
                    "ok   role: paminn_worker", "skip sign-ins: this role may not see them",
                ])
            let console = try await role("paminn-console")
            #expect(console.first == "ok   role: paminn_console")
        }
    }

    @Test func whatWasNotLookedAtIsSaidToBeSkipped() async throws {
        try await Installation.with { installation in
            var lost = installation
            lost.environment["PAMINN_DATABASE_URL"] = "host=/nonexistent connect_timeout=2"
            let finished = try await lost.expect(1, ["doctor", "--json"])
            let lines = try Installation.lines(finished.output)
            let skipped = lines.filter { $0["level"] as? String == "skipped" }
            #expect(skipped.contains { $0["check"] as? String == "canaries" })
            #expect(skipped.allSatisfy { $0["ok"] as? Bool == true })
            #expect(skipped.allSatisfy { ($0["says"] as? String)?.isEmpty == false })
            #expect(skipped.allSatisfy { $0["state"] as? String == "skip" })
            #expect(
                lines.contains {
                    $0["check"] as? String == "database" && $0["ok"] as? Bool == false
                })
        }
    }
}

extension Installation {
    /// Lines of `paminn doctor` that are neither ok nor skipped, but for what is so of the tests'
    /// servers.
    func ailments() async throws -> [String] {
        try await paminn(["doctor"]).output.split(separator: "\n").map(String.init).filter {
            ($0.hasPrefix("BAD ") || $0.hasPrefix("WARN"))
                && !$0.contains("durability: ") && !$0.contains("replication slots:")
        }
    }

    fileprivate var fewRights: String { get throws { "few_\(try name)" } }

    /// What `paminn doctor` says while it is broken.
    fileprivate func doctor(brokenBy breakage: Breakage) async throws -> String {
        switch breakage.how {
        case .sql(let sql, let mend):
            try await administer(sql)
            let output = try await paminn(["doctor"]).output
            try await administer(mend)
            return output
        case .settings(let settings):
            var broken = self
            for (name, value) in settings where name != "PAMINN_TEST_ROLE" {
                broken.environment[name] = value
            }
            if settings["PAMINN_TEST_ROLE"] != nil {
                broken.environment["PAMINN_DATABASE_URL"] =
                    "\(database) options=-crole=\(try fewRights)"
            }
            return try await broken.paminn(["doctor"]).output
        case .faults(let rules):
            try await setFaults(rules)
            let output = try await paminn(["doctor"]).output
            try await setFaults("")
            return output
        }
    }

    /// What concerns the database as a whole is said from beside it.
    private func administer(_ sql: String) async throws {
        if sql.contains(":db") {
            try await TestDatabase.query(
                sql.replacingOccurrences(of: ":db", with: try name),
                on: try TestDatabase.server())
        } else {
            try await query(sql)
        }
    }
}
