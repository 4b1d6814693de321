import Glibc

/// Reads a file of settings: one `NAME=value` a line. Lines that are empty or begin with `#` are
/// skipped.
///
/// systemd's `EnvironmentFile=` and `docker run --env-file` read the same files. What they read
/// differently (quotation marks around a value, a backslash at the end of a line) is refused here,
/// so that a file means the same everywhere.
enum SettingsFile {
    /// The most bytes that are read.
    private static let most = 256 * 1024

    /// - Returns: the values by name.
    /// - Throws: `Failure` (78) if the file cannot be read, holds a secret and is open to others,
    ///   or has a line of another form: the message gives the line's number and not its text, for
    ///   it may hold a secret.
    static func read(_ path: String) throws(Failure) -> [String: String] {
        let text = try contents(path)
        let values = try parse(text)
        let secrets = Setting.all.filter(\.isSecret).map(\.name)
        if values.keys.contains(where: secrets.contains) {
            try SecretFile.check(path, setting: SettingValues.fileVariable)
        }
        return values
    }

    private static func contents(_ path: String) throws(Failure) -> String {
        let name = SettingValues.fileVariable
        let bytes: [UInt8]
        do throws(FileBytes.Problem) {
            bytes = try FileBytes.read(path, most: most)
        } catch {
            throw Failure(
                .settings, "The file that \(name) names \(error.what)", "Check its name and rights."
            )
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(
                .settings, "The file that \(name) names is no UTF-8", "Write it anew as text.")
        }
        return text
    }

    /// - Throws: `Failure` (78) at the first line that is no setting, or that sets one twice.
    static func parse(_ text: String) throws(Failure) -> [String: String] {
        var values: [String: String] = [:]
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        for (index, line) in lines.enumerated() {
            let line = line.trimmingPrefix { $0 == " " || $0 == "\t" }
            guard !line.isEmpty, !line.hasPrefix("#") else { continue }
            let problem: String?
            if let equals = line.firstIndex(of: "="), isName(line[..<equals]) {
                let name = String(line[..<equals])
                let value = String(line[line.index(after: equals)...])
                problem = values[name] == nil ? Self.problem(value) : "sets \(name) again"
                values[name] = value
            } else {
                problem = "is not of the form NAME=value"
            }
            if let problem {
                throw Failure(
                    .settings,
                    "Line \(index + 1) of the file that \(SettingValues.fileVariable) names"
                        + " \(problem)", "Mend the line.")
            }
        }
        return values
    }

    private static func isName(_ text: Substring) -> Bool {
        text.first?.isNumber == false
            && text.utf8.allSatisfy {
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
                    || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                    || $0 == UInt8(ascii: "_")
            }
    }

    /// What systemd, docker and we would read differently.
    private static func problem(_ value: String) -> String? {
        if value.first == "\"" || value.first == "'" {
            return
                "has a value that begins with a quotation mark, which not every program takes off"
        }
        if value.last == "\\" { return "ends with a backslash" }
        if value.first?.isWhitespace == true || value.last?.isWhitespace == true {
            return "has spaces around its value"
        }
        return nil
    }
}
