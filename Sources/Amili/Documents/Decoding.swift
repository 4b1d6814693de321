import Foundation
import Reminders

typealias Fields = KeyedDecodingContainer<FieldName>

/// One for all: it keeps nothing between two calls.
private let decoder = JSONDecoder()

extension Decodable {
    /// - Returns: nil if the bytes are not JSON of this shape.
    static func decoded(_ body: [UInt8]) -> Self? {
        try? decoder.decode(Self.self, from: Data(body))
    }
}
