import Reminders
import Testing

struct EligibilityTests {
    static let today = CalendarDate(iso: "2026-11-23")!
    let eligibility = Eligibility(today: today, graceBankDays: 3)

    static func invoice(_ change: (inout Invoice) -> Void = { _ in }) -> Invoice {
        var invoice = Invoice(
            number: InvoiceNumber("1")!,
            debtor: Debtor(
                name: "Påhittade Båtar AB", idNumber: "556036-0793", isCompany: true,
                addressLine: "Låtsasgatan 1", zipCode: "41119", city: "Göteborg"),
            invoiceDate: CalendarDate(iso: "2026-10-01")!,
            dueDate: CalendarDate(iso: "2026-10-31")!, total: Ore(100_00), remaining: Ore(50_00),
            ocr: "100172")
        change(&invoice)
        return invoice
    }

    @Test func anOverdueInvoiceMayBeRemindedOf() {
        #expect(eligibility.obstacle(Self.invoice()) == nil)
        #expect(eligibility.warnings(Self.invoice()).isEmpty)
    }

    @Test(arguments: [
        (InvoiceFlags.paid, Reason.paid), (.credited, .credited), (.creditNote, .isCreditNote),
        (.disputed, .disputed), (.paused, .paused), (.instalmentPlan, .instalmentPlan),
        (.respite, .respite), (.soldToFactoring, .soldToFactoring),
        (.netBalanceNotPositive, .netBalanceNotPositive), (.bankrupt, .bankrupt),
        (.deceased, .deceased), (.cashNote, .cashNote), (.draft, .draft), (.atAgency, .atAgency),
        (.minor, .minor), (.erased, .erased),
    ])
    func aFlagStopsTheLetter(flag: InvoiceFlags, reason: Reason) {
        #expect(eligibility.obstacle(Self.invoice { $0.flags = flag }) == reason)
    }

