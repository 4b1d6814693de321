import Database

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

    /// $1 creditor, $2 run, $3 position, $4 kind, $5 cases.
    case openIncident = """
        insert into incident (creditor, run, pos, kind, case_ids)
        values ($1, $2, $3, $4, $5::text[]) on conflict (creditor, run, pos) do nothing
        """
}
