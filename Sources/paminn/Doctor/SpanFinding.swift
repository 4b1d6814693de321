import Worker

extension DoctorFinding {
    /// The finding on the collector of spans, which is sent a batch of none and has two seconds to
    /// take it. Never bad: letters do not wait for spans. Empty if no collector is set.
    static func spans(_ settings: Settings) async -> [DoctorFinding] {
        do {
            guard let url = try settings.optional(.traceEndpoint) else { return [] }
            let error = await SpanCollector(url).error(ofSending: [])
            let loss = error.map { "the collector does not take them: \($0). Letters go on" }
            return [
                DoctorFinding(
                    "spans", loss == nil ? .ok : .warning,
                    loss ?? "the collector takes an empty batch",
                    loss == nil ? "" : SpanSender.remedy)
            ]
        } catch {
            return [DoctorFinding("spans", .skipped, Failure(error))]
        }
    }
}
