import Foundation
import Reminders

/// A date in any form that can be read in one way only.
struct Moment: Decodable {
    let seconds: Int64

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        guard let seconds = HTTPDate.momentInBody(try value.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: value, debugDescription: "not a date")
        }
        self.seconds = seconds
    }
}
