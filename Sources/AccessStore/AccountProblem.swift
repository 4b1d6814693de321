package enum AccountProblem: Error, Sendable, Equatable {
    case loginTaken
    case noSuchUser
    case noSuchCreditor(String)
}
