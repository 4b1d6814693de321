import Database

/// Mends times after the database's clock was set back. What waits for them would otherwise wait
/// until the clock has reached the old time again. Nothing that matters is decided by this clock.
enum ClockStatement: String, Statement {
    /// Stores the time, and tells whether the clock was set back since the last look. `ahead`: the
    /// seconds by which the last look's time is ahead of now. The row's lock orders the looks.
    case look = """
        update clock set ahead = seen_at - clock_timestamp(), seen_at = clock_timestamp()
        returning extract(epoch from ahead) as ahead, set_config('synchronous_commit', 'off', true)
        """

    /// Notes a step back. `seconds`: how far the clock was set back.
    case noteStep = """
        update clock set stepped_at = clock_timestamp(),
            stepped_by = make_interval(secs => :seconds::double precision)
        """

    // The next statements move moments in the future back with the clock by `seconds`, so that they
    // are no further off than before.

    case moveRuns = """
        with l as materialized (
            select id from run where state = 'held' and hold_until > clock_timestamp()
            order by id for no key update)
        update run r set
            hold_until = r.hold_until - make_interval(secs => :seconds::double precision)
        from l where r.id = l.id
        """

    /// Locks the rows in the order in which slots lock them: Amili's own row last.
    case moveGates = """
        with l as materialized (
            select scope from throttle
            where greatest(tat, closed_until, stands_until) > clock_timestamp()
            order by scope = 'amili', scope for no key update
        ), moved as (select make_interval(secs => :seconds::double precision) as back)
        update throttle t set
            tat = least(t.tat, clock_timestamp()),
            closed_until = case when t.closed_until > clock_timestamp()
                then t.closed_until - back else t.closed_until end,
            stands_until = case when t.stands_until > clock_timestamp()
                then t.stands_until - back else t.stands_until end
        from l, moved where t.scope = l.scope
        """

    /// Has send windows worked out anew that begin further ahead than `beyond`, in seconds: after
    /// the step it is another day. No letter leaves until that is done.
    case endWindows = """
        with l as materialized (
            select scope from throttle
            where window_opens is not null and letters_from
                > clock_timestamp() + make_interval(secs => :beyond::double precision)
            order by scope for no key update
        )
        update throttle t set letters_from = '-infinity', letters_until = clock_timestamp()
        from l where t.scope = l.scope
        """

    /// The end of a doubt was reckoned before the step, so that the doubt ends no earlier than it
    /// would have.
    case moveParts = """
        with l as materialized (
            select run, first from part
            where state <> 'done' and (isfinite(due_at) or doubt_until > clock_timestamp()
                or stuck_until > clock_timestamp())
            order by run, first for no key update
        ), moved as (select make_interval(secs => :seconds::double precision) as back)
        update part p set
            due_at = case when p.due_at > clock_timestamp() then p.due_at - back else p.due_at end,
            doubt_until = case when p.doubt_until > clock_timestamp()
                then p.doubt_until - back else p.doubt_until end,
            stuck_until = case when p.stuck_until > clock_timestamp()
                then p.stuck_until - back else p.stuck_until end
        from l, moved where p.run = l.run and p.first = l.first
        """

    case movePolls = """
        with l as materialized (
            select creditor from poll order by creditor for no key update
        ), moved as (select make_interval(secs => :seconds::double precision) as back)
        update poll p set
            held_until = p.held_until - back, changes_due_at = p.changes_due_at - back,
            whole_due_at = p.whole_due_at - back
        from l, moved where p.creditor = l.creditor
        """

    case moveActivations = """
        with l as materialized (
            select creditor from activation order by creditor for no key update
        ), moved as (select make_interval(secs => :seconds::double precision) as back)
        update activation a set held_until = a.held_until - back, due_at = a.due_at - back
        from l, moved where a.creditor = l.creditor
        """

    case moveLostTime = """
        update lost_time set
            closes_after = closes_after - make_interval(secs => :seconds::double precision)
        where until is null
        """

    case moveSessions = """
        update console_session set
            created_at = least(created_at, clock_timestamp()),
            seen_at = least(seen_at, clock_timestamp())
        where greatest(created_at, seen_at) > clock_timestamp()
        """

    case moveFailures = """
        update console_failure set since = clock_timestamp() where since > clock_timestamp()
        """

    case moveDrafts = """
        update draft set expires_at = expires_at - make_interval(secs => :seconds::double precision)
        where expires_at > clock_timestamp()
        """

    case moveSelections = """
        update selection set changed_at = clock_timestamp() where changed_at > clock_timestamp()
        """

    // The next statements bound moments that lie further ahead than any program puts them.

