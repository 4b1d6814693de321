/// Refuses passwords that are long enough and yet among the first that anybody would guess.
package enum CommonPasswords {
    /// Known passwords, in lower case. Those of fewer than twelve letters are too short anyway.
    private static let known: Set<String> = [
        "123456789012", "1234567890123", "12345678901234", "123456789123", "123123123123",
        "0123456789012", "098765432109", "987654321098", "121212121212", "112233445566",
        "password1234", "password12345", "password123456", "passwordpassword", "mypassword123",
        "password2024", "password2025", "password2026", "passw0rd1234", "p@ssw0rd1234",
        "p@ssword1234", "changeme1234", "changemeplease", "letmein12345", "welcome12345",
        "welcome2025!", "welcome2026!", "administrator", "administrator1", "admin1234567",
        "adminadminadmin", "qwertyuiop123", "qwertyuiop12", "qwertyuiopasdf", "qwerty123456",
        "qwertyqwerty", "qwerty1234567", "1qaz2wsx3edc", "1q2w3e4r5t6y", "zaq12wsxcde3",
        "asdfghjkl123", "asdfghjklzxcvbnm", "zxcvbnm12345", "iloveyou1234", "iloveyouforever",
        "sunshine1234", "princess1234", "football1234", "liverpool123", "manchester123",
        "abcdefghijkl", "abcdefghijklm", "abcd12345678", "abc123456789", "a1b2c3d4e5f6",
        "hemligt12345", "hemlighet123", "hemligheten1", "losenord1234", "lösenord1234",
        "losenord12345", "lösenord12345", "losenordlosenord", "lösenordlösenord",
        "losenord2025", "lösenord2025", "losenord2026", "lösenord2026", "bokforing123",
        "bokföring123", "ekonomi12345", "redovisning1", "redovisning123", "paminnelse12",
        "påminnelse12", "paminnelse123", "påminnelse123", "paminnelser1", "faktura12345",
        "fakturor1234", "inkasso12345", "sommar2025!!", "sommaren2025", "sommaren2026",
        "vintern20252", "vinter202526", "stockholm123", "stockholm1234", "goteborg1234",
        "göteborg1234", "sverige12345", "valkommen123", "välkommen123", "valkommen1234",
        "välkommen1234", "kundfaktura1", "kundfakturor", "correcthorse",
        "correcthorsebatterystaple",
        "trustno11111", "dragon123456", "master123456", "monkey123456", "superman1234",
    ]

    /// Whether the password would soon be guessed: a known one, one of fewer than four different
    /// characters, a sequence of letters or digits (upwards or downwards, from 9 on to 0), or the
    /// login with little else.
    /// - Parameter login: looked for if it has four characters or more.
    package static func holds(_ password: String, login: String) -> Bool {
        let text = password.lowercased()
        let scalars = Array(text.unicodeScalars.map(\.value))
        if known.contains(text) || Set(scalars).count < 4 { return true }
        let steps = zip(scalars, scalars.dropFirst()).map { Int64($1) - Int64($0) }
        if steps.allSatisfy({ $0 == 1 || $0 == -9 }) || steps.allSatisfy({ $0 == -1 || $0 == 9 }) {
            return true
        }
        let login = login.lowercased()
        guard login.count >= 4 else { return false }
        // The login with fewer than six other characters, or repeated.
        return text.contains(login) && text.count - login.count < 6
            || text.replacing(login, with: "").isEmpty
    }
}
