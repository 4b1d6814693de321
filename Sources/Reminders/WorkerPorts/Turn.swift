/// The right to ask Amili about one creditor for a while.
package struct Turn: Sendable, Equatable {
    /// The longest wait of a turn's holder for a slot. No turn is given while the next slot is
    /// further away.
    package static let patience = Duration.seconds(5)

    /// The progress of reading a list.
    package struct Place: Sendable, Equatable {
        /// The next page to read, from 1.
        package var page: Int
        /// Amili's clock at the answer of page 1, seconds since 1970; nil before it.
        package var began: Int64?
        /// The number of cases read so far.
        package var read: Int
        package init(page: Int = 1, began: Int64? = nil, read: Int = 0) {
            self.page = page
            self.began = began
            self.read = read
        }
    }
    /// The question of a turn.
    package enum Task: Sendable, Equatable {
        /// The cases that changed since a moment, seconds since 1970 by Amili's clock; nil: all
        /// that can matter.
        case changes(since: Int64?, Place)
        /// All cases.
        case reconciliation(Place)
        /// The next step of making the creditor active: one call.
        case activation(ActivationDetails, ActivationStep)
    }
    package let creditor: CreditorID
    /// The creditor's name in logs.
    package let handle: String
    package let party: AmiliParty
    /// Fences every write-back. Each turn of one creditor and kind has a higher number than the
    /// last.
    package let number: Int64
    package let task: Task
    package init(
        creditor: CreditorID, handle: String, party: AmiliParty, number: Int64, task: Task
    ) {
        self.creditor = creditor
        self.handle = handle
        self.party = party
        self.number = number
        self.task = task
    }
}
