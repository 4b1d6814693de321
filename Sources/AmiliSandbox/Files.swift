import Glibc

/// The two files of a sandbox: the journal, which holds everything, and the ledger of letters.
///
/// Both only grow. Lines gather here until `commit`, which writes the journal first: whatever ends
/// this process, a ledger line without its journal line cannot exist, and the reverse is mended at
/// the start. The ledger is synced (`fdatasync`, which brings the file's length with it), so that
/// it stands even if the machine goes down; a sync of the journal too would halve the speed.
final class Files {
    private var journal: Int32
    private var ledger: Int32
    private var journalLines: [UInt8] = []
    private var ledgerLines: [UInt8] = []
    private var journalWritten: Int64
    private var ledgerWritten: Int64
    let ledgerPath: String

    /// Opens both, making them and the folder if need be, and cuts a torn last line off each.
    /// - Throws: exit code 74 for I/O, 75 if another sandbox has the folder.
    init(folder: String) throws(SettingsError) {
        if mkdir(folder, 0o755) != 0 && errno != EEXIST {
            throw Files.failure("cannot make folder \(folder)")
        }
        ledgerPath = folder + "/ledger.ndjson"
        ledger = try Files.open(ledgerPath)
        if flock(ledger, LOCK_EX | LOCK_NB) != 0 {
            throw SettingsError("another sandbox has its data in \(folder)", exitCode: 75)
        }
        journal = try Files.open(folder + "/cases.ndjson")
        ledgerWritten = try Files.cutTornLine(ledger, ledgerPath)
        journalWritten = try Files.cutTornLine(journal, folder + "/cases.ndjson")
    }

    deinit { close() }

    /// Gives the folder up. Nothing is read or written after it.
    func close() {
        // A child process may hold the descriptor for a moment yet: the lock goes now all the same.
        if ledger >= 0 { flock(ledger, LOCK_UN) }
        for file in [journal, ledger] where file >= 0 { Glibc.close(file) }
        (journal, ledger) = (-1, -1)
    }

    /// Bytes of the ledger, lines that gather included.
    var ledgerEnd: Int64 { ledgerWritten + Int64(ledgerLines.count) }
    var hasUncommitted: Bool { !journalLines.isEmpty || !ledgerLines.isEmpty }

    /// - Parameter line: one JSON document, without the line's end.
    /// - Returns: where it stands, without the line's end.
    func append(journal line: [UInt8]) -> Range<Int64> {
        let start = journalWritten + Int64(journalLines.count)
        journalLines += line
        journalLines.append(0x0A)
        return start..<(start + Int64(line.count))
    }

    func append(ledger line: [UInt8]) -> Int64 {
        let start = ledgerEnd
        ledgerLines += line
        ledgerLines.append(0x0A)
        return start
    }

    func commit() throws(SettingsError) {
        if !journalLines.isEmpty {
            try Files.write(journalLines, to: journal)
            journalWritten += Int64(journalLines.count)
            journalLines.removeAll(keepingCapacity: true)
        }
        if !ledgerLines.isEmpty {
            try Files.write(ledgerLines, to: ledger)
            if fdatasync(ledger) != 0 { throw Files.failure("cannot sync \(ledgerPath)") }
            ledgerWritten += Int64(ledgerLines.count)
            ledgerLines.removeAll(keepingCapacity: true)
        }
    }

    /// A journal line that `append` told the place of, committed or not.
    func journalLine(_ place: Range<Int64>) -> [UInt8] {
        if place.lowerBound >= journalWritten {
            let start = Int(place.lowerBound - journalWritten)
            return Array(journalLines[start..<(start + place.count)])
        }
        return [UInt8](unsafeUninitializedCapacity: place.count) { buffer, count in
            count = max(0, pread(journal, buffer.baseAddress, place.count, Int(place.lowerBound)))
        }
    }

    func eachJournalLine(
        _ body: (ArraySlice<UInt8>, Int64) throws(SettingsError) -> Void
    ) throws(SettingsError) {
        try Files.eachLine(journal, upTo: journalWritten, body)
    }

    func eachLedgerLine(
        _ body: (ArraySlice<UInt8>, Int64) throws(SettingsError) -> Void
    ) throws(SettingsError) {
        try Files.eachLine(ledger, upTo: ledgerWritten, body)
    }

    private static func eachLine(
        _ file: Int32, upTo end: Int64,
        _ body: (ArraySlice<UInt8>, Int64) throws(SettingsError) -> Void
    ) throws(SettingsError) {
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

    private static func open(_ path: String) throws(SettingsError) -> Int32 {
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        if file < 0 { throw failure("cannot open \(path)") }
        return file
    }

    private static func write(_ bytes: [UInt8], to file: Int32) throws(SettingsError) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(file, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            if count < 0 { throw failure("cannot write") }
            written += count
        }
    }

    private static func read(
        _ file: Int32, at position: Int64, upTo count: Int
    ) throws(SettingsError) -> [UInt8] {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, length in
            let got = pread(file, buffer.baseAddress, count, Int(position))
            failed = got < 0
            length = max(0, got)
        }
        if failed { throw failure("cannot read") }
        return bytes
    }

    /// Cuts what stands after the last line's end; that line was never answered for.
    /// - Returns: the length that is left.
    private static func cutTornLine(_ file: Int32, _ path: String) throws(SettingsError) -> Int64 {
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

    private static func failure(_ what: String) -> SettingsError {
        SettingsError("\(what): \(String(cString: strerror(errno)))", exitCode: 74)
    }
}
