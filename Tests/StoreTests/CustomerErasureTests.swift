import ConsoleStore
import EnqueueStore
import Foundation
import Postgres
import Reminders
import TestSupport
import Testing

@testable import ConsoleStore
@testable import OperatorStore

/// Erasing what tells who a customer is.
@Suite struct CustomerErasureTests {
    /// A new column of a table about customers needs a decision whether it is erased.
    @Test func everyColumnIsDecided() throws {
        let golden = try String(
            contentsOfFile: Place.repository + "/sql/schema.sql", encoding: .utf8)
        var columns: [String: Set<String>] = [:]
        for table in golden.matches(of: /(?ms)^CREATE TABLE public\.(\w+) \((.*?)^\)/) {
            let names = table.output.2.matches(of: /(?m)^    "?(\w+)"? (?!.*CHECK \()/)
            columns[String(table.output.1)] = Set(names.map { String($0.output.1) })
        }
        for table in CustomerData.exported {
            let (erased, kept) = (CustomerData.erased[table] ?? [], CustomerData.kept[table])
            #expect(columns[table] == erased.union(kept?.columns ?? []), "\(table)")
            #expect(erased.isDisjoint(with: kept?.columns ?? []), "\(table)")
        }
        #expect(Set(CustomerData.kept.keys).isSubset(of: CustomerData.exported))
        for (table, erased) in CustomerData.erased {
            #expect(columns[table]?.isSuperset(of: erased) == true, "\(table)")
        }
    }

    /// The words that stay: the invoice's number, and Amili's names for the case.
    private static let kept: Set = [
        "sokt1", "soktfall", "soktocr", "soktlage", "soktstatus", "soktlov", "soktmal",
    ]

    @Test func noWordOfTheCustomerIsLeftAndNothingOfAnotherGoes() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await Self.world(harness)
            let all = try await Self.words("sokt", harness)
            let others = try await Self.annan(harness)
            let gone: Set = [
                "soktnamn", "soktgat", "soktgata", "soktort", "soktpost", "soktbrev", "sokt",
                "soktrad",
                "soktid", "sokttel", "soktbetalning", "soktkund", "soktskal", "soktsvar",
                "soktslut",
            ]
            #expect(all == gone.union(Self.kept))
            #expect(try await Self.remembered("sokt", harness).contains("soktnamn"))
            let permits = try await harness.permits()

            let would = try await Self.erase("SOKTkund", creditor, dryRun: true, harness)
            #expect(try await Self.words("sokt", harness) == all, "a dry run changed something")
            let erasure = try await Self.erase("SOKTkund", creditor, harness)
            #expect(would == erasure)
            #expect(
                erasure
                    == Erasure(invoices: 1, unpaid: 1, evidence: 2, incidents: 1, searches: 4))
            try await harness.operators.forgetStatistics()

