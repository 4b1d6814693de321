import Database

/// What the workers say. Lock order: creditor, run, part, reminder, permit, invoice.
enum WorkStatement: String, Statement {
    static let isPrepared = true

    /// $1 id, $2 name.
    case register = "insert into worker (id, name) values ($1, $2)"

    /// $1 the numbers of the migrations that this program knows. Rows: (number) of those it does
    /// not, and cannot work with.
    case breakingMigrations = """
        select number from schema_migration where breaking and number <> all($1::integer[])
        """

    /// $1 worker, $2 the numbers of the migrations that this program knows. Rows: (beat, is there a
    /// migration that it cannot work with, run, first, attempt), one for each part that the worker
    /// holds, or one without a part. No beat: dead for good, or not counted for the migration.
    case beat = """
        with unknown as materialized (
            select exists (
                select from schema_migration where breaking and number <> all($2::integer[])
            ) as is_there
        ), beaten as (
            update worker set beat = beat + 1, seen_at = clock_timestamp()
            where id = $1 and dead_at is null and not (select is_there from unknown)
            returning beat
        )
        select b.beat, u.is_there, p.run, p.first, p.attempt
        from unknown u
        left join beaten b on true
        left join part p on p.worker = $1 and p.state = 'claimed'
        """

    /// $1 worker.
    case retire = """
        update worker set dead_at = clock_timestamp() where id = $1 and dead_at is null
        """

    /// Rows: (id, beat) of the living.
    case sightings = "select id, beat from worker where dead_at is null order by id"

    /// $1 worker, $2 the beat that stood still: the row lock orders death and heartbeat.
    case declareDead = """
        update worker set dead_at = clock_timestamp()
        where id = $1 and beat = $2 and dead_at is null
        """

    /// Rows: (run, first, last, creditor, claimed at in seconds since 1970, worker, attempt, when
    /// Amili was asked, by its own clock) of dead workers' parts, locked.
    case orphanedParts = """
        select p.run, p.first, p.last, p.creditor, extract(epoch from p.claimed_at), p.worker,
            p.attempt,
            case when p.asked_attempt = p.attempt then extract(epoch from p.asked_at) end,
            set_config('synchronous_commit', 'on', true)
        from part p join worker w on w.id = p.worker
        where p.state = 'claimed' and w.dead_at is not null
        order by p.run, p.first limit 20 for update of p skip locked
        """

    /// $1 creditor, $2 run, $3 first, $4 last, $5 claimed at, $6 when Amili was asked, by its own
    /// clock: a claim is the intent to send, so whatever it did not settle may have been sent. If
    /// Amili was not asked in it, no letter of it left; an earlier doubt of that kind has no time
    /// of Amili's, and takes that of the first attempt that may have sent.
    case doubtAll = """
        update reminder
        set state = 'u',
            amili_doubt_since = coalesce(
                amili_doubt_since, to_timestamp($6::double precision)),
            doubt_since = coalesce(doubt_since, to_timestamp($5::double precision)),
            changed_at = now()
        where creditor = $1 and run = $2 and pos between $3 and $4 and state = 'q'
        """

    /// $1 creditor, $2 run, $3 first, $4 worker, $5 attempt, $6 why.
    case noteRescue = """
        insert into evidence (creditor, run, first, worker, attempt, kind, from_state, to_state,
            why)
        values ($1, $2, $3, $4, $5, 'state', 'q', 'u', $6)
        """

    /// $1 run, $2 first, $3 settle delay in seconds, $4 how long it is stuck, if it is, $5 Amili's
    /// clock now. Ready at once: Amili is asked within seconds. Whoever died while none of its
    /// letters had leave to go was not ended by it. Its strays are noted again by the next settle.
    case rescuePart = """
        update part set
            state = case when crashes >= 2 and sent_attempt = attempt
                then 'stuck' else 'ready' end,
            stuck_until = case when crashes >= 2 and sent_attempt = attempt
                then clock_timestamp() + make_interval(secs => $4::double precision) end,
            crashes = crashes + (sent_attempt is not distinct from attempt)::integer,
            worker = null,
            n_u = n_u + n_q, n_q = 0, stray_pos = null, stray_state = null, stray_reason = null,
            doubt_for = greatest(doubt_for, make_interval(secs => $3::double precision)),
            doubt_until = greatest(doubt_until, clock_timestamp() + make_interval(secs => $3)),
            amili_doubt_until = case when $5::double precision is not null then
                greatest(amili_doubt_until, to_timestamp($5) + make_interval(secs => $3)) end
        where run = $1 and first = $2
        """

