/// Arguments of statements, as SQL, that fit `PlanWorld`.
enum PlanArguments {
    static func array(_ element: (Int) -> String) -> String {
        "'{\((1...99).map(element).joined(separator: ","))}'"
    }
    static let numbers = array { "F\($0)" }
    /// They were accepted, and paid after that.
    static let paid = array { "F\($0 + 49999)" }
    static let positions = array { "\($0)" }
    static let nothing = repeated("null")
    static let days = repeated("2026-01-01")
    static func repeated(_ value: String) -> String { array { _ in value } }
}
