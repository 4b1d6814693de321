import Reminders

/// The name of a draft: 128 random bits. Knowing it is not enough to open the draft: every call
/// names the owner and the creditor as well.
package struct DraftID: Hashable, Sendable {
    /// 32 hexadecimal digits in lower case.
    package let text: String

    /// - Returns: nil unless the text is 32 hexadecimal digits in lower case.
    package init?(_ text: some StringProtocol) {
        let isHexadecimal = text.utf8.allSatisfy {
            (48...57).contains($0) || (97...102).contains($0)
        }
        guard text.utf8.count == 32, isHexadecimal else { return nil }
        self.text = String(text)
    }

    /// Draws a new one. The system's generator is the kernel's.
    init() {
        var generator = SystemRandomNumberGenerator()
        text = (0..<16).map { _ in
            let byte = UInt8.random(in: .min ... .max, using: &generator)
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
    }

    /// The key of the run that the draft becomes.
    package var runKey: String { "draft \(text)" }
}
