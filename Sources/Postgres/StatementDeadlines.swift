/// How long the server may take for one statement, by what it is for.
package struct StatementDeadlines: Sendable, Equatable {
    package enum Kind: Sendable, CaseIterable {
        /// Beats and slots: others wait while these run.
        case brief
        case ordinary
        /// Whole batches, whose length the batch decides; of a COPY each piece.
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
