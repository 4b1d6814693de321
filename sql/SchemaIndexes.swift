extension Schema {
    /// The indexes that the migrations make, by name, but for those of partitions. A test compares
    /// them with a migrated database's.
    package static let indexes = [
        "activation_event_creditor", "activation_issue_pkey", "activation_pkey", "amili_word_pkey",
        "answer_trouble_pkey", "clock_pkey", "console_audit_newest", "console_audit_pkey",
        "console_browser_pkey", "console_browser_user", "console_failure_pkey",
        "console_grant_pkey", "console_look_newest", "console_look_pkey", "console_sample_pkey",
        "console_search_pkey", "console_search_session", "console_session_pkey",
        "console_session_user", "console_user_login_key", "console_user_pkey",
        "creditor_account_amili_creditor_key", "creditor_handle_key", "creditor_letter_pkey",
        "creditor_pkey", "draft_age", "draft_choice_pkey", "draft_line_debtor", "draft_line_new",
        "draft_line_pkey", "draft_line_problem", "draft_owner", "draft_pick_pkey", "draft_pkey",
        "draft_sum_pkey", "draft_token_key", "era_pkey", "evidence_at", "evidence_reminder",
        "filter_choice_part_pkey", "filter_choice_pkey", "host_line_new", "host_line_of_request",
        "host_line_pkey", "host_reject_pkey", "host_request_creditor_batch_key",
        "host_request_open", "host_request_pkey", "incident_id_key", "incident_pkey",
        "invoice_counted", "invoice_credit", "invoice_customer", "invoice_dated", "invoice_due",
        "invoice_named", "invoice_ocr", "invoice_pkey", "invoice_remaining", "invoice_total",
        "invoice_twin_pkey", "loader_pkey", "lost_time_open", "lost_time_pkey", "manual_done",
        "manual_reminder_pkey", "manual_todo", "part_cancelled", "part_doubtful", "part_due",
        "part_held", "part_open", "part_pkey", "part_ready", "part_stuck",
        "permit_of_pruned", "permit_pkey",
        "poll_due", "poll_pkey", "reason_code_key", "reason_pkey", "reminder_invoice",
        "reminder_pkey", "run_creditor_key_key", "run_held", "run_open", "run_pkey",
        "run_stopped", "run_unfinished", "schema_migration_pkey", "selection_age", "selection_pkey",
        "selection_tick_pkey", "throttle_creditor_key", "throttle_pkey", "throttle_rated",
        "throttle_window",
        "vclock_pkey", "worker_alive", "worker_pkey",
    ]
}
