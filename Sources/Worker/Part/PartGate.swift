/// A gate that a part closes.
enum PartGate: Sendable, Equatable {
    case amili
    case creditor
    case run
}
