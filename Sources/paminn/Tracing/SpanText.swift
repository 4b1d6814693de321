import Reminders

/// Spans in the JSON encoding of OTLP: ids as hexadecimal digits, 64-bit numbers as texts, enums as
/// numbers (a span's kind is 1, internal, or 3, client; a failed one has the status 2).
enum SpanText {
    /// The body of one `POST /v1/traces`.
    static func request(_ spans: [Span]) -> String {
        // Without spans there is no group of them either: empty groups are not to be sent.
        guard !spans.isEmpty else { return #"{"resourceSpans":[]}"# }
        // Nanoseconds from 1970 to this machine's start.
        let offset = Int64(SystemTime.wall * 1e9) - SystemTime().now().nanoseconds
        let resource = attributes(
            [
                "service.name": "paminn", "service.version": ProgramVersion.number,
                "service.instance.id": ThisProcess.name,
            ], [:])
        let texts = spans.map { text($0, offset) }.joined(separator: ",")
        return #"{"resourceSpans":[{"resource":{"attributes":\#(resource)},"#
            + #""scopeSpans":[{"scope":{"name":"paminn"},"spans":[\#(texts)]}]}]}"#
    }

    private static func text(_ span: Span, _ offset: Int64) -> String {
        let part = TraceID.digits(span.trace.partSpan)
        let id = span.call.map { #"\#(TraceID.digits($0))","parentSpanId":"\#(part)"# } ?? part
        return #"{"traceId":"\#(span.trace)","spanId":"\#(id)","#
            + #""name":\#(JSONLine.quoted(span.name)),"kind":\#(span.call == nil ? 1 : 3),"#
            + #""startTimeUnixNano":"\#(span.began.nanoseconds + offset)","#
            + #""endTimeUnixNano":"\#(span.ended.nanoseconds + offset)","#
            + #""attributes":\#(attributes(span.texts, span.numbers)),"#
            + #""status":{\#(span.isFailed ? #""code":2"# : "")}}"#
    }

    private static func attributes(
        _ texts: KeyValuePairs<String, String>, _ numbers: KeyValuePairs<String, Int64>
    ) -> String {
        let all =
            texts.map { ($0, #"{"stringValue":\#(JSONLine.quoted($1))}"#) }
            + numbers.map { ($0, #"{"intValue":"\#($1)"}"#) }
        return "[\(all.map { #"{"key":"\#($0)","value":\#($1)}"# }.joined(separator: ","))]"
    }
}
