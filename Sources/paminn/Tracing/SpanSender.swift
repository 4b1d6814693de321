import HTTPClient
import LogEvents
import Logging
import NIOConcurrencyHelpers
import Reminders

/// Sends spans to a collector by OTLP over HTTP, JSON encoding, from one task of its own. The work
/// only puts spans into a bounded buffer. What does not fit, and what the collector does not take,
/// is dropped and counted. Nothing is sent twice.
final class SpanSender: Sendable {
    private struct Buffer {
        var spans: [Span] = []
        var dropped = 0
    }

    private enum Bounds {
        static let spans = 4096
        static let batch = 1024
        static let pause = Duration.seconds(2)
        static let deadline = Duration.seconds(2)
        static let answerBytes = 64 << 10
    }

    private let http = HTTPClient(HTTPClientSettings(maxConnections: 1))
    private let url: String
    private let share: Double
    private let log: Logger
    private let buffer = NIOLockedValueBox(Buffer())
    private let isTold = NIOLockedValueBox(false)
    private let task = NIOLockedValueBox<Task<Void, Never>?>(nil)

    /// - Parameters:
    ///   - url: the collector's address for traces, of a form that `SettingForms` has checked.
    ///   - share: the share of parts whose spans are sent, 0...1.
    init(url: String, share: Double, log: Logger) {
        self.url = url
        self.share = share
        self.log = log
    }

    /// The number of spans that were dropped.
    var dropped: Int { buffer.withLockedValue { $0.dropped } }

    var sink: SpanSink { SpanSink(share: share) { self.put($0) } }

    private func put(_ span: Span) {
        buffer.withLockedValue { buffer in
            if buffer.spans.count < Bounds.spans {
                buffer.spans.append(span)
            } else {
                buffer.dropped += 1
            }
        }
    }

    /// Begins to send what is in the buffer, every two seconds.
    func begin() {
        let running = Task {
            var isLast = false
            while !isLast {
                try? await Task.sleep(for: Bounds.pause)
                isLast = Task.isCancelled
                await sendAll()
            }
        }
        task.withLockedValue { $0 = running }
    }

    /// Sends what is left, and ends the task. It takes four seconds at most if the collector takes
    /// nothing, and at most the deadline of each batch if it is slow: ten seconds.
    func finish() async {
        guard let task = task.withLockedValue({ $0 }) else { return }
        task.cancel()
        await task.value
        http.close()
    }

    /// Sends batches until the buffer is empty or one of them fails, at most a whole buffer.
    private func sendAll() async {
        for _ in 0..<Bounds.spans / Bounds.batch {
            let batch = buffer.withLockedValue { buffer in
                let batch = Array(buffer.spans.prefix(Bounds.batch))
                buffer.spans.removeFirst(batch.count)
                return batch
            }
            guard !batch.isEmpty else { return }
            guard let error = await error(ofSending: batch) else { continue }
            buffer.withLockedValue { $0.dropped += batch.count }
            tell(error)
            return
        }
    }

    /// - Returns: why the collector did not take the spans; nil if it did.
    private func error(ofSending batch: [Span]) async -> String? {
        let request = HTTPRequest(
            method: .post, url: url, headers: ["Content-Type: application/json"],
            body: Array(SpanText.request(batch).utf8), deadline: Bounds.deadline,
            connectTimeout: Bounds.deadline, responseLimit: Bounds.answerBytes)
        // A task of its own, so that the end of the sender does not cut a batch off.
        switch await Task(operation: { [http] in await http.perform(request) }).value.outcome {
        case .answered(let response) where (200..<300).contains(response.status): return nil
        case .answered(let response): return "it answers with status \(response.status)"
        case .notSent(let fault), .maybeSent(let fault): return fault.message
        }
    }

    /// Says once in a process that spans are lost; the metric counts them.
    private func tell(_ error: String) {
        let isNews = isTold.withLockedValue { isTold in
            defer { isTold = true }
            return !isTold
        }
        guard isNews else { return }
        log.tell(
            .spansUnsent,
            [
                "error": "\(error)",
                "remedy": "Mend the collector or PAMINN_TRACE_ENDPOINT, or unset it.",
            ])
    }
}
