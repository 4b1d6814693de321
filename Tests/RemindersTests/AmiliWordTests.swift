import Testing

@testable import Reminders

/// What Amili's two words become in the list.
@Suite struct AmiliWordTests {
    @Test(arguments: [
        (nil, nil, "Mottagen av Amili"),
        ("initializing", "initialized", "Mottagen av Amili"),
        ("invoice", "active", "Mottagen av Amili"),
        ("reminder", "reminder_active", "Påminnelse skickad"),
        ("reminder", nil, "Påminnelse skickad"),
        (nil, "debt_collection_active", "Inkasso"),
        // The further of the two: `active` says less than the state.
        ("debt_collection", "active", "Inkasso"),
        ("bailiff", nil, "Kronofogden"),
        ("monitoring", "active", "Efterbevakning"),
        ("closed", "closed_paid", "Slutbetald"),
        ("closed", "closed_cancelled", "Avslutad"),
        ("closed", "closed_by_something_new", "Avslutad"),
        ("closed", nil, "Avslutad"),
        ("reminder", "paused", "Pausad hos Amili"),
        ("debt_collection", "disputed", "Bestridd hos Amili"),
        ("debt_collection", "amortization_plan", "Avbetalningsplan hos Amili"),
        ("paused", "closed_paid", "Slutbetald"),
        // An unknown word is shown as it came, unless the other says more than "received".
        ("legal_action", "active", "Hos Amili: legal_action"),
        ("invoice", "under_review", "Hos Amili: under_review"),
        ("debt_collection", "under_review", "Inkasso"),
        ("odd", "odder", "Hos Amili: odd"),
    ])
    func isShown(state: String?, status: String?, label: String) {
        #expect(AmiliStanding(state: state, status: status).swedish == label)
    }

    @Test func acceptedAndSentAreDifferentWords() {
        #expect(AmiliStage.received.swedish != AmiliStage.reminded.swedish)
        #expect(AmiliStage.received.english != AmiliStage.reminded.english)
        #expect(Set(AmiliStage.allCases.map(\.swedish)).count == AmiliStage.allCases.count)
        #expect(Set(AmiliStage.allCases.map(\.english)).count == AmiliStage.allCases.count)
        #expect(AmiliStanding(state: "odd", status: nil).english == "At Amili: odd")
    }
}

/// What a form must mend before the details can be handed in.
@Suite struct ActivationDetailsTests {
    private static func details(
        _ kind: ActivationDetails.Payout.Kind = .bankgiro, _ number: String = "991-2346",
        zip: String = "411 19", country: String = "SE", about: String = "Konsulttjänster"
    ) -> ActivationDetails {
        let address = ActivationDetails.Address(
            line: "Exempelgatan 1", zipCode: zip, city: "Exempelstad", country: country)
        return ActivationDetails(
            payout: ActivationDetails.Payout(kind: kind, number: number), sender: address,
            invoicing: address, debtDescription: about)
    }

    @Test func whatIsWholeHasNoFaults() {
        #expect(Self.details().faults == [])
        #expect(Self.details(.plusgiro, "4-2").faults == [])
        #expect(Self.details(zip: "0150", country: "NO").faults == [])
    }

    @Test func eachFaultIsTold() {
        #expect(Self.details(.bankgiro, "991-2345").faults == [.payout])
        #expect(Self.details(.bankgiro, "4-2").faults == [.payout])
        #expect(Self.details(.bankgiro, "").faults == [.payout])
        #expect(Self.details(.bankgiro, "000-0000").faults == [.payout])
        #expect(Self.details(.bankgiro, "991-2346x").faults == [.payout])
        for zip in ["4111", "411 199", "011 19", "4111A", ""] {
            #expect(Self.details(zip: zip).faults == [.senderZip, .invoiceZip], "\(zip)")
        }
        for country in ["se", "ZZ", "SWE", ""] {
            let faults = Self.details(zip: "41119", country: country).faults
            #expect(faults == [.senderCountry, .invoiceCountry], "\(country)")
        }
        #expect(Self.details(zip: "1234567890123", country: "NO").faults.count == 2)
        #expect(Self.details(about: " ").faults == [.debtDescription])
        #expect(
            Self.details(about: String(repeating: "x", count: 101)).faults == [.debtDescription])
    }
    @Test func eachPartOfAnAddressIsJudgedByItself() {
        func faults(
            _ change: (String, String, String)
        ) -> [ActivationField] {
            let good = Self.details()
            let sender = ActivationDetails.Address(
                line: change.0, zipCode: change.1, city: change.2)
            return ActivationDetails(
                payout: good.payout, sender: sender, invoicing: good.invoicing,
                debtDescription: good.debtDescription
            ).faults
        }
        #expect(faults((" ", "41119", "Exempelstad")) == [.senderLine])
        #expect(faults(("Gatan 1\nBox 2", "41119", "Exempelstad")) == [.senderLine])
        #expect(faults(("Gatan 1", "41119", "")) == [.senderCity])
        let long = String(repeating: "x", count: 101)
        #expect(faults((long, "1", long)) == [.senderLine, .senderZip, .senderCity])
    }

    @Test func thereAreAsManyCountriesAsTheStandardHas() {
        #expect(CountryTable.codes.count == 249)
        #expect(CountryTable.codes.allSatisfy { $0.alpha2.utf8.count == 2 })
        #expect(CountryTable.codes.allSatisfy { $0.alpha3.utf8.count == 3 })
    }
}
