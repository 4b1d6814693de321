import Database
import Postgres
import Reminders

package enum ManualList: Sendable {
    case toDo
    case done
}
