import EnqueueStore
import Postgres
import QueueStore
import Reminders
import Testing

@testable import ConsoleStore
@testable import OperatorStore

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

    private func creditor(_ harness: StoreHarness) async throws -> CreditorID {
        try #require(
            try await harness.operators.addCreditor(
                handle: "fors", name: "Fors AB", orgNumber: "5560000000", account: Self.account,
                amiliCreditor: Self.id))
    }

    private func request(
        _ harness: StoreHarness, _ creditor: CreditorID, _ details: ActivationDetails = details(),
        id: String = id
    ) async throws -> ActivationAnswer {
        try await harness.operators.requestActivation(
            creditor, details: details, account: Self.account, amiliCreditor: id, by: "anna")
    }

    private func row(_ harness: StoreHarness, _ creditor: CreditorID) async throws -> ActivationRow
    {
        try #require(try await harness.console.activation(of: creditor))
    }

    private func events(_ harness: StoreHarness) async throws -> [[String?]] {
        try await harness.ask("select what, by_whom, cause, why from activation_event order by at")
    }

    private func due(_ harness: StoreHarness) async throws {
        try await harness.run("update activation set due_at = now() - interval '1 s'")
    }

    @Test func aRequestIsPendingUntilAmiliSaysActive() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await creditor(harness)
            #expect(try await row(harness, creditor).state == .inactive)
            #expect(try await row(harness, creditor).request == nil)
            #expect(try await harness.takeTurn(1) == nil)
            #expect(try await request(harness, creditor) == .pending)
            let first = try #require(try await harness.takeTurn(1))
            #expect(first.task == .activation(Self.details(), .read(mayHandIn: true)))
            #expect(first.party.creditor == Self.id)
            #expect(try await harness.takeTurn(2) == nil, "a turn is given once")
            // What was read is kept until the next call can be made, by whoever makes it.
            try await harness.queue.end(first, .activation(.lacksDetails(version: "v7")))
            let second = try #require(try await harness.takeTurn(2))
            #expect(second.task == .activation(Self.details(), .handIn(version: "v7")))
            try await harness.queue.end(second, .postponed(.zero))
            let third = try #require(try await harness.takeTurn(1))
            #expect(third.task == second.task, "no call was made")
            try await harness.queue.end(third, .activation(.handedIn))
            #expect(try await harness.takeTurn(1) == nil, "not again at once")
            try await due(harness)
            let fourth = try #require(try await harness.takeTurn(1))
            #expect(fourth.task == .activation(Self.details(), .read(mayHandIn: false)))
            let pending = try await row(harness, creditor)
            #expect(pending.state == .pending && pending.mayCorrectIDs)
            #expect(pending.request?.agreedBy == "anna" && pending.request?.handedInAt != nil)
            #expect(pending.request?.details == Self.details())
            try await harness.queue.end(fourth, .activation(.active))
            let active = try await row(harness, creditor)
            #expect(active.state == .active && active.request?.decidedAt != nil)
            #expect(try await request(harness, creditor) == .alreadyActive)
            #expect(
                try await events(harness) == [
                    ["requested", "anna", nil, nil], ["handed in", nil, nil, nil],
                    ["active", nil, nil, nil],
                ])
            #expect(try await harness.load([.overdue("1")], of: creditor).run != nil)
        }
    }

    @Test func afterAFailureTheCreditorIsReadAnew() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await creditor(harness)
            _ = try await request(harness, creditor)
            let first = try #require(try await harness.takeTurn(1))
            try await harness.queue.end(first, .activation(.lacksDetails(version: nil)))
            let second = try #require(try await harness.takeTurn(1))
            #expect(second.task == .activation(Self.details(), .handIn(version: nil)))
            try await harness.queue.end(second, .failed())
            try await due(harness)
            let third = try #require(try await harness.takeTurn(1))
            #expect(third.task == .activation(Self.details(), .read(mayHandIn: true)))
        }
    }

    @Test func aRefusalHasItsCauseByFieldAndMayBeAskedAnewWithOtherIDs() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await creditor(harness)
            _ = try await request(harness, creditor)
            let turn = try #require(try await harness.takeTurn(1))
            let issues = [
                ActivationIssue(field: .payout, message: "no such account"),
                ActivationIssue(field: .senderZip, message: ""),
            ]
            try await harness.queue.end(turn, .activation(.refused(.details, issues)))
            let refused = try await row(harness, creditor)
            #expect(refused.state == .refused && refused.request?.cause == .details)
            #expect(refused.request?.issues == issues)
            let shown = try #require(try await harness.console.creditors("fors").first)
            #expect(shown.activationCause == .details && shown.activationIssues == issues)
            #expect(
                try await events(harness).last == ["refused", nil, "details", "no such account"])
            #expect(try await harness.takeTurn(1) == nil)
            let other = String(repeating: "d", count: 24)
            #expect(try await request(harness, creditor, id: other.uppercased()) == .pending)
            let again = try #require(try await harness.takeTurn(1))
            #expect(again.party.creditor == other)
            let anew = try await row(harness, creditor)
            #expect(anew.request?.cause == nil && anew.request?.issues == [])
            #expect(try await harness.console.creditors("fors").first?.activationIssues == [])
        }
    }

    /// Every cause and every field may be written: the checks of the schema know them all.
    @Test func everyCauseAndFieldIsKept() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await creditor(harness)
            let issues = ActivationField.allCases.map {
                ActivationIssue(field: $0, message: "no")
            }
            for cause in ActivationCause.allCases {
                _ = try await request(harness, creditor)
                let turn = try #require(try await harness.takeTurn(1))
                try await harness.queue.end(turn, .activation(.refused(cause, issues)))
                let row = try await row(harness, creditor)
                #expect(row.request?.cause == cause && row.request?.issues == issues)
            }
        }
    }

    /// 403 refuses no data: it is waited for, and nothing is handed in again unless asked for.
    @Test func whatOnlyThePartnerMayStaysPending() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await creditor(harness)
            _ = try await request(harness, creditor)
            for _ in 1...2 {
                let turn = try #require(try await harness.takeTurn(1))
                try await harness.queue.end(turn, .activation(.hindered(.partnerOnly)))
                let wait = try await harness.number(
                    "select extract(epoch from due_at - now())::integer from activation")
                #expect((595...601).contains(wait))
                try await due(harness)
            }
            let row = try await row(harness, creditor)
            #expect(row.state == .pending && row.request?.cause == .partnerOnly)
            #expect(
                try await harness.console.creditors("fors").first?.activationCause == .partnerOnly)
            #expect(
                try await events(harness) == [
                    ["requested", "anna", nil, nil], ["hindered", nil, "partner_only", nil],
                ], "told once")
            let reading = try #require(try await harness.takeTurn(1))
            #expect(reading.task == .activation(Self.details(), .read(mayHandIn: false)))
            try await harness.queue.end(reading, .activation(.inactive))
            let wait = try await harness.number(
                "select extract(epoch from due_at - now())::integer from activation")
            #expect((595...601).contains(wait))
            #expect(try await self.row(harness, creditor).request?.cause == .partnerOnly)
            #expect(try await request(harness, creditor) == .pending)
            let again = try #require(try await harness.takeTurn(1))
            #expect(again.task == .activation(Self.details(), .read(mayHandIn: true)))
        }
    }

    @Test func whatMayBeReadAfterAllIsHandedIn() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await creditor(harness)
            _ = try await request(harness, creditor)
            let first = try #require(try await harness.takeTurn(1))
            try await harness.queue.end(first, .activation(.hindered(.noAccess)))
            try await due(harness)
            let second = try #require(try await harness.takeTurn(1))
            #expect(second.task == .activation(Self.details(), .read(mayHandIn: true)))
            try await harness.queue.end(second, .activation(.lacksDetails(version: "v")))
            #expect(try await row(harness, creditor).request?.cause == nil)
        }
    }

    @Test func noTurnIsGivenWhileTheNextSlotIsFarAway() async throws {
        try await StoreHarness.prepare { harness in
            _ = try await request(harness, try await creditor(harness))
            func slot(in span: String) async throws {
                try await harness.run(
                    "update throttle set tat = clock_timestamp() + interval '\(span)' "
                        + "where scope = 'polls'")
            }
            try await slot(in: "1 min")
            #expect(try await harness.takeTurn(1) == nil)
            try await slot(in: "4 s")
            #expect(try await harness.takeTurn(1) != nil)
        }
    }

    @Test func anAnswerToAnEarlierRequestCountsForNothing() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await creditor(harness)
            _ = try await request(harness, creditor)
            let first = try #require(try await harness.takeTurn(1))
            #expect(try await request(harness, creditor, Self.details("Annat")) == .pending)
            try await harness.queue.end(first, .activation(.refused(.details, [])))
            #expect(try await row(harness, creditor).state == .pending)
            let second = try #require(try await harness.takeTurn(1))
            #expect(second.task == .activation(Self.details("Annat"), .read(mayHandIn: true)))
        }
    }

    @Test func whatAHumanDecidedMeanwhileStands() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await creditor(harness)
            _ = try await request(harness, creditor)
            let turn = try #require(try await harness.takeTurn(1))
            #expect(try await harness.operators.activate("fors", by: "root"))
            let issue = ActivationIssue(field: .payout, message: "no")
            try await harness.queue.end(turn, .activation(.refused(.details, [issue])))
            #expect(try await row(harness, creditor).request?.issues == [])
            #expect(try await row(harness, creditor).state == .active)
            #expect(
                try await events(harness).map { $0[0] } == ["requested", "activated by hand"])
        }
    }

    @Test func idsAreFixedWhileALetterIsOutOrMayGo() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await creditor(harness)
            _ = try await harness.operators.activate("fors")
            _ = try await harness.load(try Invoice.overdue(1...2), of: creditor)
            try await harness.run("update creditor set activation = 'refused'")
            let other = String(repeating: "d", count: 24)
            #expect(try await !row(harness, creditor).mayCorrectIDs)
            #expect(try await request(harness, creditor, id: other) == .idsAreFixed)
            let worker = try await harness.queue.register("w")
            let part = try await harness.claimed(by: worker)
            _ = try await harness.settle(part, by: worker, [.accepted(1), .rejected(2)])
            #expect(try await request(harness, creditor, id: other) == .idsAreFixed)
            #expect(try await row(harness, creditor).amiliCreditor == Self.id)
            // The same ids may be asked for again, whatever is out.
            #expect(try await request(harness, creditor) == .pending)
        }
    }

    @Test func whatCannotBeHandedInIsNotWritten() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await creditor(harness)
            let other = try await harness.operators.addCreditor(
                handle: "berg", name: "Berg AB", orgNumber: "5560000001", account: Self.account,
                amiliCreditor: String(repeating: "b", count: 24))
            #expect(other != nil)
            #expect(
                try await request(harness, creditor, Self.details(""))
                    == .faults([.debtDescription]))
            #expect(try await request(harness, creditor, id: "x") == .faults([.ids]))
            #expect(
                try await request(harness, creditor, id: String(repeating: "b", count: 24))
                    == .idsAreTaken)
            #expect(try await request(harness, 99) == .noSuchCreditor)
            #expect(try await harness.console.activation(of: 99) == nil)
            #expect(try await row(harness, creditor).state == .inactive)
            #expect(try await events(harness).isEmpty)
        }
    }

    @Test func theQuestionsBecomeSeldom() async throws {
        try await StoreHarness.prepare { harness in
            let creditor = try await creditor(harness)
            _ = try await request(harness, creditor)
            for seconds in [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600] {
                try await due(harness)
                let turn = try #require(try await harness.takeTurn(1))
                try await harness.queue.end(
                    turn, seconds == 16 ? .failed() : .activation(.inactive))
                let wait = try await harness.number(
                    "select extract(epoch from due_at - now())::integer from activation")
                #expect((seconds - 2...seconds + 1).contains(wait))
            }
        }
    }
}
