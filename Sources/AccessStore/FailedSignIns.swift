/// The failed sign-ins of the last hour.
package struct FailedSignIns: Sendable {
    package let failures: Int
    /// How many addresses they came from.
    package let addresses: Int
    /// How many logins, addresses and browsers have to wait at the moment.
    package let shut: Int
    /// The address with the most failures; nil if none is known.
    package let worstAddress: String?
}
