import Crypto
import Foundation
import NIOConcurrencyHelpers
import Reminders

@testable import Amili

/// A client, a scripted Amili, a clock that only tests move, and a key file.
final class Rig: Sendable {
    let server: ScriptedServer
    let client: AmiliClient
    let keyFile: KeyFile
    let time = NIOLockedValueBox(BootInstant(nanoseconds: 0))

    /// - Parameters:
    ///   - token: answers the token calls; normally each gives a new token.
    ///   - script: answers all others, counted from 1.
    init(
        sendsDebtReference: Bool = false,
        token: TokenScript = .granted(),
        _ script: @escaping @Sendable (Received, Int) -> ScriptedReply
    ) throws {
        let counts = NIOLockedValueBox((tokens: 0, others: 0))
        // The tests' clock starts where the real one stands: it is what "start by" is read on.
        let start = ClientClock.real.boot()
        time.withLockedValue { $0 = start }
        server = ScriptedServer { [time] request in
            let reply: ScriptedReply
            if request.path == "/authenticates/api-code" {
                reply = token.reply(
                    counts.withLockedValue {
                        $0.tokens += 1
                        return $0.tokens
                    })
            } else {
                reply = script(
                    request,
                    counts.withLockedValue {
                        $0.others += 1
                        return $0.others
                    })
            }
            return reply.dated((time.withLockedValue { $0 } - start).components.seconds)
        }
        keyFile = try KeyFile()
        client = try AmiliClient(
            AmiliSettings(
                baseURL: server.url, apiCode: "fictitious-api-code", keyFile: keyFile.path,
                callDeadline: .seconds(20), sendsDebtReference: sendsDebtReference),
            clock: ClientClock(
                boot: { [time] in time.withLockedValue { $0 } },
                wall: { Double(ScriptedReply.noonSeconds) + 90 },
                sleep: { [time] until in time.withLockedValue { $0 = max($0, until) } }))
    }

    func close() {
        client.close()
        server.stop()
        keyFile.remove()
    }

    func wait(_ span: Duration) { time.withLockedValue { $0 = $0 + span } }

    /// Far enough ahead for any test.
    var startBy: BootInstant { ClientClock.real.boot() + .seconds(3_600) }

    func send(_ letter: Letter = Sample.letter()) async -> SendReport {
        await client.sendOne(letter, startBy: startBy)
    }

    func lookUp(_ question: Question) async -> LookUpReport {
        await client.lookUp(question, startBy: startBy)
    }

    /// All of them in one batch; in the order of the letters.
    func send(_ letters: [Letter], pacing: TestPacing = TestPacing()) async -> [SendReport] {
        await client.sendAll(letters, startBy: startBy, pacing: pacing)
    }

    var tokenCalls: [Received] {
        server.requests.filter { $0.path == "/authenticates/api-code" }
    }
    var otherCalls: [Received] {
        server.requests.filter { $0.path != "/authenticates/api-code" }
    }
}

/// What the token calls are answered, counted from 1.
struct TokenScript: Sendable {
    let reply: @Sendable (Int) -> ScriptedReply

