import AccessStore
import ConsoleStore
import OperatorStore
import Reminders

/// The targets of the operators' forms. Each audits what it changed and redirects to the operations
/// page.
enum OperationsForms {
    static let routes: [Route] = [
        .post("/drift/stoppa", .operator) { try await setPaused(true, $0) },
        .post("/drift/slapp-fram", .operator) { try await setPaused(false, $0) },
        .post("/drift/utskick", .operator) { try await resumeRun($0) },
        .post("/drift/del", .operator) { try await retryPart($0) },
        .get("/drift/handelse/{id}", .operator) { try await IncidentPage($0).page() },
        .post("/drift/handelse/{id}", .operator) { try await IncidentPage($0).close() },
    ]

    /// Stops or resumes the letters of all creditors (`allt=ja`), or of the one that `foretag`
    /// names.
    /// - Throws: `Refusal.badRequest` if the form names neither; `notFound` if the creditor is not
    ///   one of this user's.
    private static func setPaused(
        _ isPaused: Bool, _ context: PageContext
    ) async throws -> PageResponse {
        // A missing name must never mean all.
        var creditor: GrantedCreditor?
        if context.form["allt"] != "ja" {
            guard let handle = context.form["foretag"] else { throw Refusal.badRequest }
            creditor = context.session.creditors.first { $0.handle == handle }
            if creditor == nil { throw Refusal.notFound }
        }
        try await context.operators.setPaused(
            isPaused, creditor: creditor?.id, by: context.session.login)
        try await context.audit(
            .switched(isPaused, all: creditor == nil), creditor: creditor?.id)
        return .seeOther(creditor == nil ? "/drift" : "/drift#foretagen-rubrik")
    }

    /// Lets a paused run go on. For any other run nothing changes and nothing is audited.
    /// - Throws: `Refusal.notFound` if the run belongs to none of the operator's creditors.
    private static func resumeRun(_ context: PageContext) async throws -> PageResponse {
        guard let run: RunID = context.form.id("utskick") else { throw Refusal.badRequest }
        guard let owner = try await context.console.creditor(of: run) else {
            throw Refusal.notFound
        }
        let creditor = try context.creditor(owner)
        if try await context.operators.resume(run: run) {
            try await context.audit(.resumedRun, creditor: creditor.id, run: run)
        }
        return .seeOther("/drift")
    }

    /// Gives a stuck part another three workers; `del` is the position of its first reminder. For
    /// any other part nothing changes and nothing is audited.
    /// - Throws: `Refusal.notFound` if the run belongs to none of the operator's creditors.
    private static func retryPart(_ context: PageContext) async throws -> PageResponse {
        guard let run: RunID = context.form.id("utskick"),
            let first = context.form.number("del", in: 1...Int(Int32.max))
        else { throw Refusal.badRequest }
        guard let owner = try await context.console.creditor(of: run) else {
            throw Refusal.notFound
        }
        let creditor = try context.creditor(owner)
        if try await context.operators.retry(run: run, first: first, by: context.session.login) {
            try await context.audit(
                .retriedPart, creditor: creditor.id, run: run, facts: "first \(first)")
        }
        return .seeOther("/drift")
    }
}
