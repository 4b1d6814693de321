extension Schema {
    /// By the number of each migration, what it does to tables and views that were there before it.
    /// A table stands here if others wait for a lock of it, or if its rows are read or written.
    /// `paminn migrate --plan` shows it. A test holds it against `pg_locks`.
    package static let facts: [Int: [MigrationFact]] = [
        1: [],
        2: [
            MigrationFact("incident", .accessExclusive, .rewrites),
            MigrationFact("invoice", .accessExclusive), MigrationFact("part", .share, .reads),
            MigrationFact("reminder", .accessExclusive, .reads),
            MigrationFact("throttle", .accessExclusive),
            MigrationFact("worker", .accessExclusive),
        ],
        3: [MigrationFact("creditor", .shareRowExclusive)],
        4: [
            MigrationFact("creditor", .shareRowExclusive, .reads),
            MigrationFact("reminder", .accessExclusive),
            MigrationFact("throttle", .accessExclusive, .changes),
            MigrationFact("reminder_list", .accessExclusive),
            MigrationFact("invoice_list", .accessExclusive),
        ],
        5: [
            MigrationFact("creditor", .shareRowExclusive),
            MigrationFact("part", .accessExclusive, .reads),
            MigrationFact("run", .accessExclusive, .reads),
        ],
        6: [
            MigrationFact("creditor", .shareRowExclusive), MigrationFact("invoice", .share, .reads),
        ],
        7: [MigrationFact("throttle", .accessExclusive)],
        8: [MigrationFact("part", .accessExclusive, .reads)],
        9: [
            MigrationFact("draft_choice", .accessExclusive, .changes),
            MigrationFact("draft_line", nil, .reads),
        ],
        10: [
            MigrationFact("creditor", nil, .changes), MigrationFact("draft", nil, .changes),
            MigrationFact("invoice", nil, .changes), MigrationFact("permit", nil, .changes),
            MigrationFact("reminder", nil, .changes),
            MigrationFact("selection_tick", nil, .changes),
        ],
        11: [
            MigrationFact("part", .accessExclusive), MigrationFact("reminder", .accessExclusive),
        ],
        12: [
            MigrationFact("activation", .accessExclusive, .changes),
            MigrationFact("activation_event", .accessExclusive, .reads),
            MigrationFact("creditor", nil, .reads),
        ],
        13: [
            MigrationFact("invoice", .accessExclusive, .changes),
            MigrationFact("permit", .accessExclusive),
            MigrationFact("reminder", .accessExclusive),
            MigrationFact("manual_reminder", .accessExclusive, .reads),
            MigrationFact("reminder_list", .accessExclusive),
            MigrationFact("invoice_list", .accessExclusive),
        ],
        14: [
            MigrationFact("part", .accessExclusive, .changes),
            MigrationFact("throttle", .accessExclusive, .reads),
        ],
        15: [MigrationFact("creditor", .shareRowExclusive)],
        19: [
            MigrationFact("console_audit", .accessExclusive),
            MigrationFact("console_failure", .accessExclusive, .rewrites),
            MigrationFact("console_user", .shareRowExclusive),
        ],
        22: [
            MigrationFact("run", .accessExclusive), MigrationFact("throttle", .accessExclusive),
            MigrationFact("worker", .accessExclusive),
        ],
        25: [
            MigrationFact("draft", .accessExclusive),
            MigrationFact("draft_line", .accessExclusive, .reads),
            MigrationFact("selection", .accessExclusive),
        ],
        26: [MigrationFact("invoice", .share, .reads)],
        27: [
            MigrationFact("console_audit", .accessExclusive, .reads),
            MigrationFact("console_look", .accessExclusive, .reads),
        ],
        28: [MigrationFact("part", .accessExclusive, .reads)],
        29: [
            MigrationFact("console_audit", nil, .reads), MigrationFact("throttle", nil, .changes),
        ],
        30: [
            MigrationFact("part", .accessExclusive, .changes),
            MigrationFact("reminder", nil, .reads),
        ],
        31: [
            MigrationFact("evidence", .accessExclusive, .changes),
            MigrationFact("incident", .accessExclusive, .changes),
            MigrationFact("run", .accessExclusive, .changes),
        ],
        32: [
            MigrationFact("reminder_list", .accessExclusive),
            MigrationFact("invoice_list", .accessExclusive),
        ],
        33: [
            MigrationFact("creditor", .accessExclusive), MigrationFact("part", .accessExclusive),
            MigrationFact("throttle", .accessExclusive, .changes),
        ],
        34: [],
        35: ["invoice", "part", "permit", "reminder", "throttle", "worker"].map {
            MigrationFact($0, .shareUpdateExclusive)
        },
        36: [MigrationFact("poll", .share, .reads), MigrationFact("run", .share, .reads)],
        37: [MigrationFact("throttle", .share, .reads)],
        38: [MigrationFact("worker", .accessExclusive)],
        39: [
            MigrationFact("creditor", .shareRowExclusive), MigrationFact("run", .share, .reads),
        ],
        40: [
            MigrationFact("invoice_list", .accessExclusive),
            MigrationFact("permit", .accessExclusive, .reads),
            MigrationFact("run", .accessExclusive, .reads),
        ],
        41: [MigrationFact("throttle", .accessExclusive, .reads)],
    ]
}
