import Glibc

/// The simulated Amili: its cases, creditors, tokens and clock. Only the engine's thread uses it,
/// for one request after the other.
final class SandboxState {
    let settings: SandboxSettings
    let files: Files
    var store = CaseStore()
    var issuer: TokenIssuer
    var limiter: RateLimiter
    var faults: FaultScript
    /// Records of the creditors that a test or a client has changed, by id.
    var creditors: [String: CreditorRecord] = [:]
    /// Amili's time at the request that is being answered.
    private(set) var now = Moment(milliseconds: 0)
    /// The machine's clock at that request, milliseconds since 1970; logins and tokens go by it.
    private(set) var machineTime: Int64 = 0
    /// How far Amili's clock is ahead of the machine's, in milliseconds.
    private var advance: Int64 = 0
    /// The moments until which cases are hidden from all reads of the API, by the cases' numbers.
    private var hidden: [Int32: Moment] = [:]
    /// Creditor actions answered so far.
    var actions = 0

    /// Opens the folder, and rebuilds the state from its files.
    /// - Throws: exit code 64 for a bad fault script, 74 or 75 for the files, 78 for a bad public
    ///   key.
    init(_ settings: SandboxSettings) throws(SandboxError) {
        self.settings = settings
        files = try Files(folder: settings.folder)
        issuer = try TokenIssuer(publicKey: settings.publicKey)
        limiter = RateLimiter(limit: settings.rate)
        faults = FaultScript(seed: settings.seed)
        if let script = settings.faults {
            do throws(Refusal) { faults = try Faults.script(script, seed: settings.seed) } catch {
                throw SandboxError("--faults: \(error.message)", exitCode: 64)
            }
        }
        try recover()
        readClocks()
    }

    /// Reads both clocks. Amili's clock never steps back, even if the machine's does, because lists
    /// are in order of time.
    func readClocks() {
        var time = timespec()
        precondition(clock_gettime(CLOCK_REALTIME, &time) == 0)
        machineTime = Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
        now = max(now, Moment(milliseconds: machineTime + advance))
    }

    /// Makes a case of every debt, in the journal, the ledger and the store. A repeated
    /// registration makes further cases.
    /// - Parameter via: `api`, or `portal` for a colleague's.
    /// - Parameter answered: the status that the answer will carry; nil if it will be lost.
    /// - Returns: the registration's number.
    func add(
        _ registration: Registration, idempotencyKey: String?, requestID: String?,
        traceParent: String? = nil, via: String, answered: Int?
    ) -> Int {
        let line: JSON = [
            "kind": "registration", "seq": .integer(store.cases.count + 1),
            "at": .integer(now.milliseconds), "via": .string(via),
            "idempotency_key": .optional(idempotencyKey), "request_id": .optional(requestID),
            "traceparent": .optional(traceParent),
        ]
        var bytes = line.bytes
        bytes.removeLast()
        bytes += ",\"body\":".utf8
        bytes += registration.document
        bytes.append(UInt8(ascii: "}"))
        let place = files.append(journal: bytes)
        let first = store.cases.count
        let starts = registration.debts.enumerated().map { position, debt in
            files.append(
                ledger: ledgerLine(
                    first + position, at: now, registration, debt, answered: answered,
                    idempotencyKey: idempotencyKey, traceParent: traceParent, via: via))
        }
        store.add(registration, created: now, journal: place, ledgerStarts: starts)
        return store.entries.count - 1
    }

    /// Changes a case, and journals the change. State and status are either both given or both nil;
    /// nil leaves a value as it is.
    func change(_ number: Int, state: String?, status: String?, remainingOre: Int64?) {
        let line: JSON = [
            "kind": "course", "case": .integer(number), "at": .integer(now.milliseconds),
            "state": .optional(state), "status": .optional(status),
            "remaining_ore": remainingOre.map { .integer($0) } ?? .null,
        ]
        _ = files.append(journal: line.bytes)
        store.change(
            number, at: now, state: state, status: status, remainingOre: remainingOre)
    }

    /// Moves Amili's clock ahead, for good: the journal keeps it.
    func advanceClock(by span: Span) {
        let line: JSON = ["kind": "clock", "advance_ms": .integer(span.milliseconds)]
        _ = files.append(journal: line.bytes)
        advance += span.milliseconds
        readClocks()
    }

