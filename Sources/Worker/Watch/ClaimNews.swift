/// What came of a worker's last try to claim a part.
package enum ClaimNews: Sendable, Equatable {
    case part
    /// A look or a claim found nothing that may be claimed now.
    case nothing
    /// The gate of all Amili is closed or paused, or its slots are taken.
    case gateClosed
    /// The database went back in time, or another took its place.
    case databaseMoved
    /// This worker was declared dead.
    case dead
    /// The database did not answer.
    case failed
}
