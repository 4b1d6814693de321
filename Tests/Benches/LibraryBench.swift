import Amili
import Foundation
import Reminders

/// Measures our own code beside a library that does the same work, in turns and in one run. The
/// figure is the median of the rounds.
struct LibraryBench {
    private static let rounds = 7
    private static let calls = 20_000

    func run() {
        letterBody()
        moment()
        swedishTime()
        headerDate()
    }

    /// - Parameter ours: one call, whose result must not be empty.
    private func compare(_ name: String, ours: (Int) -> Int, library: (Int) -> Int) {
        var times: [(ours: Double, library: Double)] = []
        for _ in 0..<Self.rounds {
            times.append((milliseconds(ours), milliseconds(library)))
        }
        func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
        print(
            Figure(
                name: name, value: median(times.map(\.ours)),
                limit: median(times.map(\.library))
            ).line)
    }

    private func milliseconds(_ call: (Int) -> Int) -> Double {
        let began = ContinuousClock.now
        var sum = 0
        for number in 0..<Self.calls { sum += call(number) }
        precondition(sum > 0)
        return began.duration(to: .now) / .milliseconds(1)
    }

    /// A body for `JSONEncoder`, with the members that the sample's invoice has.
    private struct Body: Encodable {
        struct Address: Encodable {
            enum CodingKeys: String, CodingKey {
                case country, city
                case line = "address_line_1"
                case zipCode = "zip_code"
            }
            let country, line, zipCode, city: String
        }
        struct Customer: Encodable {
            enum CodingKeys: String, CodingKey {
                case name, address
                case isCompany = "is_company"
            }
            let name: String
            let isCompany: Bool
            let address: Address
        }
        struct Debt: Encodable {
            enum CodingKeys: String, CodingKey {
                case number = "invoice_number"
                case description = "debt_description"
                case date = "invoice_date"
                case capital = "capital_to_claim"
                case days = "invoice_due_days_after_invoice_date"
            }
            let number, description, date: String
            let capital: Decimal
            let days: Int
        }
        enum CodingKeys: String, CodingKey {
            case account, creditor, currency, customer, debts
            case firstAction = "first_action"
        }
        let account, creditor, firstAction, currency: String
        let customer: Customer
        let debts: [Debt]
    }

    private func letterBody() {
        guard let number = InvoiceNumber("F1001") else { return }
        let party = AmiliParty(account: "a", creditor: "c")
        let debtor = Debtor(
            name: "Exempel AB", isCompany: true, addressLine: "Gatan 1", zipCode: "41119",
            city: "Exempelstad")
        let invoice = Invoice(
            number: number, debtor: debtor, description: "Faktura F1001",
            invoiceDate: CalendarDate(dayNumber: 20_000), dueDate: CalendarDate(dayNumber: 20_030),
            remaining: Ore(123_450))
        let letter = Letter(party: party, invoice: invoice, idempotencyKey: "1")
        let body = Body(
            account: party.account, creditor: party.creditor, firstAction: "reminder",
            currency: "SEK",
            customer: Body.Customer(
                name: debtor.name, isCompany: true,
                address: Body.Address(
                    country: debtor.country, line: debtor.addressLine, zipCode: debtor.zipCode,
                    city: debtor.city)),
            debts: [
                Body.Debt(
                    number: "F1001", description: "Faktura F1001", date: "2024-10-04",
                    capital: 1234.5, days: 30)
            ])
        let encoder = JSONEncoder()
        compare("20,000 letter bodies, beside JSONEncoder") { _ in
            RegistrationBody.bytes(of: letter, sendsReference: false).count
        } library: { _ in
            (try? encoder.encode(body).count) ?? 0
        }
    }

    private func moment() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        compare("20,000 moments written, beside ISO8601FormatStyle") { number in
            Timestamp(microseconds: Int64(number) * 86_399_000_000).description.utf8.count
        } library: { number in
            style.format(Date(timeIntervalSince1970: Double(number) * 86_399)).utf8.count
        }
    }

    private func swedishTime() {
        var calendar = Calendar(identifier: .gregorian)
        guard let zone = TimeZone(identifier: "Europe/Stockholm") else { return }
        calendar.timeZone = zone
        compare("20,000 moments by Sweden's clocks, beside Calendar") { number in
            SwedishTime.local(Timestamp(microseconds: Int64(number) * 86_399_000_000)).utf8.count
        } library: { [calendar] number in
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second],
                from: Date(timeIntervalSince1970: Double(number) * 86_399))
            return parts.year ?? 0
        }
    }

    private func headerDate() {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
        let header = "Mon, 01 Jun 2026 12:34:56 GMT"
        compare("20,000 Date headers, beside DateFormatter") { _ in
            Int(HTTPDate.seconds(header) ?? 0)
        } library: { _ in
            Int(formatter.date(from: header)?.timeIntervalSince1970 ?? 0)
        }
    }
}
