/// The stage of a case at Amili, as our list shows it. The raw value is the rank: Amili has two
/// words for a case, and the one with the higher rank is shown.
package enum AmiliStage: Int, CaseIterable, Sendable {
    /// Amili has the case, and has sent nothing yet.
    case received = 10
    case reminded = 20
    case debtCollection = 30
    case bailiff = 40
    /// Amili watches the debtor, after all other steps led to nothing.
    case monitoring = 50
    // Flags rank higher than stages: the bookkeeper must see a dispute first, however far the case
    // had come.
    case amortizationPlan = 60
    case paused = 70
    case disputed = 80
    /// Ended, but not by payment.
    case closed = 90
    case paid = 95

    /// The rank of a word that we do not know. It ranks just after `received`, because it tells
    /// more than that, and before all other stages, because it tells less.
    package static let unknownRank = 15

    package var swedish: String {
        switch self {
        case .received: "Mottagen av Amili"
        case .reminded: "Påminnelse skickad"
        case .debtCollection: "Inkasso"
        case .bailiff: "Kronofogden"
        case .monitoring: "Efterbevakning"
        case .amortizationPlan: "Avbetalningsplan hos Amili"
        case .paused: "Pausad hos Amili"
        case .disputed: "Bestridd hos Amili"
        case .closed: "Avslutad"
        case .paid: "Slutbetald"
        }
    }

    package var english: String {
        switch self {
        case .received: "Received by Amili"
        case .reminded: "Reminder sent"
        case .debtCollection: "Debt collection"
        case .bailiff: "Enforcement authority"
        case .monitoring: "Long-term monitoring"
        case .amortizationPlan: "Instalment plan at Amili"
        case .paused: "Paused at Amili"
        case .disputed: "Disputed at Amili"
        case .closed: "Closed"
        case .paid: "Paid in full"
        }
    }
}
