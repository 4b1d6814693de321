import Amili
import Reminders

/// Reads values whose form is one of ours. Each `problem` names no value that may be a secret.
enum SettingForms {
    static func amiliURL(_ text: String) -> SettingProblem? {
        do throws(AmiliSettingsError) {
            _ = try AmiliAddress(text)
            return nil
        } catch {
            return problem(error)
        }
    }

    /// The rule is that of Amili's address: https, unless it is loopback, and no user or query.
    static func traceEndpoint(_ text: String) -> SettingProblem? {
        guard (try? AmiliAddress(text)) == nil else { return nil }
        return SettingProblem(
            "PAMINN_TRACE_ENDPOINT is not of the form https://HOST[:PORT]/PATH, or http to loopback",
            "For example http://127.0.0.1:4318/v1/traces.")
    }

    static func proxy(_ text: String) -> SettingProblem? {
        do throws(AmiliSettingsError) {
            try AmiliSettings.checkProxy(text)
            return nil
        } catch {
            return problem(error)
        }
    }

    static func apiCode(_ text: String) -> SettingProblem? {
        do throws(AmiliSettingsError) {
            try AmiliSettings.checkAPICode(text)
            return nil
        } catch {
            return problem(error)
        }
    }

    /// The error's first sentence says what is wrong, and the rest is the remedy.
    private static func problem(_ error: AmiliSettingsError) -> SettingProblem {
        guard let end = error.description.firstRange(of: ". ") else {
            return SettingProblem(error.description)
        }
        return SettingProblem(
            String(error.description[..<end.lowerBound]),
            String(error.description[end.upperBound...]) + ".")
    }

    static func rates(_ text: String) -> SettingProblem? {
        do throws(ReferenceRates.Invalid) {
            _ = try ReferenceRates(adding: text)
            return nil
        } catch {
            return problem(error)
        }
    }

    static func problem(_ error: ReferenceRates.Invalid) -> SettingProblem {
        switch error {
        case .entry(let entry):
            SettingProblem(
                "PAMINN_REFERENCE_RATES has ‘\(entry)’",
                "An entry is the first day of a half-year and percent, 2025-01-01=3.00.")
        case .contradiction(let halfYear):
            SettingProblem(
                "PAMINN_REFERENCE_RATES has another rate from \(halfYear) than is known",
                "Check it at the Riksbank.")
        }
    }

    static func backoff(_ text: String) -> SettingProblem? {
        readBackoff(text) == nil
            ? SettingProblem(
                "PAMINN_BACKOFF is not of the form 1s..5m", "Mend it or unset it.") : nil
    }

    /// Reads the shortest and the longest wait, `1s..5m`.
    /// - Returns: nil unless both are times, the first above zero and not above the second.
    static func readBackoff(_ text: String) -> Backoff? {
        let ends = text.split(separator: ".", omittingEmptySubsequences: true)
        guard ends.count == 2, text.contains(".."), let base = Durations.read(String(ends[0])),
            let cap = Durations.read(String(ends[1])), base > .zero, base <= cap
        else { return nil }
        return Backoff(base: base, cap: cap)
    }

    static func consoleListen(_ text: String) -> SettingProblem? {
        readListenAddress(text) == nil
            ? SettingProblem(
                "PAMINN_CONSOLE_LISTEN is not of the form HOST:PORT", "For example 127.0.0.1:8080.")
            : nil
    }

    /// The word `off`, or an address.
    static func statusListen(_ text: String) -> SettingProblem? {
        text != "off" && readListenAddress(text) == nil
            ? SettingProblem(
                "PAMINN_STATUS_LISTEN is neither off nor of the form HOST:PORT",
                "For example 127.0.0.1:9464.")
            : nil
    }

    /// Splits `127.0.0.1:8080` or `[::1]:8080` at its last colon.
    /// - Returns: nil without a host, or with a port that is not 0 to 65535.
    static func readListenAddress(_ text: String) -> (host: String, port: Int)? {
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return host.isEmpty ? nil : (host, port)
    }
}
