package import Reminders

/// A change of the account that payments go to, before and after. Anybody who could make it unseen
/// would take the money.
package struct PayeeChange: Sendable, Equatable {
    /// The change for the audit, in no language, with numbers cut to their last digits.
    package let facts: String
    /// The numbers to type once more before the change is made. Empty if no number was known
    /// before: no payment can go astray then.
    package let toRepeat: [GiroNumber]
    /// The accounts until the change, as in `bankgiro …1055`.
    package let before: String

    /// The change of the numbers that a creditor's customers are told to pay to.
    /// - Returns: nil if both numbers stay.
    package init?(from old: LetterSender?, to new: LetterSender) {
        let pairs = [
            ("bankgiro", old?.bankgiro, new.bankgiro), ("plusgiro", old?.plusgiro, new.plusgiro),
        ]
        let changes = pairs.filter { $0.1 != $0.2 }
        guard !changes.isEmpty else { return nil }
        facts = changes.map { name, old, new in
            "\(name) \(Self.blanked(old?.digits)) → \(Self.blanked(new?.digits))"
        }.joined(separator: ", ")
        let known = pairs.compactMap { $0.1 }
        let (made, left) = (changes.compactMap { $0.2 }, pairs.compactMap { $0.2 })
        // If a number is only taken away, the one that stays is typed; if none stays, the old one.
        // Else a number could be taken away first, and another added later as if it were the first.
        toRepeat = known.isEmpty ? [] : !made.isEmpty ? made : !left.isEmpty ? left : known
        before = known.map { "\($0.kind.rawValue) \(Self.blanked($0.digits))" }
            .joined(separator: ", ")
    }

    /// The change of the account that Amili pays out to.
    /// - Returns: nil if the account stays.
    package init?(from old: ActivationDetails.Payout?, to new: ActivationDetails.Payout) {
        guard old?.kind != new.kind || old?.digits != new.digits else { return nil }
        before = old.map { "\($0.kind.rawValue) \(Self.blanked($0.digits))" } ?? "–"
        facts = "\(before) → \(new.kind.rawValue) \(Self.blanked(new.digits))"
        let kind: GiroNumber.Kind = new.kind == .bankgiro ? .bankgiro : .plusgiro
        toRepeat = old == nil ? [] : [GiroNumber(kind, new.digits)].compactMap { $0 }
    }

    /// Returns the numbers of `toRepeat` that are not among those typed.
    package func missing(in typed: [String]) -> [GiroNumber] {
        toRepeat.filter { number in !typed.contains { GiroNumber(number.kind, $0) == number } }
    }

    /// Cuts a number to its last four digits, `…1055`, or to its last two if it has four or fewer;
    /// `–` for none.
    package static func blanked(_ number: String?) -> String {
        guard let number, !number.isEmpty else { return "–" }
        return number.count > 4 ? "…\(number.suffix(4))" : "…\(number.suffix(2))"
    }
}
