import HTTPTypes
import Hummingbird

/// Adds the headers that every answer carries, unless it has its own.
struct SecurityHeaders: RouterMiddleware {
    /// Whether browsers reach the console by TLS.
    let isSecure: Bool

    func handle(_ request: Request, context: ConsoleContext, next: Next) async throws -> Response {
        var response = try await next(request, context)
        for (name, value) in Self.headers { response.headers.add(name, value) }
        if isSecure {
            response.headers.add(
                "Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        }
        return response
    }

    private static let headers = [
        ("Cache-Control", "no-store"),
        (
            "Content-Security-Policy",
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
                + " connect-src 'self'; form-action 'self'; base-uri 'none';"
                + " frame-ancestors 'none'"
        ),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
    ]
}

extension HTTPFields {
    /// Adds a field, unless there is one of that name.
    mutating func add(_ name: String, _ value: String) {
        guard let name = HTTPField.Name(name), self[name] == nil else { return }
        self[name] = value
    }
}
