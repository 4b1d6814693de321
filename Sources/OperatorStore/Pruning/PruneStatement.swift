import Database

/// SQL that prunes what is old. `before`: what ended earlier is old.
///
/// A reminder goes if `{isPrunable}`: its run is done, it has not moved since, and nothing can come
/// of it any more. The permit of one that Amili took stays, and is given the case and Amili's word
/// for it, so that the list shows how it ended and no letter goes again. Run and parts stay as
/// well, a row for 99 reminders: they have the counts, and a run's key keeps its batch from being
/// loaded twice.
enum PruneStatement: String, Statement {
    /// Returns the moments that lie so many months and days back.
    case moments = """
        select extract(epoch from clock_timestamp() - make_interval(
                months => :months::integer, days => :days::integer)) as before,
            extract(epoch from clock_timestamp() - make_interval(
                months => :audit_months::integer, days => :audit_days::integer)) as audit_before
        """

    /// Lists the old runs that have reminders left, those with a higher id than `after`.
    case oldRuns = """
        select id, creditor, total, pruned from run
        where id > :after and state = 'done' and pruned < total
            and finished_at < :before::timestamptz
        order by id limit :limit
        """

    /// Deletes the prunable reminders from `first` to `last` with the evidence about them, and
    /// returns how many. The loader's lock keeps away whoever takes permits. Reminders are locked
    /// in the order in which an answer of Amili's locks them.
    case removeReminders = """
        with old as materialized (
            select r.pos, r.number, r.state, r.case_id,
                case when 'closed_paid' in (r.amili_state, r.amili_status) then 'closed_paid'
                    when starts_with(r.amili_state, 'closed') then r.amili_state
                    else r.amili_status end as word
            from reminder r
            where r.creditor = :creditor and r.run = :run and r.pos between :first and :last
                and {isPrunable}
            order by r.pos for update of r
        ), closed as (
            update permit h set case_id = o.case_id, amili_state = o.word
            from old o
            where h.creditor = :creditor and h.number = o.number and h.run = :run
                and h.pos = o.pos and o.state = 'a'
        ), told as (
            delete from evidence e using old o
            where e.creditor = :creditor and e.run = :run and e.pos = o.pos
            returning e.run
        ), gone as (
            delete from reminder r using old o
            where r.creditor = :creditor and r.run = :run and r.pos = o.pos
            returning r.run
        ), counted as (
            update run set pruned = pruned + n.reminders, pruned_at = clock_timestamp()
            from (select count(*)::integer as reminders from old) n
            where id = :run and n.reminders > 0
        )
        select (select count(*) from gone) as reminders, (select count(*) from told) as evidence
        """

    /// Deletes the evidence about the whole of a run that has no reminders any more.
    case removeEvidence = """
        delete from evidence e using run u
        where u.id = :run and u.creditor = :creditor and u.pruned = u.total
            and e.creditor = u.creditor and e.run = u.id
        """

    /// Counts what `removeReminders` would delete of a whole run, and `removeEvidence` after it.
    case countReminders = """
        with old as materialized (
            select r.pos from reminder r
            where r.creditor = :creditor and r.run = :run and {isPrunable}
        )
        select n.reminders, (
                select count(*) from evidence e
                where e.creditor = :creditor and e.run = :run
                    and (e.pos in (select pos from old)
                        or n.reminders = (select total - pruned from run where id = :run))
            ) as evidence
        from (select count(*) as reminders from old) n
        """

    /// Drops the partitions of evidence that are empty by now. `names`: with spaces between them.
    case dropPartitions = """
        select array_to_string(drop_empty_evidence_partitions(:before::timestamptz), ' ')
            as names
        """

    // Each deletes, or counts, the old rows of a table; no more than `limit`.

    case removeRejects = """
        delete from host_reject where ctid = any(array(
            select j.ctid from host_reject j join host_request q on q.id = j.request
            where q.finished_at < :before::timestamptz limit :limit))
        """

    case countRejects = """
        select count(*) as rows from host_reject j join host_request q on q.id = j.request
        where q.finished_at < :before::timestamptz
        """

    case removeAudit = """
        delete from console_audit where id in (
            select id from console_audit where at < :before::timestamptz
            order by at, id limit :limit)
        """

    case countAudit = """
        select count(*) as rows from console_audit
        where at < :before::timestamptz
        """

    /// Records who pruned what.
    case audit = """
        insert into console_audit (login, action, facts) values (:login, :action, :facts)
        """
}
