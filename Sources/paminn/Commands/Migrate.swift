import ArgumentParser
import Database
import Stores

/// `paminn migrate`: applies the missing migrations. Two at once are safe.
struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Brings the database's schema up to this program's. Safe to run twice.",
        discussion: """
            Examples:
              paminn migrate --plan
              paminn migrate
            """)

    @Flag(help: "Show each migration and when it was applied; change nothing.")
    var status = false
    @Flag(
        help: """
            Show what would be applied, which tables it locks, and how many rows it reads or \
            writes meanwhile; change nothing.
            """)
    var plan = false
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if status && plan { throw ValidationError("Choose --status or --plan") }
    }

    func run() async throws {
        try await Opening.stores(checked: false) { stores in
            if plan {
                try await showPlan(stores)
            } else if status {
                try await show(stores)
            } else {
                let applied = try await stores.database.migrate()
                if common.json {
                    for name in applied {
                        var line = JSONLine()
                        line.add("applied", name)
                        Terminal.say(line.line)
                    }
                } else if applied.isEmpty {
                    Terminal.say("The schema is up to date.")
                } else {
                    for name in applied { Terminal.say("applied \(name)") }
                }
            }
        }
    }

    /// Lists all migrations. `applied_at` is RFC 3339, null if not applied.
    private func show(_ stores: Stores) async throws {
        for (name, appliedAt) in try await stores.database.migrationStatus() {
            if common.json {
                var line = JSONLine()
                line.add("migration", name)
                line.add("applied_at", appliedAt)
                Terminal.say(line.line)
            } else {
                Terminal.say("\(name)  \(appliedAt ?? "not applied")")
            }
        }
    }

    /// Lists those that are not applied, with what each would do.
    private func showPlan(_ stores: Stores) async throws {
        let plan = try await stores.database.migrationPlan()
        if common.json {
            for planned in plan { Terminal.say(MigrationPlanText.json(planned).line) }
            return
        }
        for line in plan.flatMap(MigrationPlanText.lines) { Terminal.say(line) }
        Terminal.say(plan.isEmpty ? "The schema is up to date." : MigrationPlanText.closing)
    }
}
