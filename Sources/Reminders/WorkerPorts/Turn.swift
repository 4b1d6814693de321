/// The right to ask about one creditor for a while.
package struct Turn: Sendable, Equatable {
    /// How long its holder waits for a slot. No turn is given while the next slot is further away.
    package static let patience = Duration.seconds(5)

    /// How far a list has been read.
    package struct Place: Sendable, Equatable {
        /// From 1: the page to be read next.
        package var page: Int
        /// Amili's clock at the answer of page 1, seconds since 1970; nil before it.
        package var began: Int64?
        /// Cases read so far.
        package var read: Int
        package init(page: Int = 1, began: Int64? = nil, read: Int = 0) {
            self.page = page
            self.began = began
            self.read = read
        }
    }
    package enum Task: Sendable, Equatable {
        /// What has changed since; nil: as far back as is sensible.
        case changes(since: Int64?, Place)
        /// All cases.
        case reconciliation(Place)
        /// The next step of the creditor's way to being active: one call.
        case activation(ActivationDetails, ActivationStep)
    }
    package let creditor: CreditorID
    /// The creditor's name in logs.
    package let handle: String
    package let party: AmiliParty
    /// Fences every write-back: each turn of one creditor and kind has a higher one.
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
