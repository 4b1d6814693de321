import HTTPTypes
import Hummingbird
import HummingbirdCore
import Testing

@testable import Console

/// Router and middleware let requests through, or answer them themselves.
@Suite struct AdmissionTests {
    private static let route = Route.get("/utskick/{run}/csv") { context in
        .json(context.parameters["run"] ?? "")
    }

    @Test func aRouteKnowsItsPaths() async throws {
        try await ConsoleHarness.prepare(routes: [Self.route]) { harness in
            _ = try await harness.creditor()
            let kim = try await harness.guest()
            #expect(try await kim.ask("/utskick/7/csv").text == "7")
            for path in [
                "/utskick/7", "/utskick/7/csv/", "//utskick/7/csv", "/utskick//csv",
                "/utskick/7//csv", "/Utskick/7/csv", "//style.css", "/style.css/", "//",
            ] {
                #expect(try await kim.ask(path).status == 404, "\(path)")
            }
            #expect(try await kim.send("/utskick/7/csv").status == 404)
        }
    }

    @Test func aStrangerLearnsOfNoPath() async throws {
        try await ConsoleHarness.prepare { harness in
            let stranger = harness.stranger()
            for path in ["/utskick", "/drift", "/sprak", "/nowhere", "//style.css", "/utskick/"] {
                let asked = try await stranger.ask(path)
                let target = Fields([("till", path)]).url("/logga-in")
                #expect(asked.status == 303 && asked.header("Location") == target, "\(path)")
                let sent = try await stranger.send(path)
                #expect(sent.status == 401, "\(path)")
                let script = try await stranger.ask(path, headers: TestBrowser.script)
                #expect(script.status == 401 && script.text == sent.text, "\(path)")
            }
        }
    }

    @Test func aHeadIsAsLongAsItsPageAndHasNoBody() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await harness.creditor()
            let kim = try await harness.guest()
            for path in ["/utskick", "/nowhere", "/sprak", "/style.css", "/drift", "/utskick/x"] {
                let whole = try await kim.answer(.get, path)
                let head = try await kim.answer(.head, path)
                #expect(head.status == whole.status, "\(path)")
                #expect(head.headers[.contentLength] == whole.headers[.contentLength], "\(path)")
                #expect(try await head.text().isEmpty, "\(path)")
            }
        }
    }

    @Test func whatNoPageSendsIsRefusedInOrder() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await harness.creditor()
            let kim = try await harness.guest()
            let long = String(repeating: "x", count: 17_000)
            var strange: HTTPFields = [:]
            strange.add("Sec-Fetch-Site", "cross-site")
            let answers = [
                (try await kim.answer(.get, "/\(long.prefix(1_100))"), 400),
                (try await kim.answer(.get, "/style.css?x=\(long)"), 400),
                (try await kim.answer(.get, "/utskick", headers: [.cookie: "a=\(long)"]), 400),
                (try await kim.answer(.get, "/\u{E5}"), 400),
                (try await kim.answer(.get, "/\u{E5}", host: "evil.example"), 400),
                (try await kim.answer(.delete, "/utskick"), 400),
                (try await kim.answer(.delete, "/utskick", host: "evil.example"), 421),
                (try await kim.answer(.get, "/style.css", host: "evil.example"), 421),
                (try await kim.answer(.get, "/style.css?a=%00"), 400),
                (try await kim.answer(.post, "/style.css", headers: strange), 403),
                (try await kim.answer(.post, "/nowhere", headers: strange), 403),
                (try await kim.answer(.get, "/drift"), 403),
                (try await kim.answer(.post, "/drift/stoppa"), 403),
                (try await kim.answer(.post, "/nowhere"), 404),
                (try await kim.answer(.get, "/nowhere"), 404),
            ]
            for (number, (answer, status)) in answers.enumerated() {
                #expect(answer.status.code == status, "\(number)")
                #expect(answer.headers[.cacheControl] == "no-store", "\(number)")
                #expect(answer.headers[.contentSecurityPolicy] != nil, "\(number)")
                #expect(answer.headers[.xContentTypeOptions] == "nosniff", "\(number)")
            }
        }
    }

    @Test func aCookieIsOutOfReach() async throws {
        var settings = ConsoleSettings()
        settings.publicURL = "https://paminn.example"
        try await ConsoleHarness.prepare(settings) { harness in
            let page = try await harness.stranger().ask("/logga-in")
            let parts = try #require(page.header("Set-Cookie")).split(separator: ";")
            #expect(parts.first?.hasPrefix("__Host-paminn-door=") == true)
            #expect(
                Set(parts.dropFirst().map(\.trimmed)) == [
                    "Path=/", "HttpOnly", "SameSite=Lax", "Secure",
                ])
            let gone = Authenticator(harness.access, settings: settings).cookie("a", "", maxAge: 0)
            #expect(gone.description.hasPrefix("a=; ") && gone.description.contains("Max-Age=0"))
            #expect(page.header("Strict-Transport-Security") != nil)
        }
    }
}
