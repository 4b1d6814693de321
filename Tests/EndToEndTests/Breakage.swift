import Foundation
import Testing

/// One way to break an installation, and what `paminn doctor` must say of it.
struct Breakage: Sendable, CustomTestStringConvertible {
    enum How: Sendable {
        /// Statements on its database, and those that mend it.
        case sql(String, mend: String)
        /// Settings of `paminn`.
        case settings([String: String])
        /// Rules of the sandbox's faults.
        case faults(String)
    }
    let name: String
    let how: How
    /// A line's beginning: level and check.
    let line: String
    let remedy: String

    var testDescription: String { name }

    init(_ name: String, _ how: How, _ line: String, remedy: String) {
        self.name = name
        self.how = how
        self.line = line
        self.remedy = remedy
    }

    private static func gate(_ scope: String, _ cause: String, _ from: String) -> How {
        .sql(
            """
            update throttle set closed_until = now() \(from), closed_cause = '\(cause)',
                closed_words = 'broken' where \(scope)
            """,
            mend: """
                update throttle set closed_until = '-infinity', closed_cause = null,
                    closed_words = null
                """)
    }

    /// An answer of Amili's that could not be used, with a letter that waits or with none.
    private static func answer(
        _ purpose: String, _ cause: String, lasted: String = "1 min", waits: Bool = false
    ) -> How {
        let wait = "\(open); update part set state = 'ready', n_q = n_a, n_a = 0;"
        let settle = "update part set state = 'done', n_a = n_q, n_q = 0; \(done)"
        return .sql(
            """
            \(waits ? wait : "")
            insert into answer_trouble (creditor, purpose, cause, call, began_at, seen_at)
            select id, '\(purpose)', '\(cause)', 'cases', now() - interval '\(lasted)', now()
            from creditor
            """, mend: "delete from answer_trouble; \(waits ? settle : "")")
    }

    private static let done = "update run set state = 'done', finished_at = now()"
    private static let open = "update run set state = 'open', finished_at = null"
    private static let amili = "scope = 'amili'"
    private static let demo = "creditor is not null"

    /// After a run of five that Amili has.
    static let all: [Breakage] = workers + gates + runs + server + schema + machine + counterpart

    private static let workers: [Breakage] = [
        Breakage(
            "a queue two days old and no worker",
            .sql(
                """
                \(open), released_at = now() - interval '2 days';
                update part set state = 'ready', n_q = n_a, n_a = 0, exception_pos = null,
                    exception_state = null, exception_reason = null, claimed_at = null
                """,
                mend: """
                    update part set state = 'done', n_a = n_q, n_q = 0; \(done)
                    """), "BAD  workers: none is alive, and 1 parts wait, the first for 48 h",
            remedy: "Start `paminn work`"),
        Breakage(
            "a worker silent for a day",
            .sql(
                "insert into worker (id, name, seen_at) values (1, 'w', now() - interval '1 day')",
                mend: "delete from worker where id = 1"),
            "WARN workers: 0 alive; 1 silent, the first for 24 h", remedy: "on its machine"),
        Breakage(
            "workers alive and nothing done",
            .sql(
                """
                \(open), released_at = now() - interval '2 days';
                update part set state = 'ready', n_q = n_a, n_a = 0, exception_pos = null,
                    exception_state = null, exception_reason = null, claimed_at = null;
                update worker set dead_at = now() - interval '3 h', acted_at = null;
                update throttle set tat = '-infinity';
                insert into worker (id, name, started_at, acted_at, waits)
                values (1, 'w', now() - interval '1 day', now() - interval '1 h',
                    '{settle 1 1 3600}')
                """,
                mend: """
                    delete from worker where id = 1;
                    update part set state = 'done', n_a = n_q, n_q = 0; \(done)
                    """), "BAD  work: 1 parts are due, workers live, and nothing was sent",
            remedy: "w waits for the database to take outcomes (run 1, part 1)"),
        Breakage(
            "a held run an hour overdue",
            .sql(
                "\(open); update run set state = 'held', hold_until = now() - interval '1 h'",
                mend: done), "BAD  work: 1 held runs should have been released",
            remedy: "Start `paminn work`"),
    ]

