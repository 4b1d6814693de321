/// SQL that makes a database of this program one of an older program.
package enum OlderSchema {
    /// As before `0031_causes.sql`, which runs again after it.
    private static let beforeCauses = """
        alter table incident drop constraint incident_kind;
        alter table incident rename column kind to what;
        alter table run drop constraint run_pause, drop column pause_cause,
            drop column pause_count;
        alter table run rename column pause_words to pause_reason;
        alter table evidence drop constraint evidence_decision, drop column decision,
            drop column by_whom;
        delete from schema_migration where number = 31;
        """

    /// As before `0010_invoice_spellings.sql`, which runs again after it.
    package static let beforeSpellings = """
        \(beforeCauses)
        drop table invoice_twin;
        delete from schema_migration where number = 10;
        """
}
