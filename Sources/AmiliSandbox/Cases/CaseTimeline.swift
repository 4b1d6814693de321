/// The history of one case: its states and statuses, what is left to pay, and its last change.
struct CaseTimeline: Sendable {
    /// A state and a status, and when the case got them.
    struct Step: Sendable {
        let at: Moment
        let state: String
        let status: String
    }

    private(set) var steps: [Step]
    private(set) var remainingOre: Int64
    private(set) var updated: Moment
    /// The number of changes since the case was made.
    private(set) var changes = 0

    /// Milliseconds after which an unanswered reminder turns into debt collection.
    static let reminderPeriod = 12 * Moment.day

    /// A new case, whose first action begins at once.
    init(created: Moment, firstAction: String, capitalOre: Int64) {
        steps = [
            Step(at: created, state: "initializing", status: "initialized"),
            Step(at: created, state: firstAction, status: firstAction + "_active"),
        ]
        remainingOre = capitalOre
        updated = created
    }

    var state: String { steps[steps.count - 1].state }
    var status: String { steps[steps.count - 1].status }

    /// When the case was closed; nil while it is open.
    var closed: Moment? {
        state == "closed" ? steps[steps.count - 1].at : nil
    }

    /// Completes a change of which state or status may be missing.
    /// - Throws: 400 if one says closed and the other does not.
    func target(state: String?, status: String?) throws(Refusal) -> (state: String, status: String)
    {
        let statusCloses = status?.hasPrefix("closed_")
        if let state, let statusCloses, (state == "closed") != statusCloses {
            throw Refusal(400, "state and status disagree on whether the case is closed")
        }
        let closes = state.map { $0 == "closed" } ?? statusCloses ?? (self.state == "closed")
        if closes { return ("closed", status ?? "closed_cancelled") }
        let open = state ?? (self.state == "closed" ? "reminder" : self.state)
        let kept = self.status.hasPrefix("closed_") ? open + "_active" : self.status
        return (open, status ?? (state == nil ? kept : open + "_active"))
    }

    /// Notes a change. A step is added if both state and status are given; a nil capital stays as
    /// it is.
    mutating func change(
        at moment: Moment, state: String?, status: String?, remainingOre: Int64?
    ) {
        if let state, let status {
            steps.append(Step(at: moment, state: state, status: status))
        }
        self.remainingOre = remainingOre ?? self.remainingOre
        updated = moment
        changes += 1
    }

    /// The timeline as it stands at `now`: an active reminder has turned into debt collection after
    /// `reminderPeriod`.
    func at(_ now: Moment) -> CaseTimeline {
        let due = steps[steps.count - 1].at.milliseconds + CaseTimeline.reminderPeriod
        guard state == "reminder", status == "reminder_active", now.milliseconds >= due else {
            return self
        }
        var moved = self
        moved.change(
            at: Moment(milliseconds: due), state: "debt_collection",
            status: "debt_collection_active", remainingOre: nil)
        return moved
    }
}
