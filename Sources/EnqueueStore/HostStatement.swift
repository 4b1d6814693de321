import Database

/// SQL of what host applications ask for. `request`: the id of a row of `host_request`.
enum HostStatement: String, Statement {
    /// Lists what is not finished, the oldest first, after the id `after`.
    case open = """
        select q.id, q.creditor, c.handle, q.batch, extract(epoch from q.as_of) as as_of,
            extract(epoch from q.hold)::double precision as hold, q.grace_bank_days,
            q.requested_by, q.problem
        from host_request q join creditor c on c.id = q.creditor
        where q.finished_at is null and q.id > :after
        order by q.id limit 1
        """

    /// Returns the next lines after the id `after`, in the order of insertion, as JSON.
    case lines = """
        select l.id, host_line_json(l) as line from host_line l
        where l.request = :request and l.id > :after
        order by l.id limit :limit
        """

    /// Notes the run. Returns no row if the request was cancelled, or has another run.
    case fulfil = """
        update host_request set run = :run, problem = null
        where id = :request and cancelled_at is null and (run is null or run = :run)
        returning id
        """

    /// Notes why the batch waits.
    case noteProblem = """
        update host_request set problem = :problem
        where id = :request and finished_at is null and run is null
        """

    /// Stores refused lines with their invoices' numbers. The arrays are parallel. An empty `field`
    /// is null.
    case reject = """
        insert into host_reject (request, line, invoice_number, field, code, reason, remedy)
        select :request, r.line, l.invoice_number, nullif(r.field, ''), r.code, r.reason, r.remedy
        from unnest(:lines::integer[], :fields::text[], :codes::text[], :reasons::text[],
            :remedies::text[]) r(line, field, code, reason, remedy)
        left join (
            select row_number() over (order by id) as line, invoice_number
            from host_line where request = :request
        ) l on l.line = r.line
        on conflict do nothing
        """

    /// Ends the request, and deletes its lines. `problem` null: its run is loaded, or it was
    /// cancelled.
    case finish = """
        with dropped as (delete from host_line where request = :request)
        update host_request set finished_at = clock_timestamp(), problem = :problem
        where id = :request and finished_at is null
        """
}
