import Database

/// Changes of a run and its parts that more than one door makes.
package enum PartStatement: String, Statement {
    package static let isPrepared = true

    /// $1 creditor, $2 run, $3 positions, $4 states, $5 reasons, $6 cases, $7 OCRs, $8 Amili's
    /// states, $9 attempts, $10 doubt ended, $11 first, $12 last, $13 settle delay in seconds if
    /// something is newly in doubt, else null, $14 Amili's clock now, $15 whether the crashes of
    /// the part are forgiven: a letter of it has come back, and whoever sent it lives.
    ///
    /// Writes the outcomes, frees the permits that end with them, and counts the part anew. The
    /// part is locked before, by a statement of its own: what waited for the lock sees what the
    /// other one did. A replay changes nothing; out of doubt leads only a case or a proof that
    /// there is none. A letter that a human vouched for gets Amili's name for it. A doubt whose end
    /// by Amili's clock is not known has none: the next question tells. Without outcomes it only
    /// counts the part anew. Row: (n_q, n_u).
    case settleReminders = """
        with settled as (
            update reminder r set
                state = o.state, reason = o.reason, case_id = coalesce(o.case_id, r.case_id),
                amili_ocr = coalesce(o.ocr, r.amili_ocr),
                amili_state = coalesce(o.amili_state, r.amili_state),
                attempts = r.attempts + o.sent,
                amili_doubt_since = case when o.state = 'u' and r.state = 'q'
                    then coalesce(r.amili_doubt_since,
                        case when p.asked_attempt = p.attempt then p.asked_at end)
                    else r.amili_doubt_since end,
                doubt_since = case when o.state = 'u'
                    then coalesce(r.doubt_since, p.claimed_at) else r.doubt_since end,
                changed_at = now(),
                confirmed_at = case when o.state = 'a' then now() else r.confirmed_at end
            from unnest($3::integer[], $4::"char"[], $5::smallint[], $6::text[], $7::text[],
                $8::text[], $9::smallint[], $10::boolean[])
                o(pos, state, reason, case_id, ocr, amili_state, sent, ends_doubt), part p
            where p.run = $2 and p.first = $11
                and r.creditor = $1 and r.run = $2 and r.pos between $11 and $12
                and r.pos = o.pos
                and ((r.state in ('q', 'u') and r.state <> o.state
                        and (r.state = 'q' or o.state in ('a', 's') or o.ends_doubt))
                    or (r.state = 'a' and r.case_id is null and o.state = 'a'))
            returning r.pos, r.state, r.reason, r.number
        ), freed as (
            delete from permit
            where creditor = $1 and ctid = any(array(
                select l.tid from settled s cross join lateral (
                    select ctid as tid from permit
                    where creditor = $1 and number = s.number and run = $2 offset 0
                ) l
                where s.state in ('s', 'r', 'f', 'c')))
        ), now_are as (
            select pos, state, reason from settled
            union all
            select r.pos, r.state, r.reason from reminder r
            where r.creditor = $1 and r.run = $2 and r.pos between $11 and $12
                and r.pos not in (select pos from settled)
        ), tally as (
            select
                count(*) filter (where state = 'q') as q, count(*) filter (where state = 'u') as u,
                count(*) filter (where state = 'a') as a, count(*) filter (where state = 'r') as r,
                count(*) filter (where state = 's') as s, count(*) filter (where state = 'f') as f,
                count(*) filter (where state = 'c') as c, count(*) filter (where state = 'm') as m,
                coalesce(array_agg(pos order by pos)
                    filter (where state not in ('q', 'a')), '{}') as stray_pos,
                coalesce(array_agg(state order by pos)
                    filter (where state not in ('q', 'a')), '{}') as stray_state,
                coalesce(array_agg(reason order by pos)
                    filter (where state not in ('q', 'a')), '{}') as stray_reason,
                array_agg(reason order by reason)
                    filter (where state = 'a' and reason is not null) as accepted_reason
            from now_are
        )
        update part p set
            state = case when t.q + t.u = 0 then 'done' else p.state end,
            worker = case when t.q + t.u = 0 then null else p.worker end,
            due_at = case when t.q + t.u = 0 then null else p.due_at end,
            n_q = t.q, n_u = t.u, n_a = t.a, n_r = t.r, n_s = t.s, n_f = t.f, n_c = t.c,
            n_m = t.m, stray_pos = t.stray_pos, stray_state = t.stray_state,
            stray_reason = t.stray_reason, accepted_reason = t.accepted_reason,
            crashes = case when $15::boolean then 0 else p.crashes end,
            doubt_for = greatest(p.doubt_for, make_interval(secs => $13::double precision)),
            doubt_until = greatest(p.doubt_until,
                clock_timestamp() + make_interval(secs => $13)),
            amili_doubt_until = case when $13 is null then p.amili_doubt_until
                when $14::double precision is not null then greatest(p.amili_doubt_until,
                    to_timestamp($14) + make_interval(secs => $13)) end
        from tally t
        where p.run = $2 and p.first = $11
        returning p.n_q, p.n_u
        """

    /// $1 creditor, $2 numbers, $3 run.
    ///
    /// The table may have been loaded a moment ago. Without statistics the planner takes all of a
    /// creditor for half a percent of it, and would rather read it once (100,000 rows, 17 ms) than
    /// look up 99 keys. A lateral query that cannot be flattened leaves it no choice.
    case freePermits = """
        delete from permit
        where creditor = $1 and ctid = any(array(
            select l.tid from unnest($2::text[]) o(number) cross join lateral (
                select ctid as tid from permit
                where creditor = $1 and number = o.number and run = $3 offset 0
            ) l))
        """

    /// A run is done when no part of it is open. Its own statement after the settle's commit: in
    /// the settle two last parts would each see the other open.
    /// $1 run.
    case finishRun = """
        update run set state = 'done', finished_at = clock_timestamp()
        where id = $1 and state = 'open'
            and (
                select first from part where run = $1 and state <> 'done'
                order by first desc limit 1) is null
        """

    /// $1 creditor: its ready parts wait until the gate opens, instead of being claimed and given
    /// back by the thousand.
    case parkCreditor = """
        with l as materialized (
            select run, first from part where creditor = $1 and state = 'ready'
            order by run, first for no key update)
        update part p set state = 'waiting', due_at = 'infinity'
        from l where p.run = l.run and p.first = l.first
        """

    case notifyWorkers = "select pg_notify('paminn_work', '')"
}
