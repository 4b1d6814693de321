package import Reminders

/// A ledger to be tried, and what a test must be able to do behind its back.
package protocol LedgerHarness: Sendable {
    var ledger: any Ledger { get }
    /// One that may be reminded for, without any case.
    func creditor() async throws -> CreditorID
    /// An open run of invoices F1 to F`count`, none of which anything speaks against.
    func load(_ count: Int, of creditor: CreditorID) async throws -> RunID
    /// Everything that the ledger has noted is so much longer ago.
    func age(_ span: Duration) async throws
    /// The ledger goes on where its history branched off, and those who use it do not know.
    func branch() async throws
    /// What a human does.
    func cancel(_ run: RunID) async throws
    func pause(_ run: RunID) async throws
    func setPaused(_ isPaused: Bool, _ creditor: CreditorID?) async throws
    /// Gives a creditor a rate of its own, calls a second.
    func setRate(_ rate: Double, _ creditor: CreditorID) async throws
    /// A human says that the letter of F`position` was not sent.
    /// - Returns: whether that was believed.
    func sayNotSent(_ position: Int, of run: RunID, _ creditor: CreditorID) async throws -> Bool
    /// The states of a run's reminders, in order, one letter each.
    func states(_ run: RunID) async throws -> String
    /// The numbers of the invoices that have permits, and who has them: `F1 run/position`.
    func permits() async throws -> [String]
    func isDone(_ run: RunID) async throws -> Bool
    /// How many incidents there are.
    func incidents() async throws -> Int
}

/// A rule that the ledger did not keep.
package struct Broken: Error, CustomStringConvertible {
    package let description: String
}

extension ClaimedPart {
    func askedAbout() -> ClaimedPart {
        var part = self
        part.lookedUpAt = lookedUpAt ?? 1_000
        return part
    }
}

/// A creditor with one run, and a worker.
struct Fixture {
    let harness: any LedgerHarness
    let creditor: CreditorID
    let run: RunID
    let worker: WorkerID
    var ledger: any Ledger { harness.ledger }

    static let settleDelay = Duration.seconds(600)

    init(_ harness: any LedgerHarness, _ count: Int) async throws {
        self.harness = harness
        creditor = try await harness.creditor()
        run = try await harness.load(count, of: creditor)
        worker = try await harness.ledger.register("w")
    }

    func must(_ holds: Bool, _ what: String) throws {
        if !holds { throw Broken(description: what) }
    }

    func mustBe<Value: Equatable>(_ value: Value, _ expected: Value, _ what: String) throws {
        try must(value == expected, "\(what): \(value), not \(expected)")
    }

    func claimed(by worker: WorkerID? = nil) async throws -> ClaimedPart {
        guard case .part(let part) = try await ledger.claim(worker ?? self.worker) else {
            throw Broken(description: "there is no part to claim")
        }
        return part
    }

    func mustClaimNothing(_ worker: WorkerID? = nil) async throws {
        if case .part(let part) = try await ledger.claim(worker ?? self.worker) {
            throw Broken(description: "part \(part.claim.first) was claimed")
        }
    }

    @discardableResult
    func settle(
        _ part: ClaimedPart, by worker: WorkerID? = nil, _ settlements: Settlement...,
        settleDelay: Duration = settleDelay
    ) async throws -> Settled {
        try await ledger.settle(
            part, by: worker ?? self.worker, settlements, evidence: [], settleDelay: settleDelay)
    }

    func giveBack(_ part: ClaimedPart, _ how: Return) async throws {
        try await ledger.giveBack(part.claim, by: worker, how)
    }

    func tend() async throws { try await ledger.tend(settleDelay: Self.settleDelay) }

    /// One slot; for a letter of a part of which Amili was asked.
    func reserve(_ part: ClaimedPart, _ purpose: Purpose = .send) async throws -> Reservation {
        try await ledger.reserve(
            1, to: purpose, for: purpose == .send ? part.askedAbout() : part, by: worker)
    }

    /// The worker dies, and its parts are rescued.
    func kill(_ worker: WorkerID, settleDelay: Duration = settleDelay) async throws {
        guard let seen = try await ledger.sightings().first(where: { $0.worker == worker }),
            try await ledger.declareDead(worker, beat: seen.beat)
        else { throw Broken(description: "it is dead already") }
        _ = try await ledger.rescue(settleDelay: settleDelay, amiliNow: nil)
    }

    /// As many workers die in the middle of its letters as make the part stuck.
    func makeStuck() async throws {
        for crash in 1...SuspectPart.limit {
            let worker = try await ledger.register("victim \(crash)")
            let part = try await claimed(by: worker)
            try mustBe(part.crashes, crash - 1, "crashes")
            guard
                case .slots = try await ledger.reserve(
                    1, to: .send, for: part.askedAbout(), by: worker)
            else { throw Broken(description: "no slot") }
            try await kill(worker)
        }
    }

    func mustStand(_ states: String, permits: Int? = nil) async throws {
        try mustBe(try await harness.states(run), states, "states")
        if let permits {
            try mustBe(try await harness.permits().count, permits, "permits")
        }
    }
}

extension Settlement {
    static func accepted(_ position: Int, _ caseID: String = "case") -> Settlement {
        Settlement(position: position, state: .accepted, caseID: caseID, countsAttempt: true)
    }
    static func uncertain(_ position: Int) -> Settlement {
        Settlement(position: position, state: .uncertain, countsAttempt: true)
    }
    static func ended(_ position: Int, _ state: ReminderState, proven: Bool = false) -> Settlement {
        Settlement(
            position: position, state: state, reason: .attemptsExhausted, endsDoubt: proven)
    }
}
