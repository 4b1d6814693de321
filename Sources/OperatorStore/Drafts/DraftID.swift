import Reminders

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
