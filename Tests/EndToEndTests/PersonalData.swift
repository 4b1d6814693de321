import Foundation

/// The data of an invented person, and the spellings in which any of them may turn up.
struct PersonalData: Sendable {
    /// Texts of which each word is unmistakable.
    let name: String
    let street: String
    let city: String
    let email: String
    let description: String
    /// Ten digits, of a right identity number.
    let idNumber: String
    /// The digits after +46.
    let mobile: String

    /// The person's cells from the name on, in the order of `columns`.
    var cells: String {
        [
            name, idNumber, street, "411 19", city, email, "+46\(mobile)", description,
        ].joined(separator: ";")
    }
    static let columns = "Kundnamn;Personnummer;Adress;Postnr;Ort;E-post;Mobil;Beskrivning"

    static let people = [
        PersonalData(
            name: "Ulfhildura Personlösdotter", street: "Hemlighetsgränden 7",
            city: "Tystnadsköping", email: "hönshuset@undermattan.example",
            description: "Vårtbehandlingen", idNumber: "9107289804", mobile: "701740691"),
        PersonalData(
            name: "Bröllopsina Öknamnsson", street: "Skvallervägen 12", city: "Ryktesås",
            email: "brollopsina@skvallerbyttan.example", description: "Skilsmässoråd",
            idNumber: "9203309811", mobile: "701740692"),
        PersonalData(
            name: "Égalité Størkersen-Łukasz", street: "Nyckelhålsstigen 3", city: "Smygeträsk",
            email: "egalite@nyckelhalet.example", description: "Tandställningen",
            idNumber: "9305249824", mobile: "701740693"),
        PersonalData(
            name: "Knytnävsbolaget Åtråvärt AB", street: "Brevlådetorget 1", city: "Portokassa",
            email: "faktura@knytnavsbolaget.example", description: "Svartmålningen",
            idNumber: "5560269986", mobile: "701740694"),
    ]

    /// The words and numbers of this person.
    private var words: [String] {
        [name, street, city, email, description]
            .flatMap { $0.split { !$0.isLetter }.map(String.init) }
            .filter { $0.count >= 6 && $0 != "example" && $0 != "faktura" }
    }

    /// All spellings of all data, each with the word that it is one of. Lower case where there are
    /// cases.
    static let spellings: [(word: String, bytes: Data)] = {
        var found: [(String, Data)] = []
        for person in people {
            for word in person.words {
                for text in spellings(of: word) { found.append((word, Data(text.utf8))) }
                if let latin = word.lowercased().data(using: .isoLatin1) {
                    found.append((word, latin))
                }
            }
            for number in [person.idNumber, person.mobile] {
                for text in spellings(ofNumber: number) { found.append((number, Data(text.utf8))) }
            }
        }
        return found
    }()

    /// Not a set: it would take a composed and a decomposed text for one.
    private static func spellings(of word: String) -> [String] {
        let lower = word.lowercased()
        let scalars = lower.unicodeScalars
        func written(_ other: (Unicode.Scalar) -> String) -> String {
            scalars.map { $0.isASCII ? String($0) : other($0) }.joined()
        }
        func hex(_ text: String) -> String { text.utf8.map { byte($0) }.joined() }
        func byte(_ byte: UInt8) -> String { String(format: "%02x", byte) }
        return [
            lower, lower.decomposedStringWithCanonicalMapping,
            // Without its marks, as a name is searched for.
            word.folding(
                options: [.diacriticInsensitive, .caseInsensitive], locale: Locale(identifier: "")),
            // In a URL, by UTF-8, composed or not, and by Latin 1.
            written { String($0).utf8.map { "%" + byte($0) }.joined() },
            written {
                String($0).decomposedStringWithCanonicalMapping.unicodeScalars.map { scalar in
                    scalar.isASCII
                        ? String(scalar) : String(scalar).utf8.map { "%" + byte($0) }.joined()
                }.joined()
            },
            written { $0.value < 256 ? "%" + byte(UInt8($0.value)) : String($0) },
            // In JSON, Swift and HTML.
            written { "\\u" + String(format: "%04x", $0.value) },
            written { "\\u{" + String($0.value, radix: 16) + "}" },
            written { "&#\($0.value);" }, written { "&#x" + String($0.value, radix: 16) + ";" },
            // As PostgreSQL shows bytes, in whichever case.
            hex(lower), hex(word), hex(word.uppercased()),
        ]
    }

    /// A number may stand within a longer one: the same digits with century or country before.
    private static func spellings(ofNumber digits: String) -> Set<String> {
        var found: Set = [
            digits, digits.utf8.map { String(format: "%02x", $0) }.joined(),
        ]
        for mark in ["-", "+", " ", "%2b", "%20", "%2d"] {
            found.insert(digits.prefix(6) + mark + digits.dropFirst(6))
            found.insert(digits.prefix(2) + mark + digits.dropFirst(2))
        }
        let (first, second, third) = (
            digits.dropFirst(2).prefix(3), digits.dropFirst(5).prefix(2), digits.dropFirst(7)
        )
        found.insert("\(digits.prefix(2))-\(first) \(second) \(third)")
        found.insert("\(digits.prefix(2)) \(first) \(second) \(third)")
        return found
    }

    /// The words of which any spelling stands in the text.
    static func found(in text: String) -> Set<String> { found(in: Data(text.utf8)) }

    static func found(in bytes: Data) -> Set<String> {
        Set(spellings(in: bytes, of: spellings).map(\.word))
    }

    /// Those of the spellings that stand in the bytes.
    static func spellings(
        in bytes: Data, of wanted: [(word: String, bytes: Data)]
    ) -> [(word: String, bytes: Data)] {
        // Lower case of valid UTF-8; a file of another encoding is looked through as it is.
        let folded = String(data: bytes, encoding: .utf8).map { Data($0.lowercased().utf8) }
        return wanted.filter { (folded ?? bytes).range(of: $0.bytes) != nil }
    }
}
