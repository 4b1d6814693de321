/// Writes the table of settings for its readers: help texts, an example file, a document.
enum SettingsText {
    /// All settings that a program reads, for `--help`: each with its default, and its use.
    static func help(for reader: Setting.Reader) -> String {
        let settings = Setting.all.filter { $0.isRead(by: reader) }
        let each = settings.map { setting in
            let isFile = setting.isSecret ? " (or \(setting.fileName))" : ""
            let value = setting.standard.map { ", default \($0)" } ?? ""
            return "  \(setting.name)\(isFile): \(setting.kind.form)\(value)\n"
                + "    \(setting.purpose)."
        }
        return "Settings:\n" + each.joined(separator: "\n")
    }

    /// The settings that have no default, for the first screen of the help.
    static var required: String {
        let each = Setting.all.filter(\.isRequired).map { "  \($0.name)\n    \($0.purpose)." }
        return "A worker needs these:\n" + each.joined(separator: "\n")
    }

    /// A settings file in which every setting is written out as a comment, with its default.
    static var example: String {
        var lines = [
            "# Settings of Påminn: `paminn config --example` writes this file, and `paminn config`",
            "# shows what is in force. One NAME=value a line, without quotation marks. systemd",
            "# (EnvironmentFile=), docker (--env-file) and PAMINN_SETTINGS_FILE read it alike.",
        ]
        for reader in Setting.Reader.allCases {
            lines += ["", "# \(Self.title(reader))"]
            for setting in grouped(reader) {
                lines.append("")
                lines += wrapped(setting.purpose + ".", width: 96).map { "# " + $0 }
                lines.append("# \(setting.kind.form)\(remark(setting))")
                lines.append("#\(setting.name)=\(setting.standard ?? "")")
                if setting.isSecret { lines.append("#\(setting.fileName)=") }
            }
        }
        return lines.joined(separator: "\n")
    }

    /// The tables of `deploy/SETTINGS.md`, in Markdown.
    static var markdown: String {
        Setting.Reader.allCases.map { reader in
            let rows = grouped(reader).map { setting in
                "| `\(setting.name)` | \(setting.kind.form.replacing("|", with: "\\|"))"
                    + " | \(setting.standard ?? "–") | \(setting.purpose)\(remark(setting)) |"
            }
            return
                ([
                    "**\(title(reader))**", "", "| setting | form | default | |",
                    "| --- | --- | --- | --- |",
                ] + rows).joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    private static func title(_ reader: Setting.Reader) -> String {
        switch reader {
        case .every: "All programs"
        case .worker: "The worker, `paminn work`"
        case .console: "The web page, `paminn console`"
        }
    }

    /// The settings that stand under a reader's title: under the first that each has.
    private static func grouped(_ reader: Setting.Reader) -> [Setting] {
        Setting.all.filter { setting in
            Setting.Reader.allCases.first { setting.readers.contains($0) } == reader
        }
    }

    private static func remark(_ setting: Setting) -> String {
        let remarks =
            (setting.isRequired ? ["required"] : []) + (setting.isSecret ? ["a secret"] : [])
        return remarks.isEmpty ? "" : " (\(remarks.joined(separator: "; ")))"
    }

    /// Breaks a text at spaces. A word that is wider than `width` has a line of its own.
    private static func wrapped(_ text: String, width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " " + word
        }
        return line.isEmpty ? lines : lines + [line]
    }
}
