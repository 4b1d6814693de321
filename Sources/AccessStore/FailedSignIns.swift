/// Sign-ins that failed within the hour.
package struct FailedSignIns: Sendable {
    package let failures: Int
    package let addresses: Int
    /// Logins, addresses and browsers that have to wait at the moment.
    package let shut: Int
    /// With the most failures; nil if none is known.
    package let worstAddress: String?
}
