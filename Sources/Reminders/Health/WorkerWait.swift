/// What one thread of a worker waits for, and for how long already.
package struct WorkerWait: Sendable, Equatable {
    package enum Kind: String, CaseIterable, Sendable {
        // The database's answers.
        case claim
        case read
        case reserve
        case noteLookUp = "note-look-up"
        case settle
        case giveBack = "give-back"
        // Amili's.
        case lookUp = "look-up"
        case letter
        /// A part in hand that waits for none of these: for a slot, a place or its own time.
        case hand

        /// Is it the database that does not answer?
        package var isLedger: Bool {
            switch self {
            case .claim, .read, .reserve, .noteLookUp, .settle, .giveBack: true
            case .lookUp, .letter, .hand: false
            }
        }
    }

    package let kind: Kind
    /// nil: it is about no part.
    package let part: PartKey?
    package let seconds: Int64

    /// A part, whoever has it in hand.
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

    /// As a worker writes it down: `kind run part seconds`.
    package var written: String {
        "\(kind.rawValue) \(part?.run ?? 0) \(part?.first ?? 0) \(seconds)"
    }

    /// - Parameter elapsed: seconds since it was written.
    /// - Returns: nil if a later program wrote it.
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
