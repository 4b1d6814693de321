import Reminders

/// The invoice numbers that one list is asked for, and the canary.
struct Asked: Sendable {
    /// Each once, without the canary.
    let numbers: [InvoiceNumber]
    /// Canonical keys of all numbers asked for; of the canary only if it is one of them.
    let keys: Set<String>
    let canary: InvoiceNumber?

    init(_ numbers: [InvoiceNumber], canary: InvoiceNumber?) {
        var seen: Set<InvoiceNumber> = []
        self.numbers = numbers.filter { seen.insert($0).inserted && $0 != canary }
        keys = Set(numbers.map(\.key))
        self.canary = canary
    }

    /// The texts to ask for: the number as written and, if it differs, its canonical key.
    static func spellings(_ number: InvoiceNumber) -> [String] {
        number.key == number.written ? [number.written] : [number.written, number.key]
    }
}
