import Reminders
import Spreadsheets
import Testing

@testable import Console

/// Lists as files for a spreadsheet.
@Suite struct CSVTests {
    @Test(arguments: [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "\u{FEFF}=1", "=\u{301}1",
        "\u{FF1D}1", "=HYPERLINK(\"http://x\";\"y\")",
    ])
    func whatASpreadsheetWouldRunIsMadeText(text: String) {
        let cell = SpreadsheetLine.cell(text)
        #expect(cell.hasPrefix("\"'") && cell.hasSuffix("\""))
        // A tab or a line end begins a cell of some readers, which has an apostrophe of its own.
        let plain = SpreadsheetLine.unguarded(
            String(cell.dropFirst().dropLast()).replacing("\"\"", with: "\""))
        #expect(plain.unicodeScalars.elementsEqual(text.unicodeScalars))
    }

    @Test(arguments: ["", "Fors & Ås", "12-3", "a=b", "1 234,50", "\u{2212}5,00"])
    func whatIsPlainStaysAsItIs(text: String) {
        #expect(SpreadsheetLine.cell(text) == "\"\(text)\"")
    }

    @Test func quotesSemicolonsAndNewLinesStayInTheirCell() {
        #expect(SpreadsheetLine.of(["a;b", "c\"d", "e\nf"]) == "\"a;b\";\"c\"\"d\";\"e\nf\"")
    }

    @Test func aRunsListIsAFileWithEveryReminderAndNoFormula() async throws {
        try await ConsoleHarness.prepare { harness in
            let creditor = try await harness.creditor()
            let script = "=cmd|' /C calc'!A1"
            var invoices = try Invoice.overdue(1...1_050)
            invoices[0] = Invoice(
                number: try #require(InvoiceNumber("=1+1")), customerNumber: "@K",
                debtor: Debtor(
                    name: script, addressLine: "-1", zipCode: "11122", city: "+1"),
                description: "=1", invoiceDate: invoices[0].invoiceDate,
                dueDate: invoices[0].dueDate, remaining: Ore(125_050))
            let run = try await harness.load(invoices, of: creditor)
            try await harness.work([.accepted(1), .rejected(2)])
            let kim = try await harness.guest()
            let page = try await kim.ask("/utskick/\(run)/lista.csv")
            #expect(page.status == 200)
            #expect(page.header("Content-Type") == "text/csv; charset=utf-8")
            #expect(
                page.header("Content-Disposition") == "attachment; filename=\"utskick-\(run).csv\"")
            #expect(page.text.unicodeScalars.first == "\u{FEFF}")
            let lines = page.text.unicodeScalars.split(separator: "\r\n".unicodeScalars)
                .map { String(String.UnicodeScalarView($0)) }
            #expect(lines.count == 1_051)
            #expect(lines[0].dropFirst().hasPrefix("\"Fakturanr\";\"Kundnr\";\"Kund\""))
            #expect(lines[1].hasPrefix("\"'=1+1\";\"'@K\";\"'\(script)\";"))
            #expect(lines[1].contains("\"1250,50\";\"Mottagen av Amili\""))
            #expect(lines[1_050].hasPrefix("\"F1050\""))
            let rejected = try await kim.ask("/utskick/\(run)/lista.csv?status=rejected")
            #expect(rejected.text.contains("\"F2\"") && !rejected.text.contains("\"F3\""))
        }
    }

    /// However long the list is: no page is read before the one before was taken.
    @Test func aFileIsMadeWhileItIsSent() async throws {
        let asked = Asked()
        let reply = CSVResponse.reply("x.csv", header: ["a"], from: 0) { cursor in
            await asked.note()
            return CSVResponse.Page(lines: [["\(cursor)"]], next: cursor < 9 ? cursor + 1 : nil)
        }
        guard case .pieces(let pieces) = reply.body else {
            Issue.record("a file is made in pieces")
            return
        }
        var taken = 0
        for try await _ in pieces {
            taken += 1
            #expect(await asked.count == taken - 1)
        }
        #expect(taken == 11)
    }

    private actor Asked {
        private(set) var count = 0
        func note() { count += 1 }
    }
}
