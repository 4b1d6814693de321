import AccessStore
import Reminders
import Testing

@testable import Console

/// Who did and looked at what, as an operator is shown it.
@Suite struct AuditPageTests {
    /// The rows of the shown table, each as its words.
    private static func rows(_ page: Page) -> [String] {
        page.elements("tr").dropFirst().map { _, content in
            Page(url: "", status: 200, headers: [], text: content).words
        }
    }

    private static func row(_ page: Page, _ words: String) throws -> String {
        let found = rows(page).filter { $0.contains(words) }
        return try #require(found.count == 1 ? found.first : nil, "\(found.count): \(words)")
    }

    @Test func aBookkeeperIsNotLetIn() async throws {
        try await ConsoleHarness.prepare { harness in
            _ = try await harness.creditor()
            #expect(try await harness.guest().get("/drift/logg").status == 403)
            let kim = try await harness.guest("ola", role: .operator)
            try await kim.get("/drift")
            let page = try await kim.click("Vem gjorde vad")
            #expect(page.status == 200)
            #expect(page.words.contains("Det finns ingenting för den tiden."))
            #expect(try await kim.get("/drift/logg?foretag=okand").status == 404)
        }
    }

    @Test func whoLookedSearchedDownloadedAndChangedIsShownWithAddress() async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            let run = try await harness.load(try Invoice.overdue(1...2), of: fors)
            let lee = try await harness.guest("lee")
            for path in [
                "/kundfakturor", "/kundfakturor?sok=F1", "/kundfakturor.csv", "/faktura?nr=F1",
                "/faktura?nr=F1", "/utskick/\(run)",
            ] {
                _ = try await lee.ask(path, from: "192.0.2.7")
            }
            for (giro, again) in [("5050-1055", nil), ("991-2346", "9912346")]
                as [(String, String?)]
            {
                let form = [
                    ("foretag", "fors"), ("adress", "Gatan 1"), ("bankgiro", giro),
                    ("dagar", "10"),
                ]
                let saved = try await lee.send(
                    "/avsandare", form + (again.map { [("igen-bankgiro", $0)] } ?? []),
                    from: "192.0.2.8")
                #expect(saved.status == 303)
            }
            try await harness.access.audit("root", .changedRate, facts: "10.0/s → 5.0/s")
            try await harness.access.audit("root", .userAdded, facts: "kim: bookkeeper fors")
            try await harness.site.looks.write()

