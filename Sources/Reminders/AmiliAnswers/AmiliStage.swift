/// Where a case stands at Amili, in the words of our list. The raw value orders them: of Amili's
/// two words for one case, the one that is further along is shown.
package enum AmiliStage: Int, CaseIterable, Sendable {
    /// Amili has the case, and has not sent anything yet.
    case received = 10
    case reminded = 20
    case debtCollection = 30
    case bailiff = 40
    /// Kept an eye on, after what was tried led to nothing.
    case monitoring = 50
    // Flags beside the stage: what the bookkeeper must know comes before how far it had come.
    case amortizationPlan = 60
    case paused = 70
    case disputed = 80
    /// Ended otherwise than by payment.
    case closed = 90
    case paid = 95

    /// A word that nobody here knows stands after "received": it says more than that, and less
    /// than any other.
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
