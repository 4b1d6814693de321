/// One check of a process's health. It holds no personal data, and names no creditor.
package struct HealthCheck: Sendable, Equatable {
    /// Its name, such as `database`.
    package let check: String
    package let state: HealthState
    /// The finding; one line without a full stop.
    package let says: String
    /// The remedy, in whole sentences; empty if there is nothing to do.
    package let remedy: String

    package init(_ check: String, _ state: HealthState, _ says: String, _ remedy: String = "") {
        self.check = check
        self.state = state
        self.says = says
        self.remedy = remedy
    }
}
