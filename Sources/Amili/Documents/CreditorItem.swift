import Reminders

/// The part of the answer to `GET /creditors/{id}` that we need.
struct CreditorItem: Decodable {
    let id: String
    let isActive: Bool
    /// The creditor's `_etag`, which becomes a header; nil if it is missing, or not fit for one.
    let version: String?

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        id = try fields.decode(Identifier.self, forKey: FieldName("_id")).text
        isActive = Self.isActive(fields) ?? AmiliAssumptions.isActiveUnlessSaid
        let version = try? fields.decode(
            String.self, forKey: FieldName(AmiliAssumptions.versionKey))
        self.version = version.flatMap { AmiliText.isID($0) ? $0 : nil }
    }

    /// - Returns: nil if the fields do not say.
    static func isActive(_ fields: Fields) -> Bool? {
        try? fields.decode(Bool.self, forKey: FieldName(AmiliCreditor.isActive))
    }
}
