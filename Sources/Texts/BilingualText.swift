/// A cause, a state or a decision in words, for people. Code decides by the value, never by these.
package protocol BilingualText {
    /// Without a full stop, as a part of a sentence or as one of its own.
    var swedish: String { get }
    var english: String { get }
}
