import Amili
import ConsoleStore
import Reminders
import Stores
import Texts

/// What `doctor` finds at Amili: sends no letter.
struct AmiliFindings {
    private let settings: Settings
    private let client: AmiliClient
    private let stores: Stores?

    init(_ settings: Settings, _ client: AmiliClient, _ stores: Stores?) {
        self.settings = settings
        self.client = client
        self.stores = stores
    }

    func all() async -> [DoctorFinding] {
        var found = proxy
        let ping = await client.ping()
        found.append(self.ping(ping))
        if let skew = ping.clockSkew {
            found.append(
                DoctorFinding(
                    "clock, Amili", isWell: abs(skew.seconds) < 60,
                    "this machine is \(Int(skew.seconds.rounded())) s from Amili."
                        + (abs(skew.seconds) < 60 ? "" : " Let it keep time by NTP.")))
        } else {
            found.append(DoctorFinding("clock, Amili", .skipped, "Amili's clock was not told"))
        }
        return found + (await canaries(ping))
    }

    /// No word of its password, nor of its user.
    private var proxy: [DoctorFinding] {
        if let proxy = client.proxy { return [DoctorFinding("proxy", .ok, "by \(proxy)")] }
        guard let name = settings.ignoredProxies.first else { return [] }
        return [
            DoctorFinding(
                "proxy", .ok,
                "none, though \(name) is set: it is not used."
                    + " Set PAMINN_AMILI_PROXY if Amili can only be reached by a proxy.")
        ]
    }

    private func ping(_ ping: PingReport) -> DoctorFinding {
        let detail = ping.trace.message.map { " (\($0))" } ?? ""
        let (isWell, text): (Bool, String) =
            switch ping.verdict {
            case .tokenGranted: (true, "answers, and grants a token")
            case .unauthorized:
                (
                    false,
                    "refuses our credential\(detail)."
                        + (ping.trace.flaw.map { " \($0.english). \($0.remedy)" }
                            ?? " Check the key file and the API code.")
                )
            case .tooMany: (false, "says too many calls. Try again later.")
            case .unreachable: (false, "does not answer\(detail). \(ping.trace.remedy)")
            }
        return DoctorFinding("Amili", isWell: isWell, text)
    }

    // MARK: Canaries

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
                        "\(canaries.count) of \(all) creditors were drawn; run doctor again for"
                            + " others"))
            }
            return found
        } catch {
            return [DoctorFinding("canaries", .skipped, Failure(error).line)]
        }
    }

    /// “Could not be asked” says nothing of the case; only an answer without it does.
    static func finding(of handle: String, _ report: LookUpReport) -> DoctorFinding {
        let name = "canary of \(handle)"
        if let flaw = report.trace.flaw, !report.isAnswered {
            return DoctorFinding(
                name, .bad,
                (flaw.cause == .canaryMissing ? "" : "it could not be asked for: ")
                    + "look-up of creditor \(handle): \(flaw.call.english): \(flaw.english)."
                    + " \(flaw.remedy)")
        }
        switch report.outcome {
        case .answered: return DoctorFinding(name, .ok, "a case known to be there is found")
        case .noAnswer(let why, _):
            return DoctorFinding(
                name, .bad, "it could not be asked for (\(why)). \(report.trace.remedy)")
        case .notSent:
            return DoctorFinding(
                name, .skipped, "the question did not leave in time. Run doctor again.")
        case .unauthorized:
            return DoctorFinding(
                name, .bad,
                "Amili refuses our token for it. Check the key file and the API code.")
        case .forbidden:
            return DoctorFinding(
                name, .bad,
                "Amili refuses us this creditor (403). Check its account and Amili's number for"
                    + " it, and ask Amili.")
        case .tooMany:
            return DoctorFinding(
                name, .warning, "Amili says too many calls. Run doctor again later.")
        }
    }
}
