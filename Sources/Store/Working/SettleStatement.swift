/// What the workers write back: outcomes, and the record of how they came about.
enum SettleStatement: String, Statement {
    static let isPrepared = true

    /// $1 run, $2 first, $3 worker, $4 attempt. Row: (n_q, n_u). No row: lease lost. The commit
    /// waits for the disk whatever the server's default.
    case lockPartInHand = """
        select n_q, n_u, set_config('synchronous_commit', 'on', true)
        from part
        where run = $1 and first = $2 and worker = $3 and attempt = $4 and state = 'claimed'
        for no key update
        """

    /// $1 run, $2 first, $3 when the run was made. Row: (first); none if the database was set back
    /// and knows no such part, or another by its number.
    case lockPart = """
        select p.first, set_config('synchronous_commit', 'on', true)
        from part p join run u on u.id = p.run
        where p.run = $1 and p.first = $2
            and (extract(epoch from u.created_at) * 1000000)::bigint = $3
        for no key update of p
        """

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

    /// $1 creditor, $2 run, $3 positions, $4 cases, $5 OCRs, $6 first, $7 last. A lost lease may
    /// still raise to accepted, and name the case of what a human vouched for; nothing else of it
    /// counts.
    case raiseLate = """
        update reminder r set
            state = 'a', reason = null, case_id = o.case_id,
            amili_ocr = coalesce(o.ocr, r.amili_ocr),
            changed_at = now(), confirmed_at = now()
        from unnest($3::integer[], $4::text[], $5::text[]) o(pos, case_id, ocr)
        where r.creditor = $1 and r.run = $2 and r.pos between $6 and $7 and r.pos = o.pos
            and (r.state <> 'a' or r.case_id is null)
        """

    /// $1 creditor, $2 run, $3 positions, $4 first, $5 last: a reminder raised late gets its permit
    /// back, unless another run has it by now (an incident).
    case reinstatePermits = """
        insert into permit (creditor, number, run, pos)
        select creditor, number, run, pos from reminder
        where creditor = $1 and run = $2 and pos between $4 and $5 and pos = any($3::integer[])
        order by number
        on conflict (creditor, number) do nothing
        """

    /// $1 creditor, $2 run, $3 positions, $4 cases, $5 first, $6 last: an accepted reminder with
    /// another case, or whose permit another run holds, is an incident.
    case lateIncidents = """
        insert into incident (creditor, run, pos, kind, case_ids)
        select r.creditor, r.run, r.pos, 'late_acceptance', array_remove(
            array[o.case_id, r.case_id], null)
        from unnest($3::integer[], $4::text[]) o(pos, case_id)
        join reminder r on r.creditor = $1 and r.run = $2 and r.pos between $5 and $6
            and r.pos = o.pos
        left join permit h on h.creditor = r.creditor and h.number = r.number
        where r.case_id is distinct from o.case_id or h.run is distinct from r.run
            or h.pos is distinct from r.pos
        on conflict (creditor, run, pos) do nothing
        """

    /// $1 creditor, $2 written, $3 number: the first case becomes the canary, a later one the next.
    case noteCanary = """
        update creditor set
            canary_written = coalesce(canary_written, $2),
            canary_number = coalesce(canary_number, $3),
            next_canary_written = case when canary_number is null then null else $2 end,
            next_canary_number = case when canary_number is null then null else $3 end,
            next_canary_since = case when canary_number is null then null
                else clock_timestamp() end,
            pioneer_run = null, pioneer_first = null
        where id = $1 and (canary_number is null or next_canary_number is null)
        """

    /// $1 creditor, $2 run, $3 position, $4 when the run was made. Row: (number, written).
    case invoiceAt = """
        select r.number, coalesce(i.written, r.number) from reminder r
        join run u on u.id = r.run
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        where r.creditor = $1 and r.run = $2 and r.pos = $3
            and (extract(epoch from u.created_at) * 1000000)::bigint = $4
        """

    /// $1 creditor, $2 run, $3 first, $4 worker, $5 attempt, then one array each: $6 positions,
    /// $7 kinds, $8 statuses, $9 curl codes, $10 written, $11 ms, $12 from, $13 to, $14 why.
    case addEvidence = """
        insert into evidence (creditor, run, first, worker, attempt, pos, kind, http_status,
            curl_code, written, ms, from_state, to_state, why)
        select $1, $2, $3, $4, $5, o.* from unnest($6::integer[], $7::text[], $8::integer[],
            $9::integer[], $10::boolean[], $11::integer[], $12::"char"[], $13::"char"[],
            $14::text[]) o
        """

    /// The parameters of `addEvidence`. Adds it if the part is in hand, in one statement: a
    /// look-up's evidence is written before its part's letters go. Row: (n_q, n_u). No row: lease
    /// lost. The commit waits for the disk whatever the server's default.
    case addEvidenceInHand = """
        with held as materialized (
            select n_q, n_u, set_config('synchronous_commit', 'on', true)
            from part
            where run = $2 and first = $3 and worker = $4 and attempt = $5 and state = 'claimed'
            for no key update
        ), added as (
            insert into evidence (creditor, run, first, worker, attempt, pos, kind, http_status,
                curl_code, written, ms, from_state, to_state, why)
            select $1, $2, $3, $4, $5, o.* from held, unnest($6::integer[], $7::text[],
                $8::integer[], $9::integer[], $10::boolean[], $11::integer[], $12::"char"[],
                $13::"char"[], $14::text[]) o
        )
        select n_q, n_u from held
        """

    /// Rows: (statement) that make the partitions of this month and the next, where they are
    /// missing. A month of which the default partition already has rows stays there.
    case missingPartitions = """
        select format('create table %I partition of evidence for values from (%L) to (%L)',
            name, to_char(month, 'YYYY-MM-DD"T00:00:00Z"'),
            to_char(month + interval '1 month', 'YYYY-MM-DD"T00:00:00Z"'))
        from (
            select month, to_char(month, '"evidence_"YYYY_MM') as name
            from generate_series(date_trunc('month', now() at time zone 'UTC'),
                date_trunc('month', now() at time zone 'UTC') + interval '1 month',
                interval '1 month') month
        ) m
        where to_regclass(name) is null
            and not exists (
                select from evidence_default where at >= m.month at time zone 'UTC'
                    and at < (m.month + interval '1 month') at time zone 'UTC')
        """

    /// $1 creditor, $2 run, $3 position, $4 kind, $5 cases.
    case openIncident = """
        insert into incident (creditor, run, pos, kind, case_ids)
        values ($1, $2, $3, $4, $5::text[]) on conflict (creditor, run, pos) do nothing
        """
}
