/// What the status server answers: `/metrics`, `/health/live` and `/health/ready`.
package struct StatusEndpoints: Sendable {
    private let registry: MetricRegistry
    private let health: any HealthSource

    package init(_ registry: MetricRegistry, _ health: any HealthSource) {
        self.registry = registry
        self.health = health
    }

    func answer(_ request: StatusRequest) async -> StatusAnswer {
        guard ["/metrics", "/health/live", "/health/ready"].contains(request.path) else {
            return .text(404, "There is /metrics, /health/live and /health/ready.")
        }
        guard ["GET", "HEAD"].contains(request.method) else {
            var answer = StatusAnswer.text(405, "Only GET and HEAD.")
            answer.allow = "GET, HEAD"
            return answer
        }
        switch request.path {
        case "/health/live": return answer(health.live(), request)
        case "/health/ready": return answer(await health.ready(), request)
        default:
            return StatusAnswer(
                status: 200, contentType: MetricText.contentType, body: await registry.text())
        }
    }

    /// 200, or 503 if a check is bad.
    private func answer(_ report: HealthReport, _ request: StatusRequest) -> StatusAnswer {
        StatusAnswer(
            status: report.isBad ? 503 : 200,
            contentType: request.wantsJSON ? "application/json" : StatusAnswer.plain,
            body: request.wantsJSON ? report.json : report.text)
    }
}
