/// A setting as `paminn config` shows it: a secret's value is masked, and one that does not hold is
/// not shown.
struct ShownSetting {
    private let setting: Setting
    private let value: String?
    private let source: Settings.Source
    /// Why the value does not hold.
    let problem: SettingProblem?

    init(_ setting: Setting, _ settings: Settings) {
        self.setting = setting
        source = settings.source(setting)
        do throws(SettingProblem) {
            let value = try settings.value(setting)
            self.value = setting.isSecret ? value.map { _ in "(secret)" } : value
            problem = nil
        } catch {
            value = nil
            problem = error
        }
    }

    /// Name, value and source for a table.
    var row: [String] {
        [setting.name, problem == nil ? value ?? "–" : "does not hold", words]
    }

    /// The keys `setting`, `value`, `source`, `default`, `form`, `secret`, `required`, `problem`
    /// and `remedy`.
    var json: String {
        var line = JSONLine()
        line.add("setting", setting.name)
        line.add("value", value)
        line.add("source", code)
        line.add("default", setting.standard)
        line.add("form", setting.kind.form)
        line.add("secret", .bool(setting.isSecret))
        line.add("required", .bool(setting.isRequired))
        line.add("problem", problem?.what)
        line.add("remedy", problem?.remedy)
        return line.line
    }

    private var code: String {
        switch source {
        case .environment: "environment"
        case .settingsFile: "settings_file"
        case .secretFile: "secret_file"
        case .standard: "default"
        case .nowhere: "none"
        }
    }

    private var words: String {
        switch source {
        case .environment: "environment"
        case .settingsFile: "PAMINN_SETTINGS_FILE"
        case .secretFile: setting.fileName
        case .standard: "default"
        case .nowhere: setting.isRequired ? "not set (required)" : "not set"
        }
    }
}
