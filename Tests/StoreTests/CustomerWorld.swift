import EnqueueStore
import Foundation
import Postgres
import Reminders
import TestSupport
import Testing

/// Customers whose every word begins with a mark, in every table that has anything about them.
enum CustomerWorld {
    /// The words that a pattern finds in any column of any table, in lower case, with the table;
    /// a partition's in the name of its parent.
    static func marked(
        _ pattern: String, _ harness: StoreHarness
    ) async throws -> [(table: String, word: String)] {
        let tables = try await harness.ask(
            """
            select relname from pg_class
            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
                and not relispartition
            """
        ).compactMap { $0[0] }
        var found: [(String, String)] = []
        for table in tables {
            let words = try await harness.ask(
                "select distinct m[1] from \(table) t,"
                    + " regexp_matches(lower(t::text), '(\(pattern))', 'g') m")
            found += words.compactMap { $0[0] }.map { (table, $0) }
        }
        return found
    }

    static func invoice(
        _ number: String, _ customer: String, _ word: String
    ) throws -> Invoice {
        var invoice = try Invoice.overdue(number)
        invoice.customerNumber = customer
        invoice.debtor = Debtor(
            name: "\(word)namn", idNumber: "9107289804", addressLine: "\(word)gata",
            zipCode: "41119", city: "\(word)ort", email: "\(word)post@\(word)brev.example")
        invoice.description = "\(word)\u{1B}[2Jvara\n\(word)rad"
        return invoice
    }

    /// Loads the invoices, and writes a row about each into every table that has any.
    static func seed(
        _ harness: StoreHarness, _ creditor: CreditorID,
        _ invoices: [(number: String, customer: String, word: String)]
    ) async throws {
        let report = try await harness.load(
            try invoices.map { try invoice($0.number, $0.customer, $0.word) }, of: creditor)
        let run = try #require(report.run)
        for (index, invoice) in invoices.enumerated() {
            let rows = rows(
                creditor.rawValue, run.rawValue, index + 1, invoice.number, invoice.word)
            // Users and drafts stand alone here.
            try await harness.one.perform {
                try $0.script("set session_replication_role = replica; \(rows)")
            }
        }
    }

    private static func rows(
        _ creditor: Int64, _ run: Int64, _ position: Int, _ number: String, _ word: String
    ) -> String {
        let draft = "(select max(id) from draft)"
        return """
            update reminder set case_id = '\(word)fall', amili_ocr = '\(word)ocr',
                amili_state = '\(word)lage', amili_status = '\(word)status'
                where run = \(run) and pos = \(position);
            update permit set case_id = '\(word)lov', amili_state = 'closed' where run = \(run) and pos = \(position);
            insert into manual_reminder (creditor, run, pos, by_email, with_interest, with_fee,
                    todo, done_at, done_by, claimed_until, claimed_ore, fee_ore)
                values (\(creditor), \(run), \(position), false, false, false, false, now(),
                    'anvandare', '2026-01-02', 100, 0);
            insert into evidence (creditor, run, pos, kind, why, decision, by_whom)
                values (\(creditor), \(run), \(position), 'human', '\(word)skal', 'sent',
                    'anvandare');
            insert into evidence (creditor, run, first, kind, why)
                values (\(creditor), \(run), 1, 'lookup', 'asked');
            insert into evidence (creditor, run, kind, why, decision, by_whom)
                values (\(creditor), \(run), 'human', 'annanskal', 'run_cancelled', 'anvandare');
            insert into incident (creditor, run, pos, kind, case_ids, closed_at, closed_why,
                    closed_by)
                values (\(creditor), \(run), \(position), 'lost_case', '{\(word)mal}', now(),
                    '\(word)slut', 'anvandare');
            insert into invoice_twin (creditor, number, canonical)
                values (\(creditor), '0\(number)', '\(number)');
            insert into console_audit (login, action, creditor, run, facts) values
                ('anvandare', 'resolved', \(creditor), \(run), 'invoice \(number): sent');
            insert into console_look (hour, login, kind, creditor, object, address, looks)
                values (now(), 'anvandare', 'invoice', \(creditor), '\(number)', '', 1);
            insert into selection_tick values (7, \(creditor), '\(number)', false);
            with choice as (insert into filter_choice default values returning id),
                part as (insert into filter_choice_part select id, 1, '\(number)', '\(number)',
                    '{\(number)}' from choice)
            insert into draft (token, owner, creditor, state, by_filter, expected, choice)
                select md5(random()::text), 7, \(creditor), 'ready', true, 1, id from choice;
            insert into draft_line values (\(draft), 1, '\(number)', 1, null, 0, false, 5, false);
            insert into draft_pick values (\(draft), '\(number)', false);
            insert into draft_choice (draft, pos, remaining_ore, is_warned, is_stale, debtor)
                values (\(draft), 1, 1, false, false, 5);
            with asked as (
                insert into host_request (creditor, batch, as_of, digest, lines, requested_by)
                values (\(creditor), md5(random()::text), now(), 'd', 1, 'anvandare')
                returning id)
            insert into host_reject (request, line, invoice_number, code, reason, remedy)
                select id, 1, '\(number)', 'BAD_DATE', 'Bad.', 'Mend it.' from asked;
            """
    }

    /// Writes a line of a host application for an invoice, which is not loaded.
    static func handOver(
        _ harness: StoreHarness, _ handle: String, _ number: String, _ customer: String,
        _ word: String
    ) async throws {
        try await harness.run(
            """
            insert into host_line (creditor, batch, invoice_number, customer_number, name)
            values ($1, 'b', $2, $3, $4)
            """,
            [handle, number, customer, word + "namn"].map { .text($0) })
    }
}
