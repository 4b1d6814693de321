/// The claim of a letter, as it was when it was marked done.
package struct ManualClaim: Hashable, Sendable {
    /// The letter's date, and the last day that bears interest.
    package var day: CalendarDate
    package var remaining: Ore
    /// nil: none was claimed, or no rate was known.
    package var interest: Ore?
    package var fee: Ore

    package init(day: CalendarDate, remaining: Ore, interest: Ore?, fee: Ore) {
        self.day = day
        self.remaining = remaining
        self.interest = interest
        self.fee = fee
    }

    /// What a letter of that day claims.
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
