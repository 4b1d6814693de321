import ArgumentParser

/// `paminn config`: shows every setting, the value in force, and where it comes from.
struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config",
        abstract: "Shows the settings in force and where each comes from; secrets are masked.",
        discussion: """
            A value comes from the environment, from the file that PAMINN_SETTINGS_FILE names, of \
            a secret X from the file that X_FILE names, or it is the default. Nothing is asked of \
            the database or Amili: see `paminn doctor`. Exit 78 if a value does not hold.

            Examples:
              paminn config
              paminn config --json
              paminn config --example > paminn.env

            Examples:
              paminn config
              paminn config --example > paminn.env
            """)
    @Flag(help: "Print a settings file with every setting, its default and what it is for.")
    var example = false
    @Flag(help: "Print the table of settings in Markdown.") var markdown = false
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard [example, markdown, common.json].count(where: { $0 }) <= 1 else {
            throw ValidationError("--example, --markdown and --json exclude each other.")
        }
    }

    /// - Throws: `Failure` (78) if a setting does not hold. A required one that is missing is no
    ///   failure: not every program needs it.
    func run() async throws {
        if example { return Terminal.say(SettingsText.example) }
        if markdown { return Terminal.say(SettingsText.markdown) }
        let settings = Settings()
        let shown = Setting.all.map { ShownSetting($0, settings) }
        if common.json {
            for setting in shown { Terminal.say(setting.json) }
        } else {
            var table = TextTable(["SETTING", "VALUE", "FROM"])
            for line in table.page(shown.map(\.row)) { Terminal.say(line) }
        }
        let problems = shown.compactMap(\.problem)
        if !problems.isEmpty { throw SettingProblem.failure(problems) }
        // Each holds by itself; some must fit together.
        _ = try settings.limits()
        _ = try settings.console()
    }
}
