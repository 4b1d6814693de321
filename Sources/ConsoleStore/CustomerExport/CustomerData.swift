/// Which tables hold something about a customer, and so belong in the answer to a customer who asks
/// what is held about them. A test compares this with the schema: a new table needs a decision.
enum CustomerData {
    /// The tables that `paminn export` reads.
    static let exported = Set(CustomerExportStatement.allCases.map(\.table))

    /// The tables that it does not read, and why.
    static let notExported: [String: String] = [
        // Copies of what is exported, without more.
        "evidence_default": "a partition of evidence",
        "part": "counts of up to 99 reminders, and the states of some, as reminder has them",
        "draft_sum": "sums over the lines of a draft",
        "filter_choice": "its time stands with each number in filter_choice_part",
        // Words that users search by. They name nobody for certain, and end with the session.
        "console_search": "a searched part of a name; of a session, not of a customer",
        "selection": "a user's filter; what it has chosen is in filter_choice_part",
        "draft": "a user's filter; what it has chosen is in draft_line and draft_pick",
        // About loads as a whole.
        "run": "a file as a whole; when it came and was let go stands with each reminder",
        "loader": "a lock",
        // About the creditor.
        "activation": "the creditor's details at Amili",
        "activation_event": "what became of the creditor's application",
        "activation_issue": "what Amili wants changed in the creditor's application",
        "answer_trouble": "a field of Amili's answers that cannot be used, without its customer",
        "creditor": "the creditor",
        "creditor_letter": "the creditor's address and accounts",
        "poll": "how far cases were followed",
        "throttle": "gates",
        // About users.
        "console_browser": "users' browsers",
        "console_failure": "failed sign-ins",
        "console_grant": "which creditors a user sees",
        "console_session": "users' sessions",
        "console_user": "users",
        // About the fleet and the program.
        "amili_word": "words of Amili's, translated",
        "clock": "the clock",
        "console_sample": "counts over time",
        "era": "where the database stands",
        "lost_time": "when the database went back",
        "reason": "texts",
        "schema_migration": "the schema",
        "vclock": "the fleet's virtual time",
        "worker": "workers",
    ]
}
