import Database

/// SQL that reads what is held about one customer of a creditor: one statement for each table that
/// `CustomerData` exports. Each takes the invoices of a page as `numbers`, canonical, and returns
/// one row for each record: `json`, an object with the columns of the table, and `told`, the same
/// for people, one line for each column that has a value.
///
/// Users' logins and addresses are left out: an answer goes to the customer, and tells nothing of
/// who works for the creditor. Whole rows are taken, so that a new column is exported by itself.
enum CustomerExportStatement: String, Statement {
    /// A page of the customer's invoices, after the number `after`; null: from the first one.
    case invoices = """
        select x.number, x.record::text as json, {recordTold} as told
        from (
            select i.number, to_jsonb(i) as record from invoice i
            where i.creditor = :creditor and i.customer_number = :customer
                and (:after::text is null or i.number collate "C" > :after)
            order by i.number collate "C" limit :limit
        ) x
        order by x.number collate "C"
        """

    /// Reminders, with the words for their states and reasons, and with what was known when.
    case reminder = """
        select x.record::text as json, {recordTold} as told
        from (
            select to_jsonb(r) || jsonb_build_object(
                    'state', l.state, 'shown', l.shown, 'reason', l.reason,
                    'reason_sv', l.reason_sv, 'reason_en', l.reason_en,
                    'run_created_at', u.created_at, 'run_as_of', u.as_of,
                    'run_released_at', u.released_at) as record
            from reminder r
            join reminder_list l on l.creditor_id = r.creditor and l.run = r.run and l.pos = r.pos
            join run u on u.id = r.run
            where r.creditor = :creditor and r.number = any(:numbers)
            order by r.number, r.run, r.pos
        ) x
        """

    case permit = """
        select x.record::text as json, {recordTold} as told
        from (
            select to_jsonb(p) as record from permit p
            where p.creditor = :creditor and p.number = any(:numbers) order by p.number
        ) x
        """

    case manualReminder = """
        select x.record::text as json, {recordTold} as told
        from (
            select to_jsonb(m) - 'done_by' || jsonb_build_object('number', r.number) as record
            from reminder r
            join manual_reminder m
                on m.creditor = r.creditor and m.run = r.run and m.pos = r.pos
            where r.creditor = :creditor and r.number = any(:numbers)
            order by r.number, m.run, m.pos
        ) x
        """

    /// Evidence of the reminders, of the calls of their parts and of their runs. A
    /// human's words about a whole part or run may be about somebody else, and stay.
    case evidence = """
        select x.record::text as json, {recordTold} as told
        from (
            select to_jsonb(e) - 'by_whom' || jsonb_build_object('number', r.number) as record
            from reminder r
            join evidence e on e.creditor = r.creditor and e.run = r.run
                and (e.pos = r.pos or (e.pos is null and e.decision is null
                    and (e.first is null
                        or e.first = (r.pos - 1) / {partSize} * {partSize} + 1)))
            where r.creditor = :creditor and r.number = any(:numbers)
            order by r.number, r.run, r.pos, e.at
        ) x
        """

    case incident = """
        select x.record::text as json, {recordTold} as told
        from (
            select to_jsonb(n) - 'closed_by' || jsonb_build_object('number', r.number) as record
            from reminder r
            join incident n on n.creditor = r.creditor and n.run = r.run and n.pos = r.pos
            where r.creditor = :creditor and r.number = any(:numbers)
            order by r.number, n.id
        ) x
        """

    /// Two spellings of one number, if either is the customer's.
    case invoiceTwin = """
        select x.record::text as json, {recordTold} as told
        from (
            select to_jsonb(w) as record from invoice_twin w
            where w.creditor = :creditor
                and (w.number = any(:numbers) or w.canonical = any(:numbers))
            order by w.number
        ) x
        """

    /// Users' actions that name one of the invoices: `invoice NUMBER`, and more after a colon.
    case consoleAudit = """
        select x.record::text as json, {recordTold} as told
        from (
            select to_jsonb(a) - 'login' - 'address' as record from console_audit a
            where a.creditor = :creditor and starts_with(a.facts, 'invoice ')
                and substr(split_part(a.facts, ':', 1), 9) = any(:numbers)
            order by a.at, a.id
        ) x
        """

