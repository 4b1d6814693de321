import Database
import Postgres
package import Reminders

/// What cannot be made of Amili's answers: workers write it down.
extension QueueStore {
    package func noteFlaw(
        _ flaw: AnswerFlaw, in purpose: AnswerPurpose, of creditor: CreditorID
    ) async throws {
        let texts: [String?] = [
            flaw.field, flaw.wanted?.rawValue, flaw.found?.encoded, flaw.place,
        ]
        let values: [PostgresValue] =
            [
                .int(creditor), .text(purpose.rawValue), .text(flaw.cause.rawValue),
                .text(flaw.call.rawValue), flaw.status.map { .integer($0) } ?? .null,
            ] + texts.map { $0.map { .text($0) } ?? .null }
            + [flaw.seconds.map { .integer($0) } ?? .null]
        try await pool.performToEnd { session in
            _ = try session.run(AnswerStatement.note, values)
        }
    }

    package func forgetFlaw(in purpose: AnswerPurpose, of creditor: CreditorID) async throws {
        try await pool.performToEnd { session in
            _ = try session.run(
                AnswerStatement.forget, [.int(creditor), .text(purpose.rawValue)])
        }
    }
}
