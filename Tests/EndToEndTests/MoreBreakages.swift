import Foundation

/// Ways to break the server, the schema, this machine and Amili.
extension Breakage {
    static let server: [Breakage] = [
        Breakage(
            "a clock that was set back",
            .sql(
                "update throttle set tat = now() + interval '1 h' where scope = 'amili'",
                mend: "update throttle set tat = now()"),
            "BAD  clock, set back: the database's clock was set back", remedy: "moves back too"),
        Breakage(
            "one connection left",
            .sql(
                "alter database :db connection limit 2",
                mend: "alter database :db connection limit -1"),
            "connections: ", remedy: "max_connections"),
        Breakage(
            "synchronous_commit off",
            .sql(
                "alter database :db set synchronous_commit = off",
                mend: "alter database :db reset synchronous_commit"),
            "WARN durability: synchronous_commit is off", remedy: "synchronous_commit to on"),
        Breakage(
            "a read-only database",
            .sql(
                "alter database :db set default_transaction_read_only = on",
                mend: "alter database :db reset default_transaction_read_only"),
            "BAD  writing: The database is read-only", remedy: "default_transaction_read_only off"),
        Breakage(
            "autovacuum off for a table",
            .sql(
                "alter table part set (autovacuum_enabled = false)",
                mend: "alter table part reset (autovacuum_enabled)"),
            "WARN autovacuum: Autovacuum is off for part", remedy: "RESET (autovacuum_enabled)"),
        Breakage(
            "a batch by SQL that nobody loads",
            .sql(
                "insert into host_request (creditor, batch, as_of, digest, lines, requested_by,"
                    + " requested_at) select id, 'b', now(), 'd', 1, 'app', now() - interval '1 h'"
                    + " from creditor",
                mend: "delete from host_request"),
            "BAD  batches by SQL: 1 wait, the oldest for 1 h", remedy: "Start `paminn inbox`"),
        Breakage(
            "a batch by SQL that cannot be loaded",
            .sql(
                "insert into host_request (creditor, batch, as_of, digest, lines, requested_by,"
                    + " problem) select id, 'b', now(), 'd', 1, 'app', 'CREDITOR_LOCKED'"
                    + " from creditor",
                mend: "delete from host_request"),
            "BAD  batches by SQL: ", remedy: "end its other load"),
        Breakage(
            "lines by SQL that nobody asked a run for",
            .sql(
                "insert into host_line (creditor, batch, inserted_at)"
                    + " values ('demo', 'b', now() - interval '25 h')",
                mend: "delete from host_line"),
            "WARN batches by SQL: 1 lines", remedy: "paminn_v1.enqueue"),
        Breakage(
            "an abandoned replication slot",
            .sql(
                "select pg_create_physical_replication_slot('left_' || current_database(), true)",
                mend: "select pg_drop_replication_slot('left_' || current_database())"),
            "WARN replication slots: Nobody reads replication slot left_",
            remedy: "pg_drop_replication_slot('left_"),
        Breakage(
            "an era that does not match",
            .sql(
                "update era set timeline = timeline + 1",
                mend: "update era set timeline = timeline - 1"),
            "WARN era: The database is not where the fleet last saw it",
            remedy: "import the payments"),
    ]

    static let schema: [Breakage] = [
        Breakage(
            "two indexes dropped",
            .sql(
                "drop index part_due, part_held",
                mend: """
                    create index part_due on part (due_at) where state = 'waiting';
                    create index part_held on part (worker) where state = 'claimed'
                    """), "BAD  indexes: Missing or invalid: part_due, part_held",
            remedy: "sql/schema.sql"),
        Breakage(
            "an index that is not valid",
            .sql(
                """
                update pg_index set indisvalid = false
                where indexrelid::regclass::text = 'part_due'
                """,
                mend: """
                    update pg_index set indisvalid = true
                    where indexrelid::regclass::text = 'part_due'
                    """),
            "BAD  indexes: Missing or invalid: part_due", remedy: "REINDEX"),
        Breakage(
            "no partition for this month",
            .sql(
                """
                do $$ begin
                    execute 'alter table evidence_' || to_char(now() at time zone 'UTC', 'YYYY_MM')
                        || ' rename to put_aside';
                end $$
                """,
                mend: """
                    do $$ begin
                        execute 'alter table put_aside rename to evidence_'
                            || to_char(now() at time zone 'UTC', 'YYYY_MM');
                    end $$
                    """), "WARN partitions: No partition of evidence for",
            remedy: "paminn migrate"),
        Breakage(
            "a newer schema that can be worked with",
            .sql(
                "insert into schema_migration values (9001, '9001_later', now(), false)",
                mend: "delete from schema_migration where number = 9001"),
            "WARN schema: A newer program has migrated it (9001_later)",
            remedy: "Install the program"),
        Breakage(
            "a newer schema that cannot",
            .sql(
                "insert into schema_migration values (9001, '9001_later', now(), true)",
                mend: "delete from schema_migration where number = 9001"),
            "BAD  database: The database's schema is newer", remedy: "Install the program"),
        Breakage(
            "an older schema",
            .sql(
                "update schema_migration set number = 9022 where number = 22",
                mend: "update schema_migration set number = 22 where number = 9022"),
            "BAD  database: The database's schema is older", remedy: "paminn migrate"),
    ]

    static let machine: [Breakage] = [
        Breakage(
            "a state directory that cannot be made",
            .settings(["PAMINN_STATE_DIRECTORY": "/proc/none/state"]),
            "BAD  state directory: PAMINN_STATE_DIRECTORY cannot be made",
            remedy: "Check its name and rights"),
        Breakage(
            "bounds that do not fit", .settings(["PAMINN_LEASE": "1h"]), "BAD  settings: ",
            remedy: "paminn work --help"),
        Breakage(
            "no key", .settings(["PAMINN_AMILI_KEY_FILE": "/nonexistent.pem"]), "BAD  Amili: ",
            remedy: "."),
        Breakage(
            "no server",
            .settings(["PAMINN_DATABASE_URL": "host=/nonexistent connect_timeout=2"]),
            "BAD  database: ", remedy: "."),
        Breakage(
            "a role that cannot write", .settings(["PAMINN_TEST_ROLE": "few"]),
            "BAD  rights: This role lacks rights on ", remedy: "sql/roles.sql"),
        Breakage(
            "a role that is none of ours", .settings(["PAMINN_TEST_ROLE": "few"]),
            "WARN role: a member of no role", remedy: "Sign in as"),
    ]

    static let counterpart: [Breakage] = [
        Breakage(
            "Amili away", .settings(["PAMINN_AMILI_URL": "http://127.0.0.1:9"]),
            "BAD  Amili: does not answer", remedy: "."),
        Breakage(
            "a token refused",
            .faults(#"{"on":"GET /authenticates/api-code","do":"status","status":401}"#),
            "BAD  Amili: ", remedy: "."),
        Breakage(
            "a canary that could not be asked for",
            .faults(#"{"on":"GET /cases","do":"status","status":502}"#),
            "BAD  canary of demo: ", remedy: "could not be asked"),
        Breakage(
            "a canary that is not found",
            .sql(
                "update creditor set canary_number = '9999999', canary_written = '9999999'",
                mend: "update creditor set canary_number = '1', canary_written = '1'"),
            "BAD  canary of demo: ", remedy: "a case known to be there is not found"),
        Breakage(
            "no collector of spans",
            .settings(["PAMINN_TRACE_ENDPOINT": "http://127.0.0.1:9/v1/traces"]),
            "WARN spans: the collector does not take them", remedy: "PAMINN_TRACE_ENDPOINT"),
    ]
}
