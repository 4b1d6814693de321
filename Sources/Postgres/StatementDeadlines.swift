/// The longest times that the server may take for one statement, by its purpose.
package struct StatementDeadlines: Sendable, Equatable {
    /// The purpose of a statement.
    package enum Kind: Sendable, CaseIterable {
        /// Beats and slots, for which others wait.
        case brief
        case ordinary
        /// Whole batches, whose size decides how long they take. For a COPY it is the time of each
        /// piece.
        case bulk
    }

    package var brief = Duration.seconds(5)
    package var ordinary = Duration.seconds(30)
    package var bulk = Duration.seconds(600)

    package init() {}

    package subscript(kind: Kind) -> Duration {
        switch kind {
        case .brief: brief
        case .ordinary: ordinary
        case .bulk: bulk
        }
    }
}

extension Duration {
    var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