    /// Users' looks at one of the invoices, or at its letter.
    case consoleLook = """
        select x.record::text as json, {recordTold} as told
        from (
            select to_jsonb(k) - 'login' - 'address' as record from console_look k
            where k.creditor = :creditor and k.kind in ('invoice', 'letter')
                and k.object = any(:numbers)
            order by k.at
        ) x
        """

    case selectionTick = """
        select x.record::text as json, {recordTold} as told
        from (
            select to_jsonb(t) - 'owner' as record from selection_tick t
            where t.creditor = :creditor and t.number = any(:numbers) order by t.number
        ) x
        """

    /// The choices by a filter, of selections and drafts, that have one of the invoices.
    case filterChoicePart = """
        select x.record::text as json, {recordTold} as told
        from (
            select jsonb_build_object('choice', c.id, 'made_at', c.made_at, 'number', n.number)
                as record
            from (
                select choice from selection where creditor = :creditor and choice is not null
                union
                select choice from draft where creditor = :creditor and choice is not null
            ) o
            join filter_choice c on c.id = o.choice
            join filter_choice_part p on p.choice = c.id
            cross join lateral unnest(p.numbers) n (number)
            where n.number = any(:numbers)
            order by c.id, n.number
        ) x
        """

    case draftLine = """
        select x.record::text as json, {recordTold} as told
        from (
            select to_jsonb(l) || jsonb_build_object(
                    'opened_at', d.opened_at, 'expires_at', d.expires_at) as record
            from draft d join draft_line l on l.draft = d.id
            where d.creditor = :creditor and l.number = any(:numbers)
            order by l.number, l.draft
        ) x
        """

    case draftChoice = """
        select x.record::text as json, {recordTold} as told
        from (
            select to_jsonb(h) || jsonb_build_object('number', l.number) as record
            from draft d
            join draft_line l on l.draft = d.id
            join draft_choice h on h.draft = l.draft and h.pos = l.pos
            where d.creditor = :creditor and l.number = any(:numbers)
            order by l.number, h.draft
        ) x
        """

    case draftPick = """
        select x.record::text as json, {recordTold} as told
        from (
            select to_jsonb(k) as record
            from draft d join draft_pick k on k.draft = d.id
            where d.creditor = :creditor and k.number = any(:numbers)
            order by k.number, k.draft
        ) x
        """

    /// Lines of host applications that are not loaded yet.
    case hostLine = """
        select x.record::text as json, {recordTold} as told
        from (
            select to_jsonb(l) as record
            from host_line l join creditor c on c.handle = l.creditor
            where c.id = :creditor and exists (
                select from invoice i
                where i.creditor = c.id and i.number = any(:numbers)
                    and l.invoice_number in (i.number, i.written))
            order by l.invoice_number, l.id
        ) x
        """

    /// Refused lines of host applications.
    case hostReject = """
        select x.record::text as json, {recordTold} as told
        from (
            select to_jsonb(j) || jsonb_build_object('batch', q.batch, 'asked_at', q.requested_at)
                as record
            from host_reject j join host_request q on q.id = j.request
            where q.creditor = :creditor and exists (
                select from invoice i
                where i.creditor = q.creditor and i.number = any(:numbers)
                    and j.invoice_number in (i.number, i.written))
            order by j.request, j.line
        ) x
        """

    /// Those that read a page's invoices, in the order of the answer.
    static let ofInvoices = allCases.filter { $0 != .invoices }

    /// The table whose records the statement reads.
    var table: String {
        switch self {
        case .invoices: "invoice"
        case .reminder: "reminder"
        case .permit: "permit"
        case .manualReminder: "manual_reminder"
        case .evidence: "evidence"
        case .incident: "incident"
        case .invoiceTwin: "invoice_twin"
        case .consoleAudit: "console_audit"
        case .consoleLook: "console_look"
        case .selectionTick: "selection_tick"
        case .filterChoicePart: "filter_choice_part"
        case .draftLine: "draft_line"
        case .draftChoice: "draft_choice"
        case .draftPick: "draft_pick"
        case .hostLine: "host_line"
        case .hostReject: "host_reject"
        }
    }
}
