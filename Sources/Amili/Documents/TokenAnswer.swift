import Reminders

/// The answer to the token call.
struct TokenAnswer: Decodable {
    /// 1 to 8,192 characters of visible ASCII: a secret.
    let token: String
    /// When the token ends, seconds since 1970 by Amili's clock; nil if that is missing or
    /// unreadable.
    let expiry: Int64?

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        let other = FieldName(AmiliAssumptions.otherTokenKey)
        let usual = FieldName(AmiliAssumptions.tokenKey)
        let tokenName = fields.contains(other) && !fields.contains(usual) ? other : usual
        token = try fields.decode(String.self, forKey: tokenName)
        // The token becomes a header: nothing in it may end the header's line.
        guard (1...8_192).contains(token.utf8.count),
            token.utf8.allSatisfy({ $0 > 32 && $0 < 127 })
        else {
            throw DecodingError.dataCorruptedError(
                forKey: tokenName, in: fields, debugDescription: "not a header value")
        }
        let expiryName = FieldName(AmiliAssumptions.tokenExpiryKey)
        expiry = (try? fields.decode(BodyDate.self, forKey: expiryName))?.seconds
    }
}
