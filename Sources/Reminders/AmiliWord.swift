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

/// What Amili says of one case: its two words, kept as they came.
package struct AmiliStanding: Hashable, Sendable {
    package let state: String?
    package let status: String?

    package init(state: String?, status: String?) {
        self.state = state
        self.status = status
    }

    /// The stage to be shown, or the word that is shown raw.
    package enum Shown: Equatable, Sendable {
        case stage(AmiliStage)
        case unknown(String)
    }

    /// The further of the two; the state, if they are equal. The view `reminder_list` says the
    /// same, and a test holds one against the other.
    package var shown: Shown {
        let (first, second) = (Self.read(state), Self.read(status))
        return first.rank >= second.rank ? first.shown : second.shown
    }

    private static func read(_ word: String?) -> (rank: Int, shown: Shown) {
        guard let word else { return (0, .stage(.received)) }
        guard let known = AmiliWord(reading: word) else {
            return (AmiliStage.unknownRank, .unknown(word))
        }
        return (known.stage.rawValue, .stage(known.stage))
    }

    package var swedish: String {
        switch shown {
        case .stage(let stage): stage.swedish
        case .unknown(let word): "Hos Amili: \(word)"
        }
    }

    package var english: String {
        switch shown {
        case .stage(let stage): stage.english
        case .unknown(let word): "At Amili: \(word)"
        }
    }
}
