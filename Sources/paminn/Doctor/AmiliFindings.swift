import Amili
import ConsoleStore
import Reminders
import Stores
import Texts

/// The findings of `doctor` at Amili: proxy, token, clock and canaries. It asks and never sends a
/// letter.
struct AmiliFindings {
    private let settings: Settings
    private let client: AmiliClient
    private let stores: Stores?

    /// - Parameter stores: for the canaries; nil if the database cannot be asked.
    init(_ settings: Settings, _ client: AmiliClient, _ stores: Stores?) {
        self.settings = settings
        self.client = client
        self.stores = stores
    }

    /// Never throws: whatever cannot be asked becomes a finding.
    func all() async -> [DoctorFinding] {
        var found = proxy
        let ping = await client.ping()
        found.append(self.ping(ping))
        if let skew = ping.clockSkew {
            found.append(
                DoctorFinding(
                    "clock, Amili", isWell: abs(skew.seconds) < 60,
                    "this machine is \(Int(skew.seconds.rounded())) s from Amili",
                    abs(skew.seconds) < 60 ? "" : "Let it keep time by NTP."))
        } else {
            found.append(DoctorFinding("clock, Amili", .skipped, "Amili's clock was not told"))
        }
        return found + (await canaries(ping))
    }

    /// The proxy, without its user and password; or a set proxy variable that is not used, which
    /// would surprise whoever set it. Empty if there is neither.
    private var proxy: [DoctorFinding] {
        if let proxy = client.proxy { return [DoctorFinding("proxy", .ok, "by \(proxy)")] }
        guard let name = settings.ignoredProxies.first else { return [] }
        return [
            DoctorFinding(
                "proxy", .ok,
                "none, though \(name) is set: it is not used",
                "Set PAMINN_AMILI_PROXY if Amili can only be reached by a proxy.")
        ]
    }

    /// The finding on a request for a token, which goes well only if address, key file, API code
    /// and clock are right.
    private func ping(_ ping: PingReport) -> DoctorFinding {
        let detail = ping.trace.message.map { " (\($0))" } ?? ""
        let flaw = ping.trace.flaw
        return switch ping.verdict {
        case .tokenGranted: DoctorFinding("Amili", .ok, "answers, and grants a token")
        case .unauthorized:
            DoctorFinding(
                "Amili", .bad,
                "refuses our credential\(detail)" + (flaw.map { ". \($0.english)" } ?? ""),
                flaw?.remedy ?? "Check the key file and the API code.")
        case .tooMany: DoctorFinding("Amili", .bad, "says too many calls", "Try again later.")
        case .unreachable:
            DoctorFinding("Amili", .bad, "does not answer\(detail)", ping.trace.remedy)
        }
    }

    // MARK: Canaries

    /// Looks up one canary for each of up to twenty creditors that are drawn by lot. Each question
    /// may begin within 30 s.
    private func canaries(_ ping: PingReport) async -> [DoctorFinding] {
        guard let stores else {
            return [DoctorFinding("canaries", .skipped, "the database could not be asked")]
        }
        guard ping.verdict == .tokenGranted else {
            return [DoctorFinding("canaries", .skipped, "Amili grants no token")]
        }
        do {
            let (canaries, all) = try await stores.console.canaries()
            guard !canaries.isEmpty else {
                return [DoctorFinding("canary", .ok, "no creditor has a case yet")]
            }
            var found: [DoctorFinding] = []
            for (handle, party, canary) in canaries {
                let report = await client.lookUp(
                    Question(party: party, invoices: [], canary: canary),
                    startBy: SystemTime().now() + .seconds(30))
                found.append(Self.finding(of: handle, report))
            }
            if canaries.count < all {
                found.append(
                    DoctorFinding(
                        "canaries of others", .skipped,
                        "\(canaries.count) of \(all) creditors were drawn",
                        "Run doctor again for others."))
            }
            return found
        } catch {
            return [DoctorFinding("canaries", .skipped, Failure(error))]
        }
    }

    /// The finding on one creditor's canary. A look-up that could not be made says nothing about
    /// the case; only an answer without the canary is proof that Amili does not find it.
    static func finding(of handle: String, _ report: LookUpReport) -> DoctorFinding {
        let name = "canary of \(handle)"
        if let flaw = report.trace.flaw, !report.isAnswered {
            return DoctorFinding(
                name, .bad,
                (flaw.cause == .canaryMissing ? "" : "it could not be asked for: ")
                    + "look-up of creditor \(handle): \(flaw.call.english): \(flaw.english)",
                flaw.remedy)
        }
        switch report.outcome {
        case .answered: return DoctorFinding(name, .ok, "a case known to be there is found")
        case .noAnswer(let why, _):
            return DoctorFinding(
                name, .bad, "it could not be asked for (\(why))", report.trace.remedy)
        case .notSent:
            return DoctorFinding(
                name, .skipped, "the question did not leave in time", "Run doctor again.")
        case .unauthorized:
            return DoctorFinding(
                name, .bad,
                "Amili refuses our token for it", "Check the key file and the API code.")
        case .forbidden:
            return DoctorFinding(
                name, .bad,
                "Amili refuses us this creditor (403)",
                "Check its account and Amili's number for it, and ask Amili.")
        case .tooMany:
            return DoctorFinding(
                name, .warning, "Amili says too many calls", "Run doctor again later.")
        }
    }
}
