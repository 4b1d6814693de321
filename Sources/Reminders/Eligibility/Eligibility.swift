/// Decides whether an invoice may be reminded of. The decision is made when a run is loaded, and
/// again right before each send. Pure: today's date is an argument.
package struct Eligibility: Sendable {
    /// Today in Europe/Stockholm.
    package let today: CalendarDate
    /// The number of bank days that must have passed after the due date, because a payment made on
    /// the last day takes a day or two to be seen. 0: a letter may go on the day after the due
    /// date.
    package let graceBankDays: Int

    /// The longest grace period; a longer one is a mistake in the settings.
    package static let longestGrace = 60

    /// Years from the invoice date after which a debt is time-barred (preskriptionslagen § 2). By
    /// law they run from the day on which the debt arose; that this is the invoice date is our
    /// assumption, because files tell no day that is nearer to it.
    private static let yearsUntilTimeBarred = (consumer: 3, other: 10)
    /// Years from the invoice date after which we do not take an invoice.
    private static let yearsUntilTooOld = 2

    /// - Precondition: `graceBankDays` is within 0...`longestGrace`.
    package init(today: CalendarDate, graceBankDays: Int) {
        precondition((0...Self.longestGrace).contains(graceBankDays))
        self.today = today
        self.graceBankDays = graceBankDays
    }

    /// The most definite reason why this invoice may not be reminded of today. Reasons that can
    /// never change come first, then those that somebody has to resolve, and last those that only
    /// take time.
    /// - Returns: nil if a letter may go.
    package func obstacle(_ invoice: Invoice) -> Reason? {
        settled(invoice) ?? barred(invoice) ?? held(invoice) ?? incomplete(invoice)
            ?? early(invoice)
    }

    /// The earliest due date whose grace period is not over today: every invoice that was due
    /// before this day is past its grace.
    package var dueBefore: CalendarDate {
        var last = today.adding(days: -1)
        while today <= BankDays.adding(graceBankDays, to: last) { last = last.adding(days: -1) }
        return last.adding(days: 1)
    }

    /// There is nothing to claim, or the invoice is not a claim.
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

    /// The claim is not ours, or may no longer be made by letter.
    private func barred(_ invoice: Invoice) -> Reason? {
        let flags = invoice.flags
        if flags.contains(.erased) { return .erased }
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

    /// Somebody has said that no letter is to go now.
    private func held(_ invoice: Invoice) -> Reason? {
        let flags = invoice.flags
        if flags.contains(.disputed) { return .disputed }
        if flags.contains(.instalmentPlan) { return .instalmentPlan }
        if flags.contains(.respite) { return .respite }
        if flags.contains(.paused) { return .paused }
        if flags.contains(.netBalanceNotPositive) { return .netBalanceNotPositive }
        return nil
    }

    /// The letter could not be addressed.
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

    /// Too little time has passed.
    private func early(_ invoice: Invoice) -> Reason? {
        if today <= invoice.dueDate { return .notDue }
        if today <= BankDays.adding(graceBankDays, to: invoice.dueDate) { return .gracePeriod }
        return nil
    }

    /// Whether the debtor has the shorter time of a consumer: the source or the identity number
    /// says that it is a person. If neither says anything, the longer time holds.
    private static func isConsumer(_ debtor: Debtor) -> Bool {
        if let isCompany = debtor.isCompany { return !isCompany }
        guard let number = debtor.idNumber.flatMap({ IdentityNumber($0) }) else { return false }
        return number.kind != .organisation
    }

    private static func isBlank(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { $0.properties.isWhitespace }
    }

    /// The doubts about an invoice that stop no letter, in the order of `Warning`.
    /// - Parameter hasCredit: whether the customer has a credit that is not set off.
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
