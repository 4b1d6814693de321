import Reminders

/// Draws the bytes read of the bytes to read, at most ten times a second, on a terminal only.
// Sendable: moved by one load at a time, on its connection's thread.
final class ProgressBar: @unchecked Sendable {
    private let total: Int
    private let isShown: Bool
    private var drawnAt = BootInstant(nanoseconds: 0)

    /// - Parameters:
    ///   - total: bytes.
    ///   - isShown: false with `--json`; without a terminal it is never drawn.
    init(total: Int, isShown: Bool) {
        self.total = total
        self.isShown = isShown && Terminal.isInteractive
    }

    /// - Parameter bytes: read so far.
    func moved(to bytes: Int) {
        guard isShown else { return }
        let now = SystemTime().now()
        guard now - drawnAt > .milliseconds(100) else { return }
        drawnAt = now
        Terminal.redraw("loading " + Terminal.bar(Double(bytes) / Double(max(total, 1))))
    }

    /// Clears the line.
    func end() { if isShown { Terminal.endRedraw() } }
}
