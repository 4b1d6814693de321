import Reminders

extension WorkerContext {
    /// Tells of the span of a part that is over, from its claim to its end.
    func tellSpan(of state: PartState, since began: BootInstant, isOutOfHand: Bool) {
        guard let spans = watch.spans, let trace = state.part.traceID else { return }
        spans(trace) {
            let part = state.part
            let isLeaseLost = state.writeBack.isLeaseLost
            let outcome = !isOutOfHand ? "unwritten" : isLeaseLost ? "lease_lost" : "settled"
            return Span(
                "part", trace, began: began, ended: time.now(),
                isFailed: !isOutOfHand || isLeaseLost,
                ["paminn.creditor": part.handle, "paminn.outcome": outcome],
                [
                    "paminn.worker": id.rawValue, "paminn.run": part.claim.run.rawValue,
                    "paminn.part": Int64(part.claim.first),
                ])
        }
    }
}
