import Database

/// SQL of users, their sessions, their sign-in attempts and the audit.
enum AccountStatement: String, Statement {
    /// Adds a user. `password` is a scrypt hash. No row: the login is taken.
    case addUser = """
        insert into console_user (login, role, password) values (:login, :role, :password)
        on conflict (login) do nothing returning id
        """

    /// Grants a creditor to a user, also if it was granted before. One row if both exist.
    case grant = """
        insert into console_grant (console_user, creditor)
        select u.id, c.id from console_user u, creditor c
        where u.login = :login and c.handle = :handle
        on conflict (console_user, creditor) do update set creditor = excluded.creditor
        returning console_user
        """

    /// Revokes a grant. One row if there was one.
    case revoke = """
        delete from console_grant g using console_user u, creditor c
        where u.login = :login and c.handle = :handle and g.console_user = u.id
            and g.creditor = c.id
        returning g.console_user
        """

    /// Lists users. `login` null: all. `handles` are those of the creditors granted to the user,
    /// with spaces between them.
    case users = """
        select u.id, u.login, u.role, u.disabled_at is not null as is_disabled,
            coalesce((select string_agg(c.handle, ' ' order by c.handle)
                from console_grant g join creditor c on c.id = g.creditor
                where g.console_user = u.id), '') as handles, u.password
        from console_user u where :login::text is null or u.login = :login order by u.login
        """

    /// Disables or enables a user; a second disabling keeps the time of the first. No row: there is
    /// no such user.
    case setDisabled = """
        update console_user set
            disabled_at = case when :is_disabled::boolean
                then coalesce(disabled_at, clock_timestamp()) end
        where login = :login returning id
        """

    /// Sets a user's password. No row: there is no such user.
    case setPassword = """
        update console_user set password = :password where login = :login returning id
        """

    /// Ends all sessions of a user.
    case endSessions = "delete from console_session where console_user = :console_user"

    // Sessions

    /// Opens a session. `language` is `sv` or `en`.
    case openSession = """
        insert into console_session (token_hash, console_user, language)
        values (:token_hash, :console_user, :language)
        """

    /// Finds an open session of a user who is not disabled. A session ends after `idle` seconds
    /// without use, and `whole` seconds after its beginning. `id` is the user's. `is_note_due`: its
    /// last use was noted more than a minute ago.
    case session = """
        select u.id, u.login, u.role, s.language,
            s.seen_at < clock_timestamp() - interval '1 min' as is_note_due
        from console_session s join console_user u on u.id = s.console_user
        where s.token_hash = :token_hash and u.disabled_at is null
            and s.seen_at > clock_timestamp() - make_interval(secs => :idle::double precision)
            and s.created_at > clock_timestamp() - make_interval(secs => :whole::double precision)
        """

    /// Lists the creditors granted to a user.
    case grants = """
        select c.id, c.handle, c.name, c.activation
        from console_grant g join creditor c on c.id = g.creditor
        where g.console_user = :console_user order by c.name, c.handle
        """

    /// Notes that a session is used now.
    case seeSession = """
        update console_session set seen_at = clock_timestamp() where token_hash = :token_hash
        """

    case setLanguage = """
        update console_session set language = :language where token_hash = :token_hash
        """

    case endSession = "delete from console_session where token_hash = :token_hash"

    /// Deletes the sessions that were idle for `idle` seconds or began `whole` seconds ago.
    case sweepSessions = """
        delete from console_session
        where seen_at < clock_timestamp() - make_interval(secs => :idle::double precision)
            or created_at < clock_timestamp() - make_interval(secs => :whole::double precision)
        """

    // Searches by name

    /// Keeps the name that a session searched for, under an id that a URL may carry.
    case addSearch = """
        insert into console_search (id, session, name) values (:id, :session, :name)
        """

    /// Deletes a session's searches, except for the latest `limit`.
    case forgetSearches = """
        delete from console_search where session = :session and id not in (
            select id from console_search where session = :session
            order by created_at desc limit :limit)
        """

    case search = "select name from console_search where id = :id and session = :session"

    /// Deletes the selections by a searched name whose owner has no session left: the name is kept
    /// no longer. Such a selection has to be made anew after the next sign-in.
    case forgetSelectedNames = """
        delete from selection s
        where s.filter is not null and (s.filter::jsonb #> '{search,name}') is not null
            and not exists (select from console_session c where c.console_user = s.owner)
        """

