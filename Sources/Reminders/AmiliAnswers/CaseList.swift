/// In which order a creditor's cases are listed.
package enum CaseList: Sendable, Equatable {
    /// What changed last comes first. Whatever changes while it is read moves to the front and
    /// pushes the rest back: something may be read twice, and nothing is passed over.
    case lastChangedFirst
    /// By id, which never changes; new cases come at the end.
    case byID
}
