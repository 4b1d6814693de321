/// Decides when the letters of one batch may begin. The `Delivery` asks. A letter is named by its
/// place in the batch. Callable from any thread; must not block.
package protocol LetterPacing: Sendable {
    /// The moment of the letter's slot. `begin` is not called before it.
    func slot(_ index: Int) -> BootInstant

    /// Decides whether the letter may begin. It is next in line, and a connection is free for it.
    func begin(_ index: Int, at now: BootInstant) -> LetterBeginning

    /// Tells that `begin` allowed the letter, but it found no connection; it stays first in line.
    func stays(_ index: Int)

    /// Tells that the letter's call began to be written.
    func left(_ index: Int, at moment: BootInstant)

    /// The slots for a letter that needs more than one call.
    /// - Parameter isSlotSpent: whether the letter's own slot is used up.
    func slots(_ index: Int, isSlotSpent: Bool) -> any CallSlots
}