    /// Removes searched names from drafts whose owner has no session left. A finished draft has its
    /// lines and loses only its filter. A draft that is being built needs the filter, and expires
    /// now.
    case forgetDraftedNames = """
        update draft d set
            expires_at = case d.state when 'building' then least(d.expires_at, clock_timestamp())
                else d.expires_at end,
            filter = case d.state when 'building' then d.filter end
        where d.filter is not null and (d.filter::jsonb #> '{search,name}') is not null
            and (d.state <> 'building' or d.expires_at > clock_timestamp())
            and not exists (select from console_session c where c.console_user = d.owner)
        """

    // Sign-in attempts

    /// Adds a row for each key that has none, so that concurrent attempts queue for its lock.
    /// `keys` are sorted, `kinds` parallel to them.
    case meetTries = """
        insert into console_failure (key, kind, failures, since, open_at)
        select key, kind, 0, clock_timestamp(), clock_timestamp()
        from unnest(:keys::text[], :kinds::text[]) t (key, kind)
        on conflict (key) do nothing
        """

    /// Locks the keys until the transaction ends. `most`, parallel to `keys`: the longest time that
    /// each may be shut, in seconds. `wait`: seconds until all are open; 0: they are.
    case lockTries = """
        select coalesce(max(least(
            extract(epoch from f.open_at - clock_timestamp())::double precision, t.most)), 0)
            as wait
        from (select key, open_at from console_failure where key = any(:keys::text[])
            order by key for update) f
        join unnest(:keys::text[], :most::double precision[]) t (key, most) on t.key = f.key
        """

    /// Counts an attempt under each key. The arrays are parallel to `keys`. The attempt after which
    /// `free` are used up shuts the key for `first` seconds, each further one for twice as long,
    /// but for no more than `most`. Counting restarts when the last attempt was over `memory`
    /// seconds ago.
    case countTry = """
        update console_failure f set
            failures = n.tries, since = clock_timestamp(),
            open_at = clock_timestamp() + make_interval(secs => case when n.tries < t.free then 0
                else least(t.most, t.first * 2.0 ^ least(20, n.tries - t.free)) end)
        from unnest(:keys::text[], :free::integer[], :first::double precision[],
                :most::double precision[])
                t (key, free, first, most)
            join console_failure o on o.key = t.key
            cross join lateral (select 1 + case when o.since > clock_timestamp()
                - make_interval(secs => :memory::double precision) then o.failures
                else 0 end as tries) n
        where f.key = t.key
        """

    /// Takes back an attempt and opens its keys. An address loses one attempt, another key all of
    /// them.
    case forgiveTries = """
        with those as (
            select key from console_failure where key = any(:keys::text[]) order by key for update)
        update console_failure f set
            failures = case when f.kind = 'address' then greatest(0, f.failures - 1) else 0 end,
            open_at = least(f.open_at, clock_timestamp())
        from those where f.key = those.key
        """

    /// Takes back an attempt that was not looked at. What was failed before it still counts, and
    /// still shuts its keys: whoever fills the hashing lane must not wipe out their own guesses.
    case returnTries = """
        with those as (
            select key from console_failure where key = any(:keys::text[]) order by key for update)
        update console_failure f set failures = greatest(0, f.failures - 1)
        from those where f.key = those.key
        """

    /// Deletes the counts without an attempt for `memory` seconds, except for those in use.
    case sweepFailures = """
        delete from console_failure where key in (
            select key from console_failure
            where since < clock_timestamp() - make_interval(secs => :memory::double precision)
            order by key for update skip locked)
        """

    /// Sums up the last hour. `failures`: failed sign-ins, counted by pair or by known browser.
    /// `addresses`: how many addresses they came from. `shut`: how many keys are shut now.
    /// `worst_address`: the address with the most failures.
    case failedSignIns = """
        select coalesce(sum(failures) filter (where kind in ('pair', 'browser')), 0) as failures,
            count(*) filter (where kind = 'address' and failures > 0) as addresses,
            count(*) filter (where open_at > clock_timestamp()) as shut,
            (array_agg(key order by failures desc) filter (where kind = 'address'))[1]
                as worst_address
        from console_failure where since > clock_timestamp() - interval '1 hour'
        """

    // Browsers that have signed in before

    /// Notes that a browser signed in as the user. A token that is another user's stays as it is.
    case addBrowser = """
        insert into console_browser (token_hash, console_user)
        values (:token_hash, :console_user)
        on conflict (token_hash) do update set used_at = clock_timestamp()
        where console_browser.console_user = excluded.console_user
        """

    /// Deletes a user's browsers that were not used for 180 days, and all but the latest `limit`.
    case forgetBrowsers = """
        delete from console_browser where console_user = :console_user and (
            used_at < clock_timestamp() - interval '180 days'
            or token_hash not in (
                select token_hash from console_browser where console_user = :console_user
                order by used_at desc, token_hash limit :limit))
        """

