/// The ids of documents. An object id is made of seconds, kind and position, so that its document
/// is found without an index. The raw value is the kind's part of the id.
enum Identity: String {
    case oneCase = "ca5e"
    case registration = "4e60"
    case ocr = "0c40"
    case action = "ac70"

    /// An object id of 24 hexadecimal digits: 8 for the seconds, 4 for the kind, 12 for the
    /// position.
    func id(_ position: Int, created: Moment) -> String {
        Identity.hex(created.milliseconds / 1000, width: 8) + rawValue
            + Identity.hex(Int64(position), width: 12)
    }

    /// The position in an id of this kind; nil if it is of another. The caller compares the whole
    /// id, because the seconds must be right too.
    func position(in id: String) -> Int? {
        let bytes = id.utf8
        guard bytes.count == 24, bytes.dropFirst(8).starts(with: rawValue.utf8) else { return nil }
        return Int(id.dropFirst(12), radix: 16)
    }

    /// Amili's OCR number: 20 digits, the last a check digit by modulus 10.
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

    /// 40 hexadecimal digits that differ by the document's id, by its time of change, and by the
    /// number of its changes so far, because several may have the same time.
    static func etag(_ id: String, updated: Moment, changes: Int) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash = (hash ^ UInt64(bitPattern: updated.milliseconds)) &* 0x100_0000_01B3
        hash = (hash ^ UInt64(changes)) &* 0x100_0000_01B3
        return Identity.hex(Int64(hash >> 32), width: 8)
            + Identity.hex(Int64(hash & 0xFFFF_FFFF), width: 16)
            + Identity.hex(Int64(hash >> 16 & 0xFFFF_FFFF), width: 16)
    }

    private static func hex(_ number: Int64, width: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
