import Database

/// Statements that producers run. `offset 0` in them keeps the planner from anything but a look-up
/// by key: see `PartStatement.freePermits`.
enum LoadStatement: String, Statement {
    /// Bounds the waits of a load. `patience`: how long it waits for the loader's lock.
    /// `longest_pause`: how long it may stand still before the server ends it. The TCP settings let
    /// the server notice that a machine is gone. `lock_timeout` is the limit for locks before.
    case boundLoader = """
        select current_setting('lock_timeout') as lock_timeout,
            set_config('lock_timeout', :patience, true),
            set_config('idle_in_transaction_session_timeout', :longest_pause, true),
            set_config('tcp_user_timeout', '60000', true),
            set_config('tcp_keepalives_idle', '30', true),
            set_config('tcp_keepalives_interval', '10', true),
            set_config('tcp_keepalives_count', '3', true)
        """

    /// Names the load until the transaction ends. `prefix` and `suffix`: the name before and after
    /// the time. Others see the name, whatever role they have. `lock_timeout` is restored.
    case nameLoader = """
        select set_config('lock_timeout', :lock_timeout, true),
            set_config('application_name',
                :prefix || extract(epoch from clock_timestamp())::bigint || :suffix, true)
        """

    /// Returns the names of the loads, the oldest first. `prefix`: the name before the time.
    case loaderNames = """
        select application_name from pg_stat_activity
        where datname = current_database() and starts_with(application_name, :prefix)
        order by application_name
        """

    /// Ends loads that stand still within a COPY, and returns a row for each that has ended.
    /// `prefix`: the name before the time. `longest_pause`: how long a COPY may wait for its rows;
    /// its rows are all made before it begins. No timeout of the server ends such a wait. Only
    /// loads of a role whose sessions this one may end are seen. `materialized`: otherwise the
    /// planner asks for the age last, because it costs most, and ends every load.
    case endStandingLoads = """
        with standing as materialized (
            select pid from pg_stat_activity
            where datname = current_database() and starts_with(application_name, :prefix)
                and state = 'active' and wait_event_type = 'Client' and wait_event = 'ClientRead'
                and query_start < clock_timestamp() - :longest_pause::interval
                and pg_has_role(usesysid, 'member')
        )
        select pid from standing where pg_terminate_backend(pid, 5000)
        """

    /// Returns no row if the key is free.
    case runByKey = "select id, digest from run where creditor = :creditor and key = :key"

    /// Returns no row if the key is taken.
    case openRun = """
        insert into run (creditor, key, digest, state, as_of, grace_bank_days, created_by)
        values (:creditor, :key, :digest, 'loading',
            least(:as_of::timestamptz, clock_timestamp()), :grace_bank_days, :created_by)
        on conflict (creditor, key) do nothing returning id
        """

    /// Returns at least one row. `microseconds`: those of `as_of` since 2000-01-01 UTC. `number`:
    /// of an invoice on file; null: there is none. No knowledge is newer than now by the database's
    /// clock, here and in the statements below.
    case knownNumbers = """
        select a.microseconds, k.number
        from (
            select (extract(epoch from least(:as_of::timestamptz, clock_timestamp())
                - timestamptz '2000-01-01 00:00:00+00') * 1000000)::bigint as microseconds
        ) a
        left join lateral (
            select o.number
            from unnest(:numbers::text[]) o(number)
            cross join lateral (
                select from invoice where creditor = :creditor and number = o.number offset 0
            ) i
        ) k on true
        """

    /// Locks invoices in key order before an update of many. The update then finds the rows by
    /// their place (`ctid`), because nobody else can move them.
    case lockInvoices = """
        select l.number
        from (select number from unnest(:numbers::text[]) number order by number) o
        cross join lateral (
            select number from invoice
            where creditor = :creditor and number = o.number for no key update
        ) l
        """

    /// Lowers what is owed and adds reasons against it, however old the batch is; it never raises
    /// or clears anything. The parameters from `numbers` to `is_told` are arrays with an element
    /// for each line. If `is_told` is false, `remaining_ore` is a total, which counts only where
    /// nothing else was ever told.
    case lowerInvoices = """
        update invoice i set
            remaining_ore = case when o.is_told or i.remaining_is_total
                then least(i.remaining_ore, o.remaining) else i.remaining_ore end,
            flags = i.flags | o.flags,
            as_of = greatest(least(i.as_of, clock_timestamp()),
                least(:as_of::timestamptz, clock_timestamp())),
            changed_at = now()
        from unnest(:numbers::text[], :remaining_ore::bigint[], :flags::integer[],
            :is_told::boolean[])
            o(number, remaining, flags, is_told)
        cross join lateral (
            select ctid as tid from invoice
            where creditor = :creditor and number = o.number offset 0
        ) l
        where i.creditor = :creditor and i.ctid = l.tid
            and (o.remaining < i.remaining_ore and (o.is_told or i.remaining_is_total)
                or (o.flags & ~i.flags) <> 0)
        """

