/// The migrations, in order, as text embedded at build time: the binary and its schema cannot
/// drift apart, and `psql -f` works on the same files.
package enum Schema {
    /// (file name, text), ascending by number.
    package static let migrations: [(file: String, text: String)] = [
        ("0001_first_tables.sql", text(PackageResources._001_first_tables_sql)),
        ("0002_human_decisions.sql", text(PackageResources._002_human_decisions_sql)),
        ("0003_console_accounts.sql", text(PackageResources._003_console_accounts_sql)),
        ("0004_after_the_letter.sql", text(PackageResources._004_after_the_letter_sql)),
        ("0005_manual_reminders.sql", text(PackageResources._005_manual_reminders_sql)),
        ("0006_selections_and_drafts.sql", text(PackageResources._006_selections_and_drafts_sql)),
        ("0007_operations_samples.sql", text(PackageResources._007_operations_samples_sql)),
        ("0008_strays.sql", text(PackageResources._008_strays_sql)),
        ("0009_choices_of_a_draft.sql", text(PackageResources._009_choices_of_a_draft_sql)),
        ("0010_invoice_spellings.sql", text(PackageResources._010_invoice_spellings_sql)),
        ("0011_clocks_and_lost_time.sql", text(PackageResources._011_clocks_and_lost_time_sql)),
        ("0012_activation_causes.sql", text(PackageResources._012_activation_causes_sql)),
        ("0013_look_ups_by_key.sql", text(PackageResources._013_look_ups_by_key_sql)),
        ("0014_gate_causes.sql", text(PackageResources._014_gate_causes_sql)),
        ("0015_answer_troubles.sql", text(PackageResources._015_answer_troubles_sql)),
        ("0019_doors.sql", text(PackageResources._019_doors_sql)),
        ("0022_worker_pulses.sql", text(PackageResources._022_worker_pulses_sql)),
        ("0025_choices_by_filter.sql", text(PackageResources._025_choices_by_filter_sql)),
        ("0026_invoice_ocr.sql", text(PackageResources._026_invoice_ocr_sql)),
        ("0027_audit_newest_first.sql", text(PackageResources._027_audit_newest_first_sql)),
        ("0028_open_parts_by_place.sql", text(PackageResources._028_open_parts_by_place_sql)),
        ("0029_no_rate_until_set.sql", text(PackageResources._029_no_rate_until_set_sql)),
        ("0030_reasons_of_accepted.sql", text(PackageResources._030_reasons_of_accepted_sql)),
        ("0031_causes.sql", text(PackageResources._031_causes_sql)),
        ("0032_queue_states.sql", text(PackageResources._032_queue_states_sql)),
        ("0033_field_terms.sql", text(PackageResources._033_field_terms_sql)),
        ("0034_work_of_the_owner.sql", text(PackageResources._034_work_of_the_owner_sql)),
        ("0035_vacuum.sql", text(PackageResources._035_vacuum_sql)),
        (
            "0036_open_runs_and_due_polls.sql",
            text(PackageResources._036_open_runs_and_due_polls_sql)
        ),
        ("0037_rated_creditors.sql", text(PackageResources._037_rated_creditors_sql)),
        ("0038_amilis_time.sql", text(PackageResources._038_amilis_time_sql)),
        ("0039_host_requests.sql", text(PackageResources._039_host_requests_sql)),
        ("0040_pruning.sql", text(PackageResources._040_pruning_sql)),
        ("0041_send_windows.sql", text(PackageResources._041_send_windows_sql)),
    ]

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
