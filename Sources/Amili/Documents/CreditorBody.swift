import Reminders

/// Writes the body of `PATCH /creditors/{id}` that makes a creditor active: the mark itself and all
/// fields that it makes mandatory.
enum CreditorBody {
    static func bytes(of details: ActivationDetails) -> [UInt8] {
        var json = JSONBytes(capacity: 512)
        json.raw("{")
        json.string(AmiliCreditor.isActive)
        json.raw(":true,")
        json.string(AmiliCreditor.payout)
        json.raw(":{")
        json.string(AmiliCreditor.currency)
        json.raw(":{")
        json.string(kindKey(details.payout.kind))
        json.raw(":")
        json.string(details.payout.digits)
        json.raw("}},")
        write(AmiliCreditor.sender, details.sender, to: &json)
        write(AmiliCreditor.invoicing, details.invoicing, to: &json)
        json.string(AmiliCreditor.description)
        json.raw(":")
        json.string(details.debtDescription)
        json.raw("}")
        return json.bytes
    }

    private static func kindKey(_ kind: ActivationDetails.Payout.Kind) -> String {
        switch kind {
        case .bankgiro: AmiliCreditor.bankgiro
        case .plusgiro: AmiliAssumptions.plusgiroKey
        }
    }

    /// Writes an address as a member, the post code without spaces.
    private static func write(
        _ name: String, _ address: ActivationDetails.Address, to json: inout JSONBytes
    ) {
        json.string(name)
        var separator: StaticString = ":{"
        for (name, value) in [
            (AmiliCreditor.line, address.line),
            (AmiliCreditor.zipCode, address.zipCode.filter { !$0.isWhitespace }),
            (AmiliCreditor.city, address.city), (AmiliCreditor.country, address.country),
        ] {
            json.raw(separator)
            json.string(name)
            json.raw(":")
            json.string(value)
            separator = ","
        }
        json.raw("},")
    }
}