    /// Takes back slots that lie too far ahead. Slots are given less than a second ahead, and the
    /// last may take its whole turn. The rate of the polls is a share of Amili's. `ahead`: the
    /// seconds by which slots were ahead; null: none was.
    case voidSlots = """
        with void as materialized (
            select scope, extract(epoch from tat - clock_timestamp()) as ahead from throttle
            where tat > clock_timestamp() + interval '1 s' + make_interval(secs => 4 / case
                when scope = 'polls'
                    then rate * (select rate from throttle where scope = 'amili')
                else rate end)
            order by scope = 'amili', scope for no key update
        ), voided as (
            update throttle t set tat = clock_timestamp() from void v where t.scope = v.scope
            returning t.scope
        )
        select max(ahead) as ahead from void
        """

    /// No gate is closed for more than an hour. Only when the fleet stands still may it take
    /// longer: `settle_delay` seconds.
    case boundGates = """
        with far as materialized (
            select scope from throttle
            where closed_until > greatest(stands_until, clock_timestamp() + interval '1 h')
                or stands_until > clock_timestamp()
                    + greatest(interval '1 h',
                        make_interval(secs => :settle_delay::double precision))
            order by scope = 'amili', scope for no key update
        ), bound as (
            select clock_timestamp() + interval '1 h' as gate, clock_timestamp()
                + greatest(interval '1 h', make_interval(secs => :settle_delay)) as stand
        )
        update throttle t set
            stands_until = least(t.stands_until, b.stand),
            closed_until = least(t.closed_until, greatest(least(t.stands_until, b.stand), b.gate))
        from far f, bound b where t.scope = f.scope
        """

    /// Shortens doubts that end later than their own delay from now, because these began in the
    /// future. `settle_delay`, in seconds, is for doubts from before the delay was written down.
    case boundDoubts = """
        with far as materialized (
            select run, first from part
            where n_u > 0 and doubt_until > clock_timestamp()
                + coalesce(doubt_for, make_interval(secs => :settle_delay::double precision))
            order by run, first for no key update
        )
        update part p set doubt_until = clock_timestamp()
            + coalesce(p.doubt_for, make_interval(secs => :settle_delay))
        from far f where p.run = f.run and p.first = f.first
        """

    /// Ends waits of more than an hour, unless a part waits for the end of a doubt or for its
    /// creditor's send window. `settle_delay` in seconds.
    case boundWaits = """
        with far as materialized (
            select run, first from part
            where state = 'waiting' and due_at < 'infinity' and due_at > clock_timestamp()
                + greatest(interval '1 h',
                    make_interval(secs => :settle_delay::double precision), doubt_for)
                and not exists (
                    select from throttle t
                    where t.creditor = part.creditor and t.letters_from = part.due_at)
            order by run, first limit 1000 for no key update
        )
        update part p set due_at = clock_timestamp()
        from far f where p.run = f.run and p.first = f.first and p.state = 'waiting'
        """

    /// `stuck_for`: the seconds for which a part is stuck.
    case boundStuck = """
        with far as materialized (
            select run, first from part
            where state = 'stuck'
                and stuck_until > clock_timestamp()
                    + make_interval(secs => :stuck_for::double precision)
            order by run, first for no key update
        )
        update part p set stuck_until = clock_timestamp() + make_interval(secs => :stuck_for)
        from far f where p.run = f.run and p.first = f.first and p.state = 'stuck'
        """

    /// Changes are due within an hour, and all cases within the next night. A turn is held for a
    /// minute and a half and two calls.
    case boundPolls = """
        with bound as (
            select make_interval(secs => 90 + 2 / rate) as held from throttle
            where scope = 'amili'
        ), far as materialized (
            select creditor from poll
            where held_until > clock_timestamp() + (select held from bound) + interval '10 s'
                or changes_due_at > clock_timestamp() + interval '61 min'
                or whole_due_at > clock_timestamp() + interval '30 h'
            order by creditor for no key update
        )
        update poll p set
            held_until = least(p.held_until, clock_timestamp() + (select held from bound)),
            changes_due_at = least(p.changes_due_at, clock_timestamp() + interval '1 h'),
            whole_due_at = least(p.whole_due_at, clock_timestamp() + interval '29 h')
        from far f where p.creditor = f.creditor
        """

    /// The next question is due within an hour. A turn is held as long as that of a poll.
    case boundActivations = """
        with bound as (
            select make_interval(secs => 90 + 2 / rate) as held from throttle
            where scope = 'amili'
        ), far as materialized (
            select creditor from activation
            where held_until > clock_timestamp() + (select held from bound) + interval '10 s'
                or due_at > clock_timestamp() + interval '61 min'
            order by creditor for no key update
        )
        update activation a set
            held_until = least(a.held_until, clock_timestamp() + (select held from bound)),
            due_at = least(a.due_at, clock_timestamp() + interval '1 h')
        from far f where a.creditor = f.creditor
        """
}
