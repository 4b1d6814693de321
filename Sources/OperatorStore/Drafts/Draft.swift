package import Reminders

/// The name of a draft: 128 random bits. Whoever has it needs its owner and creditor all the same.
package struct DraftID: Hashable, Sendable {
    /// 32 hexadecimal digits.
    package let text: String

    package init?(_ text: some StringProtocol) {
        let isHexadecimal = text.utf8.allSatisfy {
            (48...57).contains($0) || (97...102).contains($0)
        }
        guard text.utf8.count == 32, isHexadecimal else { return nil }
        self.text = String(text)
    }

    /// A new one. The system's generator is the kernel's.
    init() {
        var generator = SystemRandomNumberGenerator()
        text = (0..<16).map { _ in
            let byte = UInt8.random(in: .min ... .max, using: &generator)
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    /// The key of its run.
    package var runKey: String { "draft \(text)" }
}

package enum DraftProblem: Error, Sendable, Equatable {
    /// There is nothing to be frozen.
    case nothingSelected
    /// No such draft, or another user's, or one long dead.
    case unknown
    case expired
    /// It is still being built.
    case notReady
    /// It was changed since the revision that was shown.
    case changed
    /// It was sent: nothing can be chosen any more.
    case sent(run: RunID)
    case nothingTicked
    /// The oldest knowledge of an invoice that would go, in days.
    case stale(days: Int)
    /// More single choices than a draft holds.
    case full
    /// Nothing of it may go; and where a reminder of one of its invoices is already, if anywhere.
    case nothingGoes(run: RunID?)
}

package struct DraftProgress: Sendable, Equatable {
    package let isReady: Bool
    package let built: Int
    /// As far as is known while it is built.
    package let expected: Int
}

/// What can be chosen for a line, or for all of them; nil: as it is.
package struct DraftChange: Sendable, Equatable {
    package var isTicked: Bool?
    package var isManual: Bool?
    package var byEmail: Bool?
    package var withInterest: Bool?
    package var withFee: Bool?

    package init(
        isTicked: Bool? = nil, isManual: Bool? = nil, byEmail: Bool? = nil,
        withInterest: Bool? = nil, withFee: Bool? = nil
    ) {
        self.isTicked = isTicked
        self.isManual = isManual
        self.byEmail = byEmail
        self.withInterest = withInterest
        self.withFee = withFee
    }
}

package struct Draft: Sendable {
    package let progress: DraftProgress
    /// Grows with every choice; what is sent is what was shown.
    package let revision: Int
    /// RFC 3339 UTC, as `expiresAt`.
    package let openedAt: String
    package let expiresAt: String
    /// What it became, once it was sent.
    package let run: RunID?
    /// What holds for every line without a choice of its own.
    package let forAll: (isTicked: Bool, route: ReminderRoute)
    package let totals: DraftTotals
    /// Since all that match a filter were chosen.
    package let sinceChoice: DraftDrift
}

/// What has come and gone between the choice of all that match a filter and the draft of them.
package struct DraftDrift: Sendable, Equatable {
    /// How many matched then.
    package var chosen = 0
    /// Lines that match now and did not then.
    package var came = 0
    /// How many of these are ticked.
    package var cameTicked = 0
    /// That matched then and do not now.
    package var went = 0
}

package struct DraftTotals: Sendable, Equatable {
    package var lines = 0
    package var ticked = 0
    /// That go, as far as is known: ticked and without an obstacle.
    package var amili = 0
    package var amiliMoney = Ore.zero
    package var manual = 0
    package var manualMoney = Ore.zero
    /// Ticked, and will be skipped.
    package var skipped = 0
    package var reasons: [Reason: Int] = [:]
    /// Invoices that go, and have a warning.
    package var warned = 0
    /// Invoices that go, and whose knowledge is older than `Resubmission.stalest`: to be confirmed.
    package var stale = 0
    /// Age of the oldest knowledge in the draft, if it is stale.
    package var oldestDays: Int?
    /// Debtors who would get more than one letter.
    package var severalLetters = 0
    /// Lines with an obstacle or a warning, ticked or not.
    package var problems = 0
    /// Ticked lines that lead to Amili, those with an obstacle too: they hinder a creditor that is
    /// not active there.
    package var tickedForAmili = 0
    /// The creditor's, at Amili.
    package var isActive = false
    /// Median of the letters of its last runs; nil: this would be the first.
    package var usualSize: Int?
}

package struct DraftLine: Sendable {
    package let position: Int
    package let key: String
    /// As written; the key, if the invoice is no longer on file.
    package let number: String
    package let customerNumber: String?
    package let name: String?
    package let hasEmail: Bool
    package let invoiceDate: CalendarDate?
    package let dueDate: CalendarDate?
    package let daysOverdue: Int?
    package let total: Ore?
    /// When the draft was built.
    package let remaining: Ore
    package let currency: String?
    package let isTicked: Bool
    package let route: ReminderRoute
    /// What is chosen for the manual route, also while the line leads to Amili.
    package let manual: ManualChoices
    /// Why it will be skipped, as far as was known when the draft was built.
    package let obstacle: Reason?
    package let warnings: [Warning]
    /// Lines of this debtor that may go; 100 stands for more.
    package let letters: Int
    /// It matches the filter, and did not when all that match were chosen.
    package let isNew: Bool
}

package struct DraftPage: Sendable {
    package let lines: [DraftLine]
    /// The positions after which the neighbouring pages begin.
    package let next: Int?
    package let previous: Int?
}

/// A debtor who would get several letters.
package struct SeveralLetters: Sendable {
    /// The position of the first of the lines: the next page begins there.
    package let position: Int
    package let name: String?
    package let customerNumber: String?
    package let letters: Int
    package let money: Ore
    /// Ten at most.
    package let numbers: [String]
}
