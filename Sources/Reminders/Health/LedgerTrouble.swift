/// An error of the ledger's that knows what it means to an operator.
package protocol LedgerTrouble: Error {
    /// What is wrong, in constant words: errors with the same ones are one trouble.
    var trouble: String { get }
    var remedy: String { get }
    /// The ledger has become one that this program does not understand: nothing more may be sent
    /// on the strength of it.
    var isEstranged: Bool { get }
}
