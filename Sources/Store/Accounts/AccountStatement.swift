/// Who may use the web page.
enum AccountStatement: String, Statement {
    /// $1 login, $2 role, $3 password as scrypt made it. Row: (id); none if the login is taken.
    case addUser = """
        insert into console_user (login, role, password) values ($1, $2, $3)
        on conflict (login) do nothing returning id
        """

    /// $1 login, $2 handle. Row: (user) if both exist.
    case grant = """
        insert into console_grant (console_user, creditor)
        select u.id, c.id from console_user u, creditor c where u.login = $1 and c.handle = $2
        on conflict (console_user, creditor) do update set creditor = excluded.creditor
        returning console_user
        """

    /// $1 login, $2 handle. Row: (user) if it was granted.
    case revoke = """
        delete from console_grant g using console_user u, creditor c
        where u.login = $1 and c.handle = $2 and g.console_user = u.id and g.creditor = c.id
        returning g.console_user
        """

    /// $1 login, or null for all. Rows: (id, login, role, disabled, handles, password).
    case users = """
        select u.id, u.login, u.role, u.disabled_at is not null,
            coalesce((select string_agg(c.handle, ' ' order by c.handle)
                from console_grant g join creditor c on c.id = g.creditor
                where g.console_user = u.id), ''), u.password
        from console_user u where $1::text is null or u.login = $1 order by u.login
        """

    /// $1 login, $2 disabled. Row: (id).
    case setDisabled = """
        update console_user set
            disabled_at = case when $2::boolean then coalesce(disabled_at, clock_timestamp()) end
        where login = $1 returning id
        """

    /// $1 login, $2 password. Row: (id).
    case setPassword = "update console_user set password = $2 where login = $1 returning id"

    /// $1 user: whoever is signed in as them is so no longer.
    case endSessions = "delete from console_session where console_user = $1"

    // Sessions

    /// $1 hash, $2 user, $3 language.
    case openSession = """
        insert into console_session (token_hash, console_user, language) values ($1, $2, $3)
        """

    /// $1 hash, $2 seconds it may be idle, $3 seconds it may last. Row: (user, login, role,
    /// language, is it time to note that it was seen).
    case session = """
        select u.id, u.login, u.role, s.language,
            s.seen_at < clock_timestamp() - interval '1 min'
        from console_session s join console_user u on u.id = s.console_user
        where s.token_hash = $1 and u.disabled_at is null
            and s.seen_at > clock_timestamp() - make_interval(secs => $2::double precision)
            and s.created_at > clock_timestamp() - make_interval(secs => $3::double precision)
        """

    /// $1 user. Rows: (id, handle, name, activation), of the creditors given to them.
    case grants = """
        select c.id, c.handle, c.name, c.activation
        from console_grant g join creditor c on c.id = g.creditor
        where g.console_user = $1 order by c.name, c.handle
        """

    /// $1 hash.
    case seeSession = """
        update console_session set seen_at = clock_timestamp() where token_hash = $1
        """

    /// $1 hash, $2 language.
    case setLanguage = "update console_session set language = $2 where token_hash = $1"

    /// $1 hash.
    case endSession = "delete from console_session where token_hash = $1"

    /// $1 seconds a session may be idle, $2 seconds it may last.
    case sweepSessions = """
        delete from console_session
        where seen_at < clock_timestamp() - make_interval(secs => $1::double precision)
            or created_at < clock_timestamp() - make_interval(secs => $2::double precision)
        """

    // Searches by name

    /// $1 id, $2 session, $3 name.
    case addSearch = "insert into console_search (id, session, name) values ($1, $2, $3)"

    /// $1 session, $2 how many to keep: the latest.
    case forgetSearches = """
        delete from console_search where session = $1 and id not in (
            select id from console_search where session = $1 order by created_at desc limit $2)
        """

    /// $1 id, $2 session. Row: (name).
    case search = "select name from console_search where id = $1 and session = $2"

    // Failed sign-ins

    /// $1 keys, $2 seconds. Row: (most failures within that time, of any of them).
    case failures = """
        select coalesce(max(failures), 0) from console_failure
        where key = any($1::text[])
            and since > clock_timestamp() - make_interval(secs => $2::double precision)
        """

    /// $1 keys in order, $2 seconds after which counting begins anew.
    case addFailure = """
        insert into console_failure as f (key, failures, since)
        select key, 1, clock_timestamp() from unnest($1::text[]) key
        on conflict (key) do update set
            failures = case when f.since
                > clock_timestamp() - make_interval(secs => $2::double precision)
                then f.failures + 1 else 1 end,
            since = case when f.since
                > clock_timestamp() - make_interval(secs => $2::double precision)
                then f.since else clock_timestamp() end
        """

    /// $1 key.
    case forgiveFailures = "delete from console_failure where key = $1"

    /// $1 seconds.
    case sweepFailures = """
        delete from console_failure
        where since < clock_timestamp() - make_interval(secs => $1::double precision)
        """

    // The record

    /// $1 login, $2 action, $3 creditor, $4 run, $5 facts.
    case audit = """
        insert into console_audit (login, action, creditor, run, facts)
        values ($1, $2, $3, $4, $5)
        """
}
