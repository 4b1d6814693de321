package import ConsoleStore
import Foundation
import Postgres
import Reminders

package struct SelectionSummary: Sendable, Equatable {
    /// By filter: as of the click, less what was unticked and more what was ticked since.
    package var count = 0
    /// All that match it are selected.
    package var filter: ListFilter?
    /// Unticked since, of those.
    package var excepted = 0
    package init() {}
    package var isEmpty: Bool { count <= 0 }
}
