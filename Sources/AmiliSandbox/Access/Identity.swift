/// Names of documents: an object id made of seconds, kind and position, so that it is found again
/// without an index, and Amili's 20-digit OCR.
enum Identity: String {
    case letterCase = "ca5e"
    case registration = "4e60"
    case ocr = "0c40"
    case action = "ac70"

    func id(_ position: Int, created: Moment) -> String {
        Identity.hex(created.milliseconds / 1000, width: 8) + rawValue
            + Identity.hex(Int64(position), width: 12)
    }

    /// The position in an id of this kind. The caller compares the whole id: the seconds count too.
    func position(in id: String) -> Int? {
        let bytes = id.utf8
        guard bytes.count == 24, bytes.dropFirst(8).starts(with: rawValue.utf8) else { return nil }
        return Int(id.dropFirst(12), radix: 16)
    }

    /// 20 digits, the last a check digit by modulus 10.
    static func ocrNumber(_ position: Int) -> String {
        let digits = "77" + padded(position + 1, 17)
        var sum = 0
        for (place, digit) in digits.utf8.reversed().enumerated() {
            let value = Int(digit) - 48
            let weighted = place % 2 == 0 ? value * 2 : value
            sum += weighted > 9 ? weighted - 9 : weighted
        }
        return digits + String((10 - sum % 10) % 10)
    }

    /// 40 hexadecimal digits that change with the document.
    static func etag(_ id: String, updated: Moment) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ UInt64(bitPattern: updated.milliseconds)) &* 0x100_0000_01B3
        return Identity.hex(Int64(hash >> 32), width: 8)
            + Identity.hex(Int64(hash & 0xFFFF_FFFF), width: 16)
            + Identity.hex(Int64(hash >> 16 & 0xFFFF_FFFF), width: 16)
    }

    private static func hex(_ number: Int64, width: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
