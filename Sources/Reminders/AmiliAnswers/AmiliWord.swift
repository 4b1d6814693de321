/// A word of Amili's that we know, for a case's `state` or its `status`. The table `amili_word`
/// holds the same, for the views.
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

    /// Every other word that begins so is a way of being closed, too.
    package static let closedPrefix = AmiliWord.closed

    /// - Returns: nil for a word that nobody here knows.
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
