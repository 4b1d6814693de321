import AccessStore

/// The finding of `doctor` on failed sign-ins at the web page.
struct SignInFinding {
    /// So many failures within an hour are bad: more than people mistype.
    private static let many = 100

    let finding: DoctorFinding

    init(_ failed: FailedSignIns) {
        if failed.failures == 0 {
            finding = DoctorFinding("sign-ins", .ok, "none failed within the hour")
            return
        }
        var said = "\(failed.failures) failed within the hour"
        if let worst = failed.worstAddress, failed.addresses > 0 {
            said += " from \(failed.addresses) addresses, most from \(worst)"
        }
        said += "; \(failed.shut) must wait now"
        finding =
            failed.failures < Self.many
            ? DoctorFinding("sign-ins", .ok, said)
            : DoctorFinding(
                "sign-ins", .bad, said,
                "Somebody may be guessing: see `paminn audit`, and shut the address out.")
    }
}
