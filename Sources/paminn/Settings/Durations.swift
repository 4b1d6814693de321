import Amili
import Console
import Glibc
import Reminders
import Worker

/// Times as people write them: `500ms`, `30s`, `10m`, `1h`, `2d`.
enum Durations {
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

    /// `2 m 05 s`, `41 s`.
    static func written(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        if whole < 60 { return "\(whole) s" }
        if whole < 3600 { return "\(whole / 60) m \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) m"
    }
}
