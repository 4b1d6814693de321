import Reminders
import Testing

struct ManualLetterTests {
    private static func date(_ text: String) -> CalendarDate { CalendarDate(iso: text)! }
    private static let today = date("2024-02-01")

    private static func facts(
        _ choices: ManualChoices = ManualChoices(withFee: true), agreed: Bool = true
    ) -> ManualFacts {
        ManualFacts(
            creditorName: "Fors AB",
            sender: LetterSender(
                addressLines: ["Bruksgatan 2", "811 30 Sandviken"],
                bankgiro: GiroNumber(.bankgiro, "5050-1055"), phone: "026-10 00 00",
                isFeeAgreed: agreed),
            invoice: Invoice(
                number: InvoiceNumber("10234")!, customerNumber: "K7",
                debtor: Debtor(
                    name: "Prov AB", addressLine: "Provgatan 1", zipCode: "11122",
                    city: "Stockholm"),
                invoiceDate: date("2023-11-01"), dueDate: date("2023-12-01"),
                total: Ore(1_000_000), remaining: Ore(1_000_000), ocr: "102347"),
            choices: choices)
    }

    private static func letter(
        _ facts: ManualFacts, date: CalendarDate = today
    ) throws -> ManualLetter {
        try ManualLetter(facts, date: date, rates: .published)
    }

    @Test func itAddsUp() throws {
        let letter = try Self.letter(Self.facts())
        #expect(letter.remaining == Ore(1_000_000) && letter.interest?.total == Ore(19_973))
        #expect(letter.fee == .claimed(Ore(6_000)) && letter.total == Ore(1_025_973))
        #expect(letter.payBy == Self.date("2024-02-11"))
        #expect(letter.recipientLines == ["Prov AB", "Provgatan 1", "111 22 Stockholm"])
        for language in LetterLanguage.allCases {
            let text = LetterText(letter, in: language)
            #expect(text.amounts.map(\.ore.value).reduce(0, +) == text.sum.ore.value)
            #expect(text.sum.ore == letter.total)
        }
    }

