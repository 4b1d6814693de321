import AccessStore

/// What a line of the audit tells, in people's words.
struct AuditWords {
    let visit: Visit

    func words(_ deed: AuditDeed) -> String {
        switch deed {
        case .action(let action): words(action)
        case .look(let kind): words(kind)
        case .other(let text): text
        }
    }

    private func words(_ kind: Look.Kind) -> String {
        switch kind {
        case .list: visit.say("Tittade på kundfakturorna", "Looked at the customer invoices")
        case .search: visit.say("Sökte bland kundfakturorna", "Searched the customer invoices")
        case .invoice: visit.say("Tittade på en faktura", "Looked at an invoice")
        case .run: visit.say("Tittade på utskick", "Looked at runs")
        case .download: visit.say("Hämtade en fil", "Downloaded a file")
        case .letter: visit.say("Tittade på manuella påminnelser", "Looked at reminders by hand")
        case .operations: visit.say("Tittade på driften", "Looked at the operations")
        }
    }

    private func words(_ action: AuditAction) -> String {
        switch action {
        case .signedIn: visit.say("Loggade in", "Signed in")
        case .signInFailed: visit.say("Misslyckades med att logga in", "Failed to sign in")
        case .signedOut: visit.say("Loggade ut", "Signed out")
        case .sent: visit.say("Skickade påminnelser", "Sent reminders")
        case .cancelled: visit.say("Avbröt ett utskick", "Cancelled a run")
        case .resubmitted: visit.say("Skickade om", "Sent again")
        case .resumed, .resumedRun:
            visit.say("Lät ett pausat utskick gå vidare", "Let a paused run go on")
        case .retriedPart:
            visit.say("Lät en del som satt fast försöka igen", "Let a stuck part try again")
        case .released: visit.say("Frigav en faktura", "Released an invoice")
        case .resolved: visit.say("Avgjorde ett ovisst brev", "Settled a letter in doubt")
        case .closedIncident: visit.say("Avslutade en händelse", "Closed an incident")
        case .manualDone: visit.say("Gjorde en manuell påminnelse", "Made a reminder by hand")
        case .manualUndone:
            visit.say("Ångrade en manuell påminnelse", "Undid a reminder made by hand")
        case .manualCancelled:
            visit.say("Avbröt en manuell påminnelse", "Cancelled a reminder by hand")
        case .stoppedAll: visit.say("Stoppade alla brev", "Stopped every letter")
        case .resumedAll: visit.say("Släppte fram alla brev", "Resumed every letter")
        case .stoppedCreditor:
            visit.say("Stoppade företagets brev", "Stopped the company’s letters")
        case .resumedCreditor:
            visit.say("Släppte fram företagets brev", "Resumed the company’s letters")
        case .changedRate: visit.say("Ändrade takten", "Changed the rate")
        case .askedActivation:
            visit.say("Bad Amili att aktivera företaget", "Asked Amili to activate it")
        case .changedSender: visit.say("Ändrade avsändaren", "Changed the letters’ sender")
        case .userAdded: visit.say("Lade till en användare", "Added a user")
        case .userGranted: visit.say("Gav en användare ett företag", "Gave a user a company")
        case .userRevoked:
            visit.say("Tog ett företag från en användare", "Took a company from a user")
        case .userDisabled: visit.say("Stängde av en användare", "Disabled a user")
        case .userEnabled: visit.say("Släppte in en användare igen", "Let a user in again")
        case .userPassword:
            visit.say("Gav en användare ett nytt lösenord", "Gave a user a new password")
        }
    }
}
