/// All that is known of a reminder to be made by hand, before it is a letter.
package struct ManualFacts: Hashable, Sendable {
    package var creditorName: String
    package var sender: LetterSender
    package var invoice: Invoice
    package var choices: ManualChoices
    /// Why no letter may go now although one was to; nil if one may.
    package var obstacle: Reason?
    /// A reminder fee of this invoice was claimed before, by the creditor or by Amili.
    package var wasFeeClaimed: Bool
    /// What the letter claimed when it was marked done; nil while it is to do.
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
    package var fee: ReminderFee {
        if let claimed, claimed.fee > .zero { return .claimed(claimed.fee) }
        return .claim(
            wanted: choices.withFee, isAgreed: sender.isFeeAgreed,
            wasClaimed: wasFeeClaimed || (invoice.reminderFee ?? .zero) > .zero)
    }
}
