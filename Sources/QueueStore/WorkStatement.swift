import Database

/// Registers workers, claims parts and keeps them going. Lock order: creditor, run, part, reminder,
/// permit, invoice.
enum WorkStatement: String, Statement {
    static let isPrepared = true

    case register = "insert into worker (id, name) values (:worker, :name)"

    /// Returns the migrations that this program does not know and cannot work with. `known`: the
    /// numbers of those that it knows.
    case breakingMigrations = """
        select number from schema_migration where breaking and number <> all(:known::integer[])
        """

    /// Counts the beat up, unless a migration has come that this program cannot work with
    /// (`is_schema_newer`). Returns one row for each part that the worker holds, or one without a
    /// part. `known`: the numbers of the migrations that the program knows. `amili_now`: Amili's
    /// clock; null: not known, and the time of before stays. `beat` null: the worker is dead for
    /// good, or the beat was not counted for the migration.
    case beat = """
        with unknown as materialized (
            select exists (
                select from schema_migration where breaking and number <> all(:known::integer[])
            ) as is_there
        ), beaten as (
            update worker set beat = beat + 1, seen_at = clock_timestamp(),
                amili_at = coalesce(to_timestamp(:amili_now::double precision), amili_at)
            where id = :worker and dead_at is null and not (select is_there from unknown)
            returning beat
        )
        select b.beat, u.is_there as is_schema_newer, p.run, p.first, p.attempt
        from unknown u
        left join beaten b on true
        left join part p on p.worker = :worker and p.state = 'claimed'
        """

    case retire = """
        update worker set dead_at = clock_timestamp() where id = :worker and dead_at is null
        """

    /// Returns the workers that live.
    case sightings = "select id, beat from worker where dead_at is null order by id"

    /// Declares a worker dead unless it has beaten. `beat`: the one that stood still. The row lock
    /// orders death and heartbeat.
    case declareDead = """
        update worker set dead_at = clock_timestamp()
        where id = :worker and beat = :beat and dead_at is null
        """

    /// Locks parts of dead workers. `claimed_at` in seconds since 1970. `asked_at`: when Amili was
    /// asked in this claim, by its own clock; null: it was not.
    case orphanedParts = """
        select p.run, p.first, p.last, p.creditor, extract(epoch from p.claimed_at) as claimed_at,
            p.worker, p.attempt,
            case when p.asked_attempt = p.attempt
                then extract(epoch from p.asked_at) end as asked_at,
            set_config('synchronous_commit', 'on', true)
        from part p join worker w on w.id = p.worker
        where p.state = 'claimed' and w.dead_at is not null
        order by p.run, p.first limit 20 for update of p skip locked
        """

    /// Makes a dead worker's queued reminders uncertain: a claim is the intent to send, so whatever
    /// it did not settle may have been sent. `claimed_at` and `asked_at` are those of
    /// `orphanedParts`. If Amili was not asked in the claim, no letter of it left. A doubt of that
    /// kind has no time by Amili's clock, and takes that of the first later attempt that may have
    /// sent.
    case doubtAll = """
        update reminder
        set state = 'u',
            amili_doubt_since = coalesce(
                amili_doubt_since, to_timestamp(:asked_at::double precision)),
            doubt_since = coalesce(doubt_since, to_timestamp(:claimed_at::double precision)),
            changed_at = now()
        where creditor = :creditor and run = :run and pos between :first and :last and state = 'q'
        """

    case noteRescue = """
        insert into evidence (creditor, run, first, worker, attempt, kind, from_state, to_state,
            why)
        values (:creditor, :run, :first, :worker, :attempt, 'state', 'q', 'u', :why)
        """

    /// Makes a dead worker's part ready at once, so that Amili is asked within seconds. If none of
    /// the part's letters had leave to go, the part did not end its worker, and the death does not
    /// count in `crashes`. The part's exceptions are noted again by the next settle.
    ///
    /// `settle_delay` in seconds. `stuck_for`: the seconds for which the part is stuck, if it is.
    /// `amili_now`: Amili's clock; null: not known.
    case rescuePart = """
        update part set
            state = case when crashes >= 2 and sent_attempt = attempt
                then 'stuck' else 'ready' end,
            stuck_until = case when crashes >= 2 and sent_attempt = attempt
                then clock_timestamp() + make_interval(secs => :stuck_for::double precision) end,
            crashes = crashes + (sent_attempt is not distinct from attempt)::integer,
            worker = null,
            n_u = n_u + n_q, n_q = 0, exception_pos = null, exception_state = null, exception_reason = null,
            doubt_for = greatest(doubt_for, make_interval(secs => :settle_delay::double precision)),
            doubt_until = greatest(doubt_until,
                clock_timestamp() + make_interval(secs => :settle_delay)),
            amili_doubt_until = case when :amili_now::double precision is not null then
                greatest(amili_doubt_until,
                    to_timestamp(:amili_now) + make_interval(secs => :settle_delay)) end
        where run = :run and first = :first
        """

