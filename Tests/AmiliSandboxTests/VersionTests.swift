import Foundation
import Testing

@testable import AmiliSandbox

/// The etag of a document: another after every change, even of the same millisecond.
@Suite struct VersionTests {
    private let creditor = "65f0c0ffee0000000000c001"

    /// A state whose clock stands still for as long as nobody reads it.
    private func withState(_ body: (SandboxState) throws -> Void) throws {
        let folder = SandboxHarness.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let listen = try ListenAddress("127.0.0.1:0")
        try body(try SandboxState(SandboxSettings(listen: listen, folder: folder)))
    }

    private func etag(_ document: JSON) throws -> String { try #require(document["_etag"]?.text) }

    @Test func ofTwoChangesForOneVersionTheSecondIsRefusedEvenAtTheSameMoment() throws {
        try withState { state in
            let version = try etag(state.document(ofCreditor: creditor))
            func change(_ name: String) -> Int {
                state.change(["name": .string(name)], ofCreditor: creditor, version: version)
                    .status
            }
            state.tell(ofCreditor: creditor, active: true, CreditorRecord.Resistance())
            let told = try etag(state.document(ofCreditor: creditor))
            #expect(told != version, "a test's change is one too")
            #expect(change("A") == 412)
            let first = state.change(["name": "B"], ofCreditor: creditor, version: told)
            let second = state.change(["name": "C"], ofCreditor: creditor, version: told)
            #expect(first.status == 200 && second.status == 412)
            #expect(state.document(ofCreditor: creditor)["name"] == "B")
        }
    }

    @Test func theVersionOutlivesARestart() throws {
        let folder = SandboxHarness.temporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let settings = SandboxSettings(listen: try ListenAddress("127.0.0.1:0"), folder: folder)
        var version = ""
        do {
            let state = try SandboxState(settings)
            for name in ["A", "B"] {
                let present = try etag(state.document(ofCreditor: creditor))
                let answer = state.change(
                    ["name": .string(name)], ofCreditor: creditor, version: present)
                #expect(answer.status == 200)
            }
            version = try etag(state.document(ofCreditor: creditor))
            try state.files.commit()
            state.files.close()
        }
        let state = try SandboxState(settings)
        #expect(try etag(state.document(ofCreditor: creditor)) == version)
    }

    @Test func aCaseThatChangedTwiceAtTheSameMomentHasTwoEtags() throws {
        try withState { state in
            let registration = try #require(
                Registration(trusted: [
                    "creditor": .string(creditor), "first_action": "reminder",
                    "debts": .array([["invoice_number": "1", "capital_to_claim": .number("100")]]),
                ]))
            _ = state.add(
                registration, idempotencyKey: nil, requestID: nil, via: "api", answered: 201)
            var etags: [String] = []
            for left in [100_00, 60_00, 20_00] as [Int64] {
                state.change(0, state: nil, status: nil, remainingOre: left)
                let target = try #require(Target("/cases/" + state.store.caseID(0)))
                let call = try Call(
                    Request(method: "GET", target: target, headers: [:], body: [], arrived: 0))
                guard case .bytes(let body) = state.perform(call, answered: 200).body else {
                    Issue.record("a case is bytes")
                    return
                }
                etags.append(try etag(try JSON(parsing: body)))
            }
            #expect(Set(etags).count == 3)
        }
    }
}
