import Postgres
import Reminders
import Testing

@testable import Store

/// How a creditor becomes active at Amili.
@Suite struct ActivationTests {
    private static let (account, id) = (
        String(repeating: "a", count: 24), String(repeating: "c", count: 24)
    )

    private static func details(_ about: String = "Varor") -> ActivationDetails {
        let address = ActivationDetails.Address(
            line: "Exempelgatan 1", zipCode: "411 19", city: "Exempelstad")
        return ActivationDetails(
            payout: ActivationDetails.Payout(kind: .bankgiro, number: "991-2346"),
            sender: address, invoicing: address, debtDescription: about)
    }

    private func creditor(_ ground: Ground) async throws -> CreditorID {
        try #require(
            try await ground.store.addCreditor(
                handle: "fors", name: "Fors AB", orgNumber: "5560000000", account: Self.account,
                amiliCreditor: Self.id))
    }

    private func request(
        _ ground: Ground, _ creditor: CreditorID, _ details: ActivationDetails = details(),
        id: String = id
    ) async throws -> ActivationAnswer {
        try await ground.store.requestActivation(
            creditor, details: details, account: Self.account, amiliCreditor: id, by: "anna")
    }

    private func row(_ ground: Ground, _ creditor: CreditorID) async throws -> ActivationRow {
        try #require(try await ground.store.activation(of: creditor))
    }

    private func events(_ ground: Ground) async throws -> [[String?]] {
        try await ground.ask("select what, by_whom, why from activation_event order by at")
    }

    private func due(_ ground: Ground) async throws {
        try await ground.run("update activation set due_at = now() - interval '1 s'")
    }

    @Test func aRequestIsPendingUntilAmiliSaysActive() async throws {
        try await Ground.prepare { ground in
            let creditor = try await creditor(ground)
            #expect(try await row(ground, creditor).state == .inactive)
            #expect(try await row(ground, creditor).request == nil)
            #expect(try await ground.store.takeTurn(1) == nil)
            #expect(try await request(ground, creditor) == .pending)
            let first = try #require(try await ground.store.takeTurn(1))
            #expect(first.task == .activation(Self.details(), isHandedIn: false))
            #expect(first.party.creditor == Self.id)
            #expect(try await ground.store.takeTurn(2) == nil, "a turn is given once")
            try await ground.store.end(first, .activation(.pending(handedIn: true)))
            #expect(try await ground.store.takeTurn(1) == nil, "not again at once")
            try await due(ground)
            let second = try #require(try await ground.store.takeTurn(1))
            #expect(second.task == .activation(Self.details(), isHandedIn: true))
            let pending = try await row(ground, creditor)
            #expect(pending.state == .pending && pending.mayCorrectIDs)
            #expect(pending.request?.agreedBy == "anna" && pending.request?.handedInAt != nil)
            #expect(pending.request?.details == Self.details())
            try await ground.store.end(second, .activation(.active))
            let active = try await row(ground, creditor)
            #expect(active.state == .active && active.request?.decidedAt != nil)
            #expect(try await request(ground, creditor) == .alreadyActive)
            #expect(
                try await events(ground) == [
                    ["requested", "anna", nil], ["handed in", nil, nil], ["active", nil, nil],
                ])
            #expect(try await ground.load([.overdue("1")], of: creditor).run != nil)
        }
    }

    @Test func aRefusalHasItsReasonAndMayBeAskedAnewWithOtherIDs() async throws {
        try await Ground.prepare { ground in
            let creditor = try await creditor(ground)
            _ = try await request(ground, creditor)
            let turn = try #require(try await ground.store.takeTurn(1))
            try await ground.store.end(turn, .activation(.refused("no such account")))
            let refused = try await row(ground, creditor)
            #expect(refused.state == .refused && refused.request?.reason == "no such account")
            #expect(try await ground.store.creditors("fors").first?.refusal == "no such account")
            #expect(try await ground.store.takeTurn(1) == nil)
            let other = String(repeating: "d", count: 24)
            #expect(try await request(ground, creditor, id: other.uppercased()) == .pending)
            let again = try #require(try await ground.store.takeTurn(1))
            #expect(again.party.creditor == other)
            #expect(try await row(ground, creditor).request?.reason == nil)
            #expect(try await ground.store.creditors("fors").first?.refusal == nil)
        }
    }

    @Test func anAnswerToAnEarlierRequestCountsForNothing() async throws {
        try await Ground.prepare { ground in
            let creditor = try await creditor(ground)
            _ = try await request(ground, creditor)
            let first = try #require(try await ground.store.takeTurn(1))
            #expect(try await request(ground, creditor, Self.details("Annat")) == .pending)
            try await ground.store.end(first, .activation(.refused("old details")))
            #expect(try await row(ground, creditor).state == .pending)
            let second = try #require(try await ground.store.takeTurn(1))
            #expect(second.task == .activation(Self.details("Annat"), isHandedIn: false))
        }
    }

    @Test func whatAHumanDecidedMeanwhileStands() async throws {
        try await Ground.prepare { ground in
            let creditor = try await creditor(ground)
            _ = try await request(ground, creditor)
            let turn = try #require(try await ground.store.takeTurn(1))
            #expect(try await ground.store.activate("fors", by: "root"))
            try await ground.store.end(turn, .activation(.refused("no")))
            #expect(try await row(ground, creditor).state == .active)
            #expect(
                try await events(ground).map { $0[0] } == ["requested", "activated by hand"])
        }
    }

    @Test func idsAreFixedWhileALetterIsOutOrMayGo() async throws {
        try await Ground.prepare { ground in
            let creditor = try await creditor(ground)
            _ = try await ground.store.activate("fors")
            _ = try await ground.load(try Invoice.overdue(1...2), of: creditor)
            try await ground.run("update creditor set activation = 'refused'")
            let other = String(repeating: "d", count: 24)
            #expect(try await !row(ground, creditor).mayCorrectIDs)
            #expect(try await request(ground, creditor, id: other) == .idsAreFixed)
            let worker = try await ground.store.register("w")
            let part = try await ground.claimed(by: worker)
            _ = try await ground.settle(part, by: worker, [.accepted(1), .rejected(2)])
            #expect(try await request(ground, creditor, id: other) == .idsAreFixed)
            #expect(try await row(ground, creditor).amiliCreditor == Self.id)
            // The same ids may be asked for again, whatever is out.
            #expect(try await request(ground, creditor) == .pending)
        }
    }

    @Test func whatCannotBeHandedInIsNotWritten() async throws {
        try await Ground.prepare { ground in
            let creditor = try await creditor(ground)
            let other = try await ground.store.addCreditor(
                handle: "berg", name: "Berg AB", orgNumber: "5560000001", account: Self.account,
                amiliCreditor: String(repeating: "b", count: 24))
            #expect(other != nil)
            #expect(
                try await request(ground, creditor, Self.details(""))
                    == .faults([.debtDescription]))
            #expect(try await request(ground, creditor, id: "x") == .faults([.ids]))
            #expect(
                try await request(ground, creditor, id: String(repeating: "b", count: 24))
                    == .idsAreTaken)
            #expect(try await request(ground, 99) == .noSuchCreditor)
            #expect(try await ground.store.activation(of: 99) == nil)
            #expect(try await row(ground, creditor).state == .inactive)
            #expect(try await events(ground).isEmpty)
        }
    }

    @Test func theQuestionsBecomeSeldom() async throws {
        try await Ground.prepare { ground in
            let creditor = try await creditor(ground)
            _ = try await request(ground, creditor)
            for seconds in [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600] {
                try await due(ground)
                let turn = try #require(try await ground.store.takeTurn(1))
                try await ground.store.end(
                    turn, seconds == 16 ? .failed : .activation(.pending(handedIn: true)))
                let wait = try await ground.number(
                    "select extract(epoch from due_at - now())::integer from activation")
                #expect((seconds - 2...seconds + 1).contains(wait))
            }
        }
    }
}
