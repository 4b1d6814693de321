import Reminders

/// The finding of `doctor` on how fast the way to the database is: letters whose slot and last look
/// at the invoice take too long are not sent.
struct SpeedFinding {
    /// A worker asks for slots and reads the invoices side by side; the longer of the two is two
    /// questions, one after the other.
    private static let questions = 2
    /// What PAMINN_SEND_WITHIN may be at most, seconds.
    private static let most = 3

    let finding: DoctorFinding

    /// - Parameters:
    ///   - roundTrip: from this machine.
    ///   - sendWithin: PAMINN_SEND_WITHIN.
    init(_ roundTrip: Duration, sendWithin: Duration) {
        let needed = roundTrip * Self.questions
        let bound = "PAMINN_SEND_WITHIN (\(Self.milliseconds(sendWithin)) ms)"
        let what =
            "a question takes \(Self.milliseconds(roundTrip)) ms there and back, and a letter needs"
            + " \(Self.questions) of them within \(bound)"
        let remedy =
            needed >= .seconds(Self.most)
            ? "Bring worker and database closer: no setting helps, for PAMINN_SEND_WITHIN is"
                + " \(Self.most)s at most (1s by default)."
            : "Bring worker and database closer, or set PAMINN_SEND_WITHIN to up to \(Self.most)s"
                + " (1s by default)."
        finding =
            if needed >= sendWithin {
                DoctorFinding("speed of the database", .bad, "\(what): no letter can go. \(remedy)")
            } else if needed * 2 >= sendWithin {
                DoctorFinding(
                    "speed of the database", .warning, "\(what): little is left. \(remedy)")
            } else {
                DoctorFinding("speed of the database", .ok, what)
            }
    }

    private static func milliseconds(_ span: Duration) -> Int64 {
        let (seconds, attoseconds) = span.components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }
}