    /// One row if the browser has signed in as the user within 180 days.
    case knownBrowser = """
        select u.id from console_browser b join console_user u on u.id = b.console_user
        where b.token_hash = :token_hash and u.login = :login
            and b.used_at > clock_timestamp() - interval '180 days'
        """

    /// Forgets a user's browsers, which the old password let in.
    case endBrowsers = "delete from console_browser where console_user = :console_user"

    /// Replaces the hash of an unchanged password. `password` is the hash as it was read,
    /// `resealed` a new hash of the same password. Another stored hash stays.
    case resealPassword = """
        update console_user set password = :resealed
        where id = :console_user and password = :password
        """

    // The audit

    /// Adds an action to the audit.
    case audit = """
        insert into console_audit (login, action, creditor, run, facts, address)
        values (:login, :action, :creditor, :run, :facts, :address)
        """

    /// Adds looks to this hour's rows, one for each user and thing. The arrays are parallel;
    /// `looks` is how often each was made.
    case addLooks = """
        insert into console_look as l (hour, login, kind, creditor, object, address, looks)
        select date_trunc('hour', clock_timestamp()), t.login, t.kind, coalesce(t.creditor, 0),
            coalesce(t.object, ''), coalesce(t.address, ''), sum(t.looks)::integer
        from unnest(:logins::text[], :kinds::text[], :creditors::bigint[], :objects::text[],
            :addresses::text[], :looks::integer[])
            t (login, kind, creditor, object, address, looks)
        group by 2, 3, 4, 5, 6
        order by 2, 3, 4, 5, 6
        on conflict (hour, login, kind, creditor, object, address) do update
            set looks = l.looks + excluded.looks, at = clock_timestamp()
        """

    /// Deletes looks that are more than two years old.
    case sweepLooks = """
        delete from console_look where hour < clock_timestamp() - interval '2 years'
        """

    /// Reads a page of the audit, latest first: actions, and looks `with_looks`. `login` null: all
    /// users. `seconds`: how far back. `creditors`: those whose rows are read beside rows of no
    /// creditor; null: all. `microseconds` since 1970, `number` and `mark` are the position after
    /// which the page begins; null: at the latest row. `kind` null: the row is an action.
    ///
    /// Each table is read backwards from the position, and no further than the page. A look at a
    /// run counts as one at the run's creditor.
    case record = """
        select extract(epoch from r.at) as at, r.login,
            r.action, r.kind, r.creditor, coalesce(c.handle, '') as handle, r.run,
            coalesce(r.facts, '') as facts, coalesce(r.address, '') as address, r.times,
            (extract(epoch from r.at) * 1000000)::bigint as microseconds, r.id as number, r.mark
        from (
            (
                select at, id, '' collate "C" as mark, login, action, null::text as kind,
                    creditor, run, facts, address, 1 as times
                from console_audit
                where at > (
                        select clock_timestamp()
                            - make_interval(secs => :seconds::double precision))
                    and at <= coalesce(
                        timestamptz 'epoch' + :microseconds::bigint * interval '1 microsecond',
                        'infinity')
                    and (at, id, '') < (
                        coalesce(
                            timestamptz 'epoch' + :microseconds::bigint * interval '1 microsecond',
                            'infinity'),
                        coalesce(:number::bigint, 0), coalesce(:mark::text, '') collate "C")
                    and (:login::text is null or login = :login)
                    and (:creditors::bigint[] is null or creditor is null
                        or creditor = any(:creditors::bigint[]))
                order by at desc, id desc limit :limit
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
                where :with_looks::boolean
                    and l.at > (
                        select clock_timestamp()
                            - make_interval(secs => :seconds::double precision))
                    and l.at <= coalesce(
                        timestamptz 'epoch' + :microseconds::bigint * interval '1 microsecond',
                        'infinity')
                    and (l.at, 0, m.mark) < (
                        coalesce(
                            timestamptz 'epoch' + :microseconds::bigint * interval '1 microsecond',
                            'infinity'),
                        coalesce(:number::bigint, 0), coalesce(:mark::text, '') collate "C")
                    and (:login::text is null or l.login = :login)
                    and (:creditors::bigint[] is null or w.creditor is null
                        or w.creditor = any(:creditors::bigint[]))
                order by l.at desc, m.mark desc limit :limit
            )
        ) r left join creditor c on c.id = r.creditor
        order by r.at desc, r.id desc, r.mark desc limit :limit
        """
}