    @Test func nothingLeftMeansPaidAndLessMeansNoClaim() {
        #expect(eligibility.obstacle(Self.invoice { $0.remaining = .zero }) == .paid)
        #expect(
            eligibility.obstacle(
                Self.invoice {
                    $0.remaining = .zero
                    $0.total = nil
                }) == .paid)
        #expect(
            eligibility.obstacle(
                Self.invoice {
                    $0.remaining = .zero
                    $0.total = .zero
                }) == .amountNotPositive)
        #expect(eligibility.obstacle(Self.invoice { $0.remaining = Ore(-1) }) == .amountNotPositive)
        #expect(eligibility.obstacle(Self.invoice { $0.remaining = Ore(1) }) == nil)
    }

    @Test func onlyKronorAreClaimed() {
        #expect(eligibility.obstacle(Self.invoice { $0.currency = "EUR" }) == .currencyNotSEK)
    }

    @Test func aLetterNeedsANameAndAnAddress() {
        func obstacle(_ change: (inout Debtor) -> Void) -> Reason? {
            eligibility.obstacle(Self.invoice { change(&$0.debtor) })
        }
        #expect(obstacle { $0.name = " \u{A0}" } == .nameMissing)
        #expect(obstacle { $0.addressLine = "" } == .addressIncomplete)
        #expect(obstacle { $0.zipCode = " " } == .addressIncomplete)
        #expect(obstacle { $0.city = "\t" } == .addressIncomplete)
        #expect(obstacle { $0.zipCode = "4111" } == .addressIncomplete)
        #expect(obstacle { $0.zipCode = "411 19" } == .addressIncomplete)
        #expect(obstacle { $0.zipCode = "4111A" } == .addressIncomplete)
        #expect(
            obstacle {
                $0.zipCode = "0150"
                $0.country = "NO"
            } == nil)
    }

    @Test func theGraceIsCountedInBankDays() {
        // Due on Wednesday 18 November: 19, 20 and 23 are the three bank days after it.
        let due = Self.invoice { $0.dueDate = CalendarDate(iso: "2026-11-18")! }
        #expect(eligibility.obstacle(due) == .gracePeriod)
        let nextDay = Eligibility(today: Self.today.adding(days: 1), graceBankDays: 3)
        #expect(nextDay.obstacle(due) == nil)
        let today = Self.invoice { $0.dueDate = Self.today }
        let yesterday = Self.invoice { $0.dueDate = Self.today.adding(days: -1) }
        let none = Eligibility(today: Self.today, graceBankDays: 0)
        #expect(none.obstacle(today) == .notDue)
        #expect(none.obstacle(yesterday) == nil)
        #expect(eligibility.obstacle(today) == .notDue)
    }

    @Test func anOldInvoiceIsTooOldAndAnOlderOneTimeBarred() {
        func obstacle(_ date: String, isCompany: Bool?, idNumber: String? = nil) -> Reason? {
            eligibility.obstacle(
                Self.invoice {
                    $0.invoiceDate = CalendarDate(iso: date)!
                    $0.dueDate = $0.invoiceDate.adding(days: 30)
                    $0.debtor.isCompany = isCompany
                    $0.debtor.idNumber = idNumber
                })
        }
        #expect(obstacle("2024-11-23", isCompany: true) == nil)
        #expect(obstacle("2024-11-22", isCompany: true) == .tooOld)
        #expect(obstacle("2023-11-23", isCompany: false) == .tooOld)
        #expect(obstacle("2023-11-22", isCompany: false) == .timeBarred)
        #expect(obstacle("2023-11-22", isCompany: true) == .tooOld)
        #expect(obstacle("2023-11-22", isCompany: nil) == .tooOld)
        #expect(obstacle("2023-11-22", isCompany: nil, idNumber: "202501012385") == .timeBarred)
        #expect(obstacle("2016-11-23", isCompany: true) == .tooOld)
        #expect(obstacle("2016-11-22", isCompany: true) == .timeBarred)
    }

    @Test func theMostDefiniteReasonIsNamed() {
        let everything = Self.invoice {
            $0.flags = InvoiceFlags(rawValue: (1 << 15) - 1)
            $0.debtor.name = ""
            $0.dueDate = Self.today.adding(days: 9)
        }
        let order: [(InvoiceFlags, Reason)] = [
            (.paid, .paid), (.credited, .credited), (.creditNote, .isCreditNote), (.draft, .draft),
            (.cashNote, .cashNote), (.soldToFactoring, .soldToFactoring), (.atAgency, .atAgency),
            (.bankrupt, .bankrupt), (.deceased, .deceased), (.minor, .minor),
            (.disputed, .disputed), (.instalmentPlan, .instalmentPlan), (.respite, .respite),
            (.paused, .paused), (.netBalanceNotPositive, .netBalanceNotPositive),
        ]
        var invoice = everything
        for (flag, reason) in order {
            #expect(eligibility.obstacle(invoice) == reason)
            invoice.flags.remove(flag)
        }
        #expect(eligibility.obstacle(invoice) == .nameMissing)
        invoice.debtor.name = "Påhittade Båtar AB"
        #expect(eligibility.obstacle(invoice) == .notDue)
    }

    @Test func doubtsAreWarningsAndStopNothing() {
        let odd = Self.invoice {
            $0.debtor.idNumber = "556036-0794"
            $0.ocr = "332"
        }
        #expect(eligibility.warnings(odd) == [.idNumberInvalid, .ocrInvalid])
        #expect(eligibility.obstacle(odd) == nil)
        let missing = Self.invoice {
            $0.debtor.idNumber = nil
            $0.ocr = nil
        }
        #expect(eligibility.warnings(missing) == [.idNumberMissing])
        let foreign = Self.invoice {
            $0.debtor.idNumber = "DE 1234"
            $0.debtor.country = "DE"
        }
        #expect(eligibility.warnings(foreign).isEmpty)
    }
}

struct ReasonTests {
    @Test func everyReasonKeepsItsNumber() {
        #expect(Set(Reason.allCases.map(\.storageID)).count == Reason.allCases.count)
        for reason in Reason.allCases {
            #expect(Reason(storageID: reason.storageID) == reason)
        }
        #expect(Reason(storageID: 0) == nil)
        #expect(Reason.notDue.storageID == 1)
        #expect(Reason.minor.storageID == 23)
        #expect(Reason.invoiceMissing.storageID == 47)
        #expect(Reason.amiliValidation.storageID == 60)
        #expect(Reason.cancelledByUser.storageID == 81)
    }

    @Test(arguments: Reason.allCases)
    func everyReasonIsToldInBothLanguages(reason: Reason) {
        for text in [reason.swedish, reason.english] {
            #expect(text.hasSuffix("."))
            #expect(text.count >= 10 && text.count <= 100)
        }
        #expect(reason.swedish != reason.english)
    }
}
