import Foundation
import TestSupport
import Testing

/// The web page in a browser that remembers its addresses.
struct PersonalPage {
    let port: Int
    /// The file of cookies.
    let jar: String

    /// A page, and where it leads.
    struct Answer {
        let text: String
        /// Every address of it: where it redirects, its links, and where its forms go.
        let addresses: String
    }

    private func curl(_ path: String, _ options: [String] = []) async throws -> Answer {
        let finished = try await ChildProcess.run(
            "/usr/bin/curl",
            ["-s", "-i", "-m", "30", "-b", jar, "-c", jar] + options
                + ["http://127.0.0.1:\(port)\(path)"])
        let text = finished.output
        let links = text.matches(of: /(?:href|action|src)="([^"]*)"/).map { String($0.1) }
        let redirects = text.matches(of: /(?i)location: (\S+)/).map { String($0.1) }
        let cookies = text.matches(of: /(?i)set-cookie: ([^\r]+)/).map { String($0.1) }
        return Answer(
            text: text, addresses: (links + redirects + cookies).joined(separator: "\n"))
    }

    func get(_ path: String) async throws -> Answer {
        let answer = try await curl(path)
        #expect(answer.text.hasPrefix("HTTP/1.1 200"), "\(path): \(answer.text.prefix(300))")
        return answer
    }

    /// Fills a form in that stands on a page.
    /// - Returns: the page that it leads to, with the addresses of all on the way.
    private func submit(
        _ page: Answer, to path: String, _ fields: [(String, String)]
    ) async throws -> Answer {
        let token = try #require(
            page.text.firstMatch(of: /name="_formular" value="([0-9a-f]+)"/)?.1)
        // By a file: a command line is seen by others, which is what the test looks at.
        let body = try ([("_formular", String(token))] + fields).map { name, value in
            let encoded = try #require(
                value.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            return "\(name)=\(encoded)"
        }.joined(separator: "&")
        let file = jar + ".form"
        try body.write(toFile: file, atomically: true, encoding: .utf8)
        let sent = try await curl(path, ["--data", "@\(file)"])
        let location = try #require(
            sent.text.firstMatch(of: /(?i)location: (\S+)/)?.1, "\(sent.text.prefix(300))")
        let shown = try await get(String(location))
        return Answer(text: shown.text, addresses: sent.addresses + "\n" + shown.addresses)
    }

    func signIn(password: String) async throws {
        let form = try await get("/logga-in")
        _ = try await submit(
            form, to: "/logga-in", [("anvandare", "kim"), ("losenord", password)])
    }

    /// Types a text into the list's search field.
    func search(_ text: String) async throws -> Answer {
        try await submit(
            try await get("/kundfakturor"), to: "/kundfakturor/sok",
            [("lista", ""), ("sok", text)])
    }
}
