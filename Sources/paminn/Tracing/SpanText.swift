import Reminders

/// Spans in the JSON encoding of OTLP: ids as hexadecimal digits, 64-bit numbers as texts, enums as
/// numbers.
enum SpanText {
    private enum Kind: Int {
        case `internal` = 1
        case client = 3
    }

    /// The status code of a span that failed. One that did not has none.
    private static let failed = 2

    /// The body of one `POST /v1/traces`.
    static func request(_ spans: [Span]) -> String {
        let wall = Int64(SystemTime.wall * 1e9)
        // Nanoseconds from this machine's start to 1970, backwards.
        let offset = wall - SystemTime().now().nanoseconds
        let resource = attributes([
            ("service.name", .text("paminn")), ("service.version", .text(ProgramVersion.number)),
            ("service.instance.id", .text(ThisProcess.name)),
        ])
        let texts = spans.map { text($0, offset) }.joined(separator: ",")
        return #"{"resourceSpans":[{"resource":{"attributes":\#(resource)},"#
            + #""scopeSpans":[{"scope":{"name":"paminn"},"spans":[\#(texts)]}]}]}"#
    }

    private static func text(_ span: Span, _ offset: Int64) -> String {
        let parent = span.parent.map { #""parentSpanId":"\#(TraceID.digits($0))","# } ?? ""
        let kind = span.parent == nil ? Kind.internal : .client
        let status = span.isFailed ? #"{"code":\#(failed)}"# : "{}"
        return #"{"traceId":"\#(span.trace)","spanId":"\#(TraceID.digits(span.id))",\#(parent)"#
            + #""name":\#(JSONLine.quoted(span.name)),"kind":\#(kind.rawValue),"#
            + #""startTimeUnixNano":"\#(span.began.nanoseconds + offset)","#
            + #""endTimeUnixNano":"\#(span.ended.nanoseconds + offset)","#
            + #""attributes":\#(attributes(span.attributes)),"status":\#(status)}"#
    }

    private static func attributes(_ attributes: [(key: String, value: Span.Value)]) -> String {
        let texts = attributes.map { key, value in
            let value =
                switch value {
                case .text(let text): #"{"stringValue":\#(JSONLine.quoted(text))}"#
                case .integer(let number): #"{"intValue":"\#(number)"}"#
                }
            return #"{"key":\#(JSONLine.quoted(key)),"value":\#(value)}"#
        }
        return "[\(texts.joined(separator: ","))]"
    }
}
