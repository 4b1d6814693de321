import Reminders

package struct AmiliGate: Sendable {
    package let now: String
    /// Calls a second, of the whole fleet; infinite if nobody has set a limit.
    package let rate: Double
    package let shut: Shut
    /// Seconds until the stand-still after a database's step back ends; 0: none.
    package let standsFor: Double
}
