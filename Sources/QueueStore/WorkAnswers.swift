import Database
import Postgres
package import Reminders

/// Notes answers of Amili that cannot be used.
extension QueueStore {
    package func noteFlaw(
        _ flaw: AnswerFlaw, in purpose: AnswerPurpose, of creditor: CreditorID
    ) async throws {
        func text(_ text: String?) -> PostgresValue { text.map { .text($0) } ?? .null }
        func integer(_ number: Int?) -> PostgresValue { number.map { .integer($0) } ?? .null }
        let trouble: StatementArguments = [
            "creditor": .id(creditor), "purpose": .text(purpose.rawValue),
            "cause": .text(flaw.cause.rawValue), "call": .text(flaw.call.rawValue),
            "status": integer(flaw.status), "field": text(flaw.field),
            "wanted": text(flaw.wanted?.rawValue), "found": text(flaw.found?.encoded),
            "place": text(flaw.place), "seconds": integer(flaw.seconds),
        ]
        try await pool.performToEnd { session in
            _ = try session.run(AnswerStatement.note, trouble)
        }
    }

    package func forgetFlaw(in purpose: AnswerPurpose, of creditor: CreditorID) async throws {
        try await pool.performToEnd { session in
            _ = try session.run(
                AnswerStatement.forget,
                ["creditor": .id(creditor), "purpose": .text(purpose.rawValue)])
        }
    }
}
