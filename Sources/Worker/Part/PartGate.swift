/// A gate that a part can close.
enum PartGate: Sendable, Equatable {
    case amili
    case creditor
    case run
}
