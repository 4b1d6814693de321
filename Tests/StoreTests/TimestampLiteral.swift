import Reminders

/// Tests write their moments as RFC 3339.
extension Timestamp: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        guard let moment = Timestamp(rfc3339: value) else {
            preconditionFailure("\(value) is no moment")
        }
        self = moment
    }
}
