import Foundation
import Reminders

/// The question that one list is asked.
struct Asked: Sendable {
    /// Without the canary, and each once.
    let numbers: [InvoiceNumber]
    let keys: Set<String>
    let canary: InvoiceNumber?

    init(_ numbers: [InvoiceNumber], canary: InvoiceNumber?) {
        var seen: Set<InvoiceNumber> = []
        self.numbers = numbers.filter { seen.insert($0).inserted && $0 != canary }
        keys = Set(numbers.map(\.key))
        self.canary = canary
    }

    /// Both spellings, if they differ: the text as written, and its canonical form.
    static func spellings(_ number: InvoiceNumber) -> [String] {
        number.key == number.written ? [number.written] : [number.written, number.key]
    }
}