    /// Wakes what is due, and what was parked and may go on. While its run is paused a part may
    /// only ask about what is in doubt.
    case promote = """
        update part p set state = 'ready', due_at = null, turn = greatest(p.turn, v.v)
        from vclock v, (
            select d.run, d.first
            from part d
            join throttle t on t.creditor = d.creditor
            join run u on u.id = d.run
            where d.state = 'waiting' and (d.due_at <= now() or d.due_at = 'infinity')
                and not t.paused and t.closed_until <= now()
                and (u.paused_at is null or d.n_u > 0)
            order by d.run, d.first limit 1000 for update of d skip locked
        ) d
        where p.run = d.run and p.first = d.first
        """

    /// Rows: (id, creditor) of held runs whose time has come.
    case heldRunsDue = """
        select id, creditor from run
        where state = 'held' and hold_until <= now() and stopped_at is null
        order by id limit 10
        """

    /// The same for all, swept again and again.
    case finishRuns = """
        update run set state = 'done', finished_at = clock_timestamp()
        where state = 'open'
            and (
                select first from part where run = run.id and state <> 'done'
                order by first desc limit 1) is null
        """

    /// $1 settle delay in seconds: a younger case may not show yet, and would be a poor canary.
    case rotateCanaries = """
        update creditor set
            canary_written = next_canary_written, canary_number = next_canary_number,
            next_canary_written = null, next_canary_number = null, next_canary_since = null
        where next_canary_since
            < clock_timestamp() - make_interval(secs => $1::double precision)
        """

    /// Virtual time: the highest turn in hand; it only grows.
    case moveVirtualTime = """
        update vclock set v = t.turn
        from (select max(turn) as turn from part where state = 'claimed') t
        where t.turn > v
        """

    /// $1 worker, $2 only what is wholly in doubt: it reads past all that is ready, and is for
    /// after a rescue. One part, the first by turn, or none while all of Amili is closed, or its
    /// slots are taken; a question waits for its slot with the part in hand. Alone in its
    /// transaction: its commit is the write-ahead intent, and waits for the disk whatever the
    /// server's default. A read in the same statement would see the reminders as they were before
    /// it waited for the row.
    case claim = """
        with here as materialized (
            select e.system = h.system and e.timeline = h.timeline as is_known, h.*
            from era e, lateral (
                select s.system_identifier::text || '.' || e.tableoid::text as system,
                    ('x' || substr(pg_walfile_name(w.lsn), 1, 8))::bit(32)::bigint as timeline,
                    pg_wal_lsn_diff(w.lsn, '0/0')::bigint as position
                from pg_control_system() s, (select pg_current_wal_lsn() as lsn) w
            ) h
        ), c as materialized (
            select run, first from part
            where state = 'ready' and (not stopped or n_u > 0)
                and (not $2::boolean or (n_u > 0 and n_q = 0))
                and (select is_known from here)
                and exists (select from worker where id = $1 and dead_at is null)
                and exists (
                    select from throttle where scope = 'amili' and not paused
                        and closed_until <= clock_timestamp()
                        and ($2 or tat < clock_timestamp() + interval '0.8 s'))
            order by turn, run, first limit 1 for update skip locked
        )
        update part p set
            state = 'claimed', worker = $1, attempt = p.attempt + 1,
            claimed_at = clock_timestamp(), due_at = null
        from c, run u, creditor k, here h
        where p.run = c.run and p.first = c.first and u.id = p.run and k.id = p.creditor
        returning p.run, p.first, p.last, p.attempt, p.creditor, k.handle, k.account,
            k.amili_creditor, p.stopped,
            coalesce(p.doubt_until <= clock_timestamp(), true),
            coalesce(greatest(extract(epoch from p.doubt_until - clock_timestamp()), 0), 0),
            p.n_q, p.n_u, p.setbacks,
            to_char(clock_timestamp() at time zone 'Europe/Stockholm', 'YYYY-MM-DD'),
            u.grace_bank_days, (extract(epoch from u.created_at) * 1000000)::bigint,
            h.system, h.timeline, h.position, p.crashes,
            ceil(extract(epoch from p.amili_doubt_until))::bigint,
            (select string_agg(floor(extract(epoch from since)) || ':'
                || coalesce(ceil(extract(epoch from until))::text, '') || ':'
                || coalesce(ceil(extract(epoch from amili_closes_after))::text, ''), ' ')
                from lost_time),
            set_config('synchronous_commit', 'on', true)
        """

    /// $1 worker. Row: (dead, gate of all Amili closed, moved, system, timeline, position).
    case whyNoClaim = """
        select not exists (select from worker where id = $1 and dead_at is null),
            not exists (
                select from throttle where scope = 'amili' and not paused
                    and closed_until <= clock_timestamp()
                    and tat < clock_timestamp() + interval '0.8 s'),
            e.system <> h.system or e.timeline <> h.timeline, h.system, h.timeline, h.position
        from era e, lateral (
            select s.system_identifier::text || '.' || e.tableoid::text as system,
                ('x' || substr(pg_walfile_name(w.lsn), 1, 8))::bit(32)::bigint as timeline,
                pg_wal_lsn_diff(w.lsn, '0/0')::bigint as position
            from pg_control_system() s, (select pg_current_wal_lsn() as lsn) w
        ) h
        """

