import Database

/// What the producers say.
enum LoadStatement: String, Statement {
    /// $1 how long to wait for the lock, $2 how long a load may stand still before the server ends
    /// it; a machine that is gone is noticed by its silence. Row: (the limit for locks before).
    case boundLoader = """
        select current_setting('lock_timeout'), set_config('lock_timeout', $1, true),
            set_config('idle_in_transaction_session_timeout', $2, true),
            set_config('tcp_user_timeout', '60000', true),
            set_config('tcp_keepalives_idle', '30', true),
            set_config('tcp_keepalives_interval', '10', true),
            set_config('tcp_keepalives_count', '3', true)
        """

    /// $1 the limit for locks, $2 and $3 the name before and after the time: for others to see,
    /// whatever role they have, until the transaction ends.
    case nameLoader = """
        select set_config('lock_timeout', $1, true),
            set_config('application_name',
                $2 || extract(epoch from clock_timestamp())::bigint || $3, true)
        """

    /// $1 the name before the time. Rows: (name), the oldest first.
    case loaderNames = """
        select application_name from pg_stat_activity
        where datname = current_database() and starts_with(application_name, $1)
        order by application_name
        """

    /// $1 creditor, $2 key. Row: (id, digest).
    case runByKey = "select id, digest from run where creditor = $1 and key = $2"

    /// $1 creditor, $2 key, $3 digest, $4 as of, $5 grace, $6 who. Row: (id).
    case openRun = """
        insert into run (creditor, key, digest, state, as_of, grace_bank_days, created_by)
        values ($1, $2, $3, 'loading', least($4::timestamptz, clock_timestamp()), $5, $6)
        on conflict (creditor, key) do nothing returning id
        """

    /// $1 creditor, $2 as of, $3 numbers. Rows, at least one: (as of, in microseconds since
    /// 2000-01-01 UTC; number of one that is known, null: none is). No knowledge is newer than now,
    /// by the database's clock, here and below.
    case knownNumbers = """
        select a.microseconds, k.number
        from (
            select (extract(epoch from least($2::timestamptz, clock_timestamp())
                - timestamptz '2000-01-01 00:00:00+00') * 1000000)::bigint as microseconds
        ) a
        left join lateral (
            select o.number
            from unnest($3::text[]) o(number)
            cross join lateral (
                select from invoice where creditor = $1 and number = o.number offset 0
            ) i
        ) k on true
        """

    /// $1 creditor, $2 numbers: locks in key order before an update of many, which then finds the
    /// rows where they are (`ctid`): nobody else can move them.
    case lockInvoices = """
        select l.number
        from (select number from unnest($2::text[]) number order by number) o
        cross join lateral (
            select number from invoice where creditor = $1 and number = o.number for no key update
        ) l
        """

    /// $1 creditor, $2 as of, $3 numbers, $4 remaining, $5 flags, $6 is the remaining told (or is
    /// it a total, which counts only where nothing else was told ever): a batch to be sent may
    /// lower what is owed and add reasons against it, however old it is; it never raises or clears
    /// anything.
    case lowerInvoices = """
        update invoice i set
            remaining_ore = case when o.is_told or i.remaining_is_total
                then least(i.remaining_ore, o.remaining) else i.remaining_ore end,
            flags = i.flags | o.flags,
            as_of = greatest(least(i.as_of, clock_timestamp()),
                least($2::timestamptz, clock_timestamp())),
            changed_at = now()
        from unnest($3::text[], $4::bigint[], $5::integer[], $6::boolean[])
            o(number, remaining, flags, is_told)
        cross join lateral (
            select ctid as tid from invoice where creditor = $1 and number = o.number offset 0
        ) l
        where i.creditor = $1 and i.ctid = l.tid
            and (o.remaining < i.remaining_ore and (o.is_told or i.remaining_is_total)
                or (o.flags & ~i.flags) <> 0)
        """

