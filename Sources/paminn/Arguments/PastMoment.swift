import Reminders

/// Reads an option that names a moment in the past.
enum PastMoment {
    /// - Parameters:
    ///   - text: `YYYY-MM-DD`, which stands for the day's beginning in Sweden, or RFC 3339 with a
    ///     zone.
    ///   - option: as it was typed, such as `--as-of`.
    ///   - meaning: what to give instead, as the remedy says it.
    /// - Throws: `Failure` (64) if the text cannot be read or lies in the future.
    static func read(_ text: String, option: String, meaning: String) throws -> Timestamp {
        let day = CalendarDate(iso: text).map(SwedishTime.beginning)
        guard let moment = day ?? Timestamp(rfc3339: text) else {
            throw Failure(
                .usage, "\(option) is neither YYYY-MM-DD nor RFC 3339 with a zone",
                "For example 2026-11-20 or 2026-11-20T08:30:00+01:00.")
        }
        guard moment.secondsSince1970 <= SystemTime.wall else {
            throw Failure(.usage, "\(option) lies in the future", meaning)
        }
        return moment
    }
}