    /// $1 run, $2 first, $3 worker, $4 attempt. No row: the claim is lost.
    case partInHand = """
        select p.n_q, p.n_u, k.canary_written, k.canary_number,
            extract(epoch from clock_timestamp())::bigint
        from part p join creditor k on k.id = p.creditor
        where p.run = $1 and p.first = $2 and p.worker = $3 and p.attempt = $4
            and p.state = 'claimed'
        """

    /// $1 creditor, $2 run, $3 first, $4 last. A statement of its own after the claim: a payment
    /// committed before it wins. Rows: reminder, then the invoice's columns; its flags say as well
    /// (256) that its customer owes nothing when their credits are set off.
    case openReminders = """
        select r.pos, r.state, r.attempts, extract(epoch from r.doubt_since)::bigint, r.number,
            i.written, i.customer_number, i.name, i.id_number, i.is_company, i.address_line,
            i.zip_code, i.city, i.country, i.email, i.mobile_number, i.description,
            to_char(i.invoice_date, 'YYYY-MM-DD'), to_char(i.due_date, 'YYYY-MM-DD'),
            i.total_ore, i.remaining_ore, i.currency, i.ocr,
            i.invoice_fee_ore, i.reminder_fee_ore, to_char(i.reminder_fee_date, 'YYYY-MM-DD'),
            i.flags | coalesce((
                select 256 from customer_credit n
                where n.creditor = $1 and n.customer_number = i.customer_number
                    and n.balance_ore <= 0), 0),
            extract(epoch from i.released_at)::bigint,
            floor(extract(epoch from r.amili_doubt_since))::bigint
        from reminder r
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        where r.creditor = $1 and r.run = $2 and r.pos between $3 and $4
            and r.state in ('q', 'u')
        order by r.pos
        """

    /// $1 run, $2 first, $3 worker, $4 attempt, $5 wait in seconds (null: ready, Infinity: parked),
    /// $6 setback. Parked by its run with something in doubt, it only waits until it can be asked
    /// about; a creditor's gate holds the question back, too. A
    /// part that got nowhere lets the others of its turn go first: thousands that wait for a
    /// creditor's first case would keep the one from its turn that can be asked about it.
    case giveBack = """
        update part p set
            state = case when $5::double precision is null then 'ready' else 'waiting' end,
            due_at = case when $5 is null then null
                when $5 < 'Infinity' then clock_timestamp() + make_interval(secs => $5)
                when p.n_u > 0 and exists (
                        select from run where id = p.run and paused_at is not null)
                    then greatest(p.doubt_until, clock_timestamp())
                else 'infinity' end,
            worker = null, turn = greatest(p.turn, v.v) + $6::boolean::integer,
            setbacks = case when $6::boolean then least(p.setbacks + 1, 30) else 0 end
        from vclock v
        where p.run = $1 and p.first = $2 and p.worker = $3 and p.attempt = $4
            and p.state = 'claimed'
        returning set_config('synchronous_commit', 'on', true)
        """

    /// $1 creditor, $2 run, $3 first. A row: the first letter may go from this part. After
    /// `lockCreditor`, or it would judge the other part by what it was before the wait.
    case claimFirstLetter = """
        update creditor c set pioneer_run = $2, pioneer_first = $3
        where c.id = $1 and c.canary_number is null
            and ((c.pioneer_run = $2 and c.pioneer_first = $3)
                or not exists (
                    select from part where run = c.pioneer_run and first = c.pioneer_first
                        and state = 'claimed'))
            and not exists (
                select from part p where p.creditor = $1 and p.n_u > 0
                    and not (p.run = $2 and p.first = $3))
        returning id
        """

    /// Row: (parts and held runs that move by themselves, parts that wait for a human). What a
    /// cancelled part has queued is taken back by itself; what it has in doubt is asked about.
    case workLeft = """
        select
            count(*) filter (where not human)
                + (select count(*) from run where state = 'held' and stopped_at is null),
            count(*) filter (where human)
        from (
            select (not p.stopped or p.n_u > 0)
                and (p.state = 'stuck' or t.paused
                    or (u.paused_at is not null and p.n_u = 0)
                    or (select paused from throttle where scope = 'amili')) as human
            from part p
            join run u on u.id = p.run
            join throttle t on t.creditor = p.creditor
            where p.state <> 'done'
        ) open
        """
}
