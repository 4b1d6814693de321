import ConsoleStore
import OperatorStore
import Postgres
import QueueStore
import Reminders
import Testing

@testable import Database
@testable import SharedChanges
@testable import Stores

/// Letters leave within their creditor's send window, and what is in doubt is asked about always.
@Suite struct WindowTests {
    /// A window that is closed now, and for an hour at least.
    private func closed(_ harness: StoreHarness) async throws -> SendWindow {
        let hour = try await harness.number(
            "select extract(hour from now() at time zone 'Europe/Stockholm')::integer")
        let opens = hour < 12 ? 20 * 60 : 3 * 60
        return try #require(SendWindow(opens: opens, closes: opens + 60, isOnBankDays: false))
    }

    private func reserve(
        _ harness: StoreHarness, _ part: ClaimedPart, _ worker: WorkerID,
        to purpose: Purpose = .send
    ) async throws -> Reservation {
        try await harness.queue.reserve(1, to: purpose, for: part, by: worker)
    }

    /// The parts as `first state`, `off` behind those that wait for the window.
    private func parts(_ harness: StoreHarness) async throws -> [String] {
        try await harness.ask(
            """
            select p.first || ' ' || p.state
                || case when p.due_at = t.letters_from then ' off' else '' end
            from part p join throttle t on t.creditor = p.creditor order by p.run, p.first
            """
        ).map { $0[0] ?? "" }
    }

