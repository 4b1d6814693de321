import AccessStore
import ConsoleStore
import OperatorStore
import Reminders

/// The result of a form on these pages, shown once on the page that it leads to. The raw value is
/// the `besked` of the query.
enum RunNotice: String {
    case resumed = "fortsatt"
    case cancelled = "avbrutet"
    case undone = "angrat"
    case tooLate = "for-sent"
    case resubmitted = "skickas-om"
    case existed = "fanns"

    /// The run's page with this notice.
    func url(_ context: PageContext, _ run: RunID, _ creditor: GrantedCreditor) -> String {
        context.url("/utskick/\(run)", creditor, Fields([("besked", rawValue)]))
    }

    /// The notice that the query names; empty without one.
    static func html(_ context: PageContext) -> HTML {
        guard let notice = context.query["besked"].flatMap(RunNotice.init) else { return .empty }
        switch notice {
        case .resumed:
            return Notice.good.html("\(context.say("Utskicket fortsätter.", "The run goes on."))")
        case .cancelled:
            return Notice.good.html(
                """
                \(context.say(
                    "Utskicket är avbrutet. Ingenting mer av det skickas.",
                    "The run is cancelled. Nothing more of it is sent."))
                """)
        case .undone:
            return Notice.good.html(
                """
                \(context.say(
                    "Ångrat. Ingenting av utskicket skickades.",
                    "Undone. Nothing of the run was sent."))
                """)
        case .tooLate:
            return Notice.warning.html(
                """
                \(context.say(
                    "Det var för sent: utskicket är redan klart, och det finns inget kvar att "
                        + "avbryta.",
                    "It was too late: the run is done, and nothing is left to cancel."))
                """)
        case .resubmitted:
            return Notice.good.html(
                "\(context.say("Ett nytt utskick är skapat.", "A new run is made."))")
        case .existed:
            return Notice.info.html(
                """
                \(context.say(
                    "De här påminnelserna är redan skickade om, i det här utskicket. Inget nytt "
                        + "skapades.",
                    "These reminders were resubmitted before, in this run. Nothing new was made."))
                """)
        }
    }
}
