import Glibc

/// The values of this process's settings: of its environment and, where that has none, of the file
/// that `PAMINN_SETTINGS_FILE` names. An empty value counts as unset.
struct SettingValues: Sendable {
    /// Where a value comes from.
    enum Source: Equatable {
        case environment
        case file
    }

    /// The variable that names the file.
    static let fileVariable = "PAMINN_SETTINGS_FILE"

    private let environment: [String: String]
    private let file: [String: String]

    init(environment: [String: String], file: [String: String] = [:]) {
        self.environment = environment.filter { !$0.value.isEmpty }
        self.file = file.filter { !$0.value.isEmpty }
    }

    /// The values of this process's environment alone, for what is said before its file is read.
    static var ofEnvironment: SettingValues { SettingValues(environment: variables()) }

    /// The values of this process, read once.
    static let ofProcess = Result { () throws(Failure) in try read() }

    /// - Throws: `Failure` (78) if the file is named and cannot be read.
    private static func read() throws(Failure) -> SettingValues {
        let environment = variables()
        guard let path = environment[fileVariable], !path.isEmpty else {
            return SettingValues(environment: environment)
        }
        return SettingValues(environment: environment, file: try SettingsFile.read(path))
    }

    /// The process's environment. Of a name that stands there twice, the first counts, as for
    /// `getenv`.
    private static func variables() -> [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                let name = String(text[..<equals])
                if variables[name] == nil {
                    variables[name] = String(text[text.index(after: equals)...])
                }
            }
            next += 1
        }
        return variables
    }

    /// The names of all variables that are set, in alphabetical order.
    var names: [String] { Set(environment.keys).union(file.keys).sorted() }

    /// The value of a variable, and where it comes from; nil if it is unset.
    func value(_ name: String) -> (text: String, source: Source)? {
        if let text = environment[name] { return (text, .environment) }
        return file[name].map { ($0, .file) }
    }
}
