import AccessStore
import ConsoleStore
import Reminders

/// What stands in the form: as it was typed, or as it was handed in the last time.
struct ActivationEntries {
    var account: String
    var amiliCreditor: String
    let payoutKind: String
    let payoutNumber: String
    let sender: Place
    let invoicing: Place
    /// The invoice address is the sender's.
    let isSame: Bool
    let debtDescription: String
    let isAgreed: Bool
    /// The details that cannot be handed in as they are.
    var faults: [ActivationField] = []
    /// Amili's objections to the details that were handed in last.
    var issues: [ActivationIssue] = []
    var idTrouble: String?
    var isAgreementMissing = false
    /// The new account, if another was handed in before: it is typed twice.
    var payoutChange: PayeeChange?
    /// The account once more, as it was typed.
    var payoutAgain = ""

    struct Place {
        let line: String
        let zipCode: String
        let city: String
        let country: String

        var address: ActivationDetails.Address {
            ActivationDetails.Address(
                line: line, zipCode: zipCode, city: city, country: country)
        }
    }

    init(_ row: ActivationRow) {
        account = row.account
        amiliCreditor = row.amiliCreditor
        let details = row.request?.details
        payoutKind = details?.payout.kind.rawValue ?? "bankgiro"
        payoutNumber = details?.payout.number ?? ""
        sender = Self.place(details?.sender)
        invoicing = Self.place(details?.invoicing)
        isSame = details.map { $0.sender == $0.invoicing } ?? true
        debtDescription = details?.debtDescription ?? ""
        isAgreed = false
        if row.state == .refused { issues = row.request?.issues ?? [] }
    }

    /// The form's value, and the meaning of a form that lacks the field.
    private static let homeCountry = "SE"

    private static func place(_ address: ActivationDetails.Address?) -> Place {
        Place(
            line: address?.line ?? "", zipCode: address?.zipCode ?? "",
            city: address?.city ?? "", country: address?.country ?? Self.homeCountry)
    }

    /// Ids that may not be corrected are those that are known, whatever the form says.
    init(_ form: Fields, _ row: ActivationRow) {
        func text(_ name: String) -> String { (form[name] ?? "").trimmed }
        func place(_ prefix: String) -> Place {
            Place(
                line: text("\(prefix)-gata"), zipCode: text("\(prefix)-postnummer"),
                city: text("\(prefix)-ort"),
                country: form.has("\(prefix)-land")
                    ? text("\(prefix)-land").uppercased() : Self.homeCountry)
        }
        account = row.mayCorrectIDs ? text("konto") : row.account
        amiliCreditor = row.mayCorrectIDs ? text("amili-foretag") : row.amiliCreditor
        payoutKind = text("giro")
        payoutNumber = text("gironummer")
        sender = place("avsandare")
        invoicing = place("faktura")
        isSame = form["samma"] == "ja"
        debtDescription = text("avser")
        isAgreed = form["avtal"] == "ja"
    }

    /// Notes whether the account takes another's place, and whether it was typed twice.
    mutating func compare(_ form: Fields, _ row: ActivationRow) {
        guard let old = row.request?.details.payout, !details.faults.contains(.payout) else {
            return
        }
        payoutChange = PayeeChange(from: old, to: details.payout)
        payoutAgain = (form["gironummer-igen"] ?? "").trimmed
    }

    var isPayoutConfirmed: Bool { payoutChange?.missing(in: [payoutAgain]).isEmpty ?? true }

    var details: ActivationDetails {
        ActivationDetails(
            payout: ActivationDetails.Payout(
                kind: ActivationDetails.Payout.Kind(rawValue: payoutKind) ?? .bankgiro,
                number: payoutNumber),
            sender: sender.address, invoicing: (isSame ? sender : invoicing).address,
            debtDescription: debtDescription)
    }
}
