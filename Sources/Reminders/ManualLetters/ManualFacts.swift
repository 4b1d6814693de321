/// The input of a manual reminder's letter.
package struct ManualFacts: Hashable, Sendable {
    package var creditorName: String
    package var sender: LetterSender
    package var invoice: Invoice
    package var choices: ManualChoices
    /// The reason why no letter may go any more; nil if one may.
    package var obstacle: Reason?
    /// Whether a reminder fee of this invoice was claimed before, by the creditor or by Amili.
    package var wasFeeClaimed: Bool
    /// The amounts of the letter that was marked done; nil while the letter is still to be made.
    package var claimed: ManualClaim?

    package init(
        creditorName: String, sender: LetterSender, invoice: Invoice, choices: ManualChoices,
        obstacle: Reason? = nil, wasFeeClaimed: Bool = false, claimed: ManualClaim? = nil
    ) {
        self.creditorName = creditorName
        self.sender = sender
        self.invoice = invoice
        self.choices = choices
        self.obstacle = obstacle
        self.wasFeeClaimed = wasFeeClaimed
        self.claimed = claimed
    }
}

extension ManualFacts {
    /// Whether the letter claims the reminder fee. A letter that was marked done claims what it
    /// claimed then, whatever has been agreed on since.
    package var fee: ReminderFee {
        if let claimed, claimed.fee > .zero { return .claimed(claimed.fee) }
        let today = ReminderFee.claim(
            wanted: choices.withFee, isAgreed: sender.isFeeAgreed,
            wasClaimed: wasFeeClaimed || (invoice.reminderFee ?? .zero) > .zero)
        return claimed != nil && today.amount > .zero ? .notWanted : today
    }
}
