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
        "host_request": "a batch as a whole; its name stands with each refused line",
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

    // The decisions of `paminn erase`. A test holds them against the schema: a new column of an
    // exported table needs one.

    /// The columns that it empties. A row of `console_search` or `selection` goes as a whole.
    static let erased: [String: Set<String>] = [
        "invoice": [
            "customer_number", "name", "id_number", "is_company", "address_line", "zip_code",
            "city", "country", "email", "mobile_number", "description", "ocr",
        ],
        // The words of calls and human decisions; those about a state are the program's own.
        "evidence": ["why"],
        "incident": ["closed_why"],
        // Hashes of who the customer is.
        "draft_line": ["debtor"], "draft_choice": ["debtor"],
        // If users searched by what is told of the customer.
        "console_search": ["name"], "selection": ["filter"], "draft": ["filter"],
    ]

    /// The columns that it keeps, of the tables that are exported, and why.
    static let kept: [String: (columns: Set<String>, why: String)] = [
        "invoice": (
            [
                "creditor", "number", "written", "invoice_date", "due_date", "total_ore",
                "remaining_ore", "currency", "invoice_fee_ore", "reminder_fee_ore",
                "reminder_fee_date", "flags", "as_of", "changed_at", "released_at",
                "remaining_is_total",
            ],
            "bookkeeping needs figures and dates; flags and number keep letters from going"
        ),
        "reminder": (
            [
                "creditor", "run", "pos", "number", "state", "reason", "attempts", "case_id",
                "amili_ocr", "amili_state", "amili_status", "doubt_since", "amili_doubt_since",
                "changed_at", "confirmed_at",
            ],
            "what became of the letter, and its case at Amili"
        ),
        "permit": (
            ["creditor", "number", "run", "pos", "case_id", "amili_state"],
            "no letter may go twice"
        ),
        "manual_reminder": (
            [
                "creditor", "run", "pos", "by_email", "with_interest", "with_fee", "todo",
                "done_at", "done_by", "claimed_until", "claimed_ore", "interest_ore", "fee_ore",
                "shown_until", "shown_ore", "shown_interest_ore", "shown_fee_ore",
            ],
            "what was claimed, and when"
        ),
        "evidence": (
            [
                "creditor", "run", "pos", "first", "at", "kind", "attempt", "worker",
                "http_status", "curl_code", "written", "ms", "from_state", "to_state", "decision",
                "by_whom",
            ],
            "that a call was made or a decision taken, when and by whom"
        ),
        "incident": (
            [
                "creditor", "run", "pos", "at", "kind", "case_ids", "closed_at", "id", "closed_by",
            ],
            "that something went wrong, with the cases at Amili"
        ),
        "invoice_twin": (
            ["creditor", "number", "canonical", "found_at", "settled_at"],
            "two spellings of a number must not get two letters"
        ),
        "console_audit": (
            ["id", "at", "login", "action", "creditor", "run", "facts", "address"],
            "what users did; its facts are numbers, without names or reasons"
        ),
        "console_look": (
            ["hour", "at", "login", "kind", "creditor", "object", "address", "looks"],
            "who looked at personal data; goes after two years"
        ),
        "host_line": (
            [
                "id", "request", "inserted_at", "creditor", "batch", "invoice_number",
                "customer_number", "name", "is_company", "id_number", "address_line", "zip_code",
                "city", "country", "email", "mobile_number", "description", "invoice_date",
                "due_date", "total_ore", "remaining_ore", "currency", "ocr", "invoice_fee_ore",
                "reminder_fee_ore", "reminder_fee_date", "customer_balance_ore", "paid",
                "credited", "cancelled", "credit_note", "disputed", "paused", "instalment_plan",
                "respite", "sold", "bankrupt", "deceased", "cash_invoice", "draft", "at_agency",
                "minor",
            ],
            "it goes when its batch is loaded, and nobody is erased before"
        ),
        "host_reject": (
            ["request", "line", "invoice_number", "field", "code", "reason", "remedy"],
            "that a line was refused; nothing but its number tells of the customer"
        ),
        "selection_tick": (
            ["owner", "creditor", "number", "is_out"], "an invoice's number; goes within days"
        ),
        "filter_choice_part": (
            ["choice", "seq", "first", "last", "numbers"],
            "invoices' numbers; goes with its selection or draft"
        ),
        "draft_line": (
            [
                "draft", "pos", "number", "remaining_ore", "obstacle", "warnings", "is_stale",
                "is_new",
            ],
            "an invoice's number and figure; goes with its draft"
        ),
        "draft_choice": (
            [
                "draft", "pos", "is_ticked", "is_manual", "by_email", "with_interest", "with_fee",
                "remaining_ore", "obstacle", "is_warned", "is_stale",
            ],
            "a user's choice; goes with its draft"
        ),
        "draft_pick": (
            ["draft", "number", "is_out"], "an invoice's number; goes with its draft"
        ),
    ]
}
