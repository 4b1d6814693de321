import AccessStore
import ConsoleStore
import Reminders

/// The values of the activation form, and what is wrong with them. A first visit fills them from
/// the creditor's last request; a submitted form fills them from its fields.
struct ActivationEntries {
    /// Amili's id of the account: 24 hexadecimal digits if it is valid.
    var account: String
    /// Amili's id of the creditor: 24 hexadecimal digits if it is valid.
    var amiliCreditor: String
    /// `bankgiro` or `plusgiro`; a submitted form may hold anything.
    let payoutKind: String
    let payoutNumber: String
    let sender: Place
    /// Ignored while `isSame`.
    let invoicing: Place
    /// The invoice address is the same as the sender's.
    let isSame: Bool
    let debtDescription: String
    /// The user ticked the consent on this submission; a new form never has it ticked.
    let isAgreed: Bool
    /// The details that our own rules refuse. Nothing is submitted while there are any.
    var faults: [ActivationField] = []
    /// Amili's objections to the details that were submitted last; only after a refusal.
    var issues: [ActivationIssue] = []
    /// Why the two ids were refused, in the user's language; nil if they were not.
    var idTrouble: String?
    /// The form was submitted without the consent.
    var isAgreementMissing = false
    /// The change from the payout account of the last request, which must be confirmed by typing
    /// the new number twice. nil if there was no request, or if the account is the same or invalid.
    var payoutChange: PayeeChange?
    /// The new account number as it was typed the second time.
    var payoutAgain = ""

    /// One address as it was typed, trimmed.
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

    /// Fills a new form from the creditor's last request. Without one: bankgiro, and the invoice
    /// address the same as the sender's.
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

    /// The country code of an empty form, and of a submitted form that lacks the field.
    private static let homeCountry = "SE"

    private static func place(_ address: ActivationDetails.Address?) -> Place {
        Place(
            line: address?.line ?? "", zipCode: address?.zipCode ?? "",
            city: address?.city ?? "", country: address?.country ?? Self.homeCountry)
    }

    /// Reads a submitted form. Ids that may no longer be corrected come from `row`, whatever the
    /// form says.
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

    /// Sets `payoutChange` if the payout account replaces that of the last request, and reads the
    /// second typing of its number.
    mutating func compare(_ form: Fields, _ row: ActivationRow) {
        guard let old = row.request?.details.payout, !details.faults.contains(.payout) else {
            return
        }
        payoutChange = PayeeChange(from: old, to: details.payout)
        payoutAgain = (form["gironummer-igen"] ?? "").trimmed
    }

    /// True if the new account number was typed twice, or if it need not be.
    var isPayoutConfirmed: Bool { payoutChange?.missing(in: [payoutAgain]).isEmpty ?? true }

    /// The details to submit. An unknown kind of giro counts as bankgiro.
    var details: ActivationDetails {
        ActivationDetails(
            payout: ActivationDetails.Payout(
                kind: ActivationDetails.Payout.Kind(rawValue: payoutKind) ?? .bankgiro,
                number: payoutNumber),
            sender: sender.address, invoicing: (isSame ? sender : invoicing).address,
            debtDescription: debtDescription)
    }
}
