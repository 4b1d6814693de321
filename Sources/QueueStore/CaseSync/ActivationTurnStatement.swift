import Database

/// How a creditor becomes active at Amili. Lock order: creditor, activation.
enum ActivationTurnStatement: String, Statement {
    /// `fields` and `messages`: one of each for each issue, in their order.
    case addIssues = """
        insert into activation_issue (creditor, position, field, message)
        select :creditor, i.position, i.field, i.message
        from unnest(:fields::text[], :messages::text[]) with ordinality i(field, message, position)
        """

    // The worker's answers

    /// It locks the creditor before its activation. No row: the turn is lost.
    case lockTurn = """
        select c.activation, a.cause
        from creditor c join activation a on a.creditor = c.id
        where c.id = :creditor and a.turn = :turn
        for no key update of c
        """

    /// The details are handed in next, at once. `version`: the one that was read, or null.
    case lacksDetails = """
        update activation set
            held_until = '-infinity', asked_at = clock_timestamp(), step = 'hand_in',
            version = :version, cause = null, due_at = clock_timestamp()
        where creditor = :creditor and turn = :turn
        """

    /// The question comes soon again, and each time later, up to ten minutes; so seldom from the
    /// first if the partner has to do something. That the creditor could be read disproves that it
    /// may not be. `is_handed_in`: by this turn.
    case stillPending = """
        update activation set
            held_until = '-infinity', asked_at = clock_timestamp(), asked = asked + 1,
            step = 'read', version = null, cause = nullif(cause, 'no_access'),
            handed_in_at = case when :is_handed_in::boolean
                then coalesce(handed_in_at, clock_timestamp()) else handed_in_at end,
            due_at = clock_timestamp() + make_interval(secs => case
                when cause = 'partner_only' then 600 else least(2 * 2 ^ least(asked, 10), 600) end)
        where creditor = :creditor and turn = :turn
        """

    /// The question comes again in ten minutes: somebody else has to do something.
    case hindered = """
        update activation set
            held_until = '-infinity', asked_at = clock_timestamp(), asked = asked + 1,
            step = 'read', version = null, cause = :cause,
            due_at = clock_timestamp() + interval '600 s'
        where creditor = :creditor and turn = :turn
        """

    /// No row: the turn is lost.
    case decided = """
        update activation set
            held_until = '-infinity', asked_at = clock_timestamp(), asked = asked + 1,
            decided_at = clock_timestamp(), step = 'read', version = null, cause = :cause
        where creditor = :creditor and turn = :turn
        returning creditor
        """

    /// `wait` in seconds; null: the turn has failed, and the next comes later each time. After a
    /// failure the creditor is read anew: the details may have come, or another version may be
    /// there.
    case later = """
        update activation set
            held_until = '-infinity', asked = asked + (:wait::double precision is null)::integer,
            step = case when :wait is null then 'read' else step end,
            version = case when :wait is null then null else version end,
            due_at = clock_timestamp() + make_interval(
                secs => coalesce(:wait, least(2 * 2 ^ least(asked, 10), 600)))
        where creditor = :creditor and turn = :turn
        """
}
