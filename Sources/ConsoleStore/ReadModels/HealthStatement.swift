import Database

/// What `paminn doctor` and the operators' page read of the server, the schema and the fleet's
/// troubles. Each statement stands alone: what one role may not see is no reason not to tell the
/// rest.
enum HealthStatement: String, Statement {
    /// `transaction_age`: of the oldest transaction number. `wants_standby`: a commit waits for a
    /// synchronous standby. `sees_all`: others' sessions may be seen.
    case server = """
        select current_setting('transaction_read_only')::boolean as is_read_only,
            pg_is_in_recovery() as is_standby,
            current_setting('synchronous_commit') = 'off' as is_commit_unsafe,
            current_setting('fsync')::boolean as fsync,
            current_setting('full_page_writes')::boolean as full_page_writes,
            current_setting('autovacuum')::boolean as autovacuum,
            least(
                current_setting('max_connections')::integer
                    - case when r.rolsuper then 0
                        else current_setting('superuser_reserved_connections')::integer end
                    - s.everybody,
                case when d.datconnlimit >= 0 then d.datconnlimit - s.here end,
                case when r.rolconnlimit >= 0 then r.rolconnlimit - s.ours end) as connections_left,
            (select max(age(datfrozenxid)) from pg_database) as transaction_age,
            current_setting('synchronous_standby_names') <> ''
                and current_setting('synchronous_commit') not in ('off', 'local') as wants_standby,
            pg_has_role(current_user, 'pg_read_all_stats', 'usage') as sees_all
        from pg_database d, pg_roles r, (
            select count(*) as everybody, count(*) filter (where datname = current_database())
                as here, count(*) filter (where usename = current_user) as ours
            from pg_stat_activity where datid is not null and usesysid is not null
        ) s
        where d.datname = current_database() and r.rolname = current_user
        """

    /// The smallest question, by whose time the way is measured.
    case nothing = "select 1"

    /// Is the history that of the fleet? Not for a standby.
    case era = """
        select e.system = s.system_identifier::text || '.' || e.tableoid::text
            and e.timeline = ('x' || substr(
                pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint as is_ours
        from era e, pg_control_system() s
        """

    /// Those of `tables`, which are written, that this role may not write.
    case unwritable = """
        select t.name from unnest(:tables::text[]) t(name)
        where not (
            has_table_privilege(current_user, t.name, 'select')
            and has_table_privilege(current_user, t.name, 'insert')
            and has_table_privilege(current_user, t.name, 'update'))
        order by t.name
        """

    /// Those of `indexes`, which the migrations make, that are missing or not valid.
    case missingIndexes = """
        select n.name from unnest(:indexes::text[]) n(name)
        where not exists (
            select from pg_class c join pg_index x on x.indexrelid = c.oid
            where c.oid = to_regclass(quote_ident(n.name)) and x.indisvalid)
        order by n.name
        """

    /// The indexes of the tables here, but for those of partitions.
    case indexes = """
        select c.relname as name from pg_index x
        join pg_class c on c.oid = x.indexrelid
        join pg_class t on t.oid = x.indrelid
        where t.relnamespace = current_schema()::regnamespace and not t.relispartition
        order by c.relname
        """

    /// Those of this month and the next one that have no partition of their own.
    case partitions = """
        select to_char(month, 'YYYY-MM') as name
        from generate_series(date_trunc('month', now() at time zone 'UTC'),
            date_trunc('month', now() at time zone 'UTC') + interval '1 month',
            interval '1 month') month
        where to_regclass(to_char(month, '"evidence_"YYYY_MM')) is null
        order by month
        """

    /// Tables on which autovacuum was switched off.
    case notVacuumed = """
        select relname as name from pg_class
        where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
            and 'autovacuum_enabled=false' = any(reloptions)
        order by relname limit 20
        """

    /// Slots that nobody reads. `bytes`: of WAL that it keeps. `is_lost`: or about to be.
    case slots = """
        select slot_name, coalesce(case when pg_is_in_recovery() then 0
                else pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) end, 0)::bigint as bytes,
            coalesce(wal_status in ('unreserved', 'lost'), false) as is_lost
        from pg_replication_slots where not active order by 2 desc, 1 limit 20
        """

    /// Since when the oldest snapshot is held: of sessions that may be seen, and of transactions
    /// that were prepared and not ended.
    case snapshot = """
        select to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since,
            extract(epoch from clock_timestamp() - since) as seconds
        from (
            select least(
                (select min(xact_start) from pg_stat_activity
                    where (backend_xmin is not null or backend_xid is not null)
                        and backend_type = 'client backend' and pid <> pg_backend_pid()),
                (select min(prepared) from pg_prepared_xacts)) as since
        ) s
        """

    /// Those that a commit waits for. Only for those who may see them.
    case standbys = """
        select count(*) as standbys from pg_stat_replication where sync_state in ('sync', 'quorum')
        """

    /// WAL on disk. Only for those who may see it.
    case walSize = "select coalesce(sum(size), 0)::bigint as bytes from pg_ls_waldir()"

    /// `sees_wal`: the WAL directory may be seen. `sees_settings`: the data directory's name.
    case sight = """
        select has_function_privilege(current_user, 'pg_ls_waldir()', 'execute') as sees_wal,
            pg_has_role(current_user, 'pg_read_all_settings', 'usage') as sees_settings
        """

    /// Only for those who may see it.
    case dataDirectory = "select current_setting('data_directory') as name"

    /// Fails where the server does not know it.
    case timeZone = "select now() at time zone 'Europe/Stockholm'"

    /// `known`: the numbers of the migrations that this program knows.
    case unknownMigrations = """
        select name from schema_migration where number <> all(:known::integer[]) order by number
        """

    // The fleet's troubles

    case pausedRuns = """
        select u.id, c.handle,
            to_char(u.paused_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as paused_at,
            extract(epoch from clock_timestamp() - u.paused_at) as paused_seconds
        from run u join creditor c on c.id = u.creditor
        where u.state = 'open' and u.paused_at is not null and u.stopped_at is null
        order by u.paused_at limit 20
        """

    /// Amili refuses them, and nobody told why.
    case refusedCreditors = """
        select c.handle as name from creditor c left join activation a on a.creditor = c.id
        where c.activation = 'refused' and a.cause is null order by c.handle limit 20
        """

    /// Creditors with cases, whose polls fail. `failures`: in a row. `failing_since`: nothing was
    /// learned since.
    case failingPolls = """
        select handle, failures,
            to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as failing_since,
            extract(epoch from clock_timestamp() - since) as failing_seconds
        from (
            select c.handle, p.failures, coalesce(p.confirmed_at, c.created_at) as since
            from poll p join creditor c on c.id = p.creditor
            where p.failures > 0 and c.canary_number is not null
        ) s
        where since < clock_timestamp() - interval '1 h'
        order by since limit 20
        """

    /// Gates that opened lately by themselves, of which nobody knows whether what closed them is
    /// mended. `handle` null: all Amili. `seconds`: since it opened.
    case unproven = """
        select c.handle,
            extract(epoch from clock_timestamp() - t.closed_until) as seconds
        from throttle t left join creditor c on c.id = t.creditor
        where t.closed_cause in ('credential', 'token refused', 'creditor refused')
            and t.closed_until between clock_timestamp() - interval '2 min' and clock_timestamp()
            and not t.paused
        order by c.handle nulls first
        """

    /// The first in doubt, by its own beginning and not by the last question. Of a thousand parts
    /// at most.
    case oldestDoubt = """
        select to_char(min(d.since) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since,
            extract(epoch from clock_timestamp() - min(d.since)) as seconds
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
