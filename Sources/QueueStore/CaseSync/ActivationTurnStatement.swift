import Database

/// How a creditor becomes active at Amili. Lock order: creditor, activation.
enum ActivationTurnStatement: String, Statement {
    /// $1 creditor, $2 fields, $3 messages.
    case addIssues = """
        insert into activation_issue (creditor, position, field, message)
        select $1, i.position, i.field, i.message
        from unnest($2::text[], $3::text[]) with ordinality i(field, message, position)
        """

    // The worker's answers

    /// $1 creditor, $2 turn. Row: (activation, cause). Locks the creditor before its activation.
    case lockTurn = """
        select c.activation, a.cause
        from creditor c join activation a on a.creditor = c.id
        where c.id = $1 and a.turn = $2
        for no key update of c
        """

    /// $1 creditor, $2 turn, $3 version, or null. The details are handed in next, at once.
    case lacksDetails = """
        update activation set
            held_until = '-infinity', asked_at = clock_timestamp(), step = 'hand_in',
            version = $3, cause = null, due_at = clock_timestamp()
        where creditor = $1 and turn = $2
        """

    /// $1 creditor, $2 turn, $3 handed in by this turn. Soon again, and each time later, up to ten
    /// minutes; so seldom from the first if the partner has to do something. That it could be read
    /// disproves that it may not be.
    case stillPending = """
        update activation set
            held_until = '-infinity', asked_at = clock_timestamp(), asked = asked + 1,
            step = 'read', version = null, cause = nullif(cause, 'no_access'),
            handed_in_at = case when $3::boolean then coalesce(handed_in_at, clock_timestamp())
                else handed_in_at end,
            due_at = clock_timestamp() + make_interval(secs => case
                when cause = 'partner_only' then 600 else least(2 * 2 ^ least(asked, 10), 600) end)
        where creditor = $1 and turn = $2
        """

    /// $1 creditor, $2 turn, $3 cause. In ten minutes again: somebody else has to do something.
    case hindered = """
        update activation set
            held_until = '-infinity', asked_at = clock_timestamp(), asked = asked + 1,
            step = 'read', version = null, cause = $3,
            due_at = clock_timestamp() + interval '600 s'
        where creditor = $1 and turn = $2
        """

    /// $1 creditor, $2 turn, $3 cause, or null. Row: (creditor).
    case decided = """
        update activation set
            held_until = '-infinity', asked_at = clock_timestamp(), asked = asked + 1,
            decided_at = clock_timestamp(), step = 'read', version = null, cause = $3
        where creditor = $1 and turn = $2
        returning creditor
        """

    /// $1 creditor, $2 turn, $3 seconds, or null: failed, and each time later. After a failure the
    /// creditor is read anew: the details may have come, or another version may be there.
    case later = """
        update activation set
            held_until = '-infinity', asked = asked + ($3::double precision is null)::integer,
            step = case when $3 is null then 'read' else step end,
            version = case when $3 is null then null else version end,
            due_at = clock_timestamp() + make_interval(
                secs => coalesce($3, least(2 * 2 ^ least(asked, 10), 600)))
        where creditor = $1 and turn = $2
        """
}