    /// $1 creditor, $2 as of, the columns of `InvoiceRows`, $26 the flags of which each line
    /// speaks, $27 the other details (`KnownFields.Details`). What a line does not tell stays; an
    /// older or equally old file changes nothing. Knowledge from the future is no knowledge. The
    /// spelling by which a letter may have gone stays: look-ups ask for it.
    case overwriteInvoices = """
        update invoice i set
            written = case when exists (
                select from reminder r where r.creditor = $1 and r.number = i.number
                    and (r.attempts > 0 or r.state not in ('s', 'c'))
            ) then i.written else o.written end,
            customer_number = case when o.told & 1 <> 0 then o.customer_number
                else i.customer_number end,
            id_number = case when o.told & 2 <> 0 then o.id_number else i.id_number end,
            is_company = case when o.told & 4 <> 0 then o.is_company else i.is_company end,
            country = case when o.told & 8 <> 0 then o.country else i.country end,
            email = case when o.told & 16 <> 0 then o.email else i.email end,
            mobile_number = case when o.told & 32 <> 0 then o.mobile_number
                else i.mobile_number end,
            description = case when o.told & 64 <> 0 then o.description else i.description end,
            total_ore = case when o.told & 128 <> 0 then o.total_ore else i.total_ore end,
            currency = case when o.told & 256 <> 0 then o.currency else i.currency end,
            ocr = case when o.told & 512 <> 0 then o.ocr else i.ocr end,
            invoice_fee_ore = case when o.told & 1024 <> 0 then o.invoice_fee_ore
                else i.invoice_fee_ore end,
            reminder_fee_ore = case when o.told & 2048 <> 0 then o.reminder_fee_ore
                else i.reminder_fee_ore end,
            reminder_fee_date = case when o.told & 4096 <> 0 then o.reminder_fee_date
                else i.reminder_fee_date end,
            name = case when o.told & 8192 <> 0 then o.name else i.name end,
            address_line = case when o.told & 16384 <> 0 then o.address_line
                else i.address_line end,
            remaining_ore = case when o.told & 32768 <> 0
                or (i.remaining_is_total and o.told & 128 <> 0) then o.remaining_ore
                else i.remaining_ore end,
            remaining_is_total = i.remaining_is_total and o.told & 32768 = 0,
            zip_code = case when o.told & 65536 <> 0 then o.zip_code else i.zip_code end,
            city = case when o.told & 131072 <> 0 then o.city else i.city end,
            invoice_date = o.invoice_date, due_date = o.due_date,
            flags = (i.flags & ~o.known_flags) | o.flags,
            as_of = least($2::timestamptz, clock_timestamp()), changed_at = now()
        from unnest($3::text[], $4::text[], $5::text[],
            $6::text[], $7::text[], $8::boolean[], $9::text[], $10::text[], $11::text[],
            $12::text[], $13::text[], $14::text[], $15::text[], $16::date[], $17::date[],
            $18::bigint[], $19::bigint[], $20::text[], $21::text[], $22::bigint[],
            $23::bigint[], $24::date[], $25::integer[], $26::integer[], $27::integer[])
            o(number, written, customer_number, name, id_number, is_company, address_line,
                zip_code, city, country, email, mobile_number, description, invoice_date,
                due_date, total_ore, remaining_ore, currency, ocr, invoice_fee_ore,
                reminder_fee_ore, reminder_fee_date, flags, known_flags, told)
        cross join lateral (
            select ctid as tid from invoice where creditor = $1 and number = o.number offset 0
        ) l
        where i.creditor = $1 and i.ctid = l.tid
            and (i.as_of < $2::timestamptz or i.as_of > clock_timestamp())
        """

    /// $1 creditor, $2 numbers. Rows: (number, then the invoice's columns).
    case knownInvoices = """
        select i.number, i.written, i.customer_number, i.name, i.id_number, i.is_company,
            i.address_line, i.zip_code, i.city, i.country, i.email, i.mobile_number,
            i.description, to_char(i.invoice_date, 'YYYY-MM-DD'),
            to_char(i.due_date, 'YYYY-MM-DD'), i.total_ore, i.remaining_ore, i.currency, i.ocr,
            i.invoice_fee_ore, i.reminder_fee_ore, to_char(i.reminder_fee_date, 'YYYY-MM-DD'),
            i.flags
        from unnest($2::text[]) o(number)
        cross join lateral (
            select * from invoice where creditor = $1 and number = o.number offset 0
        ) i
        """

