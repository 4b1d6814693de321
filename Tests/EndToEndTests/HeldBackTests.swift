import Foundation
import TestSupport
import Testing

/// What holds letters back is told, with its remedy.
@Suite(.serialized, .timeLimit(.minutes(8)))
struct HeldBackTests {
    @Test func lettersThatAreNotAnsweredCloseTheirCreditorsGateAndTheDoctorSaysSo() async throws {
        try await Installation.with { installation in
            let file = try installation.file("batch.csv", count: 60)
            try await installation.expect(0, ["enqueue", file, "--creditor", "demo"])
            try await installation.setFaults(
                #"{"on":"POST /case--registrations","do":"status","status":500}"#)
            let worker = try installation.startWorker()
            try await eventually(within: .seconds(60), "the doctor names the gate") {
                let doctor = try await installation.paminn(["doctor"])
                return doctor.output.contains("BAD  gate of demo: closed for")
                    && doctor.output.contains("Ask Amili about this creditor")
            }
            try await worker.says("this creditor's letters get no certain answer")
            let causes = try await installation.query(
                "select scope, closed_cause from throttle where closed_cause is not null")
            #expect(causes.hasSuffix("|letters") && !causes.contains("amili|"), "\(causes)")
            try await installation.setFaults("")
            try await installation.finished()
            await worker.send(signal: SIGTERM)
            #expect(try await worker.wait().ending == .exited(0))
            try await installation.expectOneLetterEach(accepted: 60)
        }
    }
}
