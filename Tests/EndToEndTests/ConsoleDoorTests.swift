import Foundation
import TestSupport
import Testing

/// The real console, with thousands at its door.
@Suite struct ConsoleDoorTests {
    private static let password = "fyra ord som passar"

    /// The console of that installation, with somebody who is signed in.
    private struct Open {
        let console: ChildProcess
        let port: Int
        let jar: String

        /// The answer's status.
        func page(_ path: String) async throws -> String {
            try await ChildProcess.run(
                "/usr/bin/curl",
                [
                    "-s", "-o", "/dev/null", "-w", "%{http_code}", "-b", jar,
                    "http://127.0.0.1:\(port)\(path)",
                ]
            ).output
        }
    }

    private static func open(
        _ installation: Installation, hardLimit: Int, _ body: (Open) async throws -> Void
    ) async throws {
        try await installation.expect(
            0, ["user", "add", "kim", "--role", "operator", "--creditor", "demo"],
            input: password + "\n")
        let port = Int(try FreePort.find())
        let console = try ChildProcess(
            "/bin/bash",
            ["-c", "ulimit -Sn 256; ulimit -Hn \(hardLimit); exec \(Place.paminn) console"],
            environment: installation.environment.merging(
                ["PAMINN_CONSOLE_LISTEN": "127.0.0.1:\(port)"]) { $1 })
        try await eventually("it listens") { await console.output.contains("open http") }
        let open = Open(
            console: console, port: port, jar: installation.folder + "/cookies-\(port)")
        try await signIn(open)
        try await body(open)
        #expect(await console.isRunning)
        await console.send(signal: SIGTERM)
        #expect(try await console.wait().ending == .exited(0))
    }

