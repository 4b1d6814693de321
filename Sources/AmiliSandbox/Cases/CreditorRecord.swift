/// The record of one creditor: what a test has set, and what clients have written. A creditor for
/// which nothing was set is active.
struct CreditorRecord: Sendable {
    /// Obstacles to a creditor's activation, as a test sets them.
    struct Resistance: Sendable {
        /// The issues of a 422 to every change that would make the creditor active; nil: no such
        /// answer.
        var issues: JSON?
        /// Whether only the partner may change the creditor; others get 403.
        var isPartnersAlone = false
        /// Milliseconds from such a change until the creditor is active; nil: at once.
        var activatesAfter: Int64?
    }

    /// The moment from which the creditor is active, which may lie ahead; nil: it is not active.
    private var activeSince: Moment? = Moment(milliseconds: 0)
    private(set) var resistance = Resistance()
    /// The members that clients have written, without `is_active`.
    private(set) var members: [JSON.Member] = []
    private var changedAt = Moment(milliseconds: 0)
    /// How often a test or a client has changed the record.
    private(set) var changes = 0

    /// Replaces everything that a test has set.
    mutating func tell(active: Bool, _ resistance: Resistance, at moment: Moment) {
        activeSince = active ? moment : nil
        self.resistance = resistance
        changedAt = moment
        changes += 1
    }

    /// Merges a document's members into the record, and applies its `is_active`.
    /// - Parameter document: one that was checked.
    mutating func change(_ document: JSON, at moment: Moment) {
        guard case .object(let written) = document else { return }
        let names = Set(written.map(\.name))
        members =
            members.filter { !names.contains($0.name) }
            + written.filter { $0.name != CreditorDocument.isActive }
        changedAt = moment
        changes += 1
        switch document[CreditorDocument.isActive] {
        case .bool(true)? where !isActive(moment):
            let wait = resistance.activatesAfter ?? 0
            activeSince = Moment(milliseconds: moment.milliseconds + wait)
        case .bool(false)?: activeSince = nil
        default: break
        }
    }

    func isActive(_ now: Moment) -> Bool { activeSince.map { $0 <= now } ?? false }

    /// The last change up to `now`; the moment of a delayed activation counts as one.
    func updated(_ now: Moment) -> Moment {
        max(changedAt, activeSince.map { $0 <= now ? $0 : changedAt } ?? changedAt)
    }
}

extension SandboxState {
    func isActive(_ creditor: String) -> Bool { record(of: creditor).isActive(now) }

    /// Whether only the partner may change the creditor.
    func isPartnersAlone(_ creditor: String) -> Bool {
        record(of: creditor).resistance.isPartnersAlone
    }

    /// The creditor's record; an unknown creditor gets the record of an active one.
    private func record(of creditor: String) -> CreditorRecord {
        creditors[creditor] ?? CreditorRecord()
    }

    /// Applies what a test sets for a creditor, and journals it.
    func tell(ofCreditor id: String, active: Bool, _ resistance: CreditorRecord.Resistance) {
        let line: JSON = [
            "kind": "creditor", "_id": .string(id), "active": .bool(active),
            "issues": resistance.issues ?? .null,
            "partner_only": .bool(resistance.isPartnersAlone),
            "active_after_ms": resistance.activatesAfter.map { .integer($0) } ?? .null,
            "at": .integer(now.milliseconds),
        ]
        _ = files.append(journal: line.bytes)
        creditors[id, default: CreditorRecord()].tell(active: active, resistance, at: now)
    }

    /// Changes a creditor, and journals the change.
    /// - Parameter version: the request's `If-Match`.
    /// - Returns: 200; 428 without a version, 412 if it is not the present one, 422 if the change
    ///   makes the creditor active and a mandatory field is missing, or a test has set issues.
    func change(_ document: JSON, ofCreditor id: String, version: String?) -> SandboxReply {
        guard let version else {
            return Refusal(428, "To edit a document its etag must be provided").reply
        }
        guard version == etag(ofCreditor: id) else {
            return Refusal(412, "Client and server etags don't match").reply
        }
        if document[CreditorDocument.isActive] == .bool(true) {
            let record = record(of: id)
            let issues =
                CreditorDocument.missing(document, beside: record.members)
                ?? record.resistance.issues
            if let issues { return CreditorDocument.refusal(issues).reply }
        }
        let line: JSON = [
            "kind": "details", "_id": .string(id), "at": .integer(now.milliseconds),
            "body": document,
        ]
        _ = files.append(journal: line.bytes)
        creditors[id, default: CreditorRecord()].change(document, at: now)
        return SandboxReply(200, .object(heading(ofCreditor: id) + [JSON.Member("_status", "OK")]))
    }

    /// The creditor as `GET /creditors/{id}` shows it.
    func document(ofCreditor id: String) -> JSON {
        let record = record(of: id)
        return .object(
            heading(ofCreditor: id) + record.members + [
                JSON.Member(CreditorDocument.isActive, .bool(record.isActive(now)))
            ])
    }

    private func heading(ofCreditor id: String) -> [JSON.Member] {
        let record = record(of: id)
        return heading(
            id, created: Moment(milliseconds: 0), updated: record.updated(now),
            changes: record.changes)
    }

    private func etag(ofCreditor id: String) -> String {
        let record = record(of: id)
        return Identity.etag(id, updated: record.updated(now), changes: record.changes)
    }

    /// Replays a journal line about a creditor.
    /// - Parameter moment: the line's time; nil counts as 1970.
    /// - Returns: false for a line that cannot be read.
    func replayCreditor(_ record: JSON, _ moment: Moment?) -> Bool {
        guard let id = record["_id"]?.text else { return false }
        let moment = moment ?? Moment(milliseconds: 0)
        if let body = record["body"] {
            creditors[id, default: CreditorRecord()].change(body, at: moment)
            return true
        }
        guard case .bool(let active)? = record["active"] else { return false }
        let issues = record["issues"].flatMap { $0 == .null ? nil : $0 }
        creditors[id, default: CreditorRecord()].tell(
            active: active,
            CreditorRecord.Resistance(
                issues: issues, isPartnersAlone: record["partner_only"] == .bool(true),
                activatesAfter: record["active_after_ms"]?.integer), at: moment)
        return true
    }
}
