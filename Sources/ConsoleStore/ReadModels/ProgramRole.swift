/// A role of `sql/roles.sql` that a program takes. The raw value is its name in PostgreSQL.
package enum ProgramRole: String, Sendable, CaseIterable {
    case producer = "paminn_producer"
    case worker = "paminn_worker"
    case console = "paminn_console"
    case host = "paminn_host"
    case monitor = "paminn_monitor"

    /// The right, and the tables and views, with a space between them, on which the role has it, at
    /// least for one column. A test compares them with `sql/roles.sql`.
    package var rights: KeyValuePairs<String, String> {
        switch self {
        case .producer: Self.producers
        case .worker: Self.workers
        case .console: Self.consoles
        case .host: ["select": "invoice_list reminder_list"]
        case .monitor: Self.monitors
        }
    }

    private static let producers: KeyValuePairs = [
        "select": """
        activation activation_issue creditor creditor_letter customer_credit host_line \
        host_request invoice invoice_list loader lost_time manual_reminder part permit poll \
        reason reminder reminder_list run schema_migration throttle vclock worker
        """,
        "insert": "console_audit invoice manual_reminder part permit reminder run",
        "update": "creditor invoice loader manual_reminder poll reminder run",
        "delete": "permit",
    ]

    private static let workers: KeyValuePairs = [
        "select": """
        activation activation_issue answer_trouble clock console_failure console_sample \
        console_session creditor customer_credit draft era host_line host_request incident \
        invoice invoice_twin loader lost_time manual_reminder part permit poll reminder run \
        schema_migration selection throttle vclock worker
        """,
        "insert": """
        activation_event activation_issue answer_trouble evidence incident lost_time part \
        permit worker
        """,
        "update": """
        activation answer_trouble clock console_failure console_session creditor draft era \
        loader lost_time manual_reminder part poll reminder run selection throttle vclock \
        worker
        """,
        "delete": "answer_trouble permit",
    ]

    private static let consoles: KeyValuePairs = [
        "select": """
        activation activation_issue answer_trouble clock console_audit console_browser \
        console_failure console_grant console_look console_sample console_search \
        console_session console_user creditor creditor_letter customer_credit draft \
        draft_choice draft_line draft_pick draft_sum era evidence filter_choice \
        filter_choice_part host_line host_reject host_request incident invoice invoice_list \
        invoice_twin loader lost_time manual_reminder part permit poll reason reminder \
        reminder_list run schema_migration selection selection_tick throttle vclock worker
        """,
        "insert": """
        activation activation_event console_audit console_browser console_failure console_look \
        console_sample console_search console_session creditor_letter draft draft_choice \
        draft_line draft_pick draft_sum evidence filter_choice filter_choice_part host_reject \
        invoice manual_reminder part permit reminder run selection selection_tick
        """,
        "update": """
        activation console_browser console_failure console_look console_session console_user \
        creditor creditor_letter draft draft_choice draft_sum host_request incident invoice \
        loader manual_reminder part permit poll reminder run selection selection_tick throttle
        """,
        "delete": """
        activation_issue console_browser console_failure console_look console_sample \
        console_search console_session draft draft_choice draft_line draft_pick draft_sum \
        filter_choice filter_choice_part host_line permit selection selection_tick
        """,
    ]

    private static let monitors: KeyValuePairs = [
        "select": """
        activation answer_trouble clock console_sample creditor era evidence host_line \
        host_request incident invoice_list invoice_twin lost_time part poll reason reminder \
        reminder_list run schema_migration throttle vclock worker
        """
    ]
}
