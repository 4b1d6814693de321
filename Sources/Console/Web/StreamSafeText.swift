extension String {
    /// At most thirty combining marks in a row: text whose characters are found, compared and
    /// normalized in a time that grows with its length.
    ///
    /// - SeeAlso: Unicode Standard Annex #15, "Stream-Safe Text Format".
    var isStreamSafe: Bool {
        var run = 0
        for scalar in unicodeScalars where scalar.value >= 0x80 || run > 0 {
            let isMark =
                scalar.value >= 0x80
                && (scalar.properties.canonicalCombiningClass != .notReordered
                    || scalar.properties.isGraphemeExtend)
            run = isMark ? run + 1 : 0
            if run > 30 { return false }
        }
        return true
    }
}
