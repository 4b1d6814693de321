import Database
import Postgres
import Reminders

/// The lifetime of a session.
package struct SessionLimits: Sendable {
    /// The time without use after which a session ends.
    package var idle: Duration = .seconds(8 * 3600)
    /// The time after which a session ends in any case.
    package var whole: Duration = .seconds(24 * 3600)
    package init() {}

    /// The parameters `idle` and `whole` of statements, in seconds.
    var arguments: StatementArguments {
        ["idle": .double(idle.seconds), "whole": .double(whole.seconds)]
    }
}