    /// Overwrites invoices with what a newer file tells. It has an array for each of
    /// `InvoiceRows.columns`. `known_flags`: the flags that each line speaks of. `told`: the other
    /// details that it speaks of (`KnownFields.Details`). What a line does not tell stays, and an
    /// older or equally old file changes nothing. Knowledge from the future does not count as
    /// newer. The spelling by which a letter may have gone stays, because look-ups ask for it. An
    /// erased invoice gets its figures alone: who the customer is stays erased.
    case overwriteInvoices = """
        update invoice i set
            written = case when exists (
                select from reminder r where r.creditor = :creditor and r.number = i.number
                    and (r.attempts > 0 or r.state not in ('s', 'c'))
            ) or exists (
                select from permit h where h.creditor = :creditor and h.number = i.number
                    and h.case_id is not null
            ) then i.written else o.written end,
            customer_number = case when l.told & 1 <> 0 then o.customer_number
                else i.customer_number end,
            id_number = case when l.told & 2 <> 0 then o.id_number else i.id_number end,
            is_company = case when l.told & 4 <> 0 then o.is_company else i.is_company end,
            country = case when l.told & 8 <> 0 then o.country else i.country end,
            email = case when l.told & 16 <> 0 then o.email else i.email end,
            mobile_number = case when l.told & 32 <> 0 then o.mobile_number
                else i.mobile_number end,
            description = case when l.told & 64 <> 0 then o.description else i.description end,
            total_ore = case when l.told & 128 <> 0 then o.total_ore else i.total_ore end,
            currency = case when l.told & 256 <> 0 then o.currency else i.currency end,
            ocr = case when l.told & 512 <> 0 then o.ocr else i.ocr end,
            invoice_fee_ore = case when l.told & 1024 <> 0 then o.invoice_fee_ore
                else i.invoice_fee_ore end,
            reminder_fee_ore = case when l.told & 2048 <> 0 then o.reminder_fee_ore
                else i.reminder_fee_ore end,
            reminder_fee_date = case when l.told & 4096 <> 0 then o.reminder_fee_date
                else i.reminder_fee_date end,
            name = case when l.told & 8192 <> 0 then o.name else i.name end,
            address_line = case when l.told & 16384 <> 0 then o.address_line
                else i.address_line end,
            remaining_ore = case when l.told & 32768 <> 0
                or (i.remaining_is_total and l.told & 128 <> 0) then o.remaining_ore
                else i.remaining_ore end,
            remaining_is_total = i.remaining_is_total and l.told & 32768 = 0,
            zip_code = case when l.told & 65536 <> 0 then o.zip_code else i.zip_code end,
            city = case when l.told & 131072 <> 0 then o.city else i.city end,
            invoice_date = o.invoice_date, due_date = o.due_date,
            flags = (i.flags & ~o.known_flags) | o.flags,
            as_of = least(:as_of::timestamptz, clock_timestamp()), changed_at = now()
        from unnest(:number::text[], :written::text[], :customer_number::text[], :name::text[],
            :id_number::text[], :is_company::boolean[], :address_line::text[], :zip_code::text[],
            :city::text[], :country::text[], :email::text[], :mobile_number::text[],
            :description::text[], :invoice_date::date[], :due_date::date[], :total_ore::bigint[],
            :remaining_ore::bigint[], :currency::text[], :ocr::text[], :invoice_fee_ore::bigint[],
            :reminder_fee_ore::bigint[], :reminder_fee_date::date[], :flags::integer[],
            :known_flags::integer[], :told::integer[])
            o(number, written, customer_number, name, id_number, is_company, address_line,
                zip_code, city, country, email, mobile_number, description, invoice_date,
                due_date, total_ore, remaining_ore, currency, ocr, invoice_fee_ore,
                reminder_fee_ore, reminder_fee_date, flags, known_flags, tells)
        cross join lateral (
            select ctid as tid, case when flags & {erasedFlag} <> 0
                then o.tells & ~{personalDetails} else o.tells end as told
            from invoice
            where creditor = :creditor and number = o.number offset 0
        ) l
        where i.creditor = :creditor and i.ctid = l.tid
            and (i.as_of < :as_of::timestamptz or i.as_of > clock_timestamp())
        """

