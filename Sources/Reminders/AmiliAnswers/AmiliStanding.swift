/// Amili's two words for one case, as they came.
package struct AmiliStanding: Hashable, Sendable {
    package let state: String?
    package let status: String?

    package init(state: String?, status: String?) {
        self.state = state
        self.status = status
    }

    /// The stage to show, or the unknown word to show as it is.
    package enum Shown: Equatable, Sendable {
        case stage(AmiliStage)
        case unknown(String)
    }

    /// The word with the higher rank; the state, if the ranks are equal. The view `reminder_list`
    /// has the same rule, and a test compares the two.
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
