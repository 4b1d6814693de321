/// The amounts that a letter claimed, stored when it was marked done.
package struct ManualClaim: Hashable, Sendable {
    /// The date of the letter, which is also the last day that bears interest.
    package var day: CalendarDate
    /// The unpaid capital (`Invoice.capital`).
    package var remaining: Ore
    /// nil: no interest was claimed, or no rate was known.
    package var interest: Ore?
    /// Zero if no fee was claimed.
    package var fee: Ore

    package init(day: CalendarDate, remaining: Ore, interest: Ore?, fee: Ore) {
        self.day = day
        self.remaining = remaining
        self.interest = interest
        self.fee = fee
    }

    /// The amounts that a letter of that day claims.
    package init(_ facts: ManualFacts, day: CalendarDate, rates: ReferenceRates) {
        let invoice = facts.invoice
        self.day = day
        remaining = invoice.capital
        interest =
            facts.choices.withInterest
            ? (try? LateInterest(
                on: invoice.capital, due: invoice.dueDate, through: day, by: rates))?.total
            : nil
        fee = facts.fee.amount
    }
}
