import Foundation
import TestSupport
import Testing

/// A host application hands runs over by SQL, through other clients than ours: plain `psql`, and
/// Python with psycopg2.
@Suite(.serialized, .timeLimit(.minutes(10))) struct HostApplicationTests {
    private static let examples = Place.repository + "/deploy/examples"

    // MARK: Handing over

    @Test func plainPsqlHandsABatchOverOnceWhateverIsRepeated() async throws {
        try await Host.with { host in
            for _ in 1...2 {
                let out = try await host.psql([
                    "-v", "creditor=demo", "-v", "batch=b1", "-f", Self.examples + "/host.sql",
                ])
                #expect(out.output == "request 1\n" && out.ending == .exited(0), "\(out.errors)")
            }
            #expect(try await host.requests() == ["b1|waiting||2||"])
            try await host.installation.expect(0, ["inbox", "--once"])
            try await host.installation.expect(0, ["inbox", "--once"])
            #expect(try await host.requests() == ["b1|loaded|1|2|2|0"])
            // The same transaction after the load changes nothing either.
            _ = try await host.psql([
                "-v", "creditor=demo", "-v", "batch=b1", "-f", Self.examples + "/host.sql",
            ])
            #expect(try await host.ask("select count(*) from paminn_v1.inbox") == "0")
            try await host.installation.expect(0, ["inbox", "--once"])
            try await host.endHolds()
            try await host.installation.expect(0, ["work", "--once"])
            #expect(try host.installation.letters() == ["70001": 1, "70002": 1])
            #expect(
                try await host.ask(
                    "select string_agg(invoice_number || ' ' || state, ', ' order by 1)"
                        + " from paminn_v1.invoices")
                    == "70001 accepted, 70002 accepted")
        }
    }

    @Test func pythonHandsABatchOverWhileTheInboxRuns() async throws {
        try await Host.with { host in
            let inbox = try host.startInbox(["--json"])
            let out = try await ChildProcess.run(
                "/usr/bin/python3", [Self.examples + "/host.py", "demo", "b1"],
                environment: host.pythons,
                input: """
                    [{"invoice_number": "5", "name": "Exempel AB", "is_company": true,
                      "id_number": "556016-0680", "address_line": "Gatan 1", "zip_code": "41119",
                      "city": "Göteborg", "invoice_date": "2026-09-01", "due_date": "2026-10-01",
                      "total_ore": 12500, "remaining_ore": 12500},
                     {"invoice_number": "6", "name": "Exempel AB", "remaining_ore": 12500},
                     {"invoice_number": "7", "name": "Exempel AB", "is_company": true,
                      "id_number": "556016-0680", "address_line": "Gatan 1", "zip_code": "41119",
                      "city": "Göteborg", "invoice_date": "2026-09-01", "due_date": "2026-10-01",
                      "total_ore": 12500, "remaining_ore": 12500, "paid": true}]
                    """)
            #expect(out.ending == .exited(0), "\(out.errors)")
            let said = try JSONSerialization.jsonObject(with: Data(out.output.utf8))
            let row = try #require(said as? [String: Any])
            #expect(row["state"] as? String == "loaded")
            #expect(row["queued"] as? Int == 1 && row["skipped"] as? Int == 1)
            #expect(row["refused"] as? Int == 1)
            #expect(
                try await host.ask(
                    "select line, invoice_number, field, code from paminn_v1.rejects")
                    == "2|6|invoice_date|MISSING_VALUE")
            #expect(
                try await host.ask(
                    "select reason from paminn_v1.invoices where invoice_number = '7'") == "PAID")
            // Nothing of the lines is kept.
            #expect(try await host.installation.query("select count(*) from host_line") == "0")
            await inbox.send(signal: SIGTERM)
            #expect(try await inbox.wait().ending == .exited(0))
            let log = await inbox.errors
            #expect(log.contains(#""code":"batch_loaded""#) && !log.contains("Exempel"), "\(log)")
        }
    }

    @Test func whatIsRolledBackNeverGoes() async throws {
        try await Host.with { host in
            try await host.change(
                "begin; \(Host.line("b1", "5")) select paminn_v1.enqueue('demo', 'b1'); rollback;")
            try await host.installation.expect(0, ["inbox", "--once"])
            #expect(try await host.requests() == [])
            #expect(try await host.ask("select count(*) from paminn_v1.inbox") == "0")
        }
    }

    /// The same names and values in two transactions at once are one request.
    @Test func twoTransactionsAtOnceAreOneRequest() async throws {
        try await Host.with { host in
            let sql =
                "begin; \(Host.line("b1", "5")) select paminn_v1.enqueue('demo', 'b1');"
                + " select pg_sleep(1); commit;"
            async let one: Void = host.change(sql)
            async let two: Void = host.change(sql)
            _ = try await (one, two)
            try await host.installation.expect(0, ["inbox", "--once"])
            #expect(try await host.requests() == ["b1|loaded|1|1|1|0"])
        }
    }

    /// A repeat waits for the first call, and meanwhile somebody inserts one more line.
    @Test func aLineThatNobodyComparedIsNeitherTakenNorDropped() async throws {
        try await Host.with { host in
            let call = "\(Host.line("b1", "5")) select paminn_v1.enqueue('demo', 'b1');"
            let hold = try await TableHold(ofLock: 7, in: host.installation)
            async let first: Void = host.change(
                "begin; \(call) select pg_advisory_xact_lock(7); commit;")
            try await eventually("the first call has its request") {
                try await host.isAnybody("wait_event = 'advisory'")
            }
            async let second = host.code("begin; \(call) commit;")
            try await eventually("the second call waits for it") {
                try await host.isAnybody("wait_event = 'transactionid'")
            }
            try await host.change(Host.line("b1", "6"))
            try await hold.release()
            #expect(try await second == "40001")
            try await first
            #expect(
                try await host.ask("select invoice_number from paminn_v1.inbox") == "6")
        }
    }

    @Test func theWrongCallIsToldByItsCode() async throws {
        try await Host.with { host in
            #expect(try await host.code("select paminn_v1.enqueue('nobody', 'b1')") == "PM001")
            for call in [
                "'demo', ''", "'demo', 'b1', hold => '31 days'", "'demo', 'b1', hold => '-1 s'",
                "'demo', 'b1', grace_bank_days => 61", "'demo', null",
                "'demo', 'b1', as_of => now() + interval '2 days'",
            ] {
                #expect(
                    try await host.code("select paminn_v1.enqueue(\(call))") == "PM002", "\(call)")
            }
            #expect(try await host.code("select paminn_v1.enqueue('demo', 'b1')") == "PM003")
            try await host.handOver("b1", "5")
            try await host.change(Host.line("b1", "6"))
            #expect(try await host.code("select paminn_v1.enqueue('demo', 'b1')") == "PM004")
            #expect(try await host.code("select paminn_v1.cancel(99)") == "PM005")
            #expect(try await host.code("select paminn_v1.cancel(null)") == "PM005")
        }
    }

    /// A batch that has failed says so; one that may be loaded later waits, and is loaded then.
    @Test func aBatchThatCannotBeLoadedSaysWhy() async throws {
        try await Host.with { host in
            let installation = host.installation
            try await host.change(
                "insert into paminn_v1.inbox (creditor, batch, invoice_number)"
                    + " values ('demo', 'b1', '5'); select paminn_v1.enqueue('demo', 'b1')")
            try await host.handOver("b2", "6")
            try await installation.query("update creditor set activation = 'inactive'")
            try await installation.expect(0, ["inbox", "--once"])
            let states = "select batch, state, problem from paminn_v1.requests order by 1"
            #expect(
                try await host.ask(states)
                    == "b1|waiting|CREDITOR_NOT_ACTIVE\nb2|waiting|CREDITOR_NOT_ACTIVE")
            let doctor = try await installation.expect(1, ["doctor", "--json"])
            let line = try Installation.lines(doctor.output).first {
                $0["check"] as? String == "batches by SQL"
            }
            #expect(line?["state"] as? String == "BAD")
            try await installation.query("update creditor set activation = 'active'")
            try await installation.expect(0, ["inbox", "--once"])
            #expect(try await host.ask(states) == "b1|failed|NOTHING_USABLE\nb2|loaded|")
            #expect(
                try await host.ask("select request, line, invoice_number from paminn_v1.rejects")
                    == "1|1|5")
        }
    }

    // MARK: Cancelling

    @Test func aCancelledBatchSendsNothing() async throws {
        try await Host.with { host in
            // Before it is loaded.
            let first = try await host.handOver("b1", "5")
            try await host.change("select paminn_v1.cancel(\(first))")
            try await host.installation.expect(0, ["inbox", "--once"])
            #expect(try await host.requests() == ["b1|cancelled||1||"])
            // While its run is held.
            let second = try await host.handOver("b2", "6")
            try await host.installation.expect(0, ["inbox", "--once"])
            for _ in 1...2 { try await host.change("select paminn_v1.cancel(\(second))") }
            try await host.endHolds()
            try await host.installation.expect(0, ["work", "--once"])
            #expect(
                try await host.ask(
                    "select state, reason from paminn_v1.reminders where run = 1")
                    == "cancelled|CANCELLED_BY_USER")
            #expect(
                try await host.installation.query("select state from run where id = 1") == "done")
            #expect(try host.installation.letters() == [:])
            // Its invoice is free.
            let third = try await host.handOver("b3", "6")
            try await host.installation.expect(0, ["inbox", "--once"])
            try await host.endHolds()
            try await host.installation.expect(0, ["work", "--once"])
            #expect(try host.installation.letters() == ["6": 1])
            #expect(try await host.code("select paminn_v1.cancel(\(third))") == "PM007")
        }
    }

    /// The load waits for a table that the test holds; the request's row is the load's meanwhile.
    @Test func aLoadThatIsKilledLeavesNothingAndIsDoneOnce() async throws {
        try await Host.with { host in
            let request = try await host.handOver("b1", "5")
            let hold = try await TableHold(of: "reminder", in: host.installation)
            let inbox = try host.startInbox(["--once"])
            try await hold.isWaitedFor()
            #expect(try await host.code("select paminn_v1.cancel(\(request))") == "PM006")
            await inbox.send(signal: SIGKILL)
            _ = try await inbox.wait()
            try await hold.release()
            #expect(try await host.requests() == ["b1|waiting||1||"])
            try await host.installation.expect(0, ["inbox", "--once"])
            #expect(try await host.requests().map { $0.contains("b1|loaded|") } == [true])
            #expect(try await host.installation.query("select count(*) from run") == "1")
        }
    }

    /// The program ended between the load and the end of the request; then the run was cancelled.
    @Test func aRequestThatIsCancelledAfterItsLoadEnds() async throws {
        try await Host.with { host in
            let request = try await host.handOver("b1", "5")
            let hold = try await TableHold(of: "host_line", in: host.installation)
            let inbox = try host.startInbox(["--once"])
            try await hold.isWaitedFor()
            await inbox.send(signal: SIGKILL)
            _ = try await inbox.wait()
            try await hold.release()
            #expect(try await host.requests() == ["b1|loaded|1|1|1|0"])
            #expect(try await host.installation.query("select count(*) from host_line") == "1")
            try await host.change("select paminn_v1.cancel(\(request))")
            try await host.installation.expect(0, ["inbox", "--once"])
            #expect(try await host.installation.query("select count(*) from host_line") == "0")
            #expect(
                try await host.ask(
                    "select state, finished_at is not null from paminn_v1.requests")
                    == "cancelled|t")
        }
    }

    // MARK: Who may

    /// Objects of a caller, in a schema of its own and in `pg_temp`, stand in for nothing of ours.
    @Test func aHostileSearchPathChangesNothing() async throws {
        try await Host.with { host in
            let tables = ["creditor", "host_request", "host_line", "run", "evidence"]
            let database = try await host.installation.query("select current_database()")
            try await host.installation.query(
                "create schema hostile authorization \"paminn-app\";"
                    + " grant temporary on database \(database) to \"paminn-app\"")
            let traps =
                tables.map {
                    "create table hostile.\($0) (id bigint); create temp table \($0) (id bigint);"
                }.joined()
                    + """
                    create function hostile.sha256(bytea) returns bytea language plpgsql
                        as $$ begin raise exception 'trapped'; end $$;
                    create function hostile.clock_timestamp() returns timestamptz language plpgsql
                        as $$ begin raise exception 'trapped'; end $$;
                    create function hostile.host_line_json(public.host_line) returns text
                        language plpgsql as $$ begin raise exception 'trapped'; end $$;
                    set search_path = pg_temp, hostile, pg_catalog, public;
                    """
            try await host.change(
                traps + Host.line("b1", "5")
                    + "select paminn_v1.cancel(paminn_v1.enqueue('demo', 'b1', '1 h'))")
            #expect(try await host.requests() == ["b1|cancelled||1||"])
        }
    }

    @Test func nobodyElseMayUseTheContract() async throws {
        try await Host.with { host in
            for user in ["paminn-producer", "paminn-worker", "paminn-console"] {
                for sql in [
                    "select paminn_v1.enqueue('demo', 'b1')", "select paminn_v1.cancel(1)",
                    "select count(*) from paminn_v1.requests",
                ] {
                    let code = try await host.code(sql, as: user)
                    #expect(code == "42501", "\(user): \(sql)")
                }
            }
            for sql in [
                "select count(*) from host_request", "select count(*) from host_line",
                "delete from paminn_v1.inbox", "update paminn_v1.inbox set batch = 'x'",
                "insert into host_request (batch) values ('x')",
                "select count(*) from invoice", "create table paminn_v1.mine (id bigint)",
            ] {
                let code = try await host.code(sql)
                #expect(code == "42501", "\(sql)")
            }
        }
    }
}

