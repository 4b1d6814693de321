/// What was said of a creditor, and what was written to it. One of whom nothing was said is active.
struct CreditorRecord: Sendable {
    /// What a test says of a creditor that is not to be active without more ado.
    struct Resistance: Sendable {
        /// A change that would make it active is answered 422 with these.
        var issues: JSON?
        /// Only the partner may change it: 403.
        var isPartnersAlone = false
        /// So many milliseconds after such a change it is active, and not before.
        var activatesAfter: Int64?
    }

    /// Active from then on; nil: not active. May lie ahead.
    private var activeSince: Moment? = Moment(milliseconds: 0)
    private(set) var resistance = Resistance()
    /// As they were written, without `is_active`.
    private(set) var members: [JSON.Member] = []
    private var changedAt = Moment(milliseconds: 0)

    mutating func tell(active: Bool, _ resistance: Resistance, at moment: Moment) {
        activeSince = active ? moment : nil
        self.resistance = resistance
        changedAt = moment
    }

    /// - Parameter document: one that was judged.
    mutating func change(_ document: JSON, at moment: Moment) {
        guard case .object(let written) = document else { return }
        let names = Set(written.map(\.name))
        members =
            members.filter { !names.contains($0.name) }
            + written.filter { $0.name != CreditorDocument.isActive }
        changedAt = moment
        switch document[CreditorDocument.isActive] {
        case .bool(true)? where !isActive(moment):
            let wait = resistance.activatesAfter ?? 0
            activeSince = Moment(milliseconds: moment.milliseconds + wait)
        case .bool(false)?: activeSince = nil
        default: break
        }
    }

    func isActive(_ now: Moment) -> Bool { activeSince.map { $0 <= now } ?? false }

    func updated(_ now: Moment) -> Moment {
        max(changedAt, activeSince.map { $0 <= now ? $0 : changedAt } ?? changedAt)
    }
}

extension SandboxState {
    func isActive(_ creditor: String) -> Bool { record(of: creditor).isActive(now) }

    /// Whether a change of it is not for whoever asks.
    func isPartnersAlone(_ creditor: String) -> Bool {
        record(of: creditor).resistance.isPartnersAlone
    }

    private func record(of creditor: String) -> CreditorRecord {
        creditors[creditor] ?? CreditorRecord()
    }

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

    /// Changes a creditor, if the change is meant for the version that is there and leaves nothing
    /// out that an active creditor must have.
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

    func document(ofCreditor id: String) -> JSON {
        let record = record(of: id)
        return .object(
            heading(ofCreditor: id) + record.members + [
                JSON.Member(CreditorDocument.isActive, .bool(record.isActive(now)))
            ])
    }

    private func heading(ofCreditor id: String) -> [JSON.Member] {
        heading(id, created: Moment(milliseconds: 0), updated: record(of: id).updated(now))
    }

    private func etag(ofCreditor id: String) -> String {
        Identity.etag(id, updated: record(of: id).updated(now))
    }

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
