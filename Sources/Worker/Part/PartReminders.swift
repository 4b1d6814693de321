import Reminders

/// The open reminders of a part, sorted by what is to be done with them. Those on the wire, and
/// those whose outcome is noted, are in none of the lists.
struct PartReminders: Sendable {
    /// A reminder that Amili called a duplicate, or that it refused although an earlier call of
    /// ours may have taken effect.
    struct Questionable: Sendable {
        let reminder: OpenReminder
        /// Its outcome if Amili has no case of it.
        let otherwise: Settlement
        /// For a 409: Amili's clock when the letter left, at the earliest. Seconds since 1970; nil
        /// if that is not known.
        var conflictSince: Int64?
    }

    /// A reminder whose letter was answered with a case on a connection that had not rested, so
    /// that the answer may be another letter's.
    struct Unproven: Sendable {
        let reminder: OpenReminder
        /// Its outcome if the look-up finds that case under that invoice.
        let settlement: Settlement
    }

    /// To be sent. The first position is last, so that it is popped first.
    var queue: [OpenReminder] = []
    /// In doubt when they were read, or since.
    var doubtful: [OpenReminder] = []
    /// Answered, but a look-up must confirm the answer.
    var questionable: [Questionable] = []
    /// Accepted by answers that may have been to other letters.
    var unproven: [Unproven] = []

    /// Whether there are letters of which Amili may or may not have a case.
    var isAboutDoubt: Bool { !doubtful.isEmpty || !questionable.isEmpty }
    /// Whether there are acceptances to confirm.
    var isConfirmation: Bool { !unproven.isEmpty }
    /// Whether a look-up must follow the sending.
    var needsConfirmation: Bool { !questionable.isEmpty || !unproven.isEmpty }
    /// The purpose of the next look-up's slot. A part with nothing to find out about its letters
    /// asks only in order to send.
    var purpose: Purpose { isAboutDoubt || isConfirmation ? .lookUp : .send }
    var count: Int { queue.count + doubtful.count + questionable.count + unproven.count }

    /// Takes over the first read.
    mutating func take(_ reminders: [OpenReminder]) {
        queue = reminders.filter { $0.state == .queued }.reversed()
        doubtful = reminders.filter { $0.state == .uncertain }
    }

    /// Takes over a later read. The part knows better than the ledger what is open, unless somebody
    /// else has decided meanwhile: a late proof of a case, or a human. Such reminders are not sent.
    mutating func refresh(_ reminders: [OpenReminder]) {
        let queued = Dictionary(
            uniqueKeysWithValues: reminders.lazy.filter { $0.state == .queued }
                .map { ($0.position, $0.sharedInvoice) })
        queue = queue.compactMap { reminder in
            guard let invoice = queued[reminder.position] else { return nil }
            var copy = reminder
            copy.sharedInvoice = invoice
            return copy
        }
    }

    /// - Parameter databaseNow: seconds since 1970 by the database's clock.
    func question(for part: ClaimedPart, databaseNow: Int64) -> Question {
        let inDoubt =
            doubtful + queue.filter { $0.doubtSince != nil } + questionable.map(\.reminder)
        return Question(
            party: part.party,
            invoices: (queue + doubtful).map(\.number) + questionable.map(\.reminder.number)
                + unproven.map(\.reminder.number),
            inDoubt: inDoubt.map(\.number), canary: part.canary,
            census: part.canary == nil && isAboutDoubt,
            doubtAge: inDoubt.compactMap(\.doubtSince).min().map { databaseNow - $0 } ?? .max,
            doubtSince: inDoubt.compactMap(\.amiliDoubtSince).min(), traceID: part.traceID)
    }
}
