/// One page of a list of cases.
package struct CasePage: Sendable, Equatable {
    /// The greatest number of cases on a page.
    package static let size = 100
    package let cases: [FollowedCase]
    /// The number of cases in the whole list.
    package let total: Int
    /// Amili's clock at its answer, seconds since 1970.
    package let amiliNow: Int64
    package init(cases: [FollowedCase], total: Int, amiliNow: Int64) {
        self.cases = cases
        self.total = total
        self.amiliNow = amiliNow
    }
}
