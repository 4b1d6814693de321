/// The position of a page, by the key of an invoice alone, so that a URL can hold it. The server
/// looks up what that invoice is sorted by.
package enum ListPosition: Hashable, Sendable {
    case start
    case after(String)
    case before(String)
}
