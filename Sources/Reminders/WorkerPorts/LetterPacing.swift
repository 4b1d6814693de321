/// When the letters of one batch may begin. Whoever carries them asks; a letter goes by its place
/// in the batch. Callable from any thread; must not block.
package protocol LetterPacing: Sendable {
    /// The letter's slot: it is not asked about earlier.
    func slot(_ index: Int) -> BootInstant

    /// The letter is next in line, and there is a connection for it: may its call begin?
    func begin(_ index: Int, at now: BootInstant) -> LetterBeginning

    /// The letter that was let go does not begin now, and stays first in line.
    func stays(_ index: Int)

    /// Its call began to be written.
    func left(_ index: Int, at moment: BootInstant)

    /// Leave for the calls of this letter one by one, for what needs more than its one call.
    /// - Parameter isSlotSpent: whether the slot of the letter is used up.
    func slots(_ index: Int, isSlotSpent: Bool) -> any CallSlots
}