    private static let gates: [Breakage] = [
        Breakage(
            "all of Amili paused",
            .sql(
                "update throttle set paused = true where \(amili)",
                mend: "update throttle set paused = false"), "WARN gate of all Amili: paused",
            remedy: "paminn resume --all"),
        Breakage(
            "one creditor paused",
            .sql(
                "update throttle set paused = true where \(demo)",
                mend: "update throttle set paused = false"), "WARN gate of demo: paused",
            remedy: "paminn creditor resume demo"),
        Breakage(
            "the gate closed by 401", gate(amili, "credential", "+ interval '1 min'"),
            "BAD  gate of all Amili: closed", remedy: "PAMINN_AMILI_KEY_FILE"),
        Breakage(
            "the gate open between two 401", gate(amili, "credential", "- interval '20 s'"),
            "WARN gate of all Amili: Closed until", remedy: "again in a minute"),
        Breakage(
            "no token for now", gate(amili, "token refused", "+ interval '1 min'"),
            "WARN gate of all Amili: closed", remedy: "ask Amili"),
        Breakage(
            "silence", gate(amili, "silence", "+ interval '1 min'"),
            "BAD  gate of all Amili: closed", remedy: "ask Amili"),
        Breakage(
            "a restored backup", gate(amili, "history", "+ interval '1 min'"),
            "BAD  gate of all Amili: closed", remedy: "Import the payments"),
        Breakage(
            "a creditor refused with 403", gate(demo, "creditor refused", "+ interval '1 h'"),
            "BAD  gate of demo: closed", remedy: "paminn creditor resume"),
        Breakage(
            "a creditor's letters without an answer", gate(demo, "letters", "+ interval '1 h'"),
            "BAD  gate of demo: closed", remedy: "paminn evidence"),
    ]

    private static let runs: [Breakage] = [
        Breakage(
            "a run paused by twenty rejections",
            .sql(
                """
                \(open), paused_at = now(), pause_cause = 'rejections', pause_count = 20,
                    pause_words = 'x'
                """,
                mend: """
                    \(done), paused_at = null, pause_cause = null, pause_count = null,
                        pause_words = null
                    """),
            "BAD  paused runs: Run 1 of demo is paused", remedy: "paminn resume 1"),
        Breakage(
            "a refused creditor",
            .sql(
                "update creditor set activation = 'refused'",
                mend: "update creditor set activation = 'active'"),
            "BAD  activation of demo: Amili has refused", remedy: "Ask Amili why"),
        Breakage(
            "polls failing for three days",
            .sql(
                "update poll set failures = 9, confirmed_at = now() - interval '3 days'",
                mend: "update poll set failures = 0"), "BAD  following: Nothing was learned",
            remedy: "workers' log"),
        Breakage(
            "polls failing for two hours",
            .sql(
                "update poll set failures = 9, confirmed_at = now() - interval '2 h'",
                mend: "update poll set failures = 0"), "WARN following: Nothing was learned",
            remedy: "workers' log"),
        Breakage(
            "a doubt three hours old, asked about a moment ago",
            .sql(
                """
                \(open);
                update reminder set state = 'u', doubt_since = now() - interval '3 h'
                where pos = 1;
                update part set n_u = 1, n_a = n_a - 1, exception_pos = null, exception_state = null,
                    exception_reason = null, state = 'waiting', due_at = now() + interval '1 h',
                    doubt_until = now() + interval '1 h', claimed_at = now()
                """,
                mend: """
                    update part set n_u = 0, n_a = n_a + 1, state = 'done', due_at = null;
                    update reminder set state = 'a' where pos = 1; \(done)
                    """), "BAD  uncertain: The oldest doubt began at", remedy: "paminn uncertain"),
        Breakage(
            "a part that is stuck",
            .sql(
                """
                \(open);
                update part set state = 'stuck', n_q = n_a, n_a = 0, exception_pos = null,
                    exception_state = null, exception_reason = null
                """,
                mend: "update part set state = 'done', n_a = n_q, n_q = 0; \(done)"),
            "BAD  stuck parts: 1", remedy: "paminn stuck"),
        Breakage(
            "an open incident",
            .sql(
                """
                insert into incident (creditor, run, pos, kind)
                select id, 1, 1, 'lost_case' from creditor
                """,
                mend: "delete from incident"), "BAD  incidents: 1 open",
            remedy: "paminn incidents"),
        Breakage(
            "an invoice on file twice",
            .sql(
                """
                insert into invoice_twin (creditor, number, canonical)
                select creditor, number, number from invoice limit 1
                """, mend: "delete from invoice_twin"), "BAD  spellings: 1 invoices",
            remedy: "paminn spellings"),
        Breakage(
            "answers that cannot be used, and a letter that waits",
            answer("look_up", "canary_missing", waits: true), "BAD  answers for demo: ",
            remedy: "."),
        Breakage(
            "an answer that broke off, and a letter that waits",
            answer("letter", "incomplete", waits: true), "WARN answers for demo: ",
            remedy: "The network or Amili"),
        Breakage(
            "answers that break off for minutes",
            answer("letter", "incomplete", lasted: "3 min", waits: true),
            "BAD  answers for demo: ", remedy: "The network or Amili"),
        Breakage(
            "follow-ups whose answers cannot be used", answer("following", "canary_missing"),
            "BAD  answers for demo: ", remedy: "."),
        Breakage(
            "an answer that could not be used, and all letters settled",
            answer("letter", "canary_missing", lasted: "1 h"),
            "WARN answers for demo: letter of creditor demo", remedy: "."),
    ]
}
