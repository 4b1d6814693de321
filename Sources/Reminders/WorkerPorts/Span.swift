/// One piece of work of a trace, for a collector of traces. Its texts are codes, numbers and
/// creditors' handles: no personal data, no invoice numbers, no URLs.
package struct Span: Sendable {
    package enum Value: Sendable {
        case text(String)
        case integer(Int64)
    }

    /// A word for the kind of work, such as `part` or `registration`.
    package let name: String
    package let trace: TraceID
    /// Not zero.
    package let id: UInt64
    /// The span that this one belongs to; nil for a part's own. A span with a parent is a call to
    /// another system.
    package let parent: UInt64?
    package let began: BootInstant
    package let ended: BootInstant
    package let isFailed: Bool
    package let attributes: [(key: String, value: Value)]

    package init(
        _ name: String, _ trace: TraceID, id: UInt64, parent: UInt64?, began: BootInstant,
        ended: BootInstant, isFailed: Bool, attributes: [(key: String, value: Value)]
    ) {
        self.name = name
        self.trace = trace
        self.id = id
        self.parent = parent
        self.began = began
        self.ended = ended
        self.isFailed = isFailed
        self.attributes = attributes
    }
}
