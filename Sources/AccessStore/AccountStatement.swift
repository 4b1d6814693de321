import Database

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

    /// Names that somebody searched for go with their last session. What was selected by one is
    /// found anew when they sign in.
    case forgetSelectedNames = """
        delete from selection s
        where s.filter is not null and (s.filter::jsonb #> '{search,name}') is not null
            and not exists (select from console_session c where c.console_user = s.owner)
        """

    /// A draft that is being built cannot go on without its filter, and ends; one that is ready has
    /// its lines, and needs none.
    case forgetDraftedNames = """
        update draft d set
            expires_at = case d.state when 'building' then least(d.expires_at, clock_timestamp())
                else d.expires_at end,
            filter = case d.state when 'building' then d.filter end
        where d.filter is not null and (d.filter::jsonb #> '{search,name}') is not null
            and (d.state <> 'building' or d.expires_at > clock_timestamp())
            and not exists (select from console_session c where c.console_user = d.owner)
        """

    // Sign-ins tried

    /// $1 keys in order, $2 their kinds. A row for each, so that all who try at once wait in line.
    case meetTries = """
        insert into console_failure (key, kind, failures, since, open_at)
        select key, kind, 0, clock_timestamp(), clock_timestamp()
        from unnest($1::text[], $2::text[]) t (key, kind)
        on conflict (key) do nothing
        """

    /// $1 keys, $2 most seconds that each may be shut. Row: (seconds until all are open). Locked
    /// until the transaction ends.
    case lockTries = """
        select coalesce(max(least(
            extract(epoch from f.open_at - clock_timestamp())::double precision, t.most)), 0)
        from (select key, open_at from console_failure where key = any($1::text[])
            order by key for update) f
        join unnest($1::text[], $2::double precision[]) t (key, most) on t.key = f.key
        """

    /// $1 keys, $2 how many are free, $3 seconds after the first that is not, $4 at most so many
    /// seconds, $5 seconds after which counting begins anew.
    case countTry = """
        update console_failure f set
            failures = n.tries, since = clock_timestamp(),
            open_at = clock_timestamp() + make_interval(secs => case when n.tries < t.free then 0
                else least(t.most, t.first * 2.0 ^ least(20, n.tries - t.free)) end)
        from unnest($1::text[], $2::integer[], $3::double precision[], $4::double precision[])
                t (key, free, first, most)
            join console_failure o on o.key = t.key
            cross join lateral (select 1 + case when o.since > clock_timestamp()
                - make_interval(secs => $5::double precision) then o.failures else 0 end as tries) n
        where f.key = t.key
        """

    /// $1 keys: it was no failure.
    case forgiveTries = """
        with those as (
            select key from console_failure where key = any($1::text[]) order by key for update)
        update console_failure f set
            failures = case when f.kind = 'address' then greatest(0, f.failures - 1) else 0 end,
            open_at = least(f.open_at, clock_timestamp())
        from those where f.key = those.key
        """

    /// $1 seconds.
    case sweepFailures = """
        delete from console_failure where key in (
            select key from console_failure
            where since < clock_timestamp() - make_interval(secs => $1::double precision)
            order by key for update skip locked)
        """

    /// Row: (sign-ins of this hour that failed, addresses they came from, keys that are shut now,
    /// the address with the most failures).
    case failedSignIns = """
        select coalesce(sum(failures) filter (where kind in ('pair', 'browser')), 0),
            count(*) filter (where kind = 'address' and failures > 0),
            count(*) filter (where open_at > clock_timestamp()),
            (array_agg(key order by failures desc) filter (where kind = 'address'))[1]
        from console_failure where since > clock_timestamp() - interval '1 hour'
        """

    // Browsers that have signed in before

    /// $1 hash, $2 user.
    case addBrowser = """
        insert into console_browser (token_hash, console_user) values ($1, $2)
        on conflict (token_hash) do update set used_at = clock_timestamp()
        where console_browser.console_user = excluded.console_user
        """

    /// $1 user, $2 how many to keep: the latest.
    case forgetBrowsers = """
        delete from console_browser where console_user = $1 and (
            used_at < clock_timestamp() - interval '180 days'
            or token_hash not in (select token_hash from console_browser where console_user = $1
                order by used_at desc, token_hash limit $2))
        """

    /// $1 hash, $2 login. Row: (user).
    case knownBrowser = """
        select u.id from console_browser b join console_user u on u.id = b.console_user
        where b.token_hash = $1 and u.login = $2
            and b.used_at > clock_timestamp() - interval '180 days'
        """

    /// $1 user: whoever knows the old password has no browser of theirs.
    case endBrowsers = "delete from console_browser where console_user = $1"

    /// $1 user, $2 password as it was, $3 the same password sealed anew.
    case resealPassword = """
        update console_user set password = $3 where id = $1 and password = $2
        """

    // The record

    /// $1 login, $2 action, $3 creditor, $4 run, $5 facts, $6 address.
    case audit = """
        insert into console_audit (login, action, creditor, run, facts, address)
        values ($1, $2, $3, $4, $5, $6)
        """

    /// $1 logins, $2 kinds, $3 creditors, $4 objects, $5 addresses, $6 how often: looks of this
    /// hour, each pair of user and thing once.
    case addLooks = """
        insert into console_look as l (hour, login, kind, creditor, object, address, looks)
        select date_trunc('hour', clock_timestamp()), t.login, t.kind, coalesce(t.creditor, 0),
            coalesce(t.object, ''), coalesce(t.address, ''), sum(t.looks)::integer
        from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[], $6::integer[])
            t (login, kind, creditor, object, address, looks)
        group by 2, 3, 4, 5, 6
        order by 2, 3, 4, 5, 6
        on conflict (hour, login, kind, creditor, object, address) do update
            set looks = l.looks + excluded.looks, at = clock_timestamp()
        """

    /// Kept for two years.
    case sweepLooks = """
        delete from console_look where hour < clock_timestamp() - interval '2 years'
        """

    /// $1 login or null, $2 seconds back, $3 with looks, $4 at most so many, $5 creditors whose
    /// rows are wanted beside those of none, or null for all; $6 microseconds since 1970, $7 number
    /// and $8 mark of the row after which to go on, or null. Rows: (UTC time, login, action, kind
    /// of look, creditor, handle, run, facts, address, times, microseconds, number, mark).
    ///
    /// Each table is read from its latest row on, and no further than the page. A look at a run is
    /// of that run's creditor.
    case record = """
        select to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), r.login, r.action,
            r.kind, r.creditor, coalesce(c.handle, ''), r.run, coalesce(r.facts, ''),
            coalesce(r.address, ''), r.times, (extract(epoch from r.at) * 1000000)::bigint, r.id,
            r.mark
        from (
            (
                select at, id, '' collate "C" as mark, login, action, null::text as kind,
                    creditor, run, facts, address, 1 as times
                from console_audit
                where at > (select clock_timestamp() - make_interval(secs => $2::double precision))
                    and at <= coalesce(
                        timestamptz 'epoch' + $6::bigint * interval '1 microsecond', 'infinity')
                    and (at, id, '') < (
                        coalesce(
                            timestamptz 'epoch' + $6::bigint * interval '1 microsecond',
                            'infinity'),
                        coalesce($7::bigint, 0), coalesce($8::text, '') collate "C")
                    and ($1::text is null or login = $1)
                    and ($5::bigint[] is null or creditor is null or creditor = any($5::bigint[]))
                order by at desc, id desc limit $4
            )
            union all
            (
                select l.at, 0, m.mark, l.login, '', l.kind, w.creditor, u.id,
                    nullif(l.object, ''), nullif(l.address, ''), l.looks
                from console_look l
                left join lateral (
                    select id, creditor from run
                    where id = case when l.kind in ('run', 'download')
                        and l.object ~ '^[0-9]{1,18}$' then l.object::bigint end
                    offset 0
                ) u on true
                cross join lateral (
                    select coalesce(u.creditor, nullif(l.creditor, 0)) as creditor) w
                cross join lateral (
                    select md5(concat_ws('|', extract(epoch from l.hour), l.login, l.kind,
                        l.creditor, l.object, l.address)) collate "C" as mark) m
                where $3::boolean
                    and l.at > (
                        select clock_timestamp() - make_interval(secs => $2::double precision))
                    and l.at <= coalesce(
                        timestamptz 'epoch' + $6::bigint * interval '1 microsecond', 'infinity')
                    and (l.at, 0, m.mark) < (
                        coalesce(
                            timestamptz 'epoch' + $6::bigint * interval '1 microsecond',
                            'infinity'),
                        coalesce($7::bigint, 0), coalesce($8::text, '') collate "C")
                    and ($1::text is null or l.login = $1)
                    and ($5::bigint[] is null or w.creditor is null
                        or w.creditor = any($5::bigint[]))
                order by l.at desc, m.mark desc limit $4
            )
        ) r left join creditor c on c.id = r.creditor
        order by r.at desc, r.id desc, r.mark desc limit $4
        """
}
