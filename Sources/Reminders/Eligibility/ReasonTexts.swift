extension Reason {
    /// The number that the database stores instead of the code. Numbers are never reused.
    package var storageID: Int16 {
        switch self {
        case .notDue: 1
        case .gracePeriod: 2
        case .paid: 3
        case .credited: 4
        case .isCreditNote: 5
        case .disputed: 6
        case .paused: 7
        case .instalmentPlan: 8
        case .respite: 9
        case .soldToFactoring: 10
        case .netBalanceNotPositive: 11
        case .currencyNotSEK: 12
        case .amountNotPositive: 13
        case .addressIncomplete: 14
        case .nameMissing: 15
        case .timeBarred: 16
        case .tooOld: 17
        case .bankrupt: 18
        case .deceased: 19
        case .cashNote: 20
        case .draft: 21
        case .atAgency: 22
        case .minor: 23
        case .onlyFeeRemains: 24
        case .erased: 25
        case .alreadyLive: 40
        case .alreadyAtAmili: 41
        case .closedAtAmili: 42
        case .duplicateInBatch: 43
        case .spelledTwice: 44
        case .creditorNotActive: 45
        case .manualRoute: 46
        case .invoiceMissing: 47
        case .amiliValidation: 60
        case .attemptsExhausted: 80
        case .cancelledByUser: 81
        case .confirmedByHand: 82
        case .manualDone: 83
        case .foundAfterSetBack: 84
        case .foundAfterConflict: 85
        }
    }

    private static let byStorageID = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0.storageID, $0) })

    /// - Returns: nil if no reason has this number.
    package init?(storageID: Int16) {
        guard let reason = Self.byStorageID[storageID] else { return nil }
        self = reason
    }

    /// One or two plain sentences for the bookkeeper: the reason, and how to resolve it if that is
    /// possible.
    package var swedish: String {
        switch self {
        case .notDue: "Fakturan har inte förfallit."
        case .gracePeriod:
            "Fakturan förföll nyligen och betalningen kan vara på väg. Försök igen om några dagar."
        case .paid: "Fakturan är betald."
        case .credited: "Fakturan är krediterad."
        case .isCreditNote: "Det här är en kreditfaktura."
        case .disputed: "Fakturan är bestridd. Red ut invändningen med kunden först."
        case .paused: "Fakturan är pausad. Häv pausen om den ska påminnas."
        case .instalmentPlan: "Kunden har en avbetalningsplan för fakturan."
        case .respite: "Kunden har fått anstånd med betalningen."
        case .soldToFactoring: "Fakturan är såld till ett factoringbolag."
        case .netBalanceNotPositive:
            "Kunden har inget att betala när alla fakturor räknas ihop. Kvitta krediten först."
        case .currencyNotSEK: "Fakturan är inte i svenska kronor. Amili tar bara emot SEK."
        case .amountNotPositive: "Det finns inget belopp kvar att kräva."
        case .addressIncomplete:
            "Adressen är ofullständig. Fyll i gata, postnummer (fem siffror) och ort."
        case .nameMissing: "Kundens namn saknas. Fyll i det."
        case .timeBarred: "Fordran är preskriberad."
        case .tooOld: "Fakturan är äldre än två år. Hantera den för hand."
        case .bankrupt: "Kunden är i konkurs. Bevaka fordran hos konkursförvaltaren."
        case .deceased: "Kunden har avlidit. Vänd dig till dödsboet."
        case .cashNote: "Det här är en kontantfaktura."
        case .draft: "Fakturan är ett utkast eller har inte skickats till kunden."
        case .atAgency: "Fakturan är redan hos inkasso."
        case .minor: "Kunden är omyndig. Vänd dig till förmyndaren."
        case .onlyFeeRemains:
            "Fakturan är betald utom påminnelseavgiften, som inte kan krävas med en påminnelse."
        case .erased: "Kundens uppgifter är raderade. Ingen påminnelse kan gå."
        case .alreadyLive: "Fakturan har redan en påminnelse i ett annat utskick."
        case .alreadyAtAmili: "Fakturan är redan ett ärende hos Amili."
        case .closedAtAmili:
            "Fakturan har ett avslutat ärende hos Amili. Frige den om en ny påminnelse ska gå."
        case .duplicateInBatch: "Fakturan finns flera gånger i filen. Den första gäller."
        case .spelledTwice:
            "Fakturanumret är skrivet på två sätt. Rätta filen, eller låt driften avgöra."
        case .creditorNotActive: "Företaget är inte aktivt hos Amili. Slutför aktiveringen."
        case .manualRoute: "Påminnelsen ska göras för hand och går inte till Amili."
        case .invoiceMissing: "Fakturan finns inte längre i registret. Läs in den igen."
        case .amiliValidation: "Amili godtog inte uppgifterna. Rätta dem och skicka igen."
        case .attemptsExhausted:
            "Påminnelsen kom inte fram efter flera försök. Ingenting är skickat. Skicka igen."
        case .cancelledByUser: "Påminnelsen avbröts innan den skickades."
        case .confirmedByHand: "En handläggare har bekräftat att ärendet finns hos Amili."
        case .foundAfterSetBack:
            "Ärendet är från tid som databasen har glömt. Det räknas som vårt, men kan vara gjort "
                + "för hand."
        case .foundAfterConflict:
            "Amili hade redan ett lika nytt ärende. Det räknas som vårt, men kan vara gjort för "
                + "hand."
        case .manualDone: "Påminnelsen är gjord för hand och gick inte till Amili."
        }
    }

    /// See `swedish`.
    package var english: String {
        switch self {
        case .notDue: "The invoice is not due yet."
        case .gracePeriod:
            "The invoice fell due recently and payment may be on its way. Try again in a few days."
        case .paid: "The invoice is paid."
        case .credited: "The invoice is credited."
        case .isCreditNote: "This is a credit note."
        case .disputed: "The invoice is disputed. Settle the objection with the customer first."
        case .paused: "The invoice is paused. Lift the pause if it is to be reminded of."
        case .instalmentPlan: "The customer pays this invoice by an instalment plan."
        case .respite: "The customer has been given more time to pay."
        case .soldToFactoring: "The invoice is sold to a factoring company."
        case .netBalanceNotPositive:
            "The customer owes nothing when all invoices are summed. Set off the credit first."
        case .currencyNotSEK: "The invoice is not in Swedish kronor. Amili takes SEK only."
        case .amountNotPositive: "There is no amount left to claim."
        case .addressIncomplete:
            "The address is incomplete. Fill in street, postcode (five digits in Sweden) and city."
        case .nameMissing: "The customer's name is missing. Fill it in."
        case .timeBarred: "The debt is time-barred."
        case .tooOld: "The invoice is more than two years old. Handle it by hand."
        case .bankrupt: "The customer is bankrupt. Lodge the claim with the administrator."
        case .deceased: "The customer has died. Turn to the estate."
        case .cashNote: "This is a cash invoice."
        case .draft: "The invoice is a draft, or has not been sent to the customer."
        case .atAgency: "A debt collection agency already has the invoice."
        case .minor: "The customer is a minor. Turn to the guardian."
        case .onlyFeeRemains:
            "All is paid but the reminder fee, which a reminder cannot claim."
        case .erased: "The customer's details are erased. No reminder can go."
        case .alreadyLive: "The invoice already has a reminder in another run."
        case .alreadyAtAmili: "The invoice is already a case at Amili."
        case .closedAtAmili:
            "The invoice has a closed case at Amili. Release it if a new reminder is to go."
        case .duplicateInBatch: "The invoice is in the file more than once. The first one counts."
        case .spelledTwice:
            "The invoice number is written in two ways. Mend the file, or have an operator decide."
        case .creditorNotActive: "The company is not active at Amili. Complete the activation."
        case .manualRoute: "The reminder is to be made by hand and does not go to Amili."
        case .invoiceMissing: "The invoice is no longer on file. Import it again."
        case .amiliValidation: "Amili did not accept the details. Correct them and send again."
        case .attemptsExhausted:
            "The reminder did not get through in several attempts. Nothing was sent. Send again."
        case .cancelledByUser: "The reminder was cancelled before it was sent."
        case .confirmedByHand: "Somebody has confirmed that Amili has the case."
        case .foundAfterSetBack:
            "The case is from time the database has forgotten. It counts as ours, but may be made "
                + "by hand."
        case .foundAfterConflict:
            "Amili already had a case just as new. It counts as ours, but may be made by hand."
        case .manualDone: "The reminder was made by hand and did not go to Amili."
        }
    }
}