            #expect(try await Self.words("sokt", harness) == Self.kept)
            #expect(try await Self.remembered("sokt", harness).isSubset(of: Self.kept))
            #expect(try await Self.annan(harness) == others)
            #expect(try await harness.permits() == permits)
            #expect(
                try await harness.number(
                    "select count(*) from draft_line where number = 'SOKT1' and debtor <> -pos")
                    == 0)
            #expect(
                try await harness.number(
                    "select count(*) from evidence where kind = 'human' and why is null") == 1)
            #expect(
                try await harness.ask(
                    "select login, action, facts from console_audit where login = 'op'")
                    == [["op", "erased", "1 invoices"]])
            await #expect(throws: EraseProblem.noSuchCustomer) {
                try await Self.erase("SOKTkund", creditor, harness)
            }
        }
    }

    /// Each reason why the data is still needed, and what makes it so.
    @Test(
        arguments: [
            (.queued, "select 1"),
            (.held, "update run set state = 'held', hold_until = now(), released_at = null"),
            (.inHand, "update part set state = 'claimed', worker = 1, attempt = 1"),
            (.uncertain, "update reminder set state = 'u', doubt_since = now()"),
            (
                .byHand,
                """
                update reminder set state = 'm';
                insert into manual_reminder (creditor, run, pos, by_email, with_interest,
                    with_fee, todo) select creditor, run, pos, false, false, false, true
                    from reminder
                """
            ),
            (.openCase, "update reminder set state = 'a', case_id = 'c', amili_state = 'active'"),
            (
                .incident,
                """
                update reminder set state = 'a', case_id = 'c', amili_state = 'closed';
                insert into incident (creditor, run, pos, kind)
                    select creditor, run, pos, 'two_cases' from reminder
                """
            ),
            (
                .credit,
                """
                update reminder set state = 's', reason = 3; delete from permit;
                update invoice set remaining_ore = -100
                """
            ),
            (
                .inbox,
                """
                update reminder set state = 's', reason = 3; delete from permit;
                insert into host_line (creditor, batch, invoice_number)
                    select c.handle, 'b', 'F1' from creditor c
                """
            ),
        ] as [(EraseObstacle.Kind, String)])
    func dataThatIsStillNeededStays(_ kind: EraseObstacle.Kind, _ script: String) async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            _ = try await harness.load(
                [try CustomerWorld.invoice("F1", "K1", "sokt")], of: creditor)
            try await harness.one.perform {
                try $0.script("set session_replication_role = replica; \(script)")
            }
            if kind != .inHand { try await harness.recount() }
            let words = try await Self.words("sokt", harness)
            await #expect(
                throws: EraseProblem.needed(
                    [EraseObstacle(kind: kind, invoices: 1, numbers: ["F1"])])
            ) { try await Self.erase("K1", creditor, harness) }
            #expect(try await Self.words("sokt", harness) == words)
            #expect(try await harness.number("select count(*) from console_audit") == 0)
        }
    }

    @Test func anErasedInvoiceIsNeitherSentNorToldAgain() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            // One that Amili had, one that was never reminded of.
            let lines = try ["F1", "F2"].map { try CustomerWorld.invoice($0, "K1", "sokt") }
            _ = try await harness.load([lines[0]], of: creditor)
            _ = try await Self.file([lines[1]], "2025-11-01T12:00:00Z", creditor, harness)
            try await harness.run(
                "update reminder set state = 'a', case_id = 'c', amili_state = 'closed'")
            try await harness.recount()
            let permits = try await harness.permits()
            #expect(try await Self.erase("K1", creditor, harness).invoices == 2)

            // The same file again, and another with the same lines.
            #expect(try await harness.load([lines[0]], of: creditor).existing)
            let again = try await harness.load(lines, of: creditor, key: "k2")
            #expect(again.queued == 0 && again.reasons == [.erased: 2])
            // Resubmitted or released they do not go either.
            _ = try await harness.operators.release("F1", of: creditor, by: "op", why: "")
            let released = try await harness.load(lines, of: creditor, key: "k3")
            #expect(released.queued == 0 && released.reasons == [.erased: 2])
            #expect(permits.count == 1)

            // A newer import tells figures, and not who the customer is.
            var paid = lines
            for index in paid.indices {
                paid[index].remaining = .zero
                paid[index].flags = [.paid]
            }
            let report = try await Self.file(paid, "2025-11-20T12:00:00Z", creditor, harness)
            #expect(report.changed == 2)
            #expect(try await Self.words("sokt", harness).isEmpty)
            #expect(
                try await harness.number(
                    """
                    select count(*) from invoice where remaining_ore = 0 and flags & 1 <> 0
                        and flags & \(InvoiceFlags.erased.rawValue) <> 0
                    """) == 2)
            // A new invoice of the customer is a new matter.
            let new = try await harness.load(
                [try CustomerWorld.invoice("F3", "K1", "ny")], of: creditor, key: "k4")
            #expect(new.queued == 1)
        }
    }

    @Test func aCustomerOfManyInvoicesIsErasedPageByPage() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let count = Int(OperatorStore.invoicesOfErasure) + 5
            let lines = try (1...count).map { number in
                var line = try CustomerWorld.invoice("F\(number)", "K1", "sokt")
                line.flags = [.disputed]
                return line
            }
            _ = try await harness.load(lines, of: creditor)
            #expect(try await Self.erase("K1", creditor, dryRun: true, harness).invoices == count)
            #expect(try await Self.erase("K1", creditor, harness).invoices == count)
            #expect(try await Self.words("sokt", harness).isEmpty)
            #expect(
                try await harness.ask("select facts from console_audit order by id")
                    == [["1000 invoices"], ["5 invoices"]])
        }
    }

    // MARK: The world

    /// A customer whose letter Amili had and closed, and another one, in every table.
    private static func world(_ harness: StoreHarness) async throws -> CreditorID {
        let creditor = try await harness.creditor("one")
        try await CustomerWorld.seed(
            harness, creditor, [("SOKT1", "K1", "sokt"), ("ANNAN2", "K2", "annan")])
        let run = "(select max(id) from run)"
        var script = ""
        for (number, position, word, owner) in [("SOKT1", 1, "sokt", 8), ("ANNAN2", 2, "annan", 9)]
        {
            func filter(_ search: ListFilter.Search) throws -> String {
                let json = try JSONEncoder().encode(ListFilter(search: search))
                return String(decoding: json, as: UTF8.self)
            }
            let byName = try filter(.name("\(word.uppercased())namn"))
            let byNumber = try filter(.number("\(word)Kund"))
            script += """
                update reminder set state = 'a', amili_state = 'closed_\(word)lage'
                    where number = '\(number)';
                update invoice set id_number = '\(word)id', mobile_number = '\(word)tel',
                    ocr = '\(word)betalning', customer_number = '\(word.uppercased())kund'
                    where number = '\(number)';
                insert into evidence (creditor, run, pos, kind, why)
                    values (\(creditor), \(run), \(position), 'call', '\(word)svar');
                insert into console_search (id, session, name)
                    values ('\(word)-', 's', 'herr \(word)namn'), ('\(number)-', 's', '\(word)gat');
                insert into selection (owner, creditor, filter)
                    values (\(owner), \(creditor), '\(byName)');
                update draft set filter = '\(byNumber)' where id = (
                    select draft from draft_line where number = '\(number)');

                """
        }
        try await harness.one.perform { [script] in
            try $0.script("set session_replication_role = replica; \(script)")
        }
        // The ids of searches are no words.
        try await harness.run("update console_search set id = md5(id)")
        try await harness.recount()
        try await harness.run("analyze")
        return creditor
    }

    private static func erase(
        _ customer: String, _ creditor: CreditorID, dryRun: Bool = false, _ harness: StoreHarness
    ) async throws -> Erasure {
        try await harness.operators.erase(
            customer: customer, of: creditor, by: "op", as: "erased", dryRun: dryRun)
    }

    private static func file(
        _ lines: [Invoice], _ asOf: Timestamp, _ creditor: CreditorID, _ harness: StoreHarness
    ) async throws -> ImportReport {
        try await harness.enqueue.importInvoices(of: creditor, asOf: asOf) { Lines(lines) }
    }

    /// The words in all tables that begin with a mark.
    private static func words(
        _ mark: String, _ harness: StoreHarness
    ) async throws -> Set<String> {
        Set(try await CustomerWorld.marked("\(mark)[a-z0-9]*", harness).map(\.word))
    }

    /// The other customer's words, with how often each stands in each table.
    private static func annan(_ harness: StoreHarness) async throws -> [String] {
        try await CustomerWorld.marked("annan[a-z0-9]*", harness).map { "\($0.table) \($0.word)" }
            .sorted()
    }

    /// The words that the planner's statistics of invoices hold.
    private static func remembered(
        _ mark: String, _ harness: StoreHarness
    ) async throws -> Set<String> {
        Set(
            try await harness.ask(
                """
                select distinct m[1] from pg_stats t,
                    regexp_matches(lower(t::text), '(\(mark)[a-z0-9]*)', 'g') m
                where schemaname = 'public' and tablename = 'invoice'
                """
            ).compactMap { $0[0] })
    }
}
