import AccessStore
import QueueStore
import Reminders
import TestSupport
import Testing

@testable import Console

/// What is due and does not go is told on every page that one looks at.
@Suite struct StandStillTests {
    @Test func withoutAWorkerEveryPageSaysSo() async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...3), of: fors)
            let kim = try await harness.guest(role: .operator)
            let list = try await kim.get("/kundfakturor")
            #expect(list.words.contains("Det som skickar påminnelser är inte igång"))
            let page = try await kim.get("/utskick/\(run)")
            #expect(page.words.contains("Det som skickar påminnelser är inte igång"))
            #expect(page.words.contains("0 av 3 klara, står still"))
            let runs = try await kim.get("/utskick")
            #expect(runs.words.contains("0 av 3 klara, står still"))
            let drift = try await kim.get("/drift")
            #expect(drift.words.contains("Ingen arbetare är i gång, och det finns att göra sedan"))
        }
    }

    /// Nobody declares the last one dead.
    @Test func aWorkerThatWasKilledIsNone() async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            _ = try await harness.load(try Invoice.overdue(1...3), of: fors)
            _ = try await harness.queue.register("w")
            let kim = try await harness.guest(role: .operator)
            #expect(try await kim.get("/drift").words.contains("Allt är som det ska."))
            try await harness.query("update worker set seen_at = now() - interval '1 day'")
            let drift = try await kim.get("/drift")
            #expect(drift.words.contains("Ingen arbetare är i gång, och det finns att göra sedan"))
            #expect(drift.words.contains("1 arbetare har tystnat"))
        }
    }

    /// What `paminn doctor` tells is told here too, but for what concerns its own machine
    /// (settings, state directory, disk), how the server was installed (fsync and its like), what
    /// it asks of Amili with a key that the console has not (token, clock, canaries), and what ends
    /// every page alike (no database, another schema).
    @Test(arguments: [
        ("drop index part_due, part_held", "Index saknas eller är trasiga: part_due, part_held"),
        ("update era set timeline = timeline + 1", "Databasen har återställts eller bytt server"),
        ("alter table part set (autovacuum_enabled = false)", "Autovacuum är av för part"),
        (
            "insert into schema_migration values (9001, '9001_later', now(), false)",
            "Ett nyare program har ändrat databasen"
        ),
        (
            """
            update run set paused_at = now(), pause_cause = 'rejections', pause_count = 20,
                pause_words = 'x';
            delete from part
            """,
            "1 utskick är pausat"
        ),
        ("update creditor set activation = 'refused'", "Amili har nekat företaget fors"),
        (
            """
            update creditor set canary_number = '1', canary_written = '1';
            update poll set failures = 3, confirmed_at = now() - interval '3 days'
            """, "Inget nytt har hämtats om ärendena för fors"
        ),
        (
            """
            update throttle set closed_cause = 'credential', closed_until = now() - interval '9 s'
            where scope = 'amili'
            """, "Vägen till Amili har just öppnats efter att vi nekades"
        ),
        ("update throttle set paused = true where scope = 'amili'", "Alla brev är stoppade"),
        (
            "update throttle set tat = now() + interval '1 h' where scope = 'amili'",
            "Databasens klocka har ställts tillbaka"
        ),
        (
            """
            insert into invoice_twin (creditor, number, canonical)
            select creditor, number, number from invoice limit 1
            """, "1 faktura finns under två nummer"
        ),
        (
            """
            do $$ begin
                execute 'alter table evidence_' || to_char(now() at time zone 'UTC', 'YYYY_MM')
                    || ' rename to put_aside';
            end $$
            """, "Bevisloggen saknar plats för"
        ),
    ])
    func whatTheDoctorFindsIsOnThePage(sql: String, words: String) async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            _ = try await harness.load(try Invoice.overdue(1...3), of: fors)
            let kim = try await harness.guest(role: .operator)
            #expect(try await !kim.get("/drift").words.contains(words))
            try await harness.query(sql)
            try await eventually("the page says so") {
                try await kim.get("/drift").words.contains(words)
            }
        }
    }

    @Test func aHeldRunPastItsTimeIsNotBeingSent() async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            let run = try await harness.load(
                try Invoice.overdue(1...3), of: fors, hold: .seconds(600))
            let kim = try await harness.guest(role: .operator)
            let words = "Det som skickar påminnelser är inte igång"
            #expect(try await !kim.get("/utskick/\(run)").words.contains(words))
            #expect(try await kim.get("/drift").words.contains("Allt är som det ska."))
            try await harness.query("update run set hold_until = now() - interval '1 h'")
            #expect(try await kim.get("/drift").words.contains("Ingen arbetare är i gång"))
            // Pages of many lookers are some seconds old.
            try await eventually("the run's page says so") {
                try await kim.get("/utskick/\(run)").words.contains(words)
            }
            try await eventually("the list says so") {
                try await kim.get("/kundfakturor").words.contains(words)
            }
            _ = try await harness.queue.register("w")
            #expect(
                try await kim.get("/drift").words.contains("1 utskick skulle ha släppts sedan"))
        }
    }

    @Test func aFleetThatStandsStillIsToldWithWhatItWaitsFor() async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...3), of: fors)
            let worker = try await harness.queue.register("host/7")
            try await harness.query(
                """
                update run set released_at = now() - interval '1 h';
                update worker set started_at = now() - interval '1 h'
                """)
            let part = WorkerWait.PartKey(run: run, first: 1)
            let waits = [WorkerWait(.settle, part: part, seconds: 50)]
            try await harness.queue.note(
                Pulse(lease: .seconds(10), idle: .seconds(60), waits: waits), of: worker)
            let kim = try await harness.guest(role: .operator)
            let drift = try await kim.get("/drift")
            #expect(drift.words.contains("Allt står still sedan"))
            #expect(drift.words.contains("host/7: väntar på att databasen tar emot utfall"))
            #expect(
                try await kim.get("/kundfakturor").words.contains("Ingenting har skickats sedan"))
            let page = try await kim.get("/utskick/\(run)")
            #expect(page.words.contains("Ingenting har skickats sedan"))
            #expect(page.words.contains("står still"))
        }
    }
}
