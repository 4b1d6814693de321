/// The form that the value of a setting has.
enum SettingKind: Sendable {
    /// A whole number with a unit, as `Durations.read` takes it.
    case time(ClosedRange<Duration>)
    /// A whole number.
    case number(ClosedRange<Int>)
    /// A number with a percent sign. The bounds are percent too.
    case percent(ClosedRange<Double>)
    /// One of these words.
    case word([String])
    /// Any other form. `problem` tells what is wrong with a value, without repeating it: the value
    /// may be a secret.
    case text(form: String, problem: @Sendable (String) -> SettingProblem?)

    /// A text that only its reader can judge, such as a path.
    static func text(_ form: String) -> SettingKind { .text(form: form) { _ in nil } }

    /// What a value looks like, with its bounds: `time, 100ms to 5m`.
    var form: String {
        switch self {
        case .time(let bounds):
            "time, \(Durations.short(bounds.lowerBound)) to \(Durations.short(bounds.upperBound))"
        case .number(let bounds): "number, \(bounds.lowerBound) to \(bounds.upperBound)"
        case .percent(let bounds):
            "percentage, \(Int(bounds.lowerBound))% to \(Int(bounds.upperBound))%"
        case .word(let words): words.joined(separator: " or ")
        case .text(let form, _): form
        }
    }

    /// What is wrong with a value; nil if it holds.
    func problem(_ name: String, _ value: String) -> SettingProblem? {
        switch self {
        case .time(let bounds):
            guard let time = Durations.read(value) else {
                return SettingProblem("\(name) is not a time such as 500ms, 30s, 10m or 1h")
            }
            return bounds.contains(time) ? nil : outside(name, form)
        case .number(let bounds):
            guard let number = Int(value) else {
                return SettingProblem("\(name) is not a whole number")
            }
            return bounds.contains(number) ? nil : outside(name, form)
        case .percent(let bounds):
            guard let percent = Self.percent(value) else {
                return SettingProblem("\(name) is not a percentage such as 3%")
            }
            return bounds.contains(percent) ? nil : outside(name, form)
        case .word(let words):
            return words.contains(value)
                ? nil : SettingProblem("\(name) is neither \(words.joined(separator: " nor "))")
        case .text(_, let problem): return problem(value)
        }
    }

    /// Reads `2.5%`.
    /// - Returns: 2.5; nil without a percent sign or a finite number.
    static func percent(_ text: String) -> Double? {
        guard text.hasSuffix("%"), let value = Double(text.dropLast()), value.isFinite else {
            return nil
        }
        return value
    }

    /// - Parameter form: with its bounds behind the comma.
    private func outside(_ name: String, _ form: String) -> SettingProblem {
        let bounds = form.split(separator: ",", maxSplits: 1).last ?? ""
        return SettingProblem(
            "\(name) is not within\(bounds.replacing(" to ", with: " and "))")
    }
}
