/// The checks of one question about a process's health.
package struct HealthReport: Sendable {
    package let checks: [HealthCheck]

    package init(_ checks: [HealthCheck]) { self.checks = checks }

    /// The worst state of a check; `ok` without one.
    package var state: HealthState { checks.map(\.state).max() ?? .ok }
    package var isBad: Bool { state == .bad }

    /// One line for each check.
    var text: String {
        checks.map { check in
            let remedy = check.remedy.isEmpty ? "" : " \(check.remedy)"
            return "\(check.state.text) \(check.check): \(check.says).\(remedy)\n"
        }.joined()
    }

    /// `{"state":…,"checks":[{"check","state","says","remedy"},…]}` and a newline.
    var json: String {
        let list = checks.map { check in
            let members = [
                ("check", check.check), ("state", check.state.rawValue), ("says", check.says),
                ("remedy", check.remedy),
            ].map { "\"\($0)\":\(Self.quoted($1))" }
            return "{\(members.joined(separator: ","))}"
        }
        return "{\"state\":\"\(state.rawValue)\",\"checks\":[\(list.joined(separator: ","))]}\n"
    }

    /// A JSON string in quotation marks.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case _ where scalar.value < 32 || scalar.value == 127:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
