/// Where a page lies: by an invoice's key alone, so that a URL can say it. What the key is sorted
/// by, the server looks up.
package enum ListPosition: Hashable, Sendable {
    case start
    case after(String)
    case before(String)
}
