import Reminders

/// A piece of SQL, or a number of the program's, that several statements share. A statement names
/// it in braces, as in `{partSize}`. Pieces may name others, and parameters.
enum StatementPiece: String, CaseIterable {
    // Numbers

    /// The most reminders of a part. The part of position `pos` begins with the position
    /// `(pos - 1) / {partSize} * {partSize} + 1`.
    case partSize
    /// `InvoiceFlags.netBalanceNotPositive`.
    case netBalanceFlag
    /// `InvoiceFlags.erased`.
    case erasedFlag
    /// `KnownFields.Details.personal`.
    case personalDetails
    /// `Reason.netBalanceNotPositive`.
    case netBalanceReason
    /// `Reason.duplicateInBatch`.
    case duplicateReason
    /// `Reason.spelledTwice`.
    case spelledTwiceReason
    /// How long a selection stands that nobody changes.
    case selectionLife

    // Expressions

    /// The date in Sweden, `YYYY-MM-DD`.
    case today
    /// The flags of the invoice `i`. The flag of the net balance also stands for a customer who
    /// owes nothing when their credits are set off.
    case flagsWithCredits
    /// Whether Amili's words for the reminder `l` do not say that its case is closed.
    case isOpenAtAmili
    /// Whether the reminder `r` ended before `:before`, and nothing can come of it any more: no
    /// letter went, or its case is closed at Amili. It is no matter of an incident, of two
    /// spellings or of a reminder by hand, and holds a permit only for its case.
    case isPrunable
    /// Whether the send window of the creditor's gate `t` is open, and stays so for three seconds:
    /// a letter leaves at most that long after it got its slot (`PAMINN_SEND_WITHIN`).
    case isWindowOpen
    /// Whether the invoice `i` was paid in part since the reminder `l` was handed over, and the
    /// case is still open.
    case partPaidAfterHandover

    // Columns

    /// The columns of the invoice `i` that `InvoiceRows.invoice` reads, but for the flags.
    case invoiceColumns
    /// The columns of the manual reminder `m`, its run `u`, its reminder `r` and its invoice `i`
    /// that a list of them shows.
    case manualColumns
    /// The columns of a run `u` of the creditor `c`, with the sums `s` of `{partSums}`.
    case runColumns
    /// The send window of the creditor's gate `t`, nulls if it has none; and when it opens, in
    /// seconds since 1970, null if it is open.
    case windowColumns
    /// The columns that both lists of the command line have.
    case listColumns
    /// The members of the JSON object `x.record` that have a value, one a line, by name. Control
    /// characters are blanks, so that no value begins a line of its own.
    case recordTold

    // Counts of a part

    /// The counts of reminders by state, and the exceptions among them, in the order of their
    /// positions.
    case reminderCounts
    /// The changes of the part `p` that follow from `{reminderCounts}`, as `t`. With nothing open
    /// it is done.
    case countedPart

    // Tables

    /// The sums over the parts of the run `u`, as `s`.
    case partSums
    /// For each part in doubt, a thousand at most, when its first doubt began (`since`), as `d`.
    case doubtBeginnings

