import AccessStore

/// The finding of `doctor` on failed sign-ins at the web page.
struct SignInFinding {
    /// So many failures within an hour are bad: more than people mistype.
    private static let many = 100

    let isWell: Bool
    let text: String

    var finding: DoctorFinding { DoctorFinding("sign-ins", isWell: isWell, text) }

    init(_ failed: FailedSignIns) {
        isWell = failed.failures < Self.many
        if failed.failures == 0 {
            text = "none failed within the hour"
            return
        }
        var said = "\(failed.failures) failed within the hour"
        if let worst = failed.worstAddress, failed.addresses > 0 {
            said += " from \(failed.addresses) addresses, most from \(worst)"
        }
        said += "; \(failed.shut) must wait now."
        if !isWell {
            said += " Somebody may be guessing: see `paminn audit`, and shut the address out."
        }
        text = said
    }
}
