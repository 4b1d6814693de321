import AccessStore
import ConsoleStore
import OperatorStore
import Reminders
import Texts

/// One request of somebody who is signed in: who they are, what they ask, and what they may see.
struct PageContext: Sendable {
    let stores: ConsoleStores
    let services: ConsoleServices
    let settings: ConsoleSettings
    let session: ConsoleSession
    /// Names the session in the database; the token itself is known to the browser only.
    let sessionHash: String
    /// What a form of this session carries, so that no other site's form passes for it.
    let formToken: String
    let path: String
    /// The parts of the path that vary, by name.
    let parameters: [String: String]
    var query: Fields
    let form: Fields
    /// A request of our script, which wants a piece of a page and no redirection.
    let isScript: Bool
    /// From where; nil if it cannot be told.
    let address: String?
    let streams: OpenStreams
    /// The handle of the company that this browser looked at last, if any.
    var lastCreditor: String?

    var console: ConsoleStore { stores.console }
    var operators: OperatorStore { stores.operators }
    var access: AccessStore { stores.access }
    var counts: CountCache { services.counts }
    var jobs: BackgroundJobs { services.jobs }
    var coalescer: RequestCoalescer { services.coalescer }
    var priority: PriorityGate { services.priority }

    var isEnglish: Bool { session.language == "en" }

    /// The text in the language that this user chose.
    func say(_ swedish: String, _ english: String) -> String { isEnglish ? english : swedish }

    func say(_ text: some BilingualText) -> String { say(text.swedish, text.english) }

    /// `1 dag försenad`, `21 dagar försenad`.
    func daysOverdue(_ days: Int) -> String {
        days == 1
            ? say("1 dag försenad", "1 day late")
            : say("\(Format.count(days)) dagar försenad", "\(Format.count(days)) days late")
    }

    /// `1 påminnelse`, `12 påminnelser`.
    func reminders(_ count: Int) -> String {
        count == 1
            ? say("1 påminnelse", "1 reminder")
            : say("\(Format.count(count)) påminnelser", "\(Format.count(count)) reminders")
    }

    /// The creditor that the URL names by `foretag`, else the one looked at last, else the first of
    /// those given to this user.
    /// - Throws: `notFound` if it is not one of them: whether it exists is nobody's business.
    func creditor() throws -> GrantedCreditor {
        guard let handle = query["foretag"] ?? form["foretag"] else {
            let last = session.creditors.first { $0.handle == lastCreditor }
            guard let creditor = last ?? session.creditors.first else { throw Refusal.notFound }
            return creditor
        }
        guard let creditor = session.creditors.first(where: { $0.handle == handle }) else {
            throw Refusal.notFound
        }
        return creditor
    }

    /// The creditor of that number, if it is one of this user's.
    func creditor(_ id: CreditorID) throws -> GrantedCreditor {
        guard let creditor = session.creditors.first(where: { $0.id == id }) else {
            throw Refusal.notFound
        }
        return creditor
    }

    /// A URL that stays with the creditor, where this user has several.
    func url(_ path: String, _ creditor: GrantedCreditor, _ fields: Fields = Fields()) -> String {
        let named = session.creditors.count > 1 || query.has("foretag")
        return
            (named
            ? Fields([("foretag", creditor.handle)] + fields.without("foretag").pairs)
            : fields.without("foretag")).url(path)
    }

    /// The hidden field without which no form is taken in.
    var formTokenField: HTML {
        "<input type=\"hidden\" name=\"\(Authenticator.formTokenName)\" value=\"\(formToken)\">"
    }

    /// Whose ticks and drafts these are.
    func owner(_ creditor: GrantedCreditor) -> SelectionOwner {
        SelectionOwner(owner: session.user, creditor: creditor.id)
    }

    func audit(
        _ action: AuditAction, creditor: CreditorID? = nil, run: RunID? = nil,
        facts: String? = nil
    ) async throws {
        try await access.audit(
            session.login, action, creditor: creditor, run: run, facts: facts,
            address: address)
    }
}