    var sql: String {
        switch self {
        case .partSize: "\(ClaimedPart.mostReminders)"
        case .netBalanceFlag: "\(InvoiceFlags.netBalanceNotPositive.rawValue)"
        case .erasedFlag: "\(InvoiceFlags.erased.rawValue)"
        case .personalDetails: "\(KnownFields.Details.personal.rawValue)"
        case .netBalanceReason: "\(Reason.netBalanceNotPositive.storageID)"
        case .duplicateReason: "\(Reason.duplicateInBatch.storageID)"
        case .spelledTwiceReason: "\(Reason.spelledTwice.storageID)"
        case .selectionLife: "interval '7 days'"
        case .today: "to_char(clock_timestamp() at time zone 'Europe/Stockholm', 'YYYY-MM-DD')"
        case .flagsWithCredits:
            """
            i.flags | coalesce((
                    select {netBalanceFlag} from customer_credit n
                    where n.creditor = :creditor and n.customer_number = i.customer_number
                        and n.balance_ore <= 0), 0)
            """
        case .isOpenAtAmili:
            """
            not starts_with(coalesce(l.amili_state, ''), 'closed')
                    and not starts_with(coalesce(l.amili_status, ''), 'closed')
            """
        case .isPrunable: Self.isPrunableText
        case .isWindowOpen:
            "(t.letters_from <= clock_timestamp()"
                + " and t.letters_until > clock_timestamp() + interval '3 s')"
        case .partPaidAfterHandover:
            """
            coalesce(l.state = 'accepted' and not l.paid_after_handover
                    and i.remaining_ore < i.total_ore and {isOpenAtAmili}
                    and i.changed_at > (select released_at from run where id = l.run), false)
            """
        case .invoiceColumns: Self.invoiceColumnsText
        case .manualColumns: Self.manualColumnsText
        case .runColumns: Self.runColumnsText
        case .windowColumns: Self.windowColumnsText
        case .listColumns: Self.listColumnsText
        case .recordTold: Self.recordToldText
        case .reminderCounts: Self.reminderCountsText
        case .countedPart: Self.countedPartText
        case .doubtBeginnings: Self.doubtBeginningsText
        case .partSums:
            """
            select sum(n_q) as q, sum(n_u) as u, sum(n_a) as a, sum(n_r) as r, sum(n_s) as s,
                    sum(n_f) as f, sum(n_c) as c, sum(n_m) as m,
                    sum(n_q) filter (where state = 'claimed') as claimed,
                    count(*) filter (where state = 'stuck') as stuck
                from part p where p.run = u.id
            """
        }
    }

    // MARK: Texts of columns

    private static let invoiceColumnsText = """
        i.written, i.customer_number, i.name, i.id_number, i.is_company, i.address_line,
            i.zip_code, i.city, i.country, i.email, i.mobile_number, i.description,
            to_char(i.invoice_date, 'YYYY-MM-DD') as invoice_date,
            to_char(i.due_date, 'YYYY-MM-DD') as due_date, i.total_ore, i.remaining_ore,
            i.currency, i.ocr, i.invoice_fee_ore, i.reminder_fee_ore,
            to_char(i.reminder_fee_date, 'YYYY-MM-DD') as reminder_fee_date
        """

    private static let isPrunableText = """
        r.changed_at < :before::timestamptz
            and (r.state in ('r', 's', 'f', 'c') and not exists (
                    select from permit h where h.creditor = :creditor and h.number = r.number
                        and h.run = :run and h.pos = r.pos)
                or r.state = 'a' and r.case_id is not null
                    and (starts_with(r.amili_state, 'closed')
                        or starts_with(r.amili_status, 'closed')))
            and not exists (
                select from incident n
                where n.creditor = :creditor and n.run = :run and n.pos = r.pos)
            and not exists (
                select from manual_reminder m
                where m.creditor = :creditor and m.run = :run and m.pos = r.pos)
            and r.number <> all(array(
                select number from invoice_twin where creditor = :creditor
                union all select canonical from invoice_twin where creditor = :creditor))
        """

    private static let recordToldText = """
        (select string_agg(
                format('%s: %s', t.key, regexp_replace(t.value, '[[:cntrl:]]', ' ', 'g')),
                chr(10) order by t.key)
            from jsonb_each_text(x.record) t where t.value <> '')
        """

    private static let manualColumnsText = """
        {today} as today, u.grace_bank_days, m.by_email, m.with_interest, m.with_fee, m.todo,
            extract(epoch from m.done_at) as done_at, m.done_by,
            to_char(m.claimed_until, 'YYYY-MM-DD') as claimed_until, m.claimed_ore,
            m.interest_ore, m.fee_ore, r.number, {invoiceColumns}
        """

