import FoundationEssentials
import Reminders

/// The members of a JSON object, by any name.
typealias Fields = KeyedDecodingContainer<FieldName>

/// One decoder for all calls: it keeps nothing between two of them.
private let decoder = JSONDecoder()

extension Decodable {
    /// Decodes a body.
    /// - Returns: nil if the bytes are not JSON of this shape.
    static func decoded(_ body: [UInt8]) -> Self? {
        try? decoder.decode(Self.self, from: Data(body))
    }
}