    @Test func outsideItALetterHasNoSlotAndAQuestionHas() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            guard case .slots = try await reserve(harness, part, fixture.worker) else {
                throw Unexpected("no slot without a window")
            }
            try await harness.operators.setWindow(try await closed(harness), of: fixture.creditor)
            #expect(try await reserve(harness, part, fixture.worker) == .parked)
            guard case .slots = try await reserve(harness, part, fixture.worker, to: .lookUp) else {
                throw Unexpected("a question has no slot")
            }
            try await harness.queue.giveBack(part.claim, by: fixture.worker, .parked)
            #expect(try await parts(harness) == ["1 waiting off"])
            try await harness.operators.setWindow(nil, of: fixture.creditor)
            try await harness.tend()
            guard
                case .slots = try await reserve(
                    harness, try await harness.claimed(by: fixture.worker), fixture.worker)
            else { throw Unexpected("no slot after the window was taken away") }
        }
    }

    /// A letter may leave three seconds after its slot was asked for.
    @Test(arguments: [(2, false), (8, true)])
    func aSlotIsNotGivenAtTheLastMoment(left: Int, isGiven: Bool) async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            try await harness.operators.setWindow(try await closed(harness), of: fixture.creditor)
            try await harness.run(
                """
                update throttle set letters_from = clock_timestamp() - interval '1 h',
                    letters_until = clock_timestamp() + make_interval(secs => $1)
                where creditor is not null
                """, [.double(Double(left))])
            let answer = try await reserve(harness, part, fixture.worker)
            if case .slots = answer {
                #expect(isGiven)
            } else {
                #expect(answer == .parked && !isGiven)
            }
        }
    }

    @Test func aRunReleasedOutsideItWaitsUntilItOpensAndTheListSaysUntilWhen() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.operators.setWindow(try await closed(harness), of: creditor)
            _ = try await harness.load(try Invoice.overdue(1...150), of: creditor)
            let worker = try await harness.queue.register("w")
            #expect(try await parts(harness) == ["1 waiting off", "100 waiting off"])
            try await harness.tend()
            guard case .nothing = try await harness.queue.claim(worker) else {
                throw Unexpected("a part can be claimed")
            }
            #expect(
                try await harness.number(
                    """
                    select count(*) from invoice_list l, throttle t
                    where t.creditor is not null and l.next_attempt_at = t.letters_from
                    """) == 150)
            #expect(try await harness.queue.progress().dueParts == 0)
            try await harness.operators.setWindow(nil, of: creditor)
            try await harness.tend()
            #expect(try await parts(harness) == ["1 ready", "100 ready"])
        }
    }

    /// Without that thousands of parts would be claimed, looked up and given back every evening.
    @Test func whenItIsOverReadyPartsArePutOffAndDoubtsAreNot() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(200)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(
                part, by: fixture.worker, [Settlement(position: 1, state: .uncertain)])
            try await harness.operators.setWindow(try await closed(harness), of: fixture.creditor)
            try await harness.queue.giveBack(part.claim, by: fixture.worker, .ready)
            try await harness.run(
                """
                update part set state = 'ready', due_at = null where state = 'waiting'
                """)
            try await harness.run(
                """
                update throttle set letters_from = clock_timestamp() - interval '2 h',
                    letters_until = clock_timestamp() where creditor is not null
                """)
            #expect(
                try await harness.queue.look(fixture.worker, settleDelay: .seconds(600)).due
                    .contains(.sweep))
            try await harness.tend()
            #expect(try await parts(harness) == ["1 ready", "100 waiting off", "199 waiting off"])
            #expect(
                try await harness.number(
                    "select count(*) from throttle where letters_from > clock_timestamp()") == 1)
            #expect(
                !(try await harness.queue.look(fixture.worker, settleDelay: .seconds(600)).due
                    .contains(.sweep)))
        }
    }

    @Test func aPartInDoubtWaitsForItsQuestionAndNotForTheWindow() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let part = try await harness.claimed(by: fixture.worker)
            _ = try await harness.settle(
                part, by: fixture.worker, [Settlement(position: 1, state: .uncertain)],
                settleDelay: .seconds(40))
            try await harness.operators.setWindow(try await closed(harness), of: fixture.creditor)
            try await harness.queue.giveBack(part.claim, by: fixture.worker, .parked)
            #expect(
                try await harness.number(
                    "select extract(epoch from due_at - doubt_until)::integer from part") == 0)
        }
    }

    /// A pause that ends at night must not wake the parts.
    @Test func whatAHumanLetsGoOnOutsideItWaitsForIt() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            try await harness.operators.setPaused(true, creditor: fixture.creditor)
            try await harness.operators.setWindow(try await closed(harness), of: fixture.creditor)
            #expect(try await parts(harness) == ["1 waiting"])
            try await harness.operators.setPaused(false, creditor: fixture.creditor)
            try await harness.tend()
            #expect(try await parts(harness) == ["1 waiting off"])
        }
    }

    @Test func anotherWindowMovesWhatWaits() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            let first = try await closed(harness)
            try await harness.operators.setWindow(first, of: fixture.creditor)
            #expect(try await parts(harness) == ["1 waiting off"])
            let second = try #require(
                SendWindow(
                    opens: first.opens + 5, closes: first.closes, isOnBankDays: false))
            try await harness.operators.setWindow(second, of: fixture.creditor)
            try await harness.tend()
            #expect(try await parts(harness) == ["1 waiting off"])
        }
    }

    /// The worker worked out the next window while a human set another.
    @Test func theNextOneOfAWindowThatWasReplacedIsNotWritten() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await harness.creditor()
            try await harness.operators.setWindow(try await closed(harness), of: creditor)
            try await harness.run(
                "update throttle set letters_until = clock_timestamp() where creditor is not null")
            for (bankDays, moved) in [(true, 0), (false, 1)] {
                let window = try await closed(harness)
                let count = try await harness.database.pool.perform { session in
                    try session.run(
                        WindowStatement.moveOn,
                        [
                            "creditor": .id(creditor), "opens": .text(window.opening),
                            "closes": .text(window.closing), "is_on_bank_days": .bool(bankDays),
                            "from": .double(2_000_000_000), "until": .double(2_000_000_060),
                        ]
                    ).count
                }
                #expect(count == moved)
            }
        }
    }

    /// Waits of more than an hour are else ended, because no other part waits that long.
    @Test func aWaitOfDaysForTheWindowIsNoMistake() async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            try await harness.operators.setWindow(try await closed(harness), of: fixture.creditor)
            try await harness.run(
                """
                update throttle set letters_from = clock_timestamp() + interval '5 days',
                    letters_until = clock_timestamp() + interval '6 days' where creditor is not null
                """)
            try await harness.run(
                "update part set due_at = (select letters_from from throttle where creditor is not null)"
            )
            try await harness.tend()
            #expect(try await parts(harness) == ["1 waiting off"])
            #expect(
                try await harness.number(
                    "select (due_at - clock_timestamp() > interval '4 days')::integer from part")
                    == 1)
        }
    }

    /// Nothing that was worked out by the old time may close or open the window of the new.
    @Test(arguments: ["300 s", "20 days"])
    func whenTheClockIsSetBackItIsWorkedOutAnew(by step: String) async throws {
        try await StoreHarness.prepare { harness in
            let fixture = try await harness.begin(3)
            try await harness.operators.setWindow(try await closed(harness), of: fixture.creditor)
            let right = try await harness.ask(
                "select letters_from from throttle where creditor is not null")
            try await harness.run(
                """
                update throttle set letters_from = letters_from + $1::text::interval,
                    letters_until = letters_until + $1::text::interval where creditor is not null
                """, [.text(step)])
            try await harness.run(
                "update part set due_at = (select letters_from from throttle where creditor is not null)"
            )
            if step == "300 s" {
                try await harness.run(
                    "update clock set seen_at = clock_timestamp() + interval '300 s'")
            }
            try await harness.tend()
            #expect(
                try await harness.ask(
                    "select letters_from from throttle where creditor is not null")
                    == right)
            let part = try? await harness.claimed(by: fixture.worker)
            if let part {
                #expect(try await reserve(harness, part, fixture.worker) == .parked)
            }
        }
    }

    /// PostgreSQL has the time zone's own database. Of the hour that comes twice it takes the
    /// second, and Påminn the first.
    @Test func itsHoursAreThoseOfTheTimeZoneDatabase() async throws {
        try await StoreHarness.prepare { harness in
            let rows = try await harness.ask(
                """
                select d::date::text, m::text, extract(epoch from
                    (d::date + make_interval(mins => m)) at time zone 'Europe/Stockholm')::bigint::text
                from generate_series(date '2026-01-01', date '2037-12-31', interval '1 day') d,
                    unnest(array[0, 90, 150, 185, 420, 1200, 1439]) m
                where not (extract(month from d) = 10 and extract(isodow from d) = 7 and m = 150)
                """)
            #expect(rows.count > 30_000)
            for row in rows {
                let day = try #require(row[0].flatMap { CalendarDate(iso: $0) })
                let minutes = try #require(row[1].flatMap { Int($0) })
                guard
                    SwedishTime.moment(minutes: minutes, of: day).wholeSeconds
                        == Int(row[2] ?? "")
                else { throw Unexpected("\(day) \(minutes)") }
            }
        }
    }
}