    @Test func theSwedishLetterSaysAllOfIt() throws {
        let text = LetterText(try Self.letter(Self.facts()), in: .swedish)
        #expect(text.subject == "Betalningspåminnelse – faktura 10234")
        for words in [
            "Fakturanummer: 10234", "Kundnummer: K7", "OCR-nummer: 102347",
            "Bankgiro: 5050-1055", "Betala senast: 2024-02-11",
            "Kvar att betala på fakturan: 10\u{A0}000,00\u{A0}kr",
            "Dröjsmålsränta till och med 2024-02-01: 199,73\u{A0}kr",
            "Påminnelseavgift: 60,00\u{A0}kr", "Att betala: 10\u{A0}259,73\u{A0}kr",
            "till bankgiro 5050-1055, och ange OCR-nummer 102347.",
            "30 dagar (2023-12-02 till och med 2023-12-31) à 11,50\u{A0}%: 94,52\u{A0}kr",
            "32 dagar (2024-01-01 till och med 2024-02-01) à 12,00\u{A0}%: 105,21\u{A0}kr",
            "026-10 00 00", "Fors AB",
        ] { #expect(text.plain.contains(words), "\(words)") }
    }

    @Test func theEnglishLetterSaysTheSame() throws {
        let text = LetterText(try Self.letter(Self.facts()), in: .english)
        #expect(text.subject == "Payment reminder – invoice 10234")
        for words in [
            "To pay: SEK\u{A0}10,259.73", "30 days (2023-12-02 to and including 2023-12-31)",
            "at 11.50%: SEK\u{A0}94.52", "to bankgiro 5050-1055, stating OCR number 102347.",
        ] { #expect(text.plain.contains(words), "\(words)") }
    }

    @Test func withoutInterestAndFeeItSpeaksOfNeither() throws {
        let letter = try Self.letter(Self.facts(ManualChoices(withInterest: false)))
        #expect(letter.total == Ore(1_000_000) && letter.interest == nil)
        let text = LetterText(letter, in: .swedish)
        #expect(text.amounts.count == 1)
        #expect(!text.plain.contains("ränta") && !text.plain.contains("avgift"))
    }

    @Test func withoutAnOCRTheInvoiceNumberIsGiven() throws {
        var facts = Self.facts()
        facts.invoice.ocr = nil
        let text = LetterText(try Self.letter(facts), in: .swedish)
        #expect(text.plain.contains("och ange fakturanummer 10234."))
        #expect(!text.plain.contains("OCR"))
    }

    @Test func aDebtorAbroadGetsTheCountryAndKeepsThePostcode() throws {
        var facts = Self.facts()
        facts.invoice.debtor.country = "NO"
        facts.invoice.debtor.zipCode = "01501"
        facts.invoice.debtor.city = "Oslo"
        #expect(
            try Self.letter(facts).recipientLines
                == ["Prov AB", "Provgatan 1", "01501 Oslo", "NORWAY"])
    }

    // MARK: The fee

    @Test func theFeeIsClaimedOnlyIfItIsAgreedAndOnce() throws {
        func fee(_ change: (inout ManualFacts) -> Void) throws -> ReminderFee {
            var facts = Self.facts()
            change(&facts)
            return try Self.letter(facts).fee
        }
        #expect(try fee { _ in } == .claimed(ReminderFee.most))
        #expect(try fee { $0.sender.isFeeAgreed = false } == .notAgreed)
        #expect(try fee { $0.wasFeeClaimed = true } == .claimedBefore)
        #expect(try fee { $0.invoice.reminderFee = Ore(1) } == .claimedBefore)
        #expect(try fee { $0.invoice.reminderFee = .zero } == .claimed(ReminderFee.most))
        #expect(try fee { $0.choices.withFee = false } == .notWanted)
        #expect(ReminderFee.most == Ore(6_000) && ReminderFee.claimedBefore.amount == .zero)
    }

    // MARK: What was done

    @Test func oneThatIsDoneIsShownAsItWas() throws {
        var facts = Self.facts()
        facts.claimed = ManualClaim(facts, day: Self.today, rates: .published)
        // Paid since, and the fee is on the invoice now.
        facts.obstacle = .paid
        facts.invoice.remaining = .zero
        facts.invoice.reminderFee = Ore(6_000)
        let letter = try Self.letter(facts, date: Self.date("2024-05-05"))
        #expect(letter == (try Self.letter(facts, date: Self.today)))
        #expect(letter.date == Self.today && letter.total == Ore(1_025_973))
    }

    @Test func whatIsDoneWithoutInterestOrFeeHasNone() throws {
        var facts = Self.facts()
        facts.claimed = ManualClaim(
            day: Self.today, remaining: Ore(1_000_000), interest: nil, fee: .zero)
        facts.wasFeeClaimed = true
        #expect(try Self.letter(facts).total == Ore(1_000_000))
    }

    /// A copy must not claim a fee that the letter did not, though one may be claimed by now.
    @Test func whatIsDoneWithoutAFeeHasNoneLater() throws {
        var facts = Self.facts()
        facts.claimed = ManualClaim(
            day: Self.today, remaining: Ore(1_000_000), interest: nil, fee: .zero)
        #expect(try Self.letter(facts).fee.amount == .zero)
        #expect(try Self.letter(facts).total == Ore(1_000_000))
        #expect(ManualClaim(facts, day: Self.today, rates: .published).fee == .zero)
    }

    @Test func interestWithoutARateIsNotClaimed() {
        let claim = ManualClaim(
            Self.facts(), day: Self.date("2025-03-01"), rates: .published)
        #expect(claim.interest == nil && claim.fee == Ore(6_000))
    }

    // MARK: No letter

    @Test func noLetterGoesAgainstAReason() {
        var facts = Self.facts()
        facts.obstacle = .paid
        #expect(throws: LetterObstacle.mayNotGo(.paid)) { try Self.letter(facts) }
    }

    @Test func noLetterGoesWithoutWhereToPay() {
        var facts = Self.facts()
        facts.sender.bankgiro = nil
        #expect(throws: LetterObstacle.senderLacks([.giro])) { try Self.letter(facts) }
        facts.sender.plusgiro = GiroNumber(.plusgiro, "29 05 00-8")
        #expect(throws: Never.self) { try Self.letter(facts) }
        facts.sender = LetterSender()
        #expect(throws: LetterObstacle.senderLacks([.address, .giro])) {
            try Self.letter(facts)
        }
    }

    @Test func noInterestIsClaimedByAGuess() {
        #expect(
            throws: LetterObstacle.rateUnknown(HalfYear(of: Self.date("2025-01-01")))
        ) {
            try Self.letter(Self.facts(), date: Self.date("2025-01-01"))
        }
        #expect(throws: Never.self) {
            try Self.letter(
                Self.facts(ManualChoices(withInterest: false)), date: Self.date("2025-01-01"))
        }
    }

    // MARK: Giro numbers

    @Test(arguments: [
        (GiroNumber.Kind.bankgiro, "5050-1055", "5050-1055"), (.bankgiro, "50501055", "5050-1055"),
        (.bankgiro, "991-2346", "991-2346"), (.plusgiro, "29 05 00-8", "29 05 00-8"),
        (.plusgiro, "2905008", "29 05 00-8"), (.plusgiro, "12345-5", "1 23 45-5"),
    ])
    func aGiroNumberIsReadAndWritten(kind: GiroNumber.Kind, text: String, written: String) {
        #expect(GiroNumber(kind, text)?.written == written)
    }

    @Test(arguments: [
        (GiroNumber.Kind.bankgiro, "5050-1056"), (.bankgiro, "505-10"), (.bankgiro, ""),
        (.bankgiro, "50501O55"), (.bankgiro, "505010555"), (.plusgiro, "2905007"),
        (.plusgiro, "1"), (.plusgiro, "SE2905008"),
    ])
    func whatIsNoGiroNumberIsRefused(kind: GiroNumber.Kind, text: String) {
        #expect(GiroNumber(kind, text) == nil)
    }
}
