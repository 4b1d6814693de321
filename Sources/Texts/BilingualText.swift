/// A cause, a state or a decision that has words for people. Code decides by the value, never by
/// the words.
package protocol BilingualText {
    /// Without a full stop; a whole sentence or a part of one.
    var swedish: String { get }
    var english: String { get }
}
