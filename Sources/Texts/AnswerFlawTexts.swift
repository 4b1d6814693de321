package import Reminders

extension AnswerFlaw: BilingualText {
    /// One line for an operator, with the field and the place.
    package var english: String {
        let status = status.map { "HTTP \($0)" } ?? "the answer"
        switch cause {
        case .unreadableField:
            let field = field ?? "the answer"
            return found == .missing
                ? "\(field) is missing"
                : "\(field) is no \(wanted?.english ?? "value that we know"), but"
                    + " \(found?.english ?? "something else")"
        case .notJSON: return "the body is not JSON but \(found?.english ?? "something else")"
        case .cached: return "a cache answered instead of Amili (\(place ?? "it says so itself"))"
        case .oldDate:
            return "the answer is \(seconds ?? 0) s older than the question (its Date): a cache"
                + " answered, or Amili's clock went back"
        case .redirected: return "\(status) redirects to \(place ?? "an unreadable place")"
        case .unexpectedStatus: return "\(status) is no answer that the contract has here"
        case .incomplete: return "no whole answer came"
        case .tokenRefused: return "Amili refuses the tokens that it has just given"
        case .clocksApart:
            return "this machine's clock is \(abs(seconds ?? 0)) s from Amili's"
        case .caseOfAnother: return "the case named belongs to another letter"
        case .canaryMissing: return "a case known to be there is not found"
        case .pageMissing: return "a page of the list is missing"
        case .listMoved: return "the list changed while it was read"
        case .tooManyPages: return "the list has too many pages"
        case .accountTooLarge: return "the account is too large to be read whole"
        case .foreignItem: return "the list has what was not asked for: the filter is not applied"
        case .registrationWithoutCase: return "a registration has no case yet"
        case .filterRefused: return "the filter was refused (\(status))"
        case .unsorted: return "the list is not sorted as asked"
        case .changedMeanwhile: return "what was asked about changed meanwhile"
        }
    }

    package var swedish: String {
        let status = status.map { "HTTP \($0)" } ?? "svaret"
        switch cause {
        case .unreadableField:
            let field = field ?? "svaret"
            return found == .missing
                ? "\(field) saknas"
                : "\(field) är inte \(wanted?.swedish ?? "ett värde som vi känner"), utan"
                    + " \(found?.swedish ?? "något annat")"
        case .notJSON: return "svaret är inte JSON utan \(found?.swedish ?? "något annat")"
        case .cached: return "en cache svarade i Amilis ställe (\(place ?? "det säger den själv"))"
        case .oldDate:
            return "svaret är \(seconds ?? 0) s äldre än frågan (dess Date): en cache svarade,"
                + " eller så gick Amilis klocka tillbaka"
        case .redirected: return "\(status) hänvisar till \(place ?? "en oläslig plats")"
        case .unexpectedStatus: return "\(status) är inget svar som avtalet har här"
        case .incomplete: return "inget helt svar kom"
        case .tokenRefused: return "Amili godtar inte de inloggningar som det nyss har gett"
        case .clocksApart:
            return "den här maskinens klocka skiljer sig \(abs(seconds ?? 0)) s från Amilis"
        case .caseOfAnother: return "ärendet som nämns hör till ett annat brev"
        case .canaryMissing: return "ett ärende som finns hittas inte"
        case .pageMissing: return "en sida av listan saknas"
        case .listMoved: return "listan ändrades medan den lästes"
        case .tooManyPages: return "listan har för många sidor"
        case .accountTooLarge: return "kontot är för stort för att läsas helt"
        case .foreignItem: return "listan har annat än det som frågades efter: filtret används inte"
        case .registrationWithoutCase: return "en registrering har inget ärende än"
        case .filterRefused: return "filtret avvisades (\(status))"
        case .unsorted: return "listan är inte sorterad som begärt"
        case .changedMeanwhile: return "det som frågan gällde ändrades under tiden"
        }
    }

    /// Tells an operator what to do.
    package var remedy: String {
        switch cause {
        case .cached, .oldDate:
            "Let the gateway between here and Amili hand on every call without keeping answers."
        case .redirected: "Let PAMINN_AMILI_URL name the place itself; redirects are not followed."
        case .clocksApart: "Set this machine's clock (NTP); ask Amili if it is right."
        case .tokenRefused: "The key is right; ask Amili why its tokens do not hold."
        case .incomplete: "The network or Amili breaks calls off; if it lasts, ask Amili."
        case .unexpectedStatus:
            "Something other than Amili answers, or Amili is out of order; ask Amili."
        case .listMoved, .changedMeanwhile, .registrationWithoutCase:
            "Nothing, if it is rare: it is asked again. Else ask Amili."
        default: "Nothing of this creditor is sent meanwhile; show Amili this line."
        }
    }

    package var swedishRemedy: String {
        switch cause {
        case .cached, .oldDate:
            "Låt det som står mellan oss och Amili skicka vidare varje anrop utan att spara svar."
        case .redirected:
            "Låt PAMINN_AMILI_URL peka på själva platsen; hänvisningar följs inte."
        case .clocksApart: "Ställ maskinens klocka (NTP); fråga Amili om den går rätt."
        case .tokenRefused: "Nyckeln är rätt; fråga Amili varför inloggningarna inte håller."
        case .incomplete: "Nätet eller Amili avbryter anrop; varar det, fråga Amili."
        case .unexpectedStatus: "Något annat än Amili svarar, eller så är Amili sjukt; fråga Amili."
        case .listMoved, .changedMeanwhile, .registrationWithoutCase:
            "Ingenting, om det är sällsynt: frågan ställs igen. Annars fråga Amili."
        default: "Inget av företagets skickas under tiden; visa Amili den här raden."
        }
    }
}

extension AnswerFlaw.Call: BilingualText {
    package var english: String {
        switch self {
        case .token: "the token call"
        case .cases: "the list of cases"
        case .registrations: "the list of registrations"
        case .registration: "the answer to a letter"
        case .creditor: "the creditor's own record"
        }
    }

    package var swedish: String {
        switch self {
        case .token: "inloggningen"
        case .cases: "listan över ärenden"
        case .registrations: "listan över registreringar"
        case .registration: "svaret på ett brev"
        case .creditor: "företagets egen post"
        }
    }
}

extension AnswerFlaw.Wanted {
    var english: String {
        switch self {
        case .date: "date"
        case .id: "id"
        case .text: "text"
        case .list: "list"
        case .object: "object"
        case .count: "whole number"
        case .invoiceNumber: "invoice number"
        case .oneID: "list of exactly one id"
        }
    }

    var swedish: String {
        switch self {
        case .date: "ett datum"
        case .id: "ett id"
        case .text: "en text"
        case .list: "en lista"
        case .object: "ett objekt"
        case .count: "ett heltal"
        case .invoiceNumber: "ett fakturanummer"
        case .oneID: "en lista med exakt ett id"
        }
    }
}
