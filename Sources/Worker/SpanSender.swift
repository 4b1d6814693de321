import LogEvents
package import Logging
import NIOConcurrencyHelpers
package import Reminders

/// Hands the spans of a share of all traces on to a collector. The work only puts them into a
/// bounded buffer. What does not fit, and what the collector does not take, is dropped and counted.
/// Nothing is sent twice.
package final class SpanSender: Sendable {
    package static let mostSpans = 4096
    package static let remedy = "Mend the collector or PAMINN_TRACE_ENDPOINT, or unset it."
    private static let pause = Duration.seconds(2)

    private let share: Double
    private let time: any Timekeeper
    private let troubles: Troubles
    private let send: @Sendable ([Span]) async -> String?
    private let buffer = NIOLockedValueBox((spans: [Span](), dropped: 0))

    /// - Parameters:
    ///   - share: the share of traces whose spans are sent, 0...1.
    ///   - send: sends spans once, also in a cancelled task, and returns why they were not taken;
    ///     nil if they were.
    package init(
        share: Double, time: any Timekeeper, log: Logger,
        send: @escaping @Sendable ([Span]) async -> String?
    ) {
        (self.share, self.time, self.send) = (share, time, send)
        troubles = Troubles(log)
    }

    /// The number of spans that were dropped.
    package var dropped: Int { buffer.withLockedValue { $0.dropped } }

    /// While the buffer is full the newest are dropped.
    package var sink: Span.Sink {
        { trace, span in
            guard trace.isAmong(self.share) else { return }
            let span = span()
            self.buffer.withLockedValue { buffer in
                if buffer.spans.count < Self.mostSpans {
                    buffer.spans.append(span)
                } else {
                    buffer.dropped += 1
                }
            }
        }
    }

    /// Sends what is in the buffer every two seconds until the task is cancelled, then what is
    /// left. After the cancellation it takes as long as two calls of `send` at most.
    package func run() async {
        var isLast = false
        while !isLast {
            try? await time.sleep(for: Self.pause)
            isLast = Task.isCancelled
            await sendAll()
        }
    }

    private func sendAll() async {
        let spans = buffer.withLockedValue { buffer in
            defer { buffer.spans = [] }
            return buffer.spans
        }
        guard !spans.isEmpty else { return }
        guard let error = await send(spans) else {
            return troubles.spansAreTaken(at: time.now())
        }
        buffer.withLockedValue { $0.dropped += spans.count }
        let facts: Logger.Metadata = ["error": "\(error)", "remedy": "\(Self.remedy)"]
        troubles.note(.spans, .spansUnsent, at: time.now(), facts)
    }
}
