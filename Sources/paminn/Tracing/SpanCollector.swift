import HTTPClient
import Reminders

/// A collector of traces, which is sent spans by OTLP over HTTP, JSON encoding. TLS is verified,
/// redirects are not followed, and no proxy is used.
struct SpanCollector: Sendable {
    /// The time for one request with its answer, of which at most 64 KiB are read.
    private static let deadline = Duration.seconds(2)

    private let http = HTTPClient(HTTPClientSettings(maxConnections: 1))
    private let url: String

    /// - Parameter url: its address for traces, of a form that `SettingForms` has checked.
    init(_ url: String) { self.url = url }

    /// Sends spans once. Cancelling the task does not cut it off.
    /// - Parameter spans: may be empty, to find out whether the collector answers.
    /// - Returns: why it did not take them; nil if it did.
    func error(ofSending spans: [Span]) async -> String? {
        let request = HTTPRequest(
            method: .post, url: url, headers: ["Content-Type: application/json"],
            body: Array(SpanText.request(spans).utf8), deadline: Self.deadline,
            connectTimeout: Self.deadline, responseLimit: 64 << 10)
        switch await Task(operation: { [http] in await http.perform(request) }).value.outcome {
        case .answered(let response) where (200..<300).contains(response.status): return nil
        case .answered(let response): return "it answers with status \(response.status)"
        case .notSent(let fault), .maybeSent(let fault):
            return fault.message + (fault.status.map { ", after status \($0)" } ?? "")
        }
    }
}
