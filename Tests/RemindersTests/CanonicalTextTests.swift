import Foundation
import Testing

@testable import Reminders

/// Our two spellings of a text beside those of Foundation, which has tables of its own.
struct CanonicalTextTests {
    private static let scalars = (UInt32(0)...0x10FFFF).compactMap(Unicode.Scalar.init)

    /// Foundation composes some jamo that Unicode does not, such as U+1113 and U+1176 (Core
    /// Specification, 3.12, Hangul Syllable Composition), so that they are left out.
    private static func isJamo(_ scalar: Unicode.Scalar) -> Bool {
        (0x1100...0x11FF).contains(scalar.value) || (0xAC00...0xD7A3).contains(scalar.value)
    }

    private static func isComposedAlike(_ text: String) -> Bool {
        CanonicalText.composed(text).unicodeScalars
            .elementsEqual(text.precomposedStringWithCanonicalMapping.unicodeScalars)
    }

    @Test(arguments: ["", "a", "A\u{30A}", "o\u{323}"])
    func everyCharacterIsComposedAsFoundationDoes(base: String) {
        let different = Self.scalars.filter {
            !Self.isJamo($0) && !Self.isComposedAlike(base + String(Character($0)))
        }
        #expect(different.isEmpty)
    }

    @Test func severalMarksAreComposedAsFoundationDoes() {
        let pool = [0x300...0x36F, 0xC0...0x17F, 0x61...0x7A, 0x1E00...0x1FFF]
            .flatMap { $0.compactMap(Unicode.Scalar.init) }
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                scalars.append(pool.randomElement(using: &generator)!)
            }
            let text = String(scalars)
            #expect(Self.isComposedAlike(text), "\(text.unicodeScalars.map(\.value))")
        }
    }

    @Test func syllablesAreComposedAsUnicodeSays() {
        #expect(CanonicalText.composed("\u{1100}\u{1161}\u{11A8}").unicodeScalars.count == 1)
        #expect(CanonicalText.composed("\u{1113}\u{1161}").unicodeScalars.count == 2)
    }

    @Test func everyCharacterIsTrimmedAsFoundationDoes() {
        let different = Self.scalars.filter { scalar in
            let text = String(Character(scalar))
            let around = text + "1" + text
            return CanonicalText.trimmed(around)
                != around.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        #expect(different.isEmpty)
        #expect(CanonicalText.trimmed(" \t\u{A0}").isEmpty)
        #expect(CanonicalText.trimmed("").isEmpty)
    }
}
