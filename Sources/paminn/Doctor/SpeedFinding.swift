/// The finding of `doctor` on the round trip to the database. A letter whose slot and last look at
/// the invoice take longer than PAMINN_SEND_WITHIN is not sent. No time left is bad; less than half
/// of it left is a warning.
struct SpeedFinding {
    /// The round trips that a letter needs. A worker asks for slots and reads the invoices side by
    /// side; the longer of the two takes two questions, one after the other.
    private static let questions = 2
    /// The upper bound of PAMINN_SEND_WITHIN, in seconds.
    private static let most = 3

    let finding: DoctorFinding

    /// - Parameters:
    ///   - roundTrip: one question to the database and back, measured from this machine.
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
                DoctorFinding(
                    "speed of the database", .bad, "\(what): no letter can go", remedy)
            } else if needed * 2 >= sendWithin {
                DoctorFinding(
                    "speed of the database", .warning, "\(what): little is left", remedy)
            } else {
                DoctorFinding("speed of the database", .ok, what)
            }
    }

    private static func milliseconds(_ span: Duration) -> Int64 {
        let (seconds, attoseconds) = span.components
        return seconds * 1_000 + attoseconds / 1_000_000_000_000_000
    }
}
