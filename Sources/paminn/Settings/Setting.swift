/// One setting of the program: its name, what its value may be, and what it is for. The table of
/// all is `Setting.all`; help texts, the example file, the documents and the checks at the start
/// are made from it.
struct Setting: Sendable {
    /// Who reads a setting. `.every` means all commands that have a use for it.
    enum Reader: Sendable, CaseIterable {
        case every
        case worker
        case console
    }

    /// The environment variable, `PAMINN_…`.
    let name: String
    let kind: SettingKind
    /// The value, as an operator would write it, if the setting is unset; nil: there is none.
    let standard: String?
    /// Whether the value is never shown, and may come from the file that `NAME_FILE` names.
    let isSecret: Bool
    /// Whether its readers cannot start without it.
    let isRequired: Bool
    let readers: Set<Reader>
    /// What the setting does: sentences, the last without its full stop.
    let purpose: String

    init(
        _ name: String, _ kind: SettingKind, standard: String? = nil, isSecret: Bool = false,
        isRequired: Bool = false, for readers: Set<Reader>, _ purpose: String
    ) {
        self.name = name
        self.kind = kind
        self.standard = standard
        self.isSecret = isSecret
        self.isRequired = isRequired
        self.readers = readers
        self.purpose = purpose
    }

    /// The variable that names the file of a secret.
    var fileName: String { name + "_FILE" }

    /// Whether a program of this kind reads the setting.
    func isRead(by reader: Reader) -> Bool { readers.contains(reader) || readers.contains(.every) }
}
