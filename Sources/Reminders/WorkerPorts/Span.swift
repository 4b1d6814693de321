/// One piece of work of a trace, for a collector of traces: a part, or one of its calls. Its texts
/// are codes and creditors' handles: no personal data, no invoice numbers, no URLs.
package struct Span: Sendable {
    /// Takes a span of a trace. It asks for the span only if it keeps those of that trace, and
    /// never blocks.
    package typealias Sink = @Sendable (_ trace: TraceID, _ span: () -> Span) -> Void

    /// A word for the kind of work, such as `part` or `registration`.
    package let name: String
    package let trace: TraceID
    /// The id of a call, which belongs to the part of its trace; not zero. nil: it is the part.
    package let call: UInt64?
    package let began: BootInstant
    package let ended: BootInstant
    package let isFailed: Bool
    package let texts: KeyValuePairs<String, String>
    package let numbers: KeyValuePairs<String, Int64>

    package init(
        _ name: String, _ trace: TraceID, call: UInt64? = nil, began: BootInstant,
        ended: BootInstant, isFailed: Bool, _ texts: KeyValuePairs<String, String>,
        _ numbers: KeyValuePairs<String, Int64>
    ) {
        (self.name, self.trace, self.call) = (name, trace, call)
        (self.began, self.ended, self.isFailed) = (began, ended, isFailed)
        (self.texts, self.numbers) = (texts, numbers)
    }
}
