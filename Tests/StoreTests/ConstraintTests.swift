import Postgres
import Reminders
import TestSupport
import Testing

/// What no program can write, however wrong it is.
@Suite struct ConstraintTests {
    @Test(arguments: [
        "insert into permit values (1, 'F1', 99, 1)",
        "insert into run (creditor, key, digest, state, as_of, grace_bank_days, created_by) "
            + "select creditor, key, 'x', 'loading', now(), 0, 'x' from run",
        "insert into reminder (creditor, run, pos, number, state) "
            + "select creditor, run, pos, 'other', 'q' from reminder",
        "insert into part (run, first, last, creditor, turn, state, n_q) "
            + "select run, first, last, creditor, 0, 'ready', n_q from part",
        "insert into incident (creditor, run, pos, kind) "
            + "values (1, 1, 1, 'two_cases'), (1, 1, 1, 'lost_case')",
        "insert into throttle (scope, rate) values ('amili', 1)",
        "insert into vclock values (true, 1)",
    ])
    func nothingIsThereTwice(sql: String) async throws {
        try await expect("23505", of: sql)
    }

    @Test(arguments: [
        "update run set state = 'done'",
        "update run set finished_at = now()",
        "update run set state = 'held', hold_until = null",
        "update run set released_at = null",
        "update run set total = total + 1",
        "update run set grace_bank_days = 61",
        "update reminder set state = 'x'",
        "update reminder set state = 'a'",
        "update reminder set state = 'u'",
        "update reminder set state = 'r'",
        "update reminder set state = 's'",
        "update reminder set state = 'f'",
        "update reminder set attempts = -1",
        "update part set last = first + 99, n_q = 100",
        "update part set last = first - 1",
        "update part set n_q = n_q - 1",
        "update part set n_q = n_q + 1, n_a = n_a - 1",
        "update part set state = 'claimed'",
        "update part set worker = (select id from worker)",
        "update part set state = 'waiting'",
        "update part set due_at = now()",
        "update part set state = 'done'",
        "update part set n_a = n_q, n_q = 0",
        "update part set n_u = n_q, n_q = 0",
        "update throttle set rate = 0",
        "update creditor set weight = 0",
        "update creditor set handle = 'Åre'",
        "update creditor set activation = 'maybe'",
        "update creditor set canary_number = 'F1'",
        "update invoice set number = ''",
        "insert into vclock values (false, 1)",
        "update run set paused_at = now()",
        "update run set pause_cause = 'rejections'",
        "insert into incident (creditor, run, pos, kind) values (1, 1, 1, 'bad luck')",
        "insert into evidence (creditor, run, kind) values (1, 1, 'human')",
        "insert into evidence (creditor, run, kind, decision, by_whom) "
            + "values (1, 1, 'call', 'sent', 'kim')",
    ])
    func nothingContradictsItself(sql: String) async throws {
        try await expect("23514", of: sql)
    }

    /// A cause that a table does not know could not be written, and one that the program does not
    /// know could not be read.
    @Test(arguments: [
        ("evidence_decision", HumanDecision.allCases.map(\.rawValue)),
        ("incident_kind", IncidentKind.allCases.map(\.rawValue)),
        ("run_pause_cause_check", RunPause.Cause.allCases.map(\.rawValue)),
        ("throttle_cause", GateCause.allCases.map(\.rawValue)),
    ])
    func aTableListsTheCausesOfTheProgram(constraint: String, causes: [String]) async throws {
        let connection = try await Self.fixture.connection()
        let listed = try await connection.perform { session in
            let rows = try session.run(
                """
                select distinct m[1] from pg_constraint c,
                    regexp_matches(pg_get_constraintdef(c.oid), '''([^'']+)''::text', 'g') m
                where c.conname = $1 and m[1] <> 'human'
                """, [.text(constraint)])
            return (0..<rows.count).map { rows.string($0, 0) }
        }
        #expect(Set(listed) == Set(causes))
    }

    private func expect(
        _ sqlstate: String, of sql: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let connection = try await Self.fixture.connection()
        let problem = await #expect(throws: PostgresError.self, sourceLocation: sourceLocation) {
            try await connection.perform { session in
                // Should it succeed, the transaction left open is rolled back.
                try session.script("begin")
                _ = try session.run(sql)
            }
        }
        #expect(problem?.sqlstate == sqlstate, sourceLocation: sourceLocation)
    }

    private static let fixture = SharedFixture()

    /// One database with an open run of three reminders, for all these tests to break.
    private actor SharedFixture {
        private var making: Task<PostgresConnection, any Error>?

        func connection() async throws -> PostgresConnection {
            let making = making ?? Task { try await Self.make() }
            self.making = making
            return try await making.value
        }

        private static func make() async throws -> PostgresConnection {
            let harness = try await StoreHarness.lasting("constraints")
            _ = try await harness.begin(3)
            return harness.one
        }
    }
}
