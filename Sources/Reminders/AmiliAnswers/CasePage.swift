package struct CasePage: Sendable, Equatable {
    /// Most cases of one page.
    package static let size = 100
    package let cases: [FollowedCase]
    /// Cases of the whole list.
    package let total: Int
    /// Seconds since 1970 by Amili's clock, when it answered.
    package let amiliNow: Int64
    package init(cases: [FollowedCase], total: Int, amiliNow: Int64) {
        self.cases = cases
        self.total = total
        self.amiliNow = amiliNow
    }
}
