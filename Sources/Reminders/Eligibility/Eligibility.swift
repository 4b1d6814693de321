/// The one decision whether a letter may go: taken when a run is loaded, and again as a veto right
/// before each send. Pure: today's date (in Sweden) is an argument.
package struct Eligibility: Sendable {
    /// Today in Europe/Stockholm.
    package let today: CalendarDate
    /// A payment made on the last day takes a day or two to be seen: so many bank days after the
    /// due date must have passed. 0: the day after the due date will do.
    package let graceBankDays: Int

    /// Longest grace; more is a mistake in the settings.
    package static let longestGrace = 60

    /// Years from the invoice date after which a debt is time-barred (preskriptionslagen § 2), and
    /// after which we do not take an invoice. The periods are public; that they run from the
    /// invoice date, the day nearest to when the debt arose that a file tells, is assumed here.
    private static let yearsUntilTimeBarred = (consumer: 3, other: 10)
    private static let yearsUntilTooOld = 2

    /// - Precondition: `graceBankDays` is within 0...`longestGrace`.
    package init(today: CalendarDate, graceBankDays: Int) {
        precondition((0...Self.longestGrace).contains(graceBankDays))
        self.today = today
        self.graceBankDays = graceBankDays
    }

    /// The most definite reason why this invoice may not be reminded of today: first what can
    /// never change, then what somebody has to lift or mend, at last what only takes time.
    /// - Returns: nil if a letter may go.
    package func obstacle(_ invoice: Invoice) -> Reason? {
        settled(invoice) ?? barred(invoice) ?? held(invoice) ?? incomplete(invoice)
            ?? early(invoice)
    }

    /// The day before which an invoice must be due for its grace to be over today.
    package var dueBefore: CalendarDate {
        var last = today.adding(days: -1)
        while today <= BankDays.adding(graceBankDays, to: last) { last = last.adding(days: -1) }
        return last.adding(days: 1)
    }

    /// There is nothing to claim, or it is not an invoice to claim by.
    private func settled(_ invoice: Invoice) -> Reason? {
        let flags = invoice.flags
        if flags.contains(.paid) { return .paid }
        if flags.contains(.credited) { return .credited }
        if flags.contains(.creditNote) { return .isCreditNote }
        if invoice.remaining == .zero, (invoice.total ?? Ore(1)) > .zero { return .paid }
        if invoice.remaining <= .zero { return .amountNotPositive }
        if invoice.hasOnlyFeeLeft { return .onlyFeeRemains }
        if flags.contains(.draft) { return .draft }
        if flags.contains(.cashNote) { return .cashNote }
        return nil
    }

    /// It is not ours to claim, or no longer to be claimed by letter.
    private func barred(_ invoice: Invoice) -> Reason? {
        let flags = invoice.flags
        if flags.contains(.spelledTwice) { return .spelledTwice }
        if flags.contains(.soldToFactoring) { return .soldToFactoring }
        if flags.contains(.atAgency) { return .atAgency }
        if flags.contains(.bankrupt) { return .bankrupt }
        if flags.contains(.deceased) { return .deceased }
        if flags.contains(.minor) { return .minor }
        if invoice.currency != "SEK" { return .currencyNotSEK }
        let years =
            Self.isConsumer(invoice.debtor)
            ? Self.yearsUntilTimeBarred.consumer : Self.yearsUntilTimeBarred.other
        if today > invoice.invoiceDate.adding(years: years) { return .timeBarred }
        if today > invoice.invoiceDate.adding(years: Self.yearsUntilTooOld) { return .tooOld }
        return nil
    }

    /// Somebody has said: not now.
    private func held(_ invoice: Invoice) -> Reason? {
        let flags = invoice.flags
        if flags.contains(.disputed) { return .disputed }
        if flags.contains(.instalmentPlan) { return .instalmentPlan }
        if flags.contains(.respite) { return .respite }
        if flags.contains(.paused) { return .paused }
        if flags.contains(.netBalanceNotPositive) { return .netBalanceNotPositive }
        return nil
    }

    /// A letter could not be addressed.
    private func incomplete(_ invoice: Invoice) -> Reason? {
        let debtor = invoice.debtor
        if Self.isBlank(debtor.name) { return .nameMissing }
        if Self.isBlank(debtor.addressLine) || Self.isBlank(debtor.zipCode)
            || Self.isBlank(debtor.city) || Self.isBlank(debtor.country)
        {
            return .addressIncomplete
        }
        if debtor.country == "SE" {
            let zip = debtor.zipCode.utf8
            if zip.count != 5 || !zip.allSatisfy({ (48...57).contains($0) }) {
                return .addressIncomplete
            }
        }
        return nil
    }

    /// Time has to pass.
    private func early(_ invoice: Invoice) -> Reason? {
        if today <= invoice.dueDate { return .notDue }
        if today <= BankDays.adding(graceBankDays, to: invoice.dueDate) { return .gracePeriod }
        return nil
    }

    /// The shorter time holds whenever the debtor may be a consumer.
    private static func isConsumer(_ debtor: Debtor) -> Bool {
        if let isCompany = debtor.isCompany { return !isCompany }
        guard let number = debtor.idNumber.flatMap({ IdentityNumber($0) }) else { return false }
        return number.kind != .organisation
    }

    private static func isBlank(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
    }

    /// What somebody should look at although the letter may go. In the order of `Warning`.
    /// - Parameter hasCredit: its customer has a credit that is not set off.
    package func warnings(_ invoice: Invoice, hasCredit: Bool = false) -> [Warning] {
        var warnings: [Warning] = []
        // Identity numbers of other countries are not ours to judge.
        if invoice.debtor.country == "SE" {
            if let text = invoice.debtor.idNumber, !Self.isBlank(text) {
                if IdentityNumber(text)?.isValid != true { warnings.append(.idNumberInvalid) }
            } else {
                warnings.append(.idNumberMissing)
            }
        }
        if let ocr = invoice.ocr, !Self.isBlank(ocr), !OCR.isPlausible(ocr) {
            warnings.append(.ocrInvalid)
        }
        if hasCredit { warnings.append(.creditNotSetOff) }
        return warnings
    }
}
