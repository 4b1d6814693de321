/// A wait of one thread of a worker.
package struct WorkerWait: Sendable, Equatable {
    /// The subject of a wait. Workers store the raw value.
    package enum Kind: String, CaseIterable, Sendable {
        // Waits for the database's answer.
        case claim
        case read
        case reserve
        case noteLookUp = "note-look-up"
        case settle
        case giveBack = "give-back"
        // Waits for Amili's answer.
        case lookUp = "look-up"
        case letter
        /// A part in hand that waits for something else: a slot, a place on the wire or its own
        /// time.
        case hand

        /// Whether it waits for the database.
        package var isLedger: Bool {
            switch self {
            case .claim, .read, .reserve, .noteLookUp, .settle, .giveBack: true
            case .lookUp, .letter, .hand: false
            }
        }
    }

    package let kind: Kind
    /// nil: the wait is about no part.
    package let part: PartKey?
    /// The length of the wait so far.
    package let seconds: Int64

    /// The key of a part, whichever worker has it.
    package struct PartKey: Sendable, Hashable {
        package let run: RunID
        package let first: Int
        package init(run: RunID, first: Int) {
            self.run = run
            self.first = first
        }
    }

    package init(_ kind: Kind, part: PartKey?, seconds: Int64) {
        self.kind = kind
        self.part = part
        self.seconds = seconds
    }

    /// The form that a worker stores: `kind run part seconds`. Run and part are 0 without a part.
    package var written: String {
        "\(kind.rawValue) \(part?.run ?? 0) \(part?.first ?? 0) \(seconds)"
    }

    /// Reads that form.
    /// - Parameter elapsed: seconds since it was stored; they are added to the wait.
    /// - Returns: nil if a later program wrote a kind that this one does not know.
    package init?(written: String, elapsed: Int64) {
        let words = written.split(separator: " ")
        guard words.count == 4, let kind = Kind(rawValue: String(words[0])),
            let run = RunID(words[1]), let first = Int(words[2]), let seconds = Int64(words[3])
        else { return nil }
        self.init(
            kind, part: run == 0 ? nil : PartKey(run: run, first: first),
            seconds: seconds + max(elapsed, 0))
    }
}
