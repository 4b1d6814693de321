import Reminders

/// The answer to `PATCH /creditors/{id}`, which may say no more than that the change was made.
struct CreditorChange: Decodable {
    /// nil if the answer does not say.
    let isActive: Bool?
    /// Whether the body is an error in Amili's shape.
    let isError: Bool

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        isActive = CreditorItem.isActive(fields)
        let status = try? fields.decode(String.self, forKey: FieldName(AmiliAssumptions.statusKey))
        isError = status == AmiliAssumptions.errorStatus
    }
}
