/// The reason why a creditor is not added. Nothing was written.
package enum CreditorProblem: Error, Sendable, Equatable {
    /// Another creditor of this installation has this pair of ids at Amili.
    case idsAreTaken
}
