import AccessStore

/// Puts the deeds of the audit record into words. A deed written by another version of this program
/// is shown as stored.
struct AuditText {
    let context: PageContext

    func words(_ deed: AuditDeed) -> String {
        switch deed {
        case .action(let action): words(action)
        case .look(let kind): words(kind)
        case .other(let text): text
        }
    }

    private func words(_ kind: Look.Kind) -> String {
        switch kind {
        case .list: context.say("Tittade på kundfakturorna", "Looked at the customer invoices")
        case .search: context.say("Sökte bland kundfakturorna", "Searched the customer invoices")
        case .invoice: context.say("Tittade på en faktura", "Looked at an invoice")
        case .run: context.say("Tittade på utskick", "Looked at runs")
        case .download: context.say("Hämtade en fil", "Downloaded a file")
        case .letter: context.say("Tittade på manuella påminnelser", "Looked at reminders by hand")
        case .operations: context.say("Tittade på driften", "Looked at the operations")
        }
    }

    private func words(_ action: AuditAction) -> String {
        switch action {
        case .signedIn: context.say("Loggade in", "Signed in")
        case .signInFailed: context.say("Misslyckades med att logga in", "Failed to sign in")
        case .signedOut: context.say("Loggade ut", "Signed out")
        case .sent: context.say("Skickade påminnelser", "Sent reminders")
        case .cancelled: context.say("Avbröt ett utskick", "Cancelled a run")
        case .resubmitted: context.say("Skickade om", "Sent again")
        case .resumed, .resumedRun: context.say("Lät ett utskick gå vidare", "Let a run go on")
        case .retriedPart:
            context.say("Lät en del som satt fast försöka igen", "Let a stuck part try again")
        case .released: context.say("Frigav en faktura", "Released an invoice")
        case .resolved: context.say("Avgjorde ett ovisst brev", "Settled a letter in doubt")
        case .closedIncident: context.say("Avslutade en händelse", "Closed an incident")
        case .manualDone: context.say("Gjorde en manuell påminnelse", "Made a reminder by hand")
        case .manualUndone: context.say("Ångrade en manuell påminnelse", "Undid a reminder by hand")
        case .manualCancelled:
            context.say("Avbröt en manuell påminnelse", "Cancelled a reminder by hand")
        case .stoppedAll: context.say("Stoppade alla brev", "Stopped every letter")
        case .stoodStill:
            context.say("Lät allt stå stilla efter en återläsning", "Stood still after a restore")
        case .resumedAll: context.say("Släppte fram alla brev", "Resumed every letter")
        case .stoppedCreditor:
            context.say("Stoppade företagets brev", "Stopped the company’s letters")
        case .resumedCreditor:
            context.say("Släppte fram företagets brev", "Resumed the company’s letters")
        case .changedRate: context.say("Ändrade takten", "Changed the rate")
        case .changedWindow: context.say("Ändrade brevtiderna", "Changed the send window")
        case .askedActivation:
            context.say("Bad Amili att aktivera företaget", "Asked Amili to activate it")
        case .changedSender: context.say("Ändrade avsändaren", "Changed the letters’ sender")
        case .exportedCustomer:
            context.say("Hämtade en kunds uppgifter", "Exported a customer’s data")
        case .erasedCustomer: context.say("Raderade en kund", "Erased a customer’s data")
        case .pruned: context.say("Gallrade historik", "Pruned history")
        case .userAdded: context.say("Lade till en användare", "Added a user")
        case .userGranted: context.say("Gav en användare ett företag", "Gave a user a company")
        case .userRevoked:
            context.say("Tog ett företag från en användare", "Took a company from a user")
        case .userDisabled: context.say("Stängde av en användare", "Disabled a user")
        case .userEnabled: context.say("Släppte in en användare igen", "Let a user in again")
        case .userPassword:
            context.say("Gav en användare ett nytt lösenord", "Gave a user a new password")
        }
    }
}
