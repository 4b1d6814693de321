/// A doubt about an invoice that stops no letter. The raw value is the code that users see.
package enum Warning: String, CaseIterable, Sendable {
    case idNumberMissing = "ID_NUMBER_MISSING"
    case idNumberInvalid = "ID_NUMBER_INVALID"
    case ocrInvalid = "OCR_INVALID"
    case creditNotSetOff = "CREDIT_NOT_SET_OFF"

    package var swedish: String {
        switch self {
        case .idNumberMissing:
            "Org.nr eller personnummer saknas. Påminnelsen går, men inkasso kan stanna."
        case .idNumberInvalid:
            "Org.nr eller personnummer är felskrivet. Påminnelsen går, men inkasso kan stanna."
        case .ocrInvalid: "OCR-numret har fel kontrollsiffra. Amili sätter ett eget."
        case .creditNotSetOff:
            "Kunden har en kreditfaktura som inte är kvittad. Påminnelsen kräver hela fakturan."
        }
    }

    package var english: String {
        switch self {
        case .idNumberMissing:
            "The identity number is missing. The reminder goes, but collection may stop."
        case .idNumberInvalid:
            "The identity number is miswritten. The reminder goes, but collection may stop."
        case .ocrInvalid: "The OCR's check digit is wrong. Amili gives it one of its own."
        case .creditNotSetOff:
            "The customer has a credit note that is not set off. The reminder claims all of this."
        }
    }
}
