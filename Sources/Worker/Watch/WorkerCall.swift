/// What a call to Amili asks for. The raw value is its place in a table of handles.
enum WorkerCall: Int, CaseIterable, Sendable {
    /// A letter.
    case register
    /// Which of a part's invoices Amili has.
    case lookUp
    /// What became of a creditor's cases.
    case cases
    /// A creditor's record.
    case creditor
    /// The details that Amili demands of a creditor.
    case handIn
    case token

    /// The label `call` of `paminn_call_seconds`.
    var label: String {
        switch self {
        case .register: "register"
        case .lookUp: "look_up"
        case .cases: "cases"
        case .creditor: "creditor"
        case .handIn: "hand_in"
        case .token: "token"
        }
    }
}
