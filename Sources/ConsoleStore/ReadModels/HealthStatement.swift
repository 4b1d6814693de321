import Database

/// What `paminn doctor` and the operators' page read of the server, the schema and the fleet's
/// troubles. Each statement stands alone: what one role may not see is no reason not to tell the
/// rest.
enum HealthStatement: String, Statement {
    /// Row: (read-only, a standby, synchronous_commit, fsync, full_page_writes, autovacuum,
    /// connections left, age of the oldest transaction number, is a synchronous standby demanded,
    /// may others' sessions be seen).
    case server = """
        select current_setting('transaction_read_only')::boolean, pg_is_in_recovery(),
            current_setting('synchronous_commit'), current_setting('fsync')::boolean,
            current_setting('full_page_writes')::boolean, current_setting('autovacuum')::boolean,
            least(
                current_setting('max_connections')::integer
                    - case when r.rolsuper then 0
                        else current_setting('superuser_reserved_connections')::integer end
                    - s.everybody,
                case when d.datconnlimit >= 0 then d.datconnlimit - s.here end,
                case when r.rolconnlimit >= 0 then r.rolconnlimit - s.ours end),
            (select max(age(datfrozenxid)) from pg_database),
            current_setting('synchronous_standby_names') <> ''
                and current_setting('synchronous_commit') not in ('off', 'local'),
            pg_has_role(current_user, 'pg_read_all_stats', 'usage')
        from pg_database d, pg_roles r, (
            select count(*) as everybody, count(*) filter (where datname = current_database())
                as here, count(*) filter (where usename = current_user) as ours
            from pg_stat_activity where datid is not null and usesysid is not null
        ) s
        where d.datname = current_database() and r.rolname = current_user
        """

    /// The smallest question, by whose time the way is measured.
    case nothing = "select 1"

    /// Is the history that of the fleet? Not for a standby. Row: (era matches).
    case era = """
        select e.system = s.system_identifier::text || '.' || e.tableoid::text
            and e.timeline = ('x' || substr(
                pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint
        from era e, pg_control_system() s
        """

    /// $1 tables that are written. Rows: (table) that this role may not write.
    case unwritable = """
        select t.name from unnest($1::text[]) t(name)
        where not (
            has_table_privilege(current_user, t.name, 'select')
            and has_table_privilege(current_user, t.name, 'insert')
            and has_table_privilege(current_user, t.name, 'update'))
        order by t.name
        """

    /// $1 the indexes that the migrations make. Rows: (index) that is missing, or not valid.
    case missingIndexes = """
        select n.name from unnest($1::text[]) n(name)
        where not exists (
            select from pg_class c join pg_index x on x.indexrelid = c.oid
            where c.oid = to_regclass(quote_ident(n.name)) and x.indisvalid)
        order by n.name
        """

    /// Rows: (index) of the tables here, but for those of partitions.
    case indexes = """
        select c.relname from pg_index x
        join pg_class c on c.oid = x.indexrelid
        join pg_class t on t.oid = x.indrelid
        where t.relnamespace = current_schema()::regnamespace and not t.relispartition
        order by c.relname
        """

    /// Rows: (month) of this and the next one without a partition of their own.
    case partitions = """
        select to_char(month, 'YYYY-MM')
        from generate_series(date_trunc('month', now() at time zone 'UTC'),
            date_trunc('month', now() at time zone 'UTC') + interval '1 month',
            interval '1 month') month
        where to_regclass(to_char(month, '"evidence_"YYYY_MM')) is null
        order by month
        """

    /// Rows: (table) on which autovacuum was switched off.
    case notVacuumed = """
        select relname from pg_class
        where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
            and 'autovacuum_enabled=false' = any(reloptions)
        order by relname limit 20
        """

    /// Rows: (slot, bytes of WAL that it keeps, is it lost or about to be) that nobody reads.
    case slots = """
        select slot_name, coalesce(case when pg_is_in_recovery() then 0
                else pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) end, 0)::bigint,
            coalesce(wal_status in ('unreserved', 'lost'), false)
        from pg_replication_slots where not active order by 2 desc, 1 limit 20
        """

