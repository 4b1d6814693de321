package import Reminders

extension CallTrace {
    /// Tells an operator what to do about a call without a usable answer; `message` has libcurl's
    /// own words. The numbers are libcurl's CURLcodes: 5 and 97 proxy, 6 name look-up, 7 connect,
    /// 28 time-out, 35 TLS handshake, 60 certificate, 61 content coding, 77 file of trusted
    /// certificates.
    package var remedy: String {
        if isLocal {
            return "Raise this process's limit of open files (LimitNOFILE=, ulimit -n), or lower"
                + " PAMINN_IN_FLIGHT."
        }
        if let flaw, flaw.cause != .incomplete { return flaw.remedy }
        return switch curlCode {
        case 5, 97:
            "Check PAMINN_AMILI_PROXY: its host, and the name and password that it asks for."
        case 6: "Check the host in PAMINN_AMILI_URL and this machine's DNS."
        case 7: "Check PAMINN_AMILI_URL, and that a firewall lets this machine through."
        case 28: "Amili or the network is slow or silent; if it lasts, ask Amili."
        case 35: "Check that PAMINN_AMILI_URL names a port that speaks TLS."
        case 60:
            "Check Amili's certificate (its end, its name, who vouches for it), this machine's"
                + " clock, and PAMINN_AMILI_CA_FILE."
        case 61: "What answers codes its bodies in a way that was not asked for; ask Amili."
        case 77: "Check that PAMINN_AMILI_CA_FILE names a readable file of certificates."
        case .some: "The network or Amili breaks calls off; if it lasts, ask Amili."
        case nil: "Something other than Amili answers, or Amili is out of order; ask Amili."
        }
    }
}
