import Crypto
package import EnqueueStore
import Reminders

/// Feeds a load from a batch file, and passes on the lines that it refuses.
package final class BatchSource: LoadSource {
    private let file: BatchFile
    private var reader: BatchReader
    private let hash: RunningHash
    private let refuse: (Refusal) throws -> Void
    private let notes: BatchNotes
    /// Lines refused so far.
    package private(set) var refused = 0
    private var good = 0

    /// Opens the file from its beginning, and reads its header.
    /// - Parameters:
    ///   - survey: found in the same file.
    ///   - notes: complete after `finish`.
    ///   - progress: gets the number of bytes read so far.
    ///   - refuse: gets each refused line; may throw to undo the load.
    /// - Throws: `UnreadableBatch`, or an error of the file.
    package init(
        _ file: BatchFile, _ survey: BatchSurvey, notes: BatchNotes,
        progress: @escaping (Int) -> Void = { _ in },
        refuse: @escaping (Refusal) throws -> Void = { _ in }
    ) throws {
        self.file = file
        self.refuse = refuse
        self.notes = notes
        let hash = RunningHash()
        self.hash = hash
        reader = try BatchReader(
            file.source(progress).teed { hash.update($0) }, encoding: file.encoding,
            rules: survey.rules, repeated: survey.repeated)
    }

    /// Returns the invoices of the next lines.
    /// - Parameter limit: the most invoices, 1 or more.
    /// - Returns: no invoices only at the end of the file.
    /// - Throws: an error of the file or of `refuse`.
    package func next(_ limit: Int) throws -> [LoadLine] {
        while true {
            let lines = try reader.next(upTo: limit)
            reader.takeNotes().forEach(notes.cells.add)
            if lines.isEmpty { return [] }
            var invoices: [LoadLine] = []
            invoices.reserveCapacity(lines.count)
            for line in lines {
                switch line {
                case .invoice(_, let invoice, let known):
                    invoices.append(LoadLine(invoice, known: known))
                case .refused(let refusal):
                    refused += 1
                    try refuse(refusal)
                case .setAside: continue
                }
            }
            good += invoices.count
            if !invoices.isEmpty { return invoices }
        }
    }

    /// Compares the bytes that were read with the fingerprint, and completes the notes.
    /// - Throws: `BatchFile.Problem`: `.changedWhileRead`, or `.nothingUsable` or `.noInvoices` if
    ///   no invoice was found.
    package func finish() throws {
        guard hash.digest() == file.digest else { throw BatchFile.Problem.changedWhileRead }
        notes.tally = reader.tally
        if good > 0 { return }
        throw refused > 0 ? BatchFile.Problem.nothingUsable : .noInvoices
    }

    /// Reads the whole file for its notes alone, for a run that was loaded before.
    /// - Throws: as `next` and `finish` do.
    package func readThrough() throws {
        while try !next(1_000).isEmpty {}
        try finish()
    }
}

/// The SHA-256 of the bytes read so far, shared with the closure that sees them.
private final class RunningHash {
    private var hash = SHA256()
    func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }
    func digest() -> String { BatchFile.hexadecimal(hash.finalize()) }
}