    /// Row: (since when the oldest snapshot is held, seconds). Of sessions that may be seen, of
    /// transactions that were prepared and not ended.
    case snapshot = """
        select to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            extract(epoch from clock_timestamp() - since)
        from (
            select least(
                (select min(xact_start) from pg_stat_activity
                    where (backend_xmin is not null or backend_xid is not null)
                        and backend_type = 'client backend' and pid <> pg_backend_pid()),
                (select min(prepared) from pg_prepared_xacts)) as since
        ) s
        """

    /// Row: (standbys that a commit waits for). For those who may see them.
    case standbys = """
        select count(*) from pg_stat_replication where sync_state in ('sync', 'quorum')
        """

    /// Row: (bytes of WAL on disk). For those who may see it.
    case walSize = "select coalesce(sum(size), 0)::bigint from pg_ls_waldir()"

    /// Row: (may the WAL directory be seen, may the data directory's name).
    case sight = """
        select has_function_privilege(current_user, 'pg_ls_waldir()', 'execute'),
            pg_has_role(current_user, 'pg_read_all_settings', 'usage')
        """

    /// Row: (name). For those who may see it.
    case dataDirectory = "select current_setting('data_directory')"

    /// Fails where the server does not know it.
    case timeZone = "select now() at time zone 'Europe/Stockholm'"

    /// $1 the numbers of the migrations that this program knows. Rows: (name) of others.
    case unknownMigrations = """
        select name from schema_migration where number <> all($1::integer[]) order by number
        """

    // The fleet's troubles

    /// Rows: (run, creditor, since, seconds) of runs that were paused.
    case pausedRuns = """
        select u.id, c.handle,
            to_char(u.paused_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            extract(epoch from clock_timestamp() - u.paused_at)
        from run u join creditor c on c.id = u.creditor
        where u.state = 'open' and u.paused_at is not null and u.stopped_at is null
        order by u.paused_at limit 20
        """

    /// Rows: (creditor) that Amili refuses, and nobody told why.
    case refusedCreditors = """
        select c.handle from creditor c left join activation a on a.creditor = c.id
        where c.activation = 'refused' and a.cause is null order by c.handle limit 20
        """

    /// Rows: (creditor, failures in a row, since when nothing was learned, seconds) of creditors
    /// with cases, whose polls fail.
    case failingPolls = """
        select handle, failures, to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            extract(epoch from clock_timestamp() - since)
        from (
            select c.handle, p.failures, coalesce(p.confirmed_at, c.created_at) as since
            from poll p join creditor c on c.id = p.creditor
            where p.failures > 0 and c.canary_number is not null
        ) s
        where since < clock_timestamp() - interval '1 h'
        order by since limit 20
        """

    /// Rows: (creditor, or null for all Amili; cause; seconds since it opened) of gates that opened
    /// lately by themselves, of which nobody knows whether what closed them is mended.
    case unproven = """
        select c.handle, t.closed_cause, extract(epoch from clock_timestamp() - t.closed_until)
        from throttle t left join creditor c on c.id = t.creditor
        where t.closed_cause in ('credential', 'token refused', 'creditor refused')
            and t.closed_until between clock_timestamp() - interval '2 min' and clock_timestamp()
            and not t.paused
        order by c.handle nulls first
        """

    /// Row: (since, seconds) of the first in doubt, by its own beginning and not by the last
    /// question. Of a thousand parts at most.
    case oldestDoubt = """
        select to_char(min(d.since) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            extract(epoch from clock_timestamp() - min(d.since))
        from (
            select creditor, run, first, last from part where n_u > 0
            order by doubt_until limit 1000
        ) p
        cross join lateral (
            select min(doubt_since) as since from (
                select doubt_since from reminder
                where creditor = p.creditor and run = p.run and pos between p.first and p.last
                    and state = 'u'
                offset 0
            ) r
        ) d
        """
}
