import Reminders

/// Reads and writes spans of time as people do.
enum Durations {
    /// Reads a whole number of 0 to 1,000,000 with a unit: `500ms`, `30s`, `10m`, `1h`, `2d`.
    /// - Returns: nil for any other text.
    static func read(_ text: String) -> Duration? {
        let units: [(String, Int64)] = [
            ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ]
        for (unit, milliseconds) in units where text.hasSuffix(unit) {
            guard let count = Int64(text.dropLast(unit.count)), count >= 0, count <= 1_000_000
            else { continue }
            return .milliseconds(count * milliseconds)
        }
        return nil
    }

    /// Writes a span as `read` takes it, with the largest unit that leaves a whole number: `500ms`,
    /// `30s`, `10m`. What is left below a millisecond is dropped.
    static func short(_ span: Duration) -> String {
        let milliseconds = span.wholeNanoseconds / 1_000_000
        guard milliseconds > 0 else { return "0s" }
        let units: [(String, Int64)] = [
            ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
        ]
        for (unit, size) in units where milliseconds % size == 0 {
            return "\(milliseconds / size)\(unit)"
        }
        return "\(milliseconds)ms"
    }

    /// Writes a span with its two largest units: `41 s`, `2 m 5 s`, `3 h 0 m`. Its parts are not
    /// padded.
    /// - Parameter seconds: not negative; rounded to whole seconds.
    static func written(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) m \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) m"
    }
}
