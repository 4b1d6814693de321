/// The body of a request, not read yet: what may come is decided by who asks, and for what.
struct RequestBody: Sendable {
    private let read: @Sendable (_ limit: Int) async throws -> [UInt8]

    /// - Parameter read: gives the whole body, or throws `Refusal.tooLarge` if it is longer.
    init(_ read: @escaping @Sendable (_ limit: Int) async throws -> [UInt8]) { self.read = read }

    init(_ bytes: [UInt8] = []) {
        read = { limit in
            guard bytes.count <= limit else { throw Refusal.tooLarge }
            return bytes
        }
    }

    func bytes(upTo limit: Int) async throws -> [UInt8] { try await read(limit) }
}