    /// Hides the cases from number `first` on for so many milliseconds.
    func hide(casesFrom first: Int, for delay: Int64) {
        for number in first..<store.cases.count {
            hidden[Int32(number)] = Moment(milliseconds: now.milliseconds + delay)
        }
    }

    /// A function that tells whether a case is hidden now; nil if no case is.
    func hiding() -> ((Int) -> Bool)? {
        if hidden.isEmpty { return nil }
        hidden = hidden.filter { $0.value > now }
        let hidden = hidden
        return hidden.isEmpty ? nil : { hidden[Int32($0)] != nil }
    }

    /// The ledger's line about one case, without the line's end.
    private func ledgerLine(
        _ number: Int, at moment: Moment, _ registration: Registration,
        _ debt: Registration.Debt, answered: Int?, idempotencyKey: String?,
        traceParent: String?, via: String
    ) -> [UInt8] {
        let line: JSON = [
            "seq": .integer(number + 1), "at": .string(moment.rfc3339),
            "creditor": .string(registration.creditor),
            "invoice_number": .string(debt.invoiceNumber),
            "case": .string(Identity.oneCase.id(number, created: moment)),
            "first_action": .string(registration.firstAction),
            "capital_ore": .integer(debt.capitalOre),
            "answered": answered.map { .integer($0) } ?? .null,
            "idempotency_key": .optional(idempotencyKey), "via": .string(via),
            "traceparent": .optional(traceParent),
        ]
        return line.bytes
    }
}

extension SandboxState {
    /// Builds the case store from the journal, and writes the ledger lines that an abrupt end left
    /// out. What the journal holds has happened, even if no client has had an answer.
    /// - Throws: exit code 74 for an unreadable journal, or one that lacks cases of the ledger.
    private func recover() throws(SandboxError) {
        var ledgerStarts: [Int64] = []
        try files.eachLedgerLine { _, start in ledgerStarts.append(start) }
        try files.eachJournalLine { (line, start) throws(SandboxError) in
            guard let record = try? JSON(parsing: Array(line)),
                self.replay(record, at: start..<(start + Int64(line.count)), ledgerStarts)
            else {
                throw SandboxError("cases.ndjson: unreadable line at byte \(start)", exitCode: 74)
            }
        }
        if ledgerStarts.count > store.cases.count {
            throw SandboxError("ledger.ndjson holds letters that cases.ndjson lacks", exitCode: 74)
        }
        try files.commit()
    }

    /// Replays a line of the journal.
    /// - Parameter ledgerStarts: the bytes at which the ledger's lines begin.
    /// - Returns: false if the line makes no sense.
    private func replay(_ record: JSON, at place: Range<Int64>, _ ledgerStarts: [Int64]) -> Bool {
        let moment = record["at"]?.integer.map(Moment.init(milliseconds:))
        switch record["kind"]?.text {
        case "registration":
            guard let moment, let document = record["body"],
                let registration = Registration(trusted: document),
                record["seq"]?.integer == Int64(store.cases.count + 1)
            else { return false }
            let first = store.cases.count
            let starts = registration.debts.enumerated().map { position, debt in
                let number = first + position
                if number < ledgerStarts.count { return ledgerStarts[number] }
                return files.append(
                    ledger: ledgerLine(
                        number, at: moment, registration, debt, answered: nil,
                        idempotencyKey: record["idempotency_key"]?.text,
                        traceParent: record["traceparent"]?.text,
                        via: record["via"]?.text ?? "api"))
            }
            store.add(registration, created: moment, journal: place, ledgerStarts: starts)
            now = max(now, moment)
        case "course":
            guard let moment, let number = record["case"]?.integer, number >= 0,
                number < store.cases.count
            else { return false }
            store.change(
                Int(number), at: moment, state: record["state"]?.text,
                status: record["status"]?.text, remainingOre: record["remaining_ore"]?.integer)
        case "creditor", "details": return replayCreditor(record, moment)
        case "clock":
            guard let span = record["advance_ms"]?.integer else { return false }
            advance += span
        default: return false
        }
        return true
    }
}
