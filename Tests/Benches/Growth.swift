import ConsoleStore
import QueueStore
import Reminders
import Stores

/// Times the calls that repeat all day, among as many reminders as the database holds.
struct Growth {
    struct Failed: Error { let what: String }

    private static let samples = 300

    let stores: Stores
    let creditor: CreditorID

    init(_ stores: Stores) async throws {
        guard let row = try await stores.console.creditors("bench").first else {
            throw Failed(what: "no creditor ‘bench’")
        }
        self.stores = stores
        creditor = row.id
    }

    /// - Parameter report: a name, and the times of its calls.
    func run(_ report: (String, Times) -> Void) async throws {
        let worker = try await stores.queue.register("bench")
        try await claims(worker, report)
        try await pages(report)
        try await polls(worker, report)
        try await stores.queue.retire(worker)
    }

    /// One part, claimed, read and given back.
    private func claims(_ worker: WorkerID, _ report: (String, Times) -> Void) async throws {
        var times = Times()
        for _ in 0..<Self.samples {
            guard
                case .part(let part) = try await times.take({
                    try await stores.queue.claim(worker, to: .send)
                })
            else { throw Failed(what: "no part to claim") }
            _ = try await stores.queue.read(part, by: worker)
            try await stores.queue.giveBack(part.claim, by: worker, .ready)
        }
        report("claim", times)
    }

    private func pages(_ report: (String, Times) -> Void) async throws {
        var times = Times()
        for column in ListOrder.Column.allCases {
            var position: ListPosition? = .start
            for _ in 0..<(Self.samples / ListOrder.Column.allCases.count) {
                guard let here = position else { break }
                let page = try await times.take {
                    try await stores.console.browse(
                        creditor, ListFilter(), by: ListOrder(column), at: here)
                }
                position = page.next
            }
        }
        report("list page", times)
    }

    /// A hundred cases of which nothing is new, as the poll writes them down.
    private func polls(_ worker: WorkerID, _ report: (String, Times) -> Void) async throws {
        guard let turn = try await stores.queue.takeTurn(worker) else {
            throw Failed(what: "no turn")
        }
        var times = Times()
        for sample in 0..<Self.samples {
            // `million.sql` names a case after its invoice's place.
            let cases = (0..<100).map { index in
                let place = String(1 + (sample * 100 + index) % 3_000)
                return FollowedCase(
                    invoiceKey: String(100_000 + Int(place)!),
                    caseID: String(repeating: "0", count: 24 - place.count) + place,
                    standing: AmiliStanding(state: "reminder", status: "active"), isOpen: true,
                    createdAt: 0, updatedAt: 0)
            }
            let kept = try await times.take {
                try await stores.queue.record(cases, of: turn, next: Turn.Place(page: 2 + sample))
            }
            guard kept != nil else { throw Failed(what: "the turn was lost") }
        }
        report("poll", times)
    }
}
