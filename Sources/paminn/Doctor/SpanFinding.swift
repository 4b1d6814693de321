import Worker

extension DoctorFinding {
    /// The finding on the collector of spans, which is sent an empty batch and has two seconds to
    /// take it. Never bad: letters do not wait for spans. Empty if no collector is set.
    static func spans(_ settings: Settings) async -> [DoctorFinding] {
        do {
            guard let url = try settings.optional(.traceEndpoint) else { return [] }
            guard let error = await SpanCollector(url).error(ofSending: []) else {
                return [DoctorFinding("spans", .ok, "the collector takes an empty batch")]
            }
            return [
                DoctorFinding(
                    "spans", .warning,
                    "the collector does not take them: \(error). Letters go on",
                    SpanSender.remedy)
            ]
        } catch {
            return [DoctorFinding("spans", .skipped, Failure(error))]
        }
    }
}
