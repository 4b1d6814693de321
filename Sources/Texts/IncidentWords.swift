package import Reminders

extension IncidentKind: BilingualText {
    package var swedish: String {
        switch self {
        case .twoCases: "Amili har två ärenden om samma faktura"
        case .lateAcceptance:
            "Amili tog emot påminnelsen sedan den redan räknades som avslutad på annat sätt"
        case .secondCase: "Amili har ett andra öppet ärende om fakturan"
        case .twoSpellings:
            "Fakturan stod i två skrivningar, och en påminnelse gick för var och en"
        case .lostCase: "Amili tog emot påminnelsen, men har inte längre något ärende"
        }
    }

    package var english: String {
        switch self {
        case .twoCases: "two cases for one invoice"
        case .lateAcceptance: "late acceptance"
        case .secondCase: "a second open case at Amili"
        case .twoSpellings: "two spellings of one invoice have a letter each"
        case .lostCase: "accepted, but not among Amili's cases"
        }
    }
}
