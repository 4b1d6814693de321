/// The number of a host application's request (`host_request.id`).
package struct HostRequestID: Identifier {
    package let rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }
}
