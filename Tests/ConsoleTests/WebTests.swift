import Reminders
import Testing

@testable import Console

@Suite struct HTMLTests {
    @Test func whatIsPutInIsEscaped() {
        let name = "<script>alert('x')</script> & \"Söner\""
        let html: HTML = "<p title=\"\(name)\">\(name)</p>"
        let safe =
            "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;Söner&quot;"
        #expect(html.text == "<p title=\"\(safe)\">\(safe)</p>")
    }

    @Test func onlyAPieceGoesInAsItIs() {
        let inner: HTML = "<b>\(1)</b>"
        let html: HTML = "<p>\(inner)\([inner, inner])\(HTML?.none)</p>"
        #expect(html.text == "<p><b>1</b><b>1</b><b>1</b></p>")
    }

    @Test func whatHTMLDoesNotAllowIsReplaced() {
        let html: HTML = "\("a\u{0}b\u{1B}c\u{85}d\te")"
        #expect(html.text == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\te")
    }
}

@Suite struct FieldsTests {
    @Test func aQueryIsReadAndWritten() {
        let fields = Fields(encoded: "a=1&b=r%C3%B6d+r%C3%A4v&b=&c")
        #expect(fields["a"] == "1")
        #expect(fields["b"] == "röd räv")
        #expect(fields.all("b") == ["röd räv", ""])
        #expect(fields["c"] == nil && fields.has("c"))
        #expect(Fields(encoded: fields.encoded) == fields)
    }

    @Test func whatIsNoEncodingDoesNoHarm() {
        #expect(Fields(encoded: "a=%zz%4")["a"] == "\u{FFFD}z\u{FFFD}")
        #expect(Fields(encoded: "a=%FF")["a"] == "\u{FFFD}")
        #expect(Fields(encoded: "&&=&").pairs.allSatisfy { $0.value.isEmpty })
    }

    @Test func aValueIsReplaced() {
        let fields = Fields(encoded: "a=1&a=2&b=3")
        #expect(fields.with("a", "4").encoded == "b=3&a=4")
        #expect(fields.with("a", nil).encoded == "b=3")
        #expect(fields.without("a", "b").url("/x") == "/x")
    }
}

@Suite struct FormatTests {
    @Test(
        arguments: [
            (0, "0,00\u{A0}kr"), (5, "0,05\u{A0}kr"), (123_450, "1\u{A0}234,50\u{A0}kr"),
            (-100, "\u{2212}1,00\u{A0}kr"),
            (100_000_000_000, "1\u{A0}000\u{A0}000\u{A0}000,00\u{A0}kr"),
        ] as [(Int64, String)])
    func moneyIsWrittenAsSwedesDo(ore: Int64, written: String) {
        #expect(Format.money(Ore(ore)) == written)
    }

    @Test func whatIsNoTimeShowsNothing() { #expect(Format.moment(nil).isEmpty) }

    @Test func aMomentIsShownBySwedensClocksAndTellsProgramsItsOwn() throws {
        let moment = try #require(Timestamp(rfc3339: "2026-11-20T07:30:05.5Z"))
        #expect(
            Format.moment(moment).text
                == "<time datetime=\"2026-11-20T07:30:05.500Z\">2026-11-20 08:30</time>")
    }
}

@Suite struct AddressTests {
    /// After sign-in one goes to a page of ours, and nowhere else.
    @Test(arguments: [
        "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)",
        "/a b", "/\u{7}", "", "/logga-ut", "kundfakturor",
    ])
    func noOtherSiteIsATarget(target: String) {
        #expect(SignInPage.local(target) == "/kundfakturor")
    }

    @Test func aPathOfOursIsATarget() {
        #expect(SignInPage.local("/utskick/7?foretag=a") == "/utskick/7?foretag=a")
    }

}

@Suite struct SettingsTests {
    private func violations(_ change: (inout ConsoleSettings) -> Void) -> [String] {
        var settings = ConsoleSettings()
        change(&settings)
        return settings.violations
    }

    @Test func loopbackNeedsNothing() {
        #expect(violations { _ in }.isEmpty)
        #expect(violations { $0.host = "::1" }.isEmpty)
        #expect(violations { $0.publicURL = "http://127.0.0.1:9000" }.isEmpty)
    }

    @Test func anotherAddressTakesHTTPS() {
        #expect(violations { $0.host = "0.0.0.0" }.count == 1)
        #expect(
            violations {
                $0.host = "0.0.0.0"
                $0.publicURL = "http://paminn.example"
            }.count == 2)
        #expect(
            violations {
                $0.host = "0.0.0.0"
                $0.publicURL = "https://paminn.example"
            }.isEmpty)
        // A name that only begins like a loopback address is another machine's.
        #expect(violations { $0.host = "127.0.0.1.evil.example" }.count == 1)
    }

    @Test func anAddressWithMoreThanAHostIsRefused() {
        #expect(violations { $0.publicURL = "https://paminn.example/x" }.count == 1)
        #expect(violations { $0.publicURL = "https://a@paminn.example" }.count == 1)
    }
}

@Suite struct PasswordTests {
    /// Fast, and no safer than a test needs.
    private static let rounds = 1 << 12

    @Test func theRightOneOpensAndOthersDoNot() async throws {
        #expect(Passwords.rounds == 131_072)
        let sealed = try await Passwords.sealed(
            "en lång mening om påminnelser", rounds: Self.rounds)
        #expect(sealed.hasPrefix("scrypt$4096$8$1$"))
        #expect(await Passwords.isRight("en lång mening om påminnelser", for: sealed))
        // The same letters, composed otherwise.
        #expect(await Passwords.isRight("en la\u{30A}ng mening om pa\u{30A}minnelser", for: sealed))
        #expect(await !Passwords.isRight("en lång mening om påminnelser ", for: sealed))
        #expect(await !Passwords.isRight("", for: nil, rounds: Self.rounds))
        #expect(await !Passwords.isRight("x", for: "scrypt$1$2", rounds: Self.rounds))
    }

    @Test func twiceIsNotTheSame() async throws {
        let (one, two) = (
            try await Passwords.sealed("tolv tecken.", rounds: Self.rounds),
            try await Passwords.sealed("tolv tecken.", rounds: Self.rounds)
        )
        #expect(one != two)
    }
}
