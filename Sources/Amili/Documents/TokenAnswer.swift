import Foundation
import Reminders

/// The answer of the token call.
struct TokenAnswer: Decodable {
    let token: String
    /// Seconds since 1970 by Amili's clock; nil if it does not say, or not readably.
    let expiry: Int64?

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        let other = FieldName(AmiliAssumptions.otherTokenKey)
        let usual = FieldName(AmiliAssumptions.tokenKey)
        let tokenName = fields.contains(other) && !fields.contains(usual) ? other : usual
        token = try fields.decode(String.self, forKey: tokenName)
        // It becomes a header: nothing in it may end the line.
        guard (1...8_192).contains(token.utf8.count),
            token.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
        else {
            throw DecodingError.dataCorruptedError(
                forKey: tokenName, in: fields, debugDescription: "not a header value")
        }
        let expiryName = FieldName(AmiliAssumptions.tokenExpiryKey)
        expiry = (try? fields.decode(Moment.self, forKey: expiryName))?.seconds
    }
}
