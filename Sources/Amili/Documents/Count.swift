import Reminders

/// A whole number, written as a number or as a text.
struct Count: Decodable {
    let value: Int

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            guard let number = HTTPDate.number(text.utf8) else {
                throw DecodingError.dataCorruptedError(
                    in: container, debugDescription: "not a number")
            }
            value = number
        } else {
            value = try container.decode(Int.self)
        }
    }
}
