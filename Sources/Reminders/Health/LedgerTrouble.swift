/// An error of the ledger that can explain itself to an operator.
package protocol LedgerTrouble: Error {
    /// Constant words: errors with the same words are one trouble.
    var trouble: String { get }
    var remedy: String { get }
    /// Whether this program does not understand the ledger any more. Then no letter may be sent,
    /// because sending relies on it.
    var isEstranged: Bool { get }
}