    /// Returns the invoices of `numbers` that are on file.
    case knownInvoices = """
        select i.number, {invoiceColumns}, i.flags
        from unnest(:numbers::text[]) o(number)
        cross join lateral (
            select * from invoice where creditor = :creditor and number = o.number offset 0
        ) i
        """

    /// Returns the customers who owe nothing when their credits are set off.
    case netted = """
        select o.customer
        from unnest(:customers::text[]) o(customer)
        cross join lateral (
            select from customer_credit
            where creditor = :creditor and customer_number = o.customer and balance_ore <= 0
            offset 0
        ) n
        """

    /// Skips the run's reminders of `customers`, and frees their permits. They are `netted`
    /// customers some of whose credits stood in the file after the lines that they are set off
    /// against. `queued` and `manual` count the reminders that are skipped now.
    case skipNetted = """
        with lines as materialized (
            select r.pos, r.number, r.state
            from unnest(:customers::text[]) o(customer)
            cross join lateral (
                select number from invoice
                where creditor = :creditor and customer_number = o.customer offset 0
            ) i
            cross join lateral (
                select pos, number, state from reminder
                where creditor = :creditor and number = i.number and run = :run
                    and state in ('q', 'm')
                offset 0
            ) r
        ), skipped as (
            update reminder r set state = 's', reason = {netBalanceReason}
            from lines l
            where r.creditor = :creditor and r.run = :run and r.pos = l.pos
        ), freed as (
            delete from permit h using lines l
            where h.creditor = :creditor and h.number = l.number and h.run = :run
                and h.pos = l.pos
        ), dropped as (
            update manual_reminder m set todo = false
            from lines l
            where m.creditor = :creditor and m.run = :run and m.pos = l.pos and l.state = 'm'
        )
        select count(*) filter (where state = 'q') as queued,
            count(*) filter (where state = 'm') as manual
        from lines
        """

    /// Affects a row for each permit taken. A permit that is held stays with its holder.
    case takePermits = """
        insert into permit (creditor, number, run, pos)
        select :creditor, o.number, :run, o.pos
        from unnest(:positions::integer[], :numbers::text[]) o(pos, number)
        order by o.number
        on conflict (creditor, number) do nothing
        """

    /// `has_case`: the permit is that of a reminder that was pruned.
    case permitHolders = """
        select h.number, h.run, h.pos, h.case_id is not null as has_case
        from unnest(:numbers::text[]) o(number)
        cross join lateral (
            select * from permit where creditor = :creditor and number = o.number offset 0
        ) h
        """

    /// Returns the numbers of the run's reminders at `positions` that Amili has.
    case acceptedAt = """
        select r.number
        from unnest(:positions::integer[]) o(pos)
        cross join lateral (
            select number, state from reminder
            where creditor = :creditor and run = :run and pos = o.pos offset 0
        ) r
        where r.state = 'a'
        """

    case hasInvoices = """
        select exists (select from invoice where creditor = :creditor) as has_invoices
        """

    /// The parameters from `positions` to `todo` are arrays with an element for each reminder.
    case insertManual = """
        insert into manual_reminder (creditor, run, pos, by_email, with_interest, with_fee, todo)
        select :creditor::bigint, :run::bigint, o.*
        from unnest(:positions::integer[], :by_email::boolean[], :with_interest::boolean[],
            :with_fee::boolean[], :todo::boolean[])
            o(pos, by_email, with_interest, with_fee, todo)
        order by o.pos
        """

    /// Writes the run's counts, and makes it a held one. `hold` in seconds; null: it is due at
    /// once.
    case closeLoad = """
        update run set
            total = :total, queued = :queued, skipped = :skipped, refused = :refused,
            manual = :manual, state = 'held',
            hold_until = coalesce(
                clock_timestamp() + make_interval(secs => :hold::double precision), created_at)
        where id = :run
        """

    /// Makes workers read the creditor's cases once more from the beginning of a time that the
    /// database has lost in the last seven days. Letters for lines of this run may have gone then,
    /// and nobody asks about the lines that it skips.
    case pollAnew = """
        update poll p set
            turn = p.turn + 1, held_until = '-infinity', changes_page = 1, changes_began = null,
            watermark = least(p.watermark, lost.since),
            changes_due_at = least(p.changes_due_at, clock_timestamp())
        from (
            select min(since) as since from lost_time
            where noted_at > clock_timestamp() - interval '7 days'
        ) lost
        where p.creditor = :creditor and lost.since is not null
        """

    /// Renews the statistics of the tables that a load fills.
    case analyzeLoaded = "select analyze_loaded()"
}
