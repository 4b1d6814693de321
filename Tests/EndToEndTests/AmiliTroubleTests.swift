import Foundation
import TestSupport
import Testing

/// Amili, or the way to it, in trouble.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct AmiliTroubleTests {
    private static let slow = ["--latency", "20ms"]
    private static let post = #""on":"POST /case--registrations""#

    // MARK: Answers that are none

    @Test(arguments: ["html", "huge", "malformed", "wrong_length", "half_headers"])
    func answersThatAreNoneLoseAndRepeatNothing(fault: String) async throws {
        try await Installation.with { installation in
            let done = #""do":"\#(fault)""#
            try await installation.setFaults(
                """
                {"on":"GET /authenticates/api-code",\(done),"times":2},
                {"on":"GET /cases",\(done),"after":1,"times":2},
                {\(Self.post),\(done),"after":20,"times":3,"effect":"before"},
                {\(Self.post),\(done),"after":20,"times":3}
                """)
            let log = try await installation.endure(invoices: 150, slowed: false) { _ in }
            #expect(log.contains { $0.contains("Amili does not answer") }, "\(log)")
        }
    }

    @Test func hugeAnswersDoNotFillTheMemory() async throws {
        try await Installation.with(sandboxOptions: Self.slow) { installation in
            try await installation.endure(invoices: 200) { worker in
                let before = try Self.peak(of: worker)
                try await installation.setFaults(#"{"do":"huge","times":40,"effect":"before"}"#)
                try await worker.says("the response body is longer than allowed")
                try await installation.finished()
                // Without a limit, only those on the wire at once would take 32 times 9 MiB.
                let taken = try Self.peak(of: worker) - before
                #expect(taken < 64 << 10 || Place.isSanitized, "\(taken) KiB")
            }
        }
    }

    /// The most memory that the process has had, KiB.
    private static func peak(of process: ChildProcess) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process.pid)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
        return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    }

    // MARK: Rejections

    @Test func aRunThatIsRejectedAsAWholePausesAndAsksWhileTheOthersGoOn() async throws {
        try await Installation.with { installation in
            try await installation.setFaults(
                #"{\#(Self.post),"invoice":"900*","do":"status","status":422}"#)
            let bad = try installation.file("bad.csv", first: 900_001, count: 400)
            let good = try installation.file("good.csv", count: 60)
            try await installation.expect(0, ["enqueue", good, "--creditor", "demo"])
            try await installation.expect(0, ["enqueue", bad, "--creditor", "demo"])
            let worker = try installation.startWorker()
            try await installation.finished(1)
            try await eventually(within: .seconds(120), "run 2 is paused") {
                try await installation.json(["status", "2"]).first?["state"] as? String == "paused"
            }
            let status = try #require(try await installation.json(["status", "2"]).first)
            let why = try #require(status["pause_reason"] as? String)
            #expect(why.contains("the same rejection 20 times running"))
            #expect(why.contains("refused by script"))
            let text = try await installation.expect(0, ["status", "2"]).output
            #expect(text.contains("paminn resume 2"))

            try await installation.setFaults("")
            try await installation.expect(0, ["resume", "2"])
            try await installation.finished(2)
            await worker.send(signal: SIGTERM)
            let ended = try await worker.wait()
            #expect(ended.ending == .exited(0))
            let paused = ended.errors.split(separator: "\n").filter { $0.contains("run paused") }
            #expect(paused.count == 1, "\(paused)")
            let counts = try await installation.counts(of: 2)
            let rejected = try #require(counts["rejected"])
            // Twenty, and what was on the wire with the twentieth.
            #expect((20...60).contains(rejected))
            #expect(counts["accepted"] == 400 - rejected)
            #expect(try installation.letters().count == 60 + 400 - rejected)
            #expect(try installation.letters().values.allSatisfy { $0 == 1 })
        }
    }

    // MARK: One debtor

    @Test func aThousandsFoldDebtorGetsALetterForEachInvoice() async throws {
        try await Installation.with { installation in
            let date = try await installation.query("select current_date - 40")
            let file = try installation.file("one.csv", count: 5_000) { number in
                "\(number);Samma AB;5560360793;Gatan 1;41119;Göteborg;\(date);\(date);10,00"
            }
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            try await installation.expect(0, ["work", "--once"])
            try await installation.expectOneLetterEach(accepted: 5_000)
        }
    }

    // MARK: Clocks

    @Test(arguments: [5, -5])
    func aWorkerWhoseClockIsHoursWrongDecidesAsTheOthers(hours: Int) async throws {
        try await Installation.with(sandboxOptions: Self.slow) { installation in
            try await installation.setFaults(Self.lost)
            let second = try installation.startWorker()
            let wrong = [
                "LD_PRELOAD": try await Self.wrongClock(in: installation.folder),
                "WRONG_CLOCK_SECONDS": "\(hours * 3600)",
            ]
            let log = try await installation.endure(
                invoices: 400, worker: wrong, slowed: false
            ) { worker in
                // The right one dies; the wrong one must see it, and ask about what it held.
                await second.send(signal: SIGKILL)
                _ = try await second.wait()
                try await worker.says("worker declared dead")
                try await eventually(within: .seconds(120), "it sends by itself") {
                    try installation.letters().count >= 390
                }
            }
            #expect(!log.contains { $0.contains("credential") }, "\(log)")
            let hour = Int(try #require(log.first).dropFirst(11).prefix(2))
            let real = Int(Date().timeIntervalSince1970 / 3600) % 24
            #expect(hour != real, "the clock is not shifted: this test proves nothing")
        }
    }

    /// A library that moves the wall clock of the program it is loaded into, and no other clock.
    /// (libfaketime moves timers along, and the program would stand still.)
    private static func wrongClock(in folder: String) async throws -> String {
        let library = folder + "/wrong-clock.so"
        let made = try await ChildProcess.run(
            "/usr/bin/env",
            [
                "clang", "-shared", "-fPIC", "-O1", "-o", library,
                Place.repository + "/Tests/Fixtures/wrong-clock.c",
            ])
        try #require(made.ending == .exited(0), "\(made.errors)")
        return library
    }

    @Test func anAmiliWhoseClockIsHoursAheadIsStillUnderstood() async throws {
        try await Installation.with(sandboxOptions: Self.slow) { installation in
            try await installation.curl(
                ["-X", "POST", "--data", #"{"advance":"5h"}"#], "/sandbox/clock")
            try await installation.setFaults(Self.lost)
            try await installation.endure(invoices: 300, slowed: false) { _ in }
        }
    }

    /// Answers lost before and after the letter took effect.
    private static let lost = [
        #"{\#(post),"share":0.1,"times":8,"do":"reset","effect":"before"}"#,
        #"{\#(post),"share":0.1,"times":8,"do":"reset"}"#,
    ].joined(separator: ",")

    // MARK: The way to Amili

    @Test(arguments: [
        (TLSDoor.Certificate.expired, "the server's certificate has expired"),
        (.otherName, "the server's certificate is for another name"),
        (.unknownAuthority, "no authority that we trust vouches for the server's certificate"),
    ])
    func aCertificateThatIsNotGoodIsToldAndSentNothing(
        bad: TLSDoor.Certificate, words: String
    ) async throws {
        try await Installation.with { plain in
            let door = try await TLSDoor(plain)
            let closed = try await door.open(bad, name: "IP:127.0.0.1")
            var installation = plain
            installation.environment["PAMINN_AMILI_URL"] = "https://127.0.0.1:\(door.port)"
            installation.environment["PAMINN_AMILI_CA_FILE"] = door.authority
            let doctor = try await installation.paminn(["doctor"])
            #expect(doctor.ending == .exited(1))
            #expect(doctor.output.contains("BAD  Amili: does not answer (\(words))"))
            let log = try await installation.endure(invoices: 60, after: 0) { worker in
                try await worker.says("Amili does not answer")
                try await Self.expectNothingSent(plain)
                await closed.send(signal: SIGTERM)
                _ = try await closed.wait()
                let opened = try await door.open(.good, name: "IP:127.0.0.1")
                try await plain.finished()
                await opened.send(signal: SIGTERM)
                _ = try await opened.wait()
            }
            expectToldOnce(words, remedy: "PAMINN_AMILI_CA_FILE", in: log)
        }
    }

    /// No byte of any letter left: nothing is uncertain, and no attempt was counted.
    private static func expectNothingSent(_ installation: Installation) async throws {
        #expect(try installation.letters().isEmpty)
        let touched = try await installation.query(
            "select count(*) from reminder where state <> 'q' or attempts > 0")
        #expect(touched == "0")
    }

    @Test(.enabled(if: getuid() == 0, "only root can give a process its own /etc/hosts"))
    func aNameThatDoesNotResolveIsToldAndHealsWhenItDoes() async throws {
        try await Installation.with { plain in
            let door = try await TLSDoor(plain)
            let opened = try await door.open(.good, name: "DNS:amili.test")
            let (hosts, order) = (plain.folder + "/hosts", plain.folder + "/nsswitch.conf")
            try "127.0.0.1 localhost\n".write(toFile: hosts, atomically: true, encoding: .utf8)
            try "hosts: files\n".write(toFile: order, atomically: true, encoding: .utf8)
            let file = try plain.file("batch.csv", count: 60)
            try await plain.expect(0, ["enqueue", file, "--creditor", "demo"])
            let worker = try ChildProcess(
                "/usr/bin/unshare",
                [
                    "--mount", "/bin/sh", "-c",
                    "mount --bind '\(hosts)' /etc/hosts && mount --bind '\(order)'"
                        + " /etc/nsswitch.conf && exec '\(Place.paminn)' work",
                ],
                environment: plain.environment.merging([
                    "PAMINN_AMILI_URL": "https://amili.test:\(door.port)",
                    "PAMINN_AMILI_CA_FILE": door.authority,
                ]) { $1 })
            try await worker.says("Amili does not answer")
            try await Self.expectNothingSent(plain)
            // In place: the worker has this file, and no other of the name.
            let handle = try #require(FileHandle(forWritingAtPath: hosts))
            try handle.seekToEnd()
            try handle.write(contentsOf: Data("127.0.0.1 amili.test\n".utf8))
            try handle.close()
            try await plain.finished()
            await worker.send(signal: SIGTERM)
            let ended = try await worker.wait()
            #expect(ended.ending == .exited(0))
            try await plain.expectOneLetterEach(accepted: 60)
            expectToldOnce(
                "resolve host", remedy: "DNS",
                in: ended.errors.split(separator: "\n").map(String.init))
            await opened.send(signal: SIGTERM)
            _ = try await opened.wait()
        }
    }
}
