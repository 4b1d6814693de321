/// The process, as far as it knows how it is.
package protocol HealthSource: Sendable {
    /// Whether the process makes progress by itself. Answers at once, without the database.
    func live() -> HealthReport
    /// Whether the process can do its work. Answers within some seconds.
    func ready() async -> HealthReport
    /// One short line with what it does, for the service manager.
    var summary: String { get }
}
