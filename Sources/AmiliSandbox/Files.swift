import Glibc

/// The two files of a sandbox: the journal, which holds everything, and the ledger of letters.
///
/// Both only grow. Lines gather here until `commit`, which writes and syncs the journal before it
/// writes and syncs the ledger. So however this process ends, and even if the machine goes down, no
/// ledger line is there without its journal line; a missing ledger line is added at the next start.
/// The two syncs (`fdatasync`, which includes the file's length) cannot run at the same time: the
/// ledger could then be on disk alone. All requests of a round share them.
final class Files {
    private var journal: Int32
    private var ledger: Int32
    private var journalLines: [UInt8] = []
    private var ledgerLines: [UInt8] = []
    private var journalWritten: Int64
    private var ledgerWritten: Int64
    private let journalPath: String
    let ledgerPath: String
    private let sync: (Int32) -> Int32

    /// Opens both files, makes them and the folder if need be, and cuts an incomplete last line off
    /// each.
    /// - Parameter sync: forces a file to disk, length included, as `fdatasync` does.
    /// - Throws: exit code 74 for I/O, 75 if another sandbox has the folder.
    init(
        folder: String, sync: @escaping (Int32) -> Int32 = { fdatasync($0) }
    ) throws(SandboxError) {
        self.sync = sync
        if mkdir(folder, 0o755) != 0 && errno != EEXIST {
            throw Files.failure("cannot make folder \(folder)")
        }
        journalPath = folder + "/cases.ndjson"
        ledgerPath = folder + "/ledger.ndjson"
        ledger = try Files.open(ledgerPath)
        if flock(ledger, LOCK_EX | LOCK_NB) != 0 {
            throw SandboxError("another sandbox has its data in \(folder)", exitCode: 75)
        }
        journal = try Files.open(journalPath)
        ledgerWritten = try Files.cutTornLine(ledger, ledgerPath)
        journalWritten = try Files.cutTornLine(journal, journalPath)
    }

    deinit { close() }

    /// Closes the files, and releases the folder. Nothing may be read or written after it.
    func close() {
        // Unlocked by hand, because a child process may hold the descriptor a moment longer.
        if ledger >= 0 { flock(ledger, LOCK_UN) }
        for file in [journal, ledger] where file >= 0 { Glibc.close(file) }
        (journal, ledger) = (-1, -1)
    }

    /// Bytes of the ledger, uncommitted lines included.
    var ledgerEnd: Int64 { ledgerWritten + Int64(ledgerLines.count) }
    var hasUncommitted: Bool { !journalLines.isEmpty || !ledgerLines.isEmpty }

    /// Adds a line to the journal.
    /// - Parameter line: one JSON document, without the line's end.
    /// - Returns: its place in the file, without the line's end.
    func append(journal line: [UInt8]) -> Range<Int64> {
        let start = journalWritten + Int64(journalLines.count)
        journalLines += line
        journalLines.append(0x0A)
        return start..<(start + Int64(line.count))
    }

    /// Adds a line to the ledger.
    /// - Returns: the byte at which it begins.
    func append(ledger line: [UInt8]) -> Int64 {
        let start = ledgerEnd
        ledgerLines += line
        ledgerLines.append(0x0A)
        return start
    }

    /// Writes and syncs all lines that have gathered, the journal's first.
    /// - Throws: exit code 74; lines may then be written in part.
    func commit() throws(SandboxError) {
        if !journalLines.isEmpty {
            try write(journalLines, to: journal, journalPath)
            journalWritten += Int64(journalLines.count)
            journalLines.removeAll(keepingCapacity: true)
        }
        if !ledgerLines.isEmpty {
            try write(ledgerLines, to: ledger, ledgerPath)
            ledgerWritten += Int64(ledgerLines.count)
            ledgerLines.removeAll(keepingCapacity: true)
        }
    }

    /// The journal line at a place that `append` returned, committed or not.
    func journalLine(_ place: Range<Int64>) -> [UInt8] {
        if place.lowerBound >= journalWritten {
            let start = Int(place.lowerBound - journalWritten)
            return Array(journalLines[start..<(start + place.count)])
        }
        return [UInt8](unsafeUninitializedCapacity: place.count) { buffer, count in
            count = max(0, pread(journal, buffer.baseAddress, place.count, Int(place.lowerBound)))
        }
    }

    /// Calls `body` with each committed line, without its end, and the byte at which it begins.
    func eachJournalLine(
        _ body: (ArraySlice<UInt8>, Int64) throws(SandboxError) -> Void
    ) throws(SandboxError) {
        try Files.eachLine(journal, upTo: journalWritten, body)
    }

    func eachLedgerLine(
        _ body: (ArraySlice<UInt8>, Int64) throws(SandboxError) -> Void
    ) throws(SandboxError) {
        try Files.eachLine(ledger, upTo: ledgerWritten, body)
    }

    /// Reads a file in steps of 1 MiB, and calls `body` with each whole line.
    private static func eachLine(
        _ file: Int32, upTo end: Int64,
        _ body: (ArraySlice<UInt8>, Int64) throws(SandboxError) -> Void
    ) throws(SandboxError) {
        var rest: [UInt8] = []
        var position: Int64 = 0
        while position < end {
            let chunk = try read(file, at: position, upTo: 1 << 20)
            if chunk.isEmpty { throw failure("a data file ends too soon") }
            let base = position - Int64(rest.count)
            position += Int64(chunk.count)
            rest += chunk
            var start = 0
            while let stop = rest[start...].firstIndex(of: 0x0A) {
                try body(rest[start..<stop], base + Int64(start))
                start = stop + 1
            }
            rest.removeSubrange(..<start)
        }
    }

    private static func open(_ path: String) throws(SandboxError) -> Int32 {
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        if file < 0 { throw failure("cannot open \(path)") }
        return file
    }

    /// Writes all bytes, and syncs the file.
    private func write(
        _ bytes: [UInt8], to file: Int32, _ path: String
    ) throws(SandboxError) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(file, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            if count < 0 { throw Files.failure("cannot write \(path)") }
            written += count
        }
        if sync(file) != 0 { throw Files.failure("cannot sync \(path)") }
    }

    private static func read(
        _ file: Int32, at position: Int64, upTo count: Int
    ) throws(SandboxError) -> [UInt8] {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, length in
            let got = pread(file, buffer.baseAddress, count, Int(position))
            failed = got < 0
            length = max(0, got)
        }
        if failed { throw failure("cannot read") }
        return bytes
    }

    /// Cuts off an incomplete last line. No client was told of it.
    /// - Returns: the length that is left.
    private static func cutTornLine(_ file: Int32, _ path: String) throws(SandboxError) -> Int64 {
        let length = Int64(lseek(file, 0, SEEK_END))
        if length < 0 { throw failure("cannot read \(path)") }
        var end = length
        while end > 0 {
            let start = max(0, end - 65_536)
            let chunk = try read(file, at: start, upTo: Int(end - start))
            if let last = chunk.lastIndex(of: 0x0A) {
                end = start + Int64(last) + 1
                break
            }
            end = start
        }
        if end < length && ftruncate(file, Int(end)) != 0 { throw failure("cannot mend \(path)") }
        return end
    }

    /// The error for the present `errno`.
    private static func failure(_ what: String) -> SandboxError {
        SandboxError("\(what): \(String(cString: strerror(errno)))", exitCode: 74)
    }
}