    private static let runColumnsText = """
        u.id, c.handle, u.key,
            case when u.stopped_at is not null then 'stopped'
                when u.state in ('open') and u.paused_at is not null then 'paused'
                else u.state end as state,
            u.total,
            case when u.state = 'held' then u.queued else coalesce(s.q, 0) end as queued,
            coalesce(s.u, 0) as uncertain, coalesce(s.a, 0) as accepted,
            coalesce(s.r, 0) as rejected,
            case when u.state = 'held' then u.skipped else coalesce(s.s, 0) end as skipped,
            coalesce(s.f, 0) as failed, coalesce(s.c, 0) as cancelled,
            case when u.state = 'held' then u.manual else coalesce(s.m, 0) end as manual,
            coalesce(s.claimed, 0) as in_hand,
            extract(epoch from u.created_at) as created_at, u.created_by,
            extract(epoch from u.hold_until) as hold_until,
            extract(epoch from u.finished_at) as finished_at, u.refused, u.pause_words,
            extract(epoch from coalesce(u.finished_at, clock_timestamp()) - u.released_at)
                as seconds,
            coalesce(s.stuck, 0) as stuck_parts, u.creditor,
            u.hold_until > u.created_at as was_held, extract(epoch from u.as_of) as as_of,
            u.manual as loaded_manual, u.pause_cause, u.pause_count,
            extract(epoch from u.paused_at) as paused_at, u.pruned,
            extract(epoch from u.pruned_at) as pruned_at
        """

    private static let windowColumnsText = """
        t.window_opens::text as window_opens, t.window_closes::text as window_closes,
            t.window_bank_days, case when t.letters_from > clock_timestamp()
                then extract(epoch from t.letters_from) end as letters_from
        """

    private static let listColumnsText = """
        creditor, invoice_number, run, state, shown, reason, reason_sv, reason_en, attempts,
            extract(epoch from next_attempt_at) as next_attempt_at, case_id, amili_ocr,
            amili_state, remaining_ore, due_date, extract(epoch from changed_at) as changed_at,
            extract(epoch from confirmed_at) as confirmed_at, amili_status, shown_en,
            paid_after_handover
        """

    private static let doubtBeginningsText = """
        (
            select r.since
            from (
                select creditor, run, first, last from part where n_u > 0
                order by doubt_until limit 1000
            ) p
            cross join lateral (
                select min(doubt_since) as since from (
                    select doubt_since from reminder
                    where creditor = p.creditor and run = p.run and pos between p.first and p.last
                        and state = 'u'
                    offset 0
                ) u
            ) r
        ) d
        """

    private static let reminderCountsText = """
        count(*) filter (where state = 'q') as q, count(*) filter (where state = 'u') as u,
            count(*) filter (where state = 'a') as a, count(*) filter (where state = 'r') as r,
            count(*) filter (where state = 's') as s, count(*) filter (where state = 'f') as f,
            count(*) filter (where state = 'c') as c, count(*) filter (where state = 'm') as m,
            coalesce(array_agg(pos order by pos)
                filter (where state not in ('q', 'a')), '{}') as exception_pos,
            coalesce(array_agg(state order by pos)
                filter (where state not in ('q', 'a')), '{}') as exception_state,
            coalesce(array_agg(reason order by pos)
                filter (where state not in ('q', 'a')), '{}') as exception_reason,
            array_agg(reason order by reason)
                filter (where state = 'a' and reason is not null) as accepted_reason
        """

    private static let countedPartText = """
        state = case when t.q + t.u = 0 then 'done' else p.state end,
            worker = case when t.q + t.u = 0 then null else p.worker end,
            due_at = case when t.q + t.u = 0 then null else p.due_at end,
            n_q = t.q, n_u = t.u, n_a = t.a, n_r = t.r, n_s = t.s, n_f = t.f, n_c = t.c,
            n_m = t.m, exception_pos = t.exception_pos, exception_state = t.exception_state,
            exception_reason = t.exception_reason, accepted_reason = t.accepted_reason
        """
}
