import Hummingbird
import NIOCore

/// The state of a request on its way through the middleware: each adds what it found.
struct ConsoleContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address at the other end of the connection.
    let peer: String?
    /// The client's address, found by `RequestCheck`; nil if it cannot be told.
    var address: String?
    /// Read by `RequestCheck`.
    var query = Fields()
    /// Found by `SessionCheck`; nil before.
    var visitor: Visitor?
    /// Read by `FormCheck`, once the role is known to suffice; empty for pages.
    var form = Fields()

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress?.ipAddress
    }
}

/// The rest of a request's way, as a middleware gets it.
typealias Next = @concurrent (Request, ConsoleContext) async throws -> Response
