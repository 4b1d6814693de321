/// Finds invoices that a file lists on several lines which differ, as an export of article rows
/// does. Neither the first line nor the lowest amount is then what the customer owes, and their sum
/// may be the total as often as there are rows. Lines that say the same are one invoice listed
/// twice.
///
/// It holds eight bytes a line. Of a large file it takes a share of the numbers at a time, and
/// reads the file once more for each share.
enum RepeatedNumbers {
    /// The size up to which a file is looked through at once: 32 MiB of memory at most.
    private static let bytesAtOnce = 256 << 20
    /// The most such numbers. A file with more is of another kind.
    static let most = 100_000

    /// Finds the numbers in two steps: those that occur more than once by their hashes, then those
    /// of them whose lines differ.
    /// - Parameters:
    ///   - bytes: the file's length.
    ///   - open: returns a reader at the file's beginning.
    /// - Returns: the keys of the numbers.
    /// - Throws: `UnreadableBatch` if there are more than `most`.
    static func found(bytes: Int, _ open: () throws -> BatchReader) throws -> Set<String> {
        let parts = UInt64(bytes / bytesAtOnce + 1)
        var several: Set<UInt64> = []
        for part in 0..<parts {
            try add(part, of: parts, bytes: bytes, to: &several, open)
            if several.count > most { throw tooMany }
        }
        if several.isEmpty { return [] }
        var digests: [String: UInt64] = [:]
        var differing: Set<String> = []
        var reader = try open()
        try reader.numbers { key, digest in
            guard several.contains(hash(key)) else { return }
            if let first = digests[key], first != digest { differing.insert(key) }
            digests[key] = digests[key] ?? digest
        }
        return differing
    }

    /// Adds the hashes that occur more than once in one share of the numbers.
    private static func add(
        _ part: UInt64, of parts: UInt64, bytes: Int, to several: inout Set<UInt64>,
        _ open: () throws -> BatchReader
    ) throws {
        var hashes: [UInt64] = []
        hashes.reserveCapacity(bytes / Int(parts) / 100)
        var reader = try open()
        try reader.numbers { key, _ in
            let hash = hash(key)
            if hash % parts == part { hashes.append(hash) }
        }
        hashes.sort()
        for index in hashes.indices.dropFirst() where hashes[index] == hashes[index - 1] {
            several.insert(hashes[index])
        }
    }

    private static let tooMany = UnreadableBatch(
        reason: "More than \(most) invoices stand on several lines: the file lists rows of "
            + "invoices.",
        remedy: "Export one line an invoice, with what remains of it.")

    static func refusal(_ line: Int, _ heading: HeaderReading) -> Refusal {
        Refusal(
            line: line,
            column: heading.columns.first { $0.column == .invoiceNumber }?.written,
            code: .repeatedInvoice,
            reason: "The invoice stands on several lines, and they differ.",
            remedy: "Export one line an invoice, with what remains of it, and not its rows.")
    }

    /// The 64-bit FNV-1a hash.
    static func hash(_ key: String) -> UInt64 {
        key.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
