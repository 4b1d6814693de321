/// The properties of an invoice, beside its amounts, that keep a reminder from going. The database
/// stores the raw value.
package struct InvoiceFlags: OptionSet, Hashable, Sendable {
    package let rawValue: Int32
    package init(rawValue: Int32) { self.rawValue = rawValue }

    package static let paid = InvoiceFlags(rawValue: 1 << 0)
    package static let credited = InvoiceFlags(rawValue: 1 << 1)
    package static let creditNote = InvoiceFlags(rawValue: 1 << 2)
    package static let disputed = InvoiceFlags(rawValue: 1 << 3)
    package static let paused = InvoiceFlags(rawValue: 1 << 4)
    package static let instalmentPlan = InvoiceFlags(rawValue: 1 << 5)
    package static let respite = InvoiceFlags(rawValue: 1 << 6)
    package static let soldToFactoring = InvoiceFlags(rawValue: 1 << 7)
    /// The customer's balance with the creditor is zero or in the customer's favour.
    package static let netBalanceNotPositive = InvoiceFlags(rawValue: 1 << 8)
    package static let bankrupt = InvoiceFlags(rawValue: 1 << 9)
    package static let deceased = InvoiceFlags(rawValue: 1 << 10)
    package static let cashNote = InvoiceFlags(rawValue: 1 << 11)
    package static let draft = InvoiceFlags(rawValue: 1 << 12)
    /// Another agency has it, or Amili has it by another way.
    package static let atAgency = InvoiceFlags(rawValue: 1 << 13)
    package static let minor = InvoiceFlags(rawValue: 1 << 14)
    /// The number is on file in another spelling too, for which a letter may have gone. Migration
    /// 10 sets it, and only a human removes it.
    package static let spelledTwice = InvoiceFlags(rawValue: 1 << 15)

    /// The customer's details are erased (GDPR, article 17), so no letter can be addressed. Only an
    /// operator's command sets it, and nothing removes it.
    package static let erased = InvoiceFlags(rawValue: 1 << 16)

    package static let all: InvoiceFlags = [
        .paid, .credited, .creditNote, .disputed, .paused, .instalmentPlan, .respite,
        .soldToFactoring, .netBalanceNotPositive, .bankrupt, .deceased, .cashNote, .draft,
        .atAgency, .minor, .spelledTwice, .erased,
    ]
}
