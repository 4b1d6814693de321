/// Signs that a text was read in another encoding than it was written in, by us or by an earlier
/// program. Such a name must not stand on a letter.
enum TextDamage: Equatable {
    /// A character that the file's encoding does not have, or that was lost earlier.
    case unreadable
    case encodedTwice
    case macRoman
    case dos850

    /// Finds the first sign of damage.
    /// - Parameter isCertain: whether the file's encoding is beyond doubt, so that a `š` is meant
    ///   as one.
    static func found(in text: String, isCertain: Bool) -> TextDamage? {
        var left: Unicode.Scalar = " "
        var middle: Unicode.Scalar = " "
        var quotes = 0
        for right in text.unicodeScalars {
            if right == "„" || right == "“" || right == "”" { quotes += 1 }
            if middle.value >= 0x80, let damage = damage(left, middle, right, isCertain) {
                return damage
            }
            (left, middle) = (middle, right)
        }
        if middle.value >= 0x80, let damage = damage(left, middle, " ", isCertain) { return damage }
        // `Malm”`: a quote that closes what nobody opened is DOS's ö.
        return !isCertain && quotes % 2 == 1 ? .dos850 : nil
    }

    /// Judges one scalar between its neighbours.
    private static func damage(
        _ left: Unicode.Scalar, _ scalar: Unicode.Scalar, _ right: Unicode.Scalar,
        _ isCertain: Bool
    ) -> TextDamage? {
        let isBeforeLetter = right.properties.isAlphabetic
        let isAfterLetter = left.properties.isAlphabetic
        let isInside = isBeforeLetter && isAfterLetter
        switch scalar {
        case "\u{FFFD}": return .unreadable
        // `Ã¶`, `Â§`: the two bytes of one UTF-8 character, each read as one.
        case "Ã", "Â":
            if isSecondByte(right) { return .encodedTwice }
            return scalar == "Ã" && !isCertain && !isBeforeLetter ? .encodedTwice : nil
        // `â€™`
        case "â": return right == "€" || right.value == 0x80 ? .encodedTwice : nil
        // `√∂`: the same, read as Mac OS Roman.
        case "√": return right.value >= 0x80 ? .encodedTwice : nil
        // `├Â`: the same, read as DOS code page 850.
        case "\u{2500}"..."\u{259F}": return .encodedTwice
        case "…": return isBeforeLetter ? .macRoman : nil
        case "™", "†": return isBeforeLetter ? .dos850 : nil
        case "‡", "‰": return isInside ? .dos850 : nil
        case "š", "Œ": return (isBeforeLetter || isAfterLetter) && !isCertain ? .macRoman : nil
        case "Š": return isAfterLetter && !isCertain ? .macRoman : nil
        case "œ", "Ÿ": return isInside && !isCertain ? .macRoman : nil
        case "€": return isBeforeLetter && !isCertain ? .macRoman : nil
        case "Ž": return isBeforeLetter && !isCertain ? .dos850 : nil
        case "„", "”", "‚", "ž": return isInside && !isCertain ? .dos850 : nil
        default: return nil
        }
    }

    /// Whether the second byte of a UTF-8 sequence reads as this scalar in Windows-1252 or Latin-1.
    private static func isSecondByte(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x80...0xBF, 0x0152, 0x0153, 0x0160, 0x0161, 0x0178, 0x017D, 0x017E, 0x0192, 0x02C6,
            0x02DC, 0x2013...0x203A, 0x20AC, 0x2122, 0xFFFD:
            true
        default: false
        }
    }

    /// The fault, as one English sentence.
    var reason: String {
        switch self {
        case .unreadable: "The text holds a character that cannot be read in the file's encoding."
        case .encodedTwice: "The text reads as UTF-8 that was encoded twice."
        case .macRoman: "The text reads as Mac OS Roman, which the file does not say it is."
        case .dos850: "The text reads as DOS code page 850, which the file does not say it is."
        }
    }
}
