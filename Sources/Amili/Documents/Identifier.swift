import Reminders

/// An id of Amili's, made short and harmless for logs, URLs and tables (`AmiliText.id`).
struct Identifier: Decodable {
    let text: String

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        guard let text = AmiliText.id(try value.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: value, debugDescription: "not an id")
        }
        self.text = text
    }
}
