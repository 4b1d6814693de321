import Database

/// Writes back outcomes, and the evidence of how they came about.
enum SettleStatement: String, Statement {
    static let isPrepared = true

    /// Locks a part that the worker still holds. Returns no row if the lease is lost. The commit
    /// waits for the disk whatever the server's default.
    case lockPartInHand = """
        select n_q, n_u, set_config('synchronous_commit', 'on', true)
        from part
        where run = :run and first = :first and worker = :worker and attempt = :attempt
            and state = 'claimed'
        for no key update
        """

    /// Locks a part, in hand or not. `born`: when the run was made, in microseconds since 1970.
    /// Returns no row if the database was set back and knows no such part, or another run by its
    /// number.
    case lockPart = """
        select p.first, set_config('synchronous_commit', 'on', true)
        from part p join run u on u.id = p.run
        where p.run = :run and p.first = :first
            and (extract(epoch from u.created_at) * 1000000)::bigint = :born
        for no key update of p
        """

    /// Raises reminders to accepted after the lease was lost, and names the case of one that a
    /// human vouched for. Nothing else counts that comes from a lost lease.
    case raiseLate = """
        update reminder r set
            state = 'a', reason = null, case_id = o.case_id,
            amili_ocr = coalesce(o.ocr, r.amili_ocr),
            changed_at = now(), confirmed_at = now()
        from unnest(:positions::integer[], :cases::text[], :ocrs::text[]) o(pos, case_id, ocr)
        where r.creditor = :creditor and r.run = :run and r.pos between :first and :last
            and r.pos = o.pos
            and (r.state <> 'a' or r.case_id is null)
        """

    /// Gives reminders that were raised late their permits back. A permit that another run has by
    /// now stays there, which is an incident.
    case reinstatePermits = """
        insert into permit (creditor, number, run, pos)
        select creditor, number, run, pos from reminder
        where creditor = :creditor and run = :run and pos between :first and :last
            and pos = any(:positions::integer[])
        order by number
        on conflict (creditor, number) do nothing
        """

    /// Opens an incident for each accepted reminder that has another case, or whose permit another
    /// reminder holds.
    case lateIncidents = """
        insert into incident (creditor, run, pos, kind, case_ids)
        select r.creditor, r.run, r.pos, 'late_acceptance', array_remove(
            array[o.case_id, r.case_id], null)
        from unnest(:positions::integer[], :cases::text[]) o(pos, case_id)
        join reminder r on r.creditor = :creditor and r.run = :run
            and r.pos between :first and :last and r.pos = o.pos
        left join permit h on h.creditor = r.creditor and h.number = r.number
        where r.case_id is distinct from o.case_id or h.run is distinct from r.run
            or h.pos is distinct from r.pos
        on conflict (creditor, run, pos) do nothing
        """

    /// Makes the creditor's first case its canary, and a later one its next canary. The right to
    /// send the first letter ends.
    case noteCanary = """
        update creditor set
            canary_written = coalesce(canary_written, :written),
            canary_number = coalesce(canary_number, :number),
            next_canary_written = case when canary_number is null then null else :written end,
            next_canary_number = case when canary_number is null then null else :number end,
            next_canary_since = case when canary_number is null then null
                else clock_timestamp() end,
            first_letter_run = null, first_letter_part = null
        where id = :creditor and (canary_number is null or next_canary_number is null)
        """

    /// Returns the number of a reminder's invoice, canonical and as written. `born`: when the run
    /// was made, in microseconds since 1970.
    case invoiceAt = """
        select r.number, coalesce(i.written, r.number) as written from reminder r
        join run u on u.id = r.run
        left join invoice i on i.creditor = r.creditor and i.number = r.number
        where r.creditor = :creditor and r.run = :run and r.pos = :pos
            and (extract(epoch from u.created_at) * 1000000)::bigint = :born
        """

    /// The parameters from `positions` on are arrays with an element for each piece of evidence.
    /// `ms`: how long the call took, in milliseconds.
    case addEvidence = """
        insert into evidence (creditor, run, first, worker, attempt, pos, kind, http_status,
            curl_code, written, ms, from_state, to_state, why)
        select :creditor, :run, :first, :worker, :attempt, o.* from unnest(
            :positions::integer[], :kinds::text[], :statuses::integer[], :curl_codes::integer[],
            :written::boolean[], :ms::integer[], :from_states::"char"[], :to_states::"char"[],
            :why::text[]) o
        """

    /// Adds evidence in one statement if the part is in hand: a look-up's evidence is written
    /// before its part's letters go. The parameters are those of `addEvidence`. Returns no row if
    /// the lease is lost. The commit waits for the disk whatever the server's default.
    case addEvidenceInHand = """
        with held as materialized (
            select n_q, n_u, set_config('synchronous_commit', 'on', true)
            from part
            where run = :run and first = :first and worker = :worker and attempt = :attempt
                and state = 'claimed'
            for no key update
        ), added as (
            insert into evidence (creditor, run, first, worker, attempt, pos, kind, http_status,
                curl_code, written, ms, from_state, to_state, why)
            select :creditor, :run, :first, :worker, :attempt, o.* from held, unnest(
                :positions::integer[], :kinds::text[], :statuses::integer[],
                :curl_codes::integer[], :written::boolean[], :ms::integer[],
                :from_states::"char"[], :to_states::"char"[], :why::text[]) o
        )
        select n_q, n_u from held
        """

    case openIncident = """
        insert into incident (creditor, run, pos, kind, case_ids)
        values (:creditor, :run, :pos, :kind, :cases::text[])
        on conflict (creditor, run, pos) do nothing
        """
}
