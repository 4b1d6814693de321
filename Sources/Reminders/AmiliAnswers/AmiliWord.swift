/// The words that we know of Amili's `state` and `status` of a case. The table `amili_word` holds
/// the same, for the views.
package enum AmiliWord: String, CaseIterable, Sendable {
    case initializing, initialized, invoice, active
    case reminder
    case reminderActive = "reminder_active"
    case debtCollection = "debt_collection"
    case debtCollectionActive = "debt_collection_active"
    case bailiff
    case bailiffActive = "bailiff_active"
    case monitoring
    case monitoringActive = "monitoring_active"
    case amortizationPlan = "amortization_plan"
    case paused, disputed
    case closed
    case closedPaid = "closed_paid"

    package var stage: AmiliStage {
        switch self {
        case .initializing, .initialized, .invoice, .active: .received
        case .reminder, .reminderActive: .reminded
        case .debtCollection, .debtCollectionActive: .debtCollection
        case .bailiff, .bailiffActive: .bailiff
        case .monitoring, .monitoringActive: .monitoring
        case .amortizationPlan: .amortizationPlan
        case .paused: .paused
        case .disputed: .disputed
        case .closed: .closed
        case .closedPaid: .paid
        }
    }

    /// Other words that begin with this word also mean that a case is closed.
    package static let closedPrefix = AmiliWord.closed

    /// - Returns: nil for a word that we do not know.
    package init?(reading word: String) {
        if let known = AmiliWord(rawValue: word) {
            self = known
        } else if word.hasPrefix(Self.closedPrefix.rawValue) {
            self = Self.closedPrefix
        } else {
            return nil
        }
    }
}
