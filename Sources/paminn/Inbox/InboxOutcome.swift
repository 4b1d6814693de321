import EnqueueStore
import Reminders

/// The end of one try to load a host application's batch.
struct InboxOutcome {
    let request: HostRequest
    /// nil: nothing was loaded.
    var report: LoadReport?
    /// Why nothing was loaded; nil beside no report: the request was cancelled meanwhile.
    var problem: HostProblem?

    /// As `paminn_v1.requests` has it.
    var state: String {
        if report != nil { return "loaded" }
        guard let problem else { return "cancelled" }
        return problem.isFinal ? "failed" : "waiting"
    }

    /// One line for people.
    var line: String {
        let start = "Request \(request.id) of \(request.handle): "
        guard let report, let run = report.run else {
            return start + state + (problem.map { ", \($0.rawValue)" } ?? "") + "."
        }
        return start
            + "run \(run), \(report.queued) queued, \(report.skipped) skipped, \(report.refused) refused."
    }

    var json: String {
        var line = JSONLine()
        line.add("request", Int(request.id.rawValue))
        line.add("creditor", request.handle)
        line.add("batch", request.batch)
        line.add("state", state)
        line.add("problem", problem?.rawValue)
        line.add("run", report?.run)
        line.add("existing", .bool(report?.existing ?? false))
        line.add("queued", report?.queued ?? 0)
        line.add("skipped", report?.skipped ?? 0)
        line.add("refused", report?.refused ?? 0)
        return line.line
    }
}
