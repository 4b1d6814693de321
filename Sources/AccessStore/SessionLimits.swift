import Database
import Postgres
import Reminders

/// How long a session lives.
package struct SessionLimits: Sendable {
    package var idle: Duration = .seconds(8 * 3600)
    package var whole: Duration = .seconds(24 * 3600)
    package init() {}

    var arguments: StatementArguments {
        ["idle": .double(idle.seconds), "whole": .double(whole.seconds)]
    }
}