/// An installation with the door for host applications open, and an application's user.
private struct Host: Sendable {
    let installation: Installation

    static func with(_ body: @Sendable (Host) async throws -> Void) async throws {
        try await Installation.with { installation in
            let made = try await ChildProcess.run(
                "/usr/bin/psql",
                [
                    "-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", installation.database, "-f",
                    Place.repository + "/sql/host.sql",
                ])
            #expect(made.ending == .exited(0) && made.errors.isEmpty, "\(made.errors)")
            try await installation.query(
                """
                do $$ begin
                    if not exists (select from pg_roles where rolname = 'paminn-app') then
                        create role "paminn-app" login in role paminn_host;
                    end if;
                end $$
                """)
            try await body(Host(installation: installation))
        }
    }

    /// A statement that inserts a line of a batch, of an invoice that may be reminded of.
    static func line(_ batch: String, _ number: String) -> String {
        """
        insert into paminn_v1.inbox (creditor, batch, invoice_number, name, is_company, id_number,
            address_line, zip_code, city, invoice_date, due_date, total_ore, remaining_ore)
        values ('demo', '\(batch)', '\(number)', 'Påhittade Båtar AB', true, '556016-0680',
            'Gatan 1', '41119', 'Göteborg', '2026-09-01', '2026-10-01', 12500, 12500);
        """
    }

