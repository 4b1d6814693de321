/// The facts and figures of a manual reminder's letter. `LetterText` has its words.
package struct ManualLetter: Hashable, Sendable {
    package let senderName: String
    package let sender: LetterSender
    package let recipient: Debtor
    /// The lines in the envelope's window: name, street, postcode and city, and the country if it
    /// is not Sweden.
    package let recipientLines: [String]
    package let date: CalendarDate
    /// The letter's date plus the sender's `payByDays`.
    package let payBy: CalendarDate
    package let invoiceNumber: String
    package let customerNumber: String?
    package let invoiceDate: CalendarDate
    package let dueDate: CalendarDate
    package let ocr: String?
    /// The unpaid capital (`Invoice.capital`).
    package let remaining: Ore
    /// nil: no interest is claimed.
    package let interest: LateInterest?
    package let fee: ReminderFee
    package let byEmail: Bool

    /// The amounts to store when the letter is marked done.
    package var claim: ManualClaim {
        ManualClaim(day: date, remaining: remaining, interest: interest?.total, fee: fee.amount)
    }

    /// The unpaid capital with interest and fee.
    package var total: Ore {
        Ore(remaining.value + (interest?.total.value ?? 0) + fee.amount.value)
    }

    /// Makes the letter. For one that was marked done, it has the date and capital of that time.
    /// - Parameter date: the letter's date, if it was not marked done.
    /// - Throws: `LetterObstacle` if the letter may not go, or something for it is missing.
    package init(
        _ facts: ManualFacts, date: CalendarDate, rates: ReferenceRates
    ) throws(LetterObstacle) {
        let claimed = facts.claimed
        if claimed == nil, let obstacle = facts.obstacle { throw .mayNotGo(obstacle) }
        guard facts.sender.missing.isEmpty else { throw .senderLacks(facts.sender.missing) }
        let invoice = facts.invoice
        self.date = claimed?.day ?? date
        remaining = claimed?.remaining ?? invoice.capital
        let claimsInterest =
            facts.choices.withInterest && (claimed == nil || claimed?.interest != nil)
        do {
            interest =
                claimsInterest
                ? try LateInterest(
                    on: remaining, due: invoice.dueDate, through: self.date, by: rates) : nil
        } catch {
            throw .rateUnknown(error.halfYear)
        }
        senderName = facts.creditorName
        sender = facts.sender
        recipient = invoice.debtor
        recipientLines = Self.lines(invoice.debtor)
        payBy = self.date.adding(days: facts.sender.payByDays)
        invoiceNumber = invoice.number.written
        customerNumber = invoice.customerNumber
        invoiceDate = invoice.invoiceDate
        dueDate = invoice.dueDate
        ocr = invoice.ocr
        fee = facts.fee
        byEmail = facts.choices.byEmail
    }

    private static func lines(_ debtor: Debtor) -> [String] {
        guard debtor.country != "SE" else {
            return [debtor.name, debtor.addressLine, "\(zip(debtor.zipCode)) \(debtor.city)"]
        }
        return [
            debtor.name, debtor.addressLine, "\(debtor.zipCode) \(debtor.city)",
            CountryNames.english(debtor.country).uppercased(),
        ]
    }

    /// `NNN NN`; a text of another shape than five digits is returned unchanged.
    private static func zip(_ text: String) -> String {
        guard text.utf8.count == 5, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            return text
        }
        return text.prefix(3) + " " + text.suffix(2)
    }
}