            let page = try await harness.guest("ola", role: .operator).get("/drift/logg")
            for (words, rest) in [
                ("Tittade på kundfakturorna", "Fors AB"),
                ("Sökte bland kundfakturorna", "Fors AB"), ("Hämtade en fil", "Fors AB"),
                ("Tittade på en faktura", "Faktura F1"),
                ("Tittade på utskick", "Utskick \(run)"),
            ] {
                let row = try Self.row(page, words)
                #expect(row.contains("lee") && row.contains("192.0.2.7"), "\(row)")
                #expect(row.contains(rest), "\(row)")
            }
            #expect(try Self.row(page, "Tittade på en faktura").contains("2 gånger inom timmen"))
            let changed = try Self.row(page, "bankgiro …1055 → …2346")
            #expect(changed.contains("Ändrade avsändaren") && changed.contains("192.0.2.8"))
            #expect(!page.text.contains("991-2346") && !page.text.contains("9912346"))
            #expect(try Self.row(page, "Ändrade takten").contains("10.0/s → 5.0/s"))
            #expect(try Self.row(page, "Lade till en användare").contains("root"))
        }
    }

    @Test func anotherCreditorsLinesAreNotShown() async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            let alv = try await harness.creditor("alv", name: "Älv AB")
            let run = try await harness.load(try Invoice.overdue(1...1), of: alv)
            let own = try await harness.load(try Invoice.overdue(1...1), of: fors)
            try await harness.access.audit("lee", .sent, creditor: alv, run: run, facts: "secret")
            try await harness.access.audit("lee", .sent, creditor: fors, run: own, facts: "own")
            // A look at a run names no creditor where its user has several.
            for (object, kind) in [(run, Look.Kind.run), (own, .run), (run, .download)] {
                let look = Look(
                    login: "lee", kind: kind, creditor: nil, object: "\(object)", address: nil)
                try await harness.access.add([look: 1])
            }
            let foreign = Look(
                login: "lee", kind: .invoice, creditor: alv, object: "secret", address: nil)
            try await harness.access.add([foreign: 1])
            let mine = try await harness.guest("ola", role: .operator).get("/drift/logg")
            #expect(Self.rows(mine).count == 2, "\(Self.rows(mine))")
            #expect(!mine.text.contains("secret") && !mine.text.contains("Älv AB"))
            #expect(try Self.row(mine, "Skickade påminnelser").contains("Fors AB"))
            #expect(try Self.row(mine, "Tittade på utskick").contains("Utskick \(own)"))
            let both = try await harness.guest("bo", role: .operator, of: ["fors", "alv"])
                .get("/drift/logg")
            #expect(Self.rows(both).count { $0.contains("Älv AB") } == 4)
            #expect(
                try await harness.guest("ek", role: .operator, of: []).get("/drift/logg")
                    .words.contains("Det finns ingenting för den tiden."))
        }
    }

    /// Lines of one moment, done and looked at, each on one page and on no other.
    @Test func itIsReadPageByPage() async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            try await harness.query(
                """
                insert into console_audit (at, login, action, creditor, facts)
                select date_trunc('minute', now()), 'lee', 'sent', \(fors), 'done ' || n || '.'
                from generate_series(1, 70) n;
                insert into console_look (hour, at, login, kind, creditor, object, address, looks)
                select date_trunc('hour', now()), date_trunc('minute', now()), 'lee', 'invoice',
                    \(fors), 'N' || n || '.', '', 1
                from generate_series(1, 70) n
                """)
            let ola = try await harness.guest("ola", role: .operator)
            var page = try await ola.get("/drift/logg")
            var (seen, sizes) = ([String](), [Int]())
            for _ in 0..<5 {
                let rows = Self.rows(page)
                sizes.append(rows.count)
                seen += rows
                guard page.links.contains(where: { $0.text == "Äldre" }) else { break }
                page = try await ola.click("Äldre")
            }
            #expect(sizes == [50, 50, 40])
            for number in 1...70 {
                for words in ["done \(number).", "N\(number)."] {
                    #expect(seen.count { $0.contains(" \(words)") } == 1, "\(words)")
                }
            }
            #expect(Self.rows(try await ola.click("Det senaste")).count == 50)
            // What nobody's page links to is the first page.
            let odd = try await ola.get("/drift/logg?fore=x")
            #expect(Self.rows(odd).count == 50)
        }
    }

    @Test func itIsNarrowedByUserTimeAndKind() async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            try await harness.query(
                """
                insert into console_audit (at, login, action, creditor) values
                    (now() - interval '2 h', 'lee', 'sent', \(fors)),
                    (now() - interval '3 days', 'kim', 'cancelled', \(fors)),
                    (now() - interval '60 days', 'lee', 'released', \(fors)),
                    (now() - interval '3 years', 'lee', 'another version''s', \(fors));
                insert into console_look (hour, login, kind, creditor, object, address, looks)
                values (date_trunc('hour', now()), 'lee', 'list', \(fors), '', '', 1)
                """)
            let ola = try await harness.guest("ola", role: .operator)
            func count(_ fields: [(String, String)]) async throws -> Int {
                try await ola.get("/drift/logg")
                return Self.rows(try await ola.submit("Användare", fields)).count
            }
            #expect(try await count([]) == 3)
            #expect(try await count([("tid", "1d")]) == 2)
            #expect(try await count([("vem", " lee ")]) == 2)
            #expect(try await count([("vem", "kim"), ("tid", "1d")]) == 0)
            #expect(try await count([("visa", "gjort")]) == 2)
            #expect(try await count([("tid", "365d"), ("visa", "gjort")]) == 3)
            #expect(try await count([("tid", "allt"), ("visa", "gjort")]) == 4)
            let all = try await ola.submit("Användare", [("tid", "allt"), ("visa", "gjort")])
            #expect(all.words.contains("another version's"))
        }
    }

    @Test func everyDeedHasWordsInBothLanguages() async throws {
        try await ConsoleHarness.prepare { harness in
            let fors = try await harness.creditor()
            for action in AuditAction.allCases {
                try await harness.access.audit("lee", action, creditor: fors)
            }
            let swedish = try await harness.guest("ola", role: .operator).get("/drift/logg")
            let english = try await harness.guest("ola", role: .operator, language: "en")
                .get("/drift/logg")
            let rows = [swedish, english].map { Self.rows($0) }
            #expect(rows.allSatisfy { $0.count == AuditAction.allCases.count })
            for (one, other) in zip(rows[0], rows[1]) {
                #expect(one != other, "\(one)")
            }
            #expect(english.words.contains("Who did what"))
            #expect(!english.words.contains("gjorde"))
        }
    }
}
