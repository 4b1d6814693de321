import Postgres
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ListenerTests {
    private static let isThere = """
        select exists (select from pg_stat_activity where application_name = $1)
        """

    @Test func aListenerHearsItsChannelInOrder() async throws {
        let listener = try PostgresListener(
            TestDatabase.conninfo, applicationName: "listener-order", channel: "Order \"A\"")
        let speaker = try await TestDatabase.connect()
        var payloads = listener.payloads.makeAsyncIterator()
        #expect(await payloads.next() == "")
        try await speaker.perform { session in
            for payload in ["one", "två", "three"] {
                try session.run("select pg_notify('Another', 'x')")
                try session.run("select pg_notify($1, $2)", [.text("Order \"A\""), .text(payload)])
            }
        }
        #expect(await payloads.next() == "one")
        #expect(await payloads.next() == "två")
        #expect(await payloads.next() == "three")
    }

    @Test func aListenerConnectsAgainAndSaysThatItMayHaveMissedSomething() async throws {
        let listener = try PostgresListener(
            TestDatabase.conninfo, applicationName: "listener-lost", channel: "lost")
        let speaker = try await TestDatabase.connect()
        var payloads = listener.payloads.makeAsyncIterator()
        #expect(await payloads.next() == "")
        try await speaker.perform { session in
            let ended = try session.run(
                """
                select pg_terminate_backend(pid) from pg_stat_activity
                where application_name = 'listener-lost'
                """)
            #expect(ended.count == 1)
        }
        #expect(await payloads.next() == "")
        try await speaker.perform { _ = try $0.run("select pg_notify('lost', 'found')") }
        #expect(await payloads.next() == "found")
    }

    @Test func aListenerEndsWithItsReader() async throws {
        let watcher = try await TestDatabase.connect()
        let listener = try PostgresListener(
            TestDatabase.conninfo, applicationName: "listener-end", channel: "end")
        let begun = Signal()
        let reader = Task { for await _ in listener.payloads { begun.send() } }
        await begun.wait()
        #expect(
            try await watcher.perform {
                try $0.run(Self.isThere, [.text("listener-end")]).bool(0, 0)
            })
        reader.cancel()
        await reader.value
        try await TestDatabase.wait(
            watcher, until: "select not (\(Self.isThere))", [.text("listener-end")])
    }

    @Test func aListenerThatNobodyHoldsEnds() async throws {
        let watcher = try await TestDatabase.connect()
        var listener: PostgresListener? = try PostgresListener(
            TestDatabase.conninfo, applicationName: "listener-dropped", channel: "end")
        #expect(listener != nil)
        try await TestDatabase.wait(watcher, until: Self.isThere, [.text("listener-dropped")])
        listener = nil
        try await TestDatabase.wait(
            watcher, until: "select not (\(Self.isThere))", [.text("listener-dropped")])
    }

    @Test func aListenerToNowhereCanBeEnded() async throws {
        let listener = try PostgresListener(
            "host=127.0.0.1 port=1 user=x dbname=x", applicationName: "listener", channel: "end")
        let reader = Task { for await _ in listener.payloads { Issue.record("heard something") } }
        reader.cancel()
        await reader.value
    }
}
