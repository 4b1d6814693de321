import Foundation
import Reminders

/// The answer of `PATCH /creditors/{id}`, which need not say more than that it was done.
struct CreditorChange: Decodable {
    /// nil if it does not say.
    let isActive: Bool?
    let isError: Bool

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        isActive = CreditorItem.isActive(fields)
        let status = try? fields.decode(String.self, forKey: FieldName(AmiliAssumptions.statusKey))
        isError = status == AmiliAssumptions.errorStatus
    }
}
