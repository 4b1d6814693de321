/// The reason why a creditor whose activation was asked for is not active.
package enum ActivationCause: String, CaseIterable, Sendable {
    /// Amili objects to the details (`ActivationIssue`). The activation is refused.
    case details
    /// 404: Amili knows no such creditor. The activation is refused.
    case unknownCreditor = "unknown_creditor"
    /// 403 to the change: only the partner or Amili may activate the creditor. The data is not
    /// refused, so the activation stays pending until Amili calls the creditor active.
    case partnerOnly = "partner_only"
    /// 403 to reading the creditor. The activation stays pending.
    case noAccess = "no_access"

    /// Tells the bookkeeper the cause.
    package var swedish: String {
        switch self {
        case .details: "Amili godtar inte uppgifterna som lämnades in."
        case .unknownCreditor: "Amili känner inte till något företag med det id:t."
        case .partnerOnly:
            "Amili låter inte er själva aktivera företaget. Det får bara er partner eller Amili."
        case .noAccess: "Amili låter oss inte läsa företagets uppgifter."
        }
    }

    package var english: String {
        switch self {
        case .details: "Amili does not accept the details that were handed in."
        case .unknownCreditor: "Amili knows no creditor of that id."
        case .partnerOnly:
            "Amili does not let you activate the creditor yourself. Only your partner or Amili may."
        case .noAccess: "Amili does not let us read the creditor."
        }
    }

    /// Tells the bookkeeper what to do.
    package var swedishRemedy: String {
        switch self {
        case .details: "Rätta uppgifterna och lämna in dem igen."
        case .unknownCreditor: "Kontrollera Amilis id för konto och företag, och lämna in igen."
        case .partnerOnly:
            "Be er partner eller Amili att aktivera företaget, med uppgifterna här nedan. Påminn "
                + "frågar Amili var tionde minut och går vidare av sig själv när det är gjort."
        case .noAccess:
            "Be er partner eller Amili att aktivera företaget och att låta nyckeln läsa det. Är det "
                + "redan aktivt kan den som driver Påminn säga det."
        }
    }

    package var englishRemedy: String {
        switch self {
        case .details: "Correct the details, and hand them in again."
        case .unknownCreditor: "Check Amili’s ids of account and creditor, and hand in again."
        case .partnerOnly:
            "Ask your partner or Amili to activate the creditor, with the details below. Påminn asks "
                + "Amili every ten minutes, and goes on by itself once that is done."
        case .noAccess:
            "Ask your partner or Amili to activate the creditor, and to let the key read it. If it "
                + "is active already, whoever runs Påminn can say so."
        }
    }

    /// Tells the operator what to do, in English.
    /// - Parameter handle: the creditor's.
    package func operatorRemedy(_ handle: String) -> String {
        switch self {
        case .details: "Correct the details on the page Activate Amili, and hand them in again."
        case .unknownCreditor:
            "Check Amili's ids of account and creditor on the page Activate Amili."
        case .partnerOnly:
            "Ask your partner or Amili to activate the creditor. Amili is asked every ten minutes"
                + " and the creditor becomes active by itself; `paminn creditor activate \(handle)`"
                + " goes on at once."
        case .noAccess:
            "Ask your partner or Amili to activate the creditor and to let this key read it. If it"
                + " is active already: `paminn creditor activate \(handle)`."
        }
    }
}