    /// $1 creditor, $2 customers. Rows: (customer) of those who owe nothing when their credits are
    /// set off.
    case netted = """
        select o.customer
        from unnest($2::text[]) o(customer)
        cross join lateral (
            select from customer_credit
            where creditor = $1 and customer_number = o.customer and balance_ore <= 0 offset 0
        ) n
        """

    /// $1 creditor, $2 run, $3 customers: `netted` ones, some of whose credits stood in the file
    /// after the lines that they are set off against. Rows: (queued, manual) of the reminders that
    /// this has skipped.
    case skipNetted = """
        with lines as materialized (
            select r.pos, r.number, r.state
            from unnest($3::text[]) o(customer)
            cross join lateral (
                select number from invoice
                where creditor = $1 and customer_number = o.customer offset 0
            ) i
            cross join lateral (
                select pos, number, state from reminder
                where creditor = $1 and number = i.number and run = $2 and state in ('q', 'm')
                offset 0
            ) r
        ), skipped as (
            update reminder r set state = 's', reason = 11
            from lines l
            where r.creditor = $1 and r.run = $2 and r.pos = l.pos
        ), freed as (
            delete from permit h using lines l
            where h.creditor = $1 and h.number = l.number and h.run = $2 and h.pos = l.pos
        ), dropped as (
            update manual_reminder m set todo = false
            from lines l
            where m.creditor = $1 and m.run = $2 and m.pos = l.pos and l.state = 'm'
        )
        select count(*) filter (where state = 'q'), count(*) filter (where state = 'm') from lines
        """

    /// $1 creditor, $2 run, $3 positions, $4 numbers. Affects a row for each permit taken.
    case takePermits = """
        insert into permit (creditor, number, run, pos)
        select $1, o.number, $2, o.pos from unnest($3::integer[], $4::text[]) o(pos, number)
        order by o.number
        on conflict (creditor, number) do nothing
        """

    /// $1 creditor, $2 numbers. Rows: (number, run, position, has it a case of a pruned run).
    case permitHolders = """
        select h.number, h.run, h.pos, h.case_id is not null
        from unnest($2::text[]) o(number)
        cross join lateral (
            select * from permit where creditor = $1 and number = o.number offset 0
        ) h
        """

    /// $1 creditor, $2 run, $3 positions. Rows: (number) of those that Amili has.
    case acceptedAt = """
        select r.number
        from unnest($3::integer[]) o(pos)
        cross join lateral (
            select number, state from reminder
            where creditor = $1 and run = $2 and pos = o.pos offset 0
        ) r
        where r.state = 'a'
        """

    /// $1 creditor. Row: (has it any invoice).
    case hasInvoices = "select exists (select from invoice where creditor = $1)"

    /// $1 creditor, $2 run, $3 positions, then one array per choice: $4 by e-mail, $5 interest,
    /// $6 fee; $7 to do.
    case insertManual = """
        insert into manual_reminder (creditor, run, pos, by_email, with_interest, with_fee, todo)
        select $1::bigint, $2::bigint, o.*
        from unnest($3::integer[], $4::boolean[], $5::boolean[], $6::boolean[], $7::boolean[])
            o(pos, by_email, with_interest, with_fee, todo)
        order by o.pos
        """

    /// $1 run, $2 total, $3 queued, $4 skipped, $5 refused, $6 hold in seconds (null: none),
    /// $7 manual.
    case closeLoad = """
        update run set
            total = $2, queued = $3, skipped = $4, refused = $5, manual = $7,
            state = 'held',
            hold_until = coalesce(
                clock_timestamp() + make_interval(secs => $6::double precision), created_at)
        where id = $1
        """

    /// $1 creditor. A run was loaded while letters of it may be forgotten: what it skips is asked
    /// about by nobody, so the creditor's cases are read once more from there.
    case pollAnew = """
        update poll p set
            turn = p.turn + 1, held_until = '-infinity', changes_page = 1, changes_began = null,
            watermark = least(p.watermark, lost.since),
            changes_due_at = least(p.changes_due_at, clock_timestamp())
        from (
            select min(since) as since from lost_time
            where noted_at > clock_timestamp() - interval '7 days'
        ) lost
        where p.creditor = $1 and lost.since is not null
        """
}
