import Crypto
import Reminders
package import Store

/// Feeds a load from a batch file, and takes note of what it refuses.
package final class BatchSource: LoadSource {
    private let file: BatchFile
    private var reader: BatchReader
    private let hash: RunningHash
    private let refuse: (Refusal) throws -> Void
    package private(set) var refused = 0
    private var good = 0

    /// - Parameters:
    ///   - progress: gets the number of bytes read so far.
    ///   - refuse: gets each refused line; may throw to undo the load.
    package init(
        _ file: BatchFile, progress: @escaping (Int) -> Void,
        refuse: @escaping (Refusal) throws -> Void
    ) throws {
        self.file = file
        self.refuse = refuse
        let hash = RunningHash()
        self.hash = hash
        reader = try BatchReader(file.source(progress).teed { hash.update($0) })
    }

    package func next(_ limit: Int) throws -> [LoadLine] {
        while true {
            let lines = try reader.next(upTo: limit)
            if lines.isEmpty { return [] }
            var invoices: [LoadLine] = []
            invoices.reserveCapacity(lines.count)
            for line in lines {
                switch line {
                case .invoice(_, let invoice, let known):
                    invoices.append(LoadLine(invoice, knownFlags: known.flags))
                case .refused(let refusal):
                    refused += 1
                    try refuse(refusal)
                case .totals: continue
                }
            }
            good += invoices.count
            if !invoices.isEmpty { return invoices }
        }
    }

    package func finish() throws {
        guard hash.digest() == file.digest else { throw BatchFile.Problem.changedWhileRead }
        if good == 0 { throw BatchFile.Problem.nothingUsable }
    }
}

private final class RunningHash {
    private var hash = SHA256()
    func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }
    func digest() -> String { BatchFile.hexadecimal(hash.finalize()) }
}
