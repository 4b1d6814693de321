import Database

/// SQL of what `paminn doctor` and the operators' page read of the server, the schema and the
/// fleet's troubles. Each statement stands alone, so that one which a role may not run hides none
/// of the rest.
enum HealthStatement: String, Statement {
    /// Reads settings of the server, in one row. `connections_left`: how many this role may still
    /// open. `transaction_age`: of the oldest transaction number. `wants_standby`: a commit waits
    /// for a synchronous standby. `sees_all`: this role sees the sessions of others.
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

    /// The smallest question, to measure the way to the server by.
    case nothing = "select 1"

    /// Tells whether the history is the fleet's. A standby cannot run it.
    case era = """
        select e.system = s.system_identifier::text || '.' || e.tableoid::text
            and e.timeline = ('x' || substr(
                pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::bigint as is_ours
        from era e, pg_control_system() s
        """

    /// Tells what this role is, in one row. `programs`: those of the roles named that it is a
    /// member of; null: of none.
    case role = """
        select r.rolsuper as is_superuser,
            exists (select from pg_class where oid = to_regclass('reminder')
                and pg_has_role(current_user, relowner, 'usage')) as is_owner,
            (select string_agg(rolname, ' ' order by rolname) from pg_roles
                where rolname = any(:programs::text[]) and pg_has_role(current_user, oid, 'usage'))
                as programs
        from pg_roles r where r.rolname = current_user
        """

    /// Lists the tables on which this role lacks one of `rights`. The arrays are parallel. A right
    /// on one column will do.
    case lackingRights = """
        select distinct n.name
        from unnest(:tables::text[], :rights::text[]) n(name, privilege)
        where not case when n.privilege = 'delete'
            then has_table_privilege(current_user, n.name, n.privilege)
            else has_any_column_privilege(current_user, n.name, n.privilege) end
        order by n.name
        """

    /// Lists those of `indexes`, which the migrations make, that are missing or not valid.
    case missingIndexes = """
        select n.name from unnest(:indexes::text[]) n(name)
        where not exists (
            select from pg_class c join pg_index x on x.indexrelid = c.oid
            where c.oid = to_regclass(quote_ident(n.name)) and x.indisvalid)
        order by n.name
        """

    /// Lists the months, of this one and the next, that have no partition of their own.
    case partitions = """
        select to_char(month, 'YYYY-MM') as name
        from generate_series(date_trunc('month', now() at time zone 'UTC'),
            date_trunc('month', now() at time zone 'UTC') + interval '1 month',
            interval '1 month') month
        where to_regclass(to_char(month, '"evidence_"YYYY_MM')) is null
        order by month
        """

    /// Lists tables with autovacuum switched off, up to twenty.
    case notVacuumed = """
        select relname as name from pg_class
        where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
            and 'autovacuum_enabled=false' = any(reloptions)
        order by relname limit 20
        """

    /// Lists replication slots that nobody reads. `bytes`: the WAL that a slot keeps. `is_lost`: it
    /// is lost, or about to be.
    case slots = """
        select slot_name, coalesce(case when pg_is_in_recovery() then 0
                else pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) end, 0)::bigint as bytes,
            coalesce(wal_status in ('unreserved', 'lost'), false) as is_lost
        from pg_replication_slots where not active order by 2 desc, 1 limit 20
        """

    /// Reads since when the oldest snapshot is held, by sessions that this role may see and by
    /// prepared transactions that have not ended.
    case snapshot = """
        select extract(epoch from since) as since,
            extract(epoch from clock_timestamp() - since) as seconds
        from (
            select least(
                (select min(xact_start) from pg_stat_activity
                    where (backend_xmin is not null or backend_xid is not null)
                        and backend_type = 'client backend' and pid <> pg_backend_pid()),
                (select min(prepared) from pg_prepared_xacts)) as since
        ) s
        """

    /// Counts the standbys that a commit waits for. Only a role that may see them gets an answer.
    case standbys = """
        select count(*) as standbys from pg_stat_replication where sync_state in ('sync', 'quorum')
        """

    /// Sums up the WAL on disk. Only a role that may see it gets an answer.
    case walSize = "select coalesce(sum(size), 0)::bigint as bytes from pg_ls_waldir()"

    /// Tells what this role may see: the WAL directory, and the data directory's name.
    case sight = """
        select has_function_privilege(current_user, 'pg_ls_waldir()', 'execute') as sees_wal,
            pg_has_role(current_user, 'pg_read_all_settings', 'usage') as sees_settings
        """

    /// Reads the data directory's name. Only a role that may see it gets an answer.
    case dataDirectory = "select current_setting('data_directory') as name"

    /// Fails if the server does not know the time zone.
    case timeZone = "select now() at time zone 'Europe/Stockholm'"

    /// Lists applied migrations that this program does not know. `known`: the numbers it does.
    case unknownMigrations = """
        select name from schema_migration where number <> all(:known::integer[]) order by number
        """

    // The fleet's troubles

    /// Lists paused runs, the oldest pause first, up to twenty.
    case pausedRuns = """
        select u.id, c.handle,
            extract(epoch from u.paused_at) as paused_at,
            extract(epoch from clock_timestamp() - u.paused_at) as paused_seconds
        from run u join creditor c on c.id = u.creditor
        where u.state = 'open' and u.paused_at is not null and u.stopped_at is null
        order by u.paused_at limit 20
        """

    /// Lists creditors that Amili refuses for a cause that nobody has told.
    case refusedCreditors = """
        select c.handle as name from creditor c left join activation a on a.creditor = c.id
        where c.activation = 'refused' and a.cause is null order by c.handle limit 20
        """

    /// Lists creditors with cases whose polls have told nothing for an hour. `failures`: how many
    /// failed in a row. `failing_since`: when a poll last told anything.
    case failingPolls = """
        select handle, failures,
            extract(epoch from since) as failing_since,
            extract(epoch from clock_timestamp() - since) as failing_seconds
        from (
            select c.handle, p.failures, coalesce(p.confirmed_at, c.created_at) as since
            from poll p join creditor c on c.id = p.creditor
            where p.failures > 0 and c.canary_number is not null
        ) s
        where since < clock_timestamp() - interval '1 h'
        order by since limit 20
        """

    /// Lists gates that opened by themselves within two minutes, while nobody knows whether the
    /// cause of their closing is mended. `handle` null: the gate of all Amili. `seconds`: since it
    /// opened.
    case unproven = """
        select c.handle,
            extract(epoch from clock_timestamp() - t.closed_until) as seconds
        from throttle t left join creditor c on c.id = t.creditor
        where t.closed_cause in ('credential', 'token refused', 'creditor refused')
            and t.closed_until between clock_timestamp() - interval '2 min' and clock_timestamp()
            and not t.paused
        order by c.handle nulls first
        """

    /// Reads since when the first reminder is in doubt, counted from the beginning of its doubt and
    /// not from the last question. It reads a thousand parts at most.
    case oldestDoubt = """
        select extract(epoch from min(d.since)) as since,
            extract(epoch from clock_timestamp() - min(d.since)) as seconds
        from {doubtBeginnings}
        """
}