    private static func signIn(_ open: Open) async throws {
        let address = "http://127.0.0.1:\(open.port)/logga-in"
        let form = try await ChildProcess.run("/usr/bin/curl", ["-s", "-c", open.jar, address])
        let token = try #require(
            form.output.firstMatch(of: /name="_formular" value="([0-9a-f]+)"/)?.1)
        let entered = try await ChildProcess.run(
            "/usr/bin/curl",
            [
                "-s", "-o", "/dev/null", "-w", "%{http_code}", "-b", open.jar, "-c", open.jar,
                "--data-urlencode", "_formular=\(token)", "--data-urlencode", "anvandare=kim",
                "--data-urlencode", "losenord=\(password)", address,
            ])
        try #require(entered.output == "303")
    }

    /// Half requests used to keep everybody else out for ever.
    @Test func twoThousandSlowConnectionsShutNobodyOut() async throws {
        RawConnection.raiseLimit()
        try await Installation.with { installation in
            try await Self.open(installation, hardLimit: 8_192) { open in
                var slow: [RawConnection] = []
                for _ in 1...20 {
                    for number in 0..<100 {
                        let connection = try RawConnection(port: open.port)
                        connection.send(
                            number % 2 == 0
                                ? "GET /kundfakturor HTTP/1.1\r\nHost: 127."
                                : "POST /logga-in HTTP/1.1\r\nHost: 127.0.0.1:\(open.port)\r\n"
                                    + "Content-Type: application/x-www-form-urlencoded\r\n"
                                    + "Content-Length: 900\r\n\r\nx=")
                        slow.append(connection)
                    }
                    #expect(try await open.page("/kundfakturor") == "200")
                }
                #expect(await open.console.errors.contains("descriptors=8192"))
                try await eventually("all are let go") { slow.allSatisfy(\.isEnded) }
                #expect(await open.console.errors.contains("connections let go"))
            }
        }
    }

    /// With fewer descriptors than connections that come.
    @Test func descriptorsDoNotRunOut() async throws {
        try await Installation.with { installation in
            try await Self.open(installation, hardLimit: 256) { open in
                var slow: [RawConnection] = []
                for _ in 1...10 {
                    for _ in 1...40 {
                        let connection = try RawConnection(port: open.port)
                        connection.send("GET /kundfakturor HTTP/1.1\r\nHost: 127.")
                        slow.append(connection)
                    }
                    #expect(try await open.page("/kundfakturor") == "200")
                }
                try await eventually("the oldest are let go") {
                    slow.filter { !$0.isEnded }.count <= 160
                }
                #expect(await open.console.errors.contains("few descriptors"))
            }
        }
    }

    @Test func aSecretThatOthersCanReadIsRefused() async throws {
        try await Installation.with { installation in
            let secret = installation.folder + "/url"
            try installation.database.write(toFile: secret, atomically: true, encoding: .utf8)
            var environment = installation.environment
            environment["PAMINN_DATABASE_URL"] = ""
            environment["PAMINN_DATABASE_URL_FILE"] = secret
            for (mode, code) in [(0o644, 78), (0o640, 78), (0o600, 0), (0o400, 0)] {
                try FileManager.default.setAttributes(
                    [.posixPermissions: mode], ofItemAtPath: secret)
                let listed = try await ChildProcess.run(
                    Place.paminn, ["user", "list"], environment: environment)
                #expect(listed.ending == .exited(Int32(code)), "\(mode): \(listed.errors)")
                #expect(listed.errors.contains("chmod 600 \(secret)") == (code == 78))
            }
            let key = try #require(environment["PAMINN_AMILI_KEY_FILE"])
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: key)
            let work = try await installation.paminn(["work", "--once"])
            #expect(work.ending == .exited(78))
            #expect(work.errors.contains("chmod 600 \(key)"))
        }
    }

    /// Of a process that may be dumped `/proc` belongs to its user, of another to root.
    @Test func memoryIsNotDumped() async throws {
        let folder = NSTemporaryDirectory() + "paminn-dump-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let nobody =
            geteuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups" : ""
        // Waits for a password that never comes.
        let script = """
            mkfifo "$0/input"; exec 3<>"$0/input"
            \(nobody) \(Place.paminn) user add kim <&3 & pid=$!
            for _ in {1..600}; do
                sleep 0.1
                [[ $(<"/proc/$pid/comm") == paminn ]] || continue
                owner=$(stat -c %u "/proc/$pid/environ"); [[ $owner == 0 ]] && break
            done
            echo "$owner"; kill $pid
            """
        let told = try await ChildProcess.run("/bin/bash", ["-c", script, folder])
        #expect(told.output == "0\n", "\(told.errors)")
    }

    @Test func whatUsersAndRatesWereChangedIsOnRecord() async throws {
        try await Installation.with { installation in
            try await installation.expect(
                0, ["user", "add", "kim", "--creditor", "demo"], input: Self.password + "\n")
            try await installation.expect(0, ["user", "disable", "kim"])
            try await installation.expect(0, ["rate", "600/60"])
            try await installation.expect(0, ["pause", "--all"])
            try await installation.expect(0, ["resume", "--all"])
            try await installation.expect(0, ["creditor", "pause", "demo"])
            try await installation.expect(0, ["creditor", "resume", "demo"])
            try await installation.expect(
                0, ["creditor", "letter", "demo", "--bankgiro", "5050-1055"])
            let common = try await installation.paminn(
                ["user", "passwd", "kim"], input: "losenord2026\n")
            #expect(common.ending == .exited(65) && common.errors.contains("guessed first"))
            let record = try await installation.json(["audit", "--since", "1h"])
            let said = record.map { "\($0["action"] ?? "") \($0["facts"] ?? "")" }
            #expect(said.contains("user added kim: bookkeeper demo"))
            #expect(said.contains("user disabled kim"))
            for switched in ["all letters", "letters"] {
                #expect(said.contains { $0.hasPrefix("stopped \(switched) ") })
                #expect(said.contains { $0.hasPrefix("resumed \(switched) ") })
            }
            #expect(said.contains { $0.hasPrefix("changed the rate ") })
            #expect(
                said.contains("changed the letters' sender bankgiro – → …1055"))
            #expect(record.allSatisfy { $0["who"] as? String != "" })
        }
    }
}
