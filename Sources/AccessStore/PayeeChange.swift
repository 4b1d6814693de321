package import Reminders

/// Where a creditor's customers are told to pay, before and after: whoever changes it unseen takes
/// the money.
package struct PayeeChange: Sendable, Equatable {
    /// For the record, in no language: numbers blanked to their last digits.
    package let facts: String
    /// Numbers that are to be typed once more before the change is made. None where customers were
    /// told no number before: nobody's money goes astray then.
    package let toRepeat: [GiroNumber]
    /// Where they pay until then: `bankgiro …1055`.
    package let before: String

    /// - Returns: nil if they pay to where they paid.
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
        // Where one is only taken away, the one that stays is typed; where none stays, the old one:
        // else a number could be taken away first, and another put there as if it were the first.
        toRepeat = known.isEmpty ? [] : !made.isEmpty ? made : !left.isEmpty ? left : known
        before = known.map { "\($0.kind.rawValue) \(Self.blanked($0.digits))" }
            .joined(separator: ", ")
    }

    /// The change of the account that Amili pays out to.
    package init?(from old: ActivationDetails.Payout?, to new: ActivationDetails.Payout) {
        guard old?.kind != new.kind || old?.digits != new.digits else { return nil }
        before = old.map { "\($0.kind.rawValue) \(Self.blanked($0.digits))" } ?? "–"
        facts = "\(before) → \(new.kind.rawValue) \(Self.blanked(new.digits))"
        let kind: GiroNumber.Kind = new.kind == .bankgiro ? .bankgiro : .plusgiro
        toRepeat = old == nil ? [] : [GiroNumber(kind, new.digits)].compactMap { $0 }
    }

    /// Which of the numbers that are to be typed once more are not among those typed.
    package func missing(in typed: [String]) -> [GiroNumber] {
        toRepeat.filter { number in !typed.contains { GiroNumber(number.kind, $0) == number } }
    }

    /// `…1055`; `–` for none.
    package static func blanked(_ number: String?) -> String {
        guard let number, !number.isEmpty else { return "–" }
        return number.count > 4 ? "…\(number.suffix(4))" : "…\(number.suffix(2))"
    }
}