    /// `token-1`, `token-2` …
    /// - Parameter fields: JSON to follow the token's field.
    static func granted(_ fields: String = "") -> TokenScript {
        TokenScript { .answer(200, #"{"token":"token-\#($0)"\#(fields)}"#) }
    }
    static func grantedOnce(then reply: ScriptedReply) -> TokenScript {
        TokenScript { $0 == 1 ? granted().reply(1) : reply }
    }
    static func always(_ reply: ScriptedReply) -> TokenScript { TokenScript { _ in reply } }
}

/// A fresh P-256 key in a file of its own.
final class KeyFile: Sendable {
    let path: String
    let key: P256.Signing.PrivateKey

    init() throws {
        key = P256.Signing.PrivateKey()
        path = NSTemporaryDirectory() + "amili-key-\(UUID().uuidString).pem"
        try write(key.pemRepresentation)
    }

    func write(_ text: String) throws {
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// Invoices, letters and answers, all fictitious.
enum Sample {
    static let party = AmiliParty(
        account: "65f0c0ffee0000000000a001", creditor: "65f0c0ffee0000000000c001")

    static func number(_ text: String) -> InvoiceNumber {
        InvoiceNumber(text) ?? InvoiceNumber(written: text, key: text)
    }

    static func numbers(_ texts: String...) -> [InvoiceNumber] { texts.map(number) }

    static func day(_ text: String) -> CalendarDate {
        CalendarDate(iso: text) ?? CalendarDate(dayNumber: 0)
    }

    static func invoice(_ text: String = "10234") -> Invoice {
        Invoice(
            number: number(text), customerNumber: "K-5512",
            debtor: Debtor(
                name: "Exempelbolaget Åkerström AB", idNumber: "556036-0793", isCompany: true,
                addressLine: "Påhittade gränd 17B", zipCode: "411 19", city: "Exempelstad",
                email: "ekonomi@exempelbolaget.example", mobileNumber: "+46701740605"),
            description: "Konsulttjänster juni", invoiceDate: day("2026-06-01"),
            dueDate: day("2026-07-01"), total: Ore(1_500_000), remaining: Ore(1_250_050),
            ocr: "20251852687013699044")
    }

    static func letter(_ invoice: Invoice = invoice()) -> Letter {
        Letter(party: party, invoice: invoice, idempotencyKey: "0e7f1c52-run-7-position-3")
    }

    static func question(
        _ invoices: [InvoiceNumber], inDoubt: [InvoiceNumber] = [],
        canary: InvoiceNumber? = number("7000"), census: Bool = false
    ) -> Question {
        Question(
            party: party, invoices: invoices, inDoubt: inDoubt, canary: canary, census: census)
    }

    static func item(
        _ number: String, id: String? = nil, creditor: String = party.creditor,
        more: String = #","closed":null,"state":"reminder""#, created: Int64 = created
    ) -> String {
        let ownID = id ?? "case-" + number.filter(\.isASCII)
        return #"""
            {"_id":"\#(ownID)","_created":"\#(date(created))",
            "creditor":"\#(creditor)","debt":{"invoice_number":"\#(number)"}\#(more)}
            """#
    }

    static let created: Int64 = 1_785_741_300

    /// As Amili writes its times: `Mon, 03 Aug 2026 07:15:00 GMT`.
    static func date(_ seconds: Int64) -> String {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return format.string(from: Date(timeIntervalSince1970: TimeInterval(seconds)))
    }

    /// An entry of whichever list was asked for.
    static func entry(
        _ request: Received, _ number: String, creditor: String, created: Int64
    ) -> String {
        request.path == "/cases"
            ? item(number, creditor: creditor, created: created)
            : registration([number], creditor: creditor, created: created)
    }

    static func registration(
        _ numbers: [String], id: String? = nil, creditor: String = party.creditor,
        cases: [String]? = nil, created: Int64 = created
    ) -> String {
        let debts = numbers.map { #"{"invoice_number":"\#($0)"}"# }.joined(separator: ",")
        let made = (cases ?? numbers.map { "case-" + $0 }).map { "\"\($0)\"" }
        let ocr = numbers.map { #""OCR-\#($0)""# }
        return #"""
            {"_id":"\#(id ?? "registration-" + numbers[0])",
            "_created":"\#(date(created))","creditor":"\#(creditor)",
            "debts":[\#(debts)],"_cases":[\#(made.joined(separator: ","))],
            "_ocr_numbers_ocr":[\#(ocr.joined(separator: ","))]}
            """#
    }

    static func page(
        _ items: [String], total: Int? = nil, page: Int = 1, headers: [String]? = nil
    ) -> ScriptedReply {
        let body = #"""
            {"_items":[\#(items.joined(separator: ","))],
            "_meta":{"page":\#(page),"max_results":100,"total":\#(total ?? items.count)}}
            """#
        return .answer(200, body, headers: headers ?? ["Date: \(ScriptedReply.noon)"])
    }

    static func error(_ status: Int, headers: [String] = []) -> ScriptedReply {
        .answer(
            status, #"{"_status":"ERR","_error":{"code":\#(status),"message":"No"}}"#,
            headers: headers + ["Date: \(ScriptedReply.noon)"])
    }

    /// A well-behaved Amili that has these cases and registrations, and filters as it is asked.
    static func answer(_ request: Received, has numbers: [String]) -> ScriptedReply {
        let found = numbers.filter { request.asked.contains($0) }
        return page(
            request.path == "/cases"
                ? found.map { item($0) } : found.map { registration([$0]) })
    }
}
