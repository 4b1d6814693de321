/// The order in which a creditor's cases are listed.
package enum CaseList: Sendable, Equatable {
    /// The latest change comes first. A case that changes during the reading moves to the front and
    /// shifts the others back, so a case may be read twice but none is missed.
    case lastChangedFirst
    /// By id, which never changes; new cases are added at the end.
    case byID
}
