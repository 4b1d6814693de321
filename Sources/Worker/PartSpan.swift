import Reminders

extension WorkerContext {
    /// Tells of the span of a part that is over, from its claim to its end.
    func tellSpan(of state: PartState, since began: BootInstant, isOutOfHand: Bool) {
        guard let spans = watch.spans, let trace = state.part.traceID else { return }
        spans.tell(trace) {
            let part = state.part
            let outcome =
                !isOutOfHand ? "unwritten" : state.writeBack.isLeaseLost ? "lease_lost" : "settled"
            return Span(
                "part", trace, id: trace.partSpan, parent: nil, began: began, ended: time.now(),
                isFailed: outcome != "settled",
                attributes: [
                    ("paminn.worker", .integer(id.rawValue)),
                    ("paminn.run", .integer(part.claim.run.rawValue)),
                    ("paminn.part", .integer(Int64(part.claim.first))),
                    ("paminn.creditor", .text(part.handle)), ("paminn.outcome", .text(outcome)),
                ])
        }
    }
}
