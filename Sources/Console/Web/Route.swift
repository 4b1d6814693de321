import HTTPTypes

/// One page or one form's target.
struct Route: Sendable {
    enum Access: Sendable {
        case signedIn
        case `operator`
    }
    let method: HTTPRequest.Method
    /// `/utskick/{run}`.
    let path: String
    let access: Access
    let answer: @Sendable (PageContext) async throws -> PageResponse

    static func get(
        _ path: String, _ access: Access = .signedIn,
        _ answer: @escaping @Sendable (PageContext) async throws -> PageResponse
    ) -> Route {
        Route(method: .get, path: path, access: access, answer: answer)
    }

    static func post(
        _ path: String, _ access: Access = .signedIn,
        _ answer: @escaping @Sendable (PageContext) async throws -> PageResponse
    ) -> Route {
        Route(method: .post, path: path, access: access, answer: answer)
    }
}