    func psql(_ arguments: [String], as user: String = "paminn-app") async throws
        -> Finished
    {
        try await ChildProcess.run(
            "/usr/bin/psql",
            [
                "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", "-v", "VERBOSITY=verbose", "-d",
                "\(installation.database) user=\(user)",
            ] + arguments)
    }

    func ask(_ sql: String) async throws -> String {
        let out = try await psql(["-c", sql])
        #expect(out.ending == .exited(0), "\(out.errors)")
        return out.output.trimmingCharacters(in: .newlines)
    }

    func change(_ sql: String) async throws { _ = try await ask(sql) }

    /// The SQLSTATE with which a statement is refused.
    func code(_ sql: String, as user: String = "paminn-app") async throws -> String {
        let out = try await psql(["-c", sql], as: user)
        let words = out.errors.split(separator: " ", omittingEmptySubsequences: true)
        return words.count > 2 ? String(words[1].dropLast()) : out.output
    }

    /// Hands one invoice over, held for an hour.
    @discardableResult
    func handOver(_ batch: String, _ number: String) async throws -> String {
        try await ask(
            Self.line(batch, number) + "select paminn_v1.enqueue('demo', '\(batch)', '1 h')")
    }

    /// `batch|state|run|lines|queued|refused`, in the order of the requests.
    func requests() async throws -> [String] {
        try await ask(
            "select batch, state, run, lines, queued, refused from paminn_v1.requests"
                + " order by request"
        ).split(separator: "\n").map(String.init)
    }

    /// Whether a session of an application is in this state.
    func isAnybody(_ condition: String) async throws -> Bool {
        try await installation.query(
            "select count(*) > 0 from pg_stat_activity where usename = 'paminn-app'"
                + " and datname = current_database() and \(condition)") == "t"
    }

    func startInbox(_ arguments: [String]) throws -> ChildProcess {
        try ChildProcess(
            Place.paminn, ["inbox"] + arguments, environment: installation.environment)
    }

    func endHolds() async throws {
        try await installation.query("update run set hold_until = now() where state = 'held'")
    }

    /// The environment by which psycopg2 finds the database.
    var pythons: [String: String] {
        var environment = ["PGUSER": "paminn-app"]
        let names = ["host": "PGHOST", "port": "PGPORT", "dbname": "PGDATABASE"]
        for word in installation.database.split(separator: " ") {
            let pair = word.split(separator: "=", maxSplits: 1).map(String.init)
            if pair.count == 2, let name = names[pair[0]] { environment[name] = pair[1] }
        }
        return environment
    }
}