    /// Makes waiting parts ready that are due, or that were parked and may go on. While its run is
    /// paused a part may only ask about what is in doubt. Before a send window the others go on
    /// waiting until that opens, instead of being claimed and given back by the thousand.
    case promote = """
        update part p set
            state = case when d.opens_at is null then 'ready' else 'waiting' end,
            due_at = d.opens_at, turn = greatest(p.turn, v.v)
        from vclock v, (
            select d.run, d.first,
                case when d.n_u = 0 and t.letters_from > now() then t.letters_from end as opens_at
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

    /// Returns held runs whose hold is over, and those that were stopped meanwhile: a host
    /// application's cancel makes no parts.
    case heldRunsDue = """
        select id, creditor, stopped_at is not null as is_stopped from run
        where state = 'held' and (hold_until <= now() or stopped_at is not null)
        order by id limit 10
        """

    /// Does for all runs what `PartStatement.finishRun` does for one. Every sweep runs it.
    case finishRuns = """
        update run set state = 'done', finished_at = clock_timestamp()
        where state = 'open'
            and (
                select first from part where run = run.id and state <> 'done'
                order by first desc limit 1) is null
        """

    /// Makes next canaries the canaries, once they are older than `settle_delay` seconds. A younger
    /// case may not show yet, and would be a poor canary.
    case rotateCanaries = """
        update creditor set
            canary_written = next_canary_written, canary_number = next_canary_number,
            next_canary_written = null, next_canary_number = null, next_canary_since = null
        where next_canary_since
            < clock_timestamp() - make_interval(secs => :settle_delay::double precision)
        """

    /// Moves virtual time on to the highest turn in hand; it only grows.
    case moveVirtualTime = """
        update vclock set v = t.turn
        from (select max(turn) as turn from part where state = 'claimed') t
        where t.turn > v
        """

    /// Claims one part, the first by turn, or none while all of Amili is closed or its slots are
    /// taken. A question waits for its slot with the part in hand. The claim is alone in its
    /// transaction: its commit is the write-ahead intent, and waits for the disk whatever the
    /// server's default. A read in the same statement would see the reminders as they were before
    /// it waited for the row.
    ///
    /// Parts of creditors that have a rate of their own are passed over while as many of them are
    /// claimed as that rate can send before their look-ups are too old (`look_up_life` in seconds),
    /// or while the worker has `most_rated` such parts in hand. Otherwise they would take every
    /// place of a worker, and wait there for slots in front of all other creditors.
    ///
    /// `only_doubt`: claims only what is wholly in doubt. It reads past all that is ready, and is
    /// for after a rescue. `doubt_left` in seconds. `today` in Stockholm. `born`: when the run was
    /// made, in microseconds since 1970. `amili_doubt_until` in seconds since 1970 by Amili's
    /// clock. `lost_times`: `SINCE:UNTIL:CLOSES` for each lost time, the last two of which may be
    /// empty; null: none.
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
                and (not :only_doubt::boolean or (n_u > 0 and n_q = 0))
                and (select is_known from here)
                and exists (select from worker where id = :worker and dead_at is null)
                and exists (
                    select from throttle where scope = 'amili' and not paused
                        and closed_until <= clock_timestamp()
                        and (:only_doubt or tat < clock_timestamp() + interval '0.8 s'))
                and (:only_doubt or creditor <> all(array(
                    select t.creditor from throttle t
                    where t.creditor is not null and t.rate < 'Infinity'
                        and ((
                            select count(*) from part h
                            where h.creditor = t.creditor and h.state = 'claimed'
                        ) >= greatest(
                            1, t.rate * :look_up_life::double precision / {partSize})
                        or (
                            select count(*) from part h join throttle o on o.creditor = h.creditor
                            where h.worker = :worker and h.state = 'claimed'
                                and o.rate < 'Infinity'
                        ) >= :most_rated::integer))))
            order by turn, run, first limit 1 for update skip locked
        )
        update part p set
            state = 'claimed', worker = :worker, attempt = p.attempt + 1,
            claimed_at = clock_timestamp(), due_at = null
        from c, run u, creditor k, here h
        where p.run = c.run and p.first = c.first and u.id = p.run and k.id = p.creditor
        returning p.run, p.first, p.last, p.attempt, p.creditor, k.handle, k.account,
            k.amili_creditor, p.stopped,
            coalesce(p.doubt_until <= clock_timestamp(), true) as is_doubt_over,
            coalesce(greatest(extract(epoch from p.doubt_until - clock_timestamp()), 0), 0)
                as doubt_left,
            p.n_q, p.n_u, p.setbacks,
            {today} as today,
            u.grace_bank_days, (extract(epoch from u.created_at) * 1000000)::bigint as born,
            h.system, h.timeline, h.position, p.crashes,
            ceil(extract(epoch from p.amili_doubt_until))::bigint as amili_doubt_until,
            (select string_agg(floor(extract(epoch from since)) || ':'
                || coalesce(ceil(extract(epoch from until))::text, '') || ':'
                || coalesce(ceil(extract(epoch from amili_closes_after))::text, ''), ' ')
                from lost_time) as lost_times,
            set_config('synchronous_commit', 'on', true)
        """

