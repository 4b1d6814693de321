import Database
import Postgres
package import Reminders

package struct StuckPart: Sendable {
    package let creditor: CreditorID
    package let run: RunID
    package let first: Int
    package let last: Int
    package let queued: Int
    package let uncertain: Int
    package let claimedAt: String?
}
