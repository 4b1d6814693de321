import Reminders

/// A date in a body, in any form that can be read in one way only (`HTTPDate.momentInBody`).
struct BodyDate: Decodable {
    /// Since 1970-01-01 00:00:00 UTC.
    let seconds: Int64

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        guard let seconds = HTTPDate.momentInBody(try value.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: value, debugDescription: "not a date")
        }
        self.seconds = seconds
    }
}