    /// `is_gate_closed`: the gate of all Amili is closed, or its slots are taken. `is_moved`: the
    /// database is not where the era has it.
    case whyNoClaim = """
        select not exists (select from worker where id = :worker and dead_at is null) as is_dead,
            not exists (
                select from throttle where scope = 'amili' and not paused
                    and closed_until <= clock_timestamp()
                    and tat < clock_timestamp() + interval '0.8 s') as is_gate_closed,
            e.system <> h.system or e.timeline <> h.timeline as is_moved, h.system, h.timeline,
            h.position
        from era e, lateral (
            select s.system_identifier::text || '.' || e.tableoid::text as system,
                ('x' || substr(pg_walfile_name(w.lsn), 1, 8))::bit(32)::bigint as timeline,
                pg_wal_lsn_diff(w.lsn, '0/0')::bigint as position
            from pg_control_system() s, (select pg_current_wal_lsn() as lsn) w
        ) h
        """

    /// Returns no row if the claim is lost. `database_now` in seconds since 1970.
    case partInHand = """
        select p.n_q, p.n_u, k.canary_written, k.canary_number,
            extract(epoch from clock_timestamp())::bigint as database_now
        from part p join creditor k on k.id = p.creditor
        where p.run = :run and p.first = :first and p.worker = :worker and p.attempt = :attempt
            and p.state = 'claimed'
        """

    /// Returns the part's open reminders. It is a statement of its own after the claim, so that a
    /// payment committed before it wins. The invoice's columns are null if there is no invoice.
    /// Times are in seconds since 1970; `amili_doubt_since` is by Amili's clock.
    case openReminders = """
        select r.pos, r.state, r.attempts, extract(epoch from r.doubt_since)::bigint as doubt_since,
            r.number, {invoiceColumns}, {flagsWithCredits} as flags,
            extract(epoch from i.released_at)::bigint as released_at,
            floor(extract(epoch from r.amili_doubt_since))::bigint as amili_doubt_since
        from reminder r
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        where r.creditor = :creditor and r.run = :run and r.pos between :first and :last
            and r.state in ('q', 'u')
        order by r.pos
        """

    /// Gives a claimed part back. `wait` in seconds; null: ready; Infinity: parked.
    ///
    /// A part that is parked by its paused run or by its creditor's send window, and has something
    /// in doubt, waits only until that can be asked about. Behind a creditor's closed gate the
    /// question waits, too. When a window has just closed, the part waits until the next is worked
    /// out. A part that got nowhere (`is_setback`) lets the others of its turn go first. Otherwise
    /// thousands of parts that wait for a creditor's first case would keep the one part that can be
    /// asked about it from its turn.
    case giveBack = """
        update part p set
            state = case when :wait::double precision is null then 'ready' else 'waiting' end,
            due_at = case when :wait is null then null
                when :wait < 'Infinity' then clock_timestamp() + make_interval(secs => :wait)
                when p.n_u > 0 and (not {isWindowOpen} or exists (
                        select from run where id = p.run and paused_at is not null))
                    then greatest(p.doubt_until, clock_timestamp())
                when t.letters_from > clock_timestamp() then t.letters_from
                when not {isWindowOpen}
                    then greatest(t.letters_until, clock_timestamp()) + interval '1 s'
                else 'infinity' end,
            worker = null, turn = greatest(p.turn, v.v) + :is_setback::boolean::integer,
            setbacks = case when :is_setback::boolean then least(p.setbacks + 1, 30) else 0 end
        from vclock v, throttle t
        where p.run = :run and p.first = :first and p.worker = :worker and p.attempt = :attempt
            and p.state = 'claimed' and t.creditor = p.creditor
        returning set_config('synchronous_commit', 'on', true)
        """

    /// Returns a row if the first letter may go from this part. It comes after `lockCreditor`;
    /// without that it would judge the other part by what that was before the wait.
    case claimFirstLetter = """
        update creditor c set first_letter_run = :run, first_letter_part = :first
        where c.id = :creditor and c.canary_number is null
            and ((c.first_letter_run = :run and c.first_letter_part = :first)
                or not exists (
                    select from part where run = c.first_letter_run and first = c.first_letter_part
                        and state = 'claimed'))
            and not exists (
                select from part p where p.creditor = :creditor and p.n_u > 0
                    and not (p.run = :run and p.first = :first))
        returning id
        """

    /// `moving`: parts and held runs that go on by themselves. `waiting`: parts that wait for a
    /// human. What a cancelled part has queued is taken back without a human; what it has in doubt
    /// is asked about.
    case workLeft = """
        select
            count(*) filter (where not human)
                + (select count(*) from run where state = 'held') as moving,
            count(*) filter (where human) as waiting
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
