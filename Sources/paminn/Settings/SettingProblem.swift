/// What is wrong with the value of a setting, and what to do.
struct SettingProblem: Error {
    /// Names the setting, and never its value. Without a full stop.
    let what: String
    /// Whole sentences.
    let remedy: String

    init(_ what: String, _ remedy: String = "Mend it or unset it.") {
        self.what = what
        self.remedy = remedy
    }

    /// The end of a command that meets this alone.
    var failure: Failure { Failure(.settings, what, remedy) }

    /// The end of a command that meets all of these.
    /// - Precondition: there is at least one.
    static func failure(_ problems: [SettingProblem]) -> Failure {
        guard problems.count > 1 else { return problems[0].failure }
        let each = problems.map {
            "\($0.what) (\($0.remedy.hasSuffix(".") ? String($0.remedy.dropLast()) : $0.remedy))"
        }
        return Failure(
            .settings, "\(problems.count) settings do not hold: \(each.joined(separator: "; "))",
            "`paminn config` shows all.")
    }
}
