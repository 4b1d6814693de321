/// Takes the spans of a share of all traces.
package struct SpanSink: Sendable {
    private let share: Double
    private let take: @Sendable (Span) -> Void

    /// - Parameters:
    ///   - share: the share of traces whose spans are taken, 0...1.
    ///   - take: called by whoever ends a piece of work. Must not block.
    package init(share: Double, take: @escaping @Sendable (Span) -> Void) {
        self.share = share
        self.take = take
    }

    /// - Parameter span: called only if the trace is among the share.
    package func tell(_ trace: TraceID, _ span: () -> Span) {
        if trace.isAmong(share) { take(span()) }
    }
}
