import Reminders

/// Where the open reminders of a part are. Those on the wire, and those whose outcome is noted, are
/// in none of these.
struct PartReminders: Sendable {
    /// A reminder that Amili refused although an earlier call of ours may have taken effect, or
    /// called a duplicate.
    struct Questionable: Sendable {
        let reminder: OpenReminder
        /// What it becomes if Amili has nothing of it.
        let otherwise: Settlement
        /// For a 409: Amili's clock when the letter left, at the earliest. Seconds since 1970.
        var conflictSince: Int64?
    }

    /// A reminder whose letter was answered with a case on a connection that had not rested.
    struct Unproven: Sendable {
        let reminder: OpenReminder
        /// What the answer makes of it, if the look-up finds that case of that invoice.
        let settlement: Settlement
    }

    /// To be sent, first position last, so that the next one is popped.
    var queue: [OpenReminder] = []
    /// In doubt when they were read, or since.
    var doubtful: [OpenReminder] = []
    /// Answered in a way that wants a look-up before it can be believed.
    var questionable: [Questionable] = []
    /// Accepted by answers that may have been to other letters.
    var unproven: [Unproven] = []

    /// Is there something to find out about letters that were sent?
    var isAboutDoubt: Bool { !doubtful.isEmpty || !questionable.isEmpty }
    var isConfirmation: Bool { !unproven.isEmpty }
    var needsConfirmation: Bool { !questionable.isEmpty || !unproven.isEmpty }
    /// A part with nothing to find out about its letters asks only in order to send.
    var purpose: Purpose { isAboutDoubt || isConfirmation ? .lookUp : .send }
    var count: Int { queue.count + doubtful.count + questionable.count + unproven.count }

    /// The first read of a pass.
    mutating func take(_ reminders: [OpenReminder]) {
        queue = reminders.filter { $0.state == .queued }.reversed()
        doubtful = reminders.filter { $0.state == .uncertain }
    }

    /// A later read. The part knows better than the ledger what is open, unless somebody else has
    /// decided meanwhile: a late proof of a case, or a human. Such reminders are not sent.
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
            doubtSince: inDoubt.compactMap(\.amiliDoubtSince).min())
    }
}
