/// What was said of a creditor, and what it handed in. One of whom nothing was said is active.
struct CreditorRecord: Sendable {
    enum Standing: String, Sendable { case active, inactive, refused }

    /// As it was told, or as it is once that came true which `decidesAfter` promises.
    private(set) var isActive = true
    private(set) var refusal: String?
    /// So many milliseconds after its details came, Amili decides: for, or with `refusal` against.
    private(set) var decidesAfter: Int64?
    private(set) var handedIn: Moment?
    private(set) var details: [JSON.Member] = []
    private(set) var toldAt = Moment(milliseconds: 0)

    mutating func tell(
        active: Bool, refusal: String?, decidesAfter: Int64?, at moment: Moment
    ) {
        isActive = active
        self.refusal = refusal
        self.decidesAfter = decidesAfter
        toldAt = moment
    }

    /// Whoever hands in anew is undecided again.
    mutating func handIn(_ document: JSON, at moment: Moment) {
        guard case .object(let members) = document else { return }
        let names = Set(members.map(\.name))
        details = details.filter { !names.contains($0.name) } + members
        handedIn = moment
        if decidesAfter == nil { refusal = nil }
    }

    private var isComplete: Bool {
        CreditorDetails.names.isSubset(of: details.map(\.name))
    }

    /// When Amili decides, or decided; nil if nobody told it to.
    private var decides: Moment? {
        guard !isActive, isComplete, let decidesAfter, let handedIn else { return nil }
        return Moment(milliseconds: handedIn.milliseconds + decidesAfter)
    }

    func standing(_ now: Moment) -> Standing {
        if isActive { return .active }
        guard decidesAfter != nil else { return refusal == nil ? .inactive : .refused }
        guard let decides, decides <= now else { return .inactive }
        return refusal == nil ? .active : .refused
    }

    func updated(_ now: Moment) -> Moment {
        let decided = decides.map { $0 <= now ? $0 : toldAt } ?? toldAt
        return max(toldAt, handedIn ?? toldAt, decided)
    }
}

/// What a creditor hands in. Public is that these four are needed; what is in them is assumed.
enum CreditorDetails {
    static let names: Set<String> = [
        "payout_details", "sender_address", "invoice_address", "standard_debt_description",
    ]

    /// - Throws: 422 with every fault.
    static func judged(_ document: JSON) throws(Refusal) -> JSON {
        if let issues = shape.issue(document) {
            throw Refusal(
                422, "Update failure: 1 document(s) contain(s) error(s)", issues: issues)
        }
        return document
    }

    private static let shape = Shape.object([
        .optional(
            "payout_details",
            .object([
                .required("type", .oneOf(["bankgiro", "plusgiro"])),
                .required(
                    "number",
                    .text("value does not match regex '^[0-9]{2,8}$'") {
                        (2...8).contains($0.utf8.count)
                            && $0.utf8.allSatisfy { (48...57).contains($0) }
                    }),
            ])),
        .optional("sender_address", Registration.address),
        .optional("invoice_address", Registration.address),
        .optional("standard_debt_description", .text(upTo: 100)),
    ])
}

extension World {
    func isActive(_ creditor: String) -> Bool {
        creditors[creditor].map { $0.standing(now) == .active } ?? true
    }

    func tell(
        ofCreditor id: String, active: Bool, refusal: String?, decidesAfter: Int64?
    ) {
        let line: JSON = [
            "kind": "creditor", "_id": .string(id), "active": .bool(active),
            "refused": .optional(refusal),
            "decides_after_ms": decidesAfter.map { .integer($0) } ?? .null,
            "at": .integer(now.milliseconds),
        ]
        _ = files.append(journal: line.bytes)
        creditors[id, default: CreditorRecord()].tell(
            active: active, refusal: refusal, decidesAfter: decidesAfter, at: now)
    }

    /// Takes what a creditor lacks, if it is meant for the version that is there.
    func handIn(_ details: JSON, of id: String, version: String?) -> Reply {
        guard let version else {
            return Refusal(428, "To edit a document its etag must be provided").reply
        }
        guard version == etag(ofCreditor: id) else {
            return Refusal(412, "Client and server etags don't match").reply
        }
        let line: JSON = [
            "kind": "details", "_id": .string(id), "at": .integer(now.milliseconds),
            "body": details,
        ]
        _ = files.append(journal: line.bytes)
        creditors[id, default: CreditorRecord()].handIn(details, at: now)
        return Reply(200, .object(heading(ofCreditor: id) + [JSON.Member("_status", "OK")]))
    }

    func document(ofCreditor id: String) -> JSON {
        let record = creditors[id] ?? CreditorRecord()
        let standing = record.standing(now)
        return .object(
            heading(ofCreditor: id) + record.details + [
                JSON.Member("active", .bool(standing == .active)),
                JSON.Member("status", .string(standing.rawValue)),
                JSON.Member(
                    "status_reason", .optional(standing == .refused ? record.refusal : nil)),
            ])
    }

    private func heading(ofCreditor id: String) -> [JSON.Member] {
        let updated = (creditors[id] ?? CreditorRecord()).updated(now)
        return heading(id, created: Moment(milliseconds: 0), updated: updated)
    }

    private func etag(ofCreditor id: String) -> String {
        Identity.etag(id, updated: (creditors[id] ?? CreditorRecord()).updated(now))
    }

    /// - Returns: false for a line that cannot be read.
    func replayCreditor(_ record: JSON, _ moment: Moment?) -> Bool {
        guard let id = record["_id"]?.text else { return false }
        let moment = moment ?? Moment(milliseconds: 0)
        if let body = record["body"] {
            creditors[id, default: CreditorRecord()].handIn(body, at: moment)
            return true
        }
        guard case .bool(let active)? = record["active"] else { return false }
        creditors[id, default: CreditorRecord()].tell(
            active: active, refusal: record["refused"]?.text,
            decidesAfter: record["decides_after_ms"]?.integer, at: moment)
        return true
    }
}
