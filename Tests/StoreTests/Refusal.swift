import Testing

/// Something that a role must not do.
struct Refusal: Sendable, CustomTestStringConvertible {
    let role: String
    let sql: String
    var testDescription: String { "\(role): \(sql)" }

    static let all: [Refusal] =
        RoleTable.programs.flatMap { role in everybody.map { Refusal(role: role, sql: $0) } }
        + each.flatMap { role, statements in statements.map { Refusal(role: role, sql: $0) } }

    /// Refused to all but the owner.
    private static let everybody = [
        "create table mine (id int)", "create view mine as select 1", "create temporary table t ()",
        "create function mine() returns int language sql as 'select 1'",
        "create table evidence_2000_01 partition of evidence for values from ('2000-01-01')"
            + " to ('2000-02-01')",
        "drop table evidence_default", "truncate reminder", "alter table part add column mine int",
        "alter view invoice_list rename to mine", "drop function make_evidence_partitions()",
        "create schema mine", "lock table part in access exclusive mode",
        "insert into schema_migration (number, name, breaking) values (9999, 'mine', true)",
        "delete from schema_migration", "update evidence set why = ''", "delete from evidence",
        "delete from reminder", "delete from run", "delete from part", "delete from invoice",
        "delete from console_audit", "update console_audit set login = ''",
        "select org_number from creditor", "update creditor set org_number = ''",
        "update reason set code = ''", "update throttle set rate = 1",
        "insert into console_user (login, role, password) values ('a', 'operator', '')",
        "update console_user set role = 'operator'", "insert into console_grant values (1, 1)",
        "insert into creditor (handle, name, org_number, account, amili_creditor)"
            + " values ('a', 'a', '', '', '')",
        "set role paminn_owner",
    ]

    private static let each: [(String, [String])] = [
        (
            "paminn_producer",
            [
                "select password from console_user", "select login from console_user",
                "select from console_session", "select from evidence", "select from console_audit",
                "select payout_number from activation", "select make_evidence_partitions()",
                "update invoice set released_at = now()", "update part set stopped = true",
                "update part set state = 'ready'", "update reminder set case_id = 'c'",
                "update run set stopped_at = now()", "update run set paused_at = null",
                "update throttle set paused = false", "update worker set dead_at = now()",
                "insert into worker (id, name) values (1, 'mine')", "select from draft",
                "insert into evidence (creditor, run, kind) values (1, 1, 'state')",
                "update creditor set activation = 'active'", "select from incident",
                "update manual_reminder set done_at = now()", "update permit set run = 1",
                "update activation set due_at = now()", "update era set timeline = 1",
            ]
        ),
        (
            "paminn_worker",
            [
                "select from console_user", "select password from console_user",
                "select token_hash from console_session",
                "select console_user from console_session",
                "select key from console_failure", "select from console_browser",
                "select from console_audit", "select from console_look",
                "select name from console_search", "select filter from selection",
                "select filter from draft", "select from draft_line", "select analyze_loaded()",
                "delete from console_session",
                "select from evidence", "select from creditor_letter", "update permit set run = 1",
                "select agreed_by from activation", "update activation set payout_number = '1'",
                "insert into evidence (creditor, run, kind, decision, by_whom)"
                    + " values (1, 1, 'human', 'sent', 'a')",
                "insert into run (creditor, key, digest, state, as_of, grace_bank_days, created_by)"
                    + " values (1, 'a', 'a', 'open', now(), 1, 'a')",
                "insert into reminder (creditor, run, pos, number, state)"
                    + " values (1, 1, 1, '1', 'q')",
                "update invoice set remaining_ore = 1", "update invoice set flags = 0",
                "insert into invoice (creditor, number) values (1, '1')",
                "update reminder set number = '1'", "update part set stopped = false",
                "update run set stopped_at = null", "update run set resumed_at = now()",
                "update throttle set paused = false", "update creditor set account = ''",
                "update incident set closed_at = now()", "update worker set name = 'a'",
                "delete from worker", "select from invoice_list", "update evidence set ms = 1",
            ]
        ),
        (
            "paminn_console",
            [
                "update reminder set amili_state = 'a'", "update reminder set amili_ocr = '1'",
                "update reminder set attempts = 0", "update reminder set doubt_since = null",
                "update reminder set number = '1'", "update part set attempt = 1",
                "update part set claimed_at = now()", "update part set sent_attempt = 1",
                "update part set doubt_until = now()",
                "insert into worker (id, name) values (1, 'a')",
                "update worker set dead_at = now()", "update worker set beat = 1",
                "insert into evidence (creditor, run, kind, http_status) values (1, 1, 'call', 201)",
                "insert into evidence (creditor, run, kind, attempt) values (1, 1, 'call', 1)",
                "insert into incident (creditor, run, pos, kind) values (1, 1, 1, 'two_cases')",
                "delete from incident", "update era set timeline = 1",
                "insert into lost_time (since, closes_after) values (now(), now())",
                "update clock set seen_at = now()", "update vclock set v = 0",
                "update throttle set tat = now()", "update throttle set granted = 0",
                "select make_evidence_partitions()", "update poll set whole_page = 1",
                "select analyze_loaded()",
                "delete from console_user", "update console_user set disabled_at = null",
                "update console_user set login = 'a'",
                "update console_session set created_at = now()",
                "update invoice_twin set settled_at = now()", "delete from invoice_twin",
                "insert into answer_trouble (creditor) values (1)", "delete from activation_event",
                "update creditor set handle = 'a'", "update creditor set canary_number = '1'",
            ]
        ),
        (
            "paminn_host",
            [
                "select from invoice", "select from reminder", "select from creditor",
                "select id_number from invoice", "select email from invoice", "select from run",
                "select from part", "select from evidence", "select from customer_credit",
                "select from schema_migration", "select from console_user", "select from worker",
                "select make_evidence_partitions()", "select pg_ls_waldir()",
                "select analyze_loaded()",
            ]
        ),
        (
            "paminn_monitor",
            [
                "select from invoice", "select id_number from invoice", "select email from invoice",
                "select address_line from invoice", "select mobile_number from invoice",
                "select name from creditor", "select number from reminder",
                "select case_id from reminder", "select amili_ocr from reminder",
                "select invoice_number from invoice_list", "select invoice_key from reminder_list",
                "select remaining_ore from invoice_list", "select case_id from invoice_list",
                "select amili_ocr from reminder_list", "select canary_number from creditor",
                "select created_by from run", "select key from run", "select why from evidence",
                "select by_whom from evidence", "select paused_by from throttle",
                "select closed_words from throttle", "select found from answer_trouble",
                "select number from invoice_twin", "select number from permit",
                "select from console_user", "select from console_session",
                "select from console_audit", "select from console_look", "select from draft_line",
                "select payout_number from activation", "select from activation_issue",
                "select from creditor_letter", "select from manual_reminder",
                "select case_ids from incident", "update worker set beat = 1",
                "select make_evidence_partitions()",
            ]
        ),
    ]
}
