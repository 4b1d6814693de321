import Reminders

/// The part of a debt that we need. That a debt holds its invoice number is an assumption.
struct Debt: Decodable {
    let invoiceNumber: String

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: FieldName.self)
        let name = FieldName(AmiliAssumptions.invoiceNumberKey)
        // A text, or a whole number that some program made of the text.
        if let text = try? fields.decode(String.self, forKey: name) {
            invoiceNumber = text
        } else {
            invoiceNumber = String(try fields.decode(Int64.self, forKey: name))
        }
    }
}
