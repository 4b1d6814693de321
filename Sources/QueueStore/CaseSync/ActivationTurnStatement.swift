import Database

/// Writes down how far a creditor has come on its way to being active at Amili. Lock order:
/// creditor, activation.
enum ActivationTurnStatement: String, Statement {
    /// `fields` and `messages` are arrays with an element for each issue, in their order.
    case addIssues = """
        insert into activation_issue (creditor, position, field, message)
        select :creditor, i.position, i.field, i.message
        from unnest(:fields::text[], :messages::text[]) with ordinality i(field, message, position)
        """

    // The worker's answers

    /// Locks the creditor before its activation. Returns no row if the turn is lost.
    case lockTurn = """
        select c.activation, a.cause
        from creditor c join activation a on a.creditor = c.id
        where c.id = :creditor and a.turn = :turn
        for no key update of c
        """

    /// Makes the next turn hand the details in, at once. `version`: the one that was read, or null.
    case lacksDetails = """
        update activation set
            held_until = '-infinity', asked_at = clock_timestamp(), step = 'hand_in',
            version = :version, cause = null, due_at = clock_timestamp()
        where creditor = :creditor and turn = :turn
        """

    /// Sets the time of the next question: soon at first, then each time later, up to ten minutes.
    /// If the partner has to do something, it is ten minutes from the first. The cause `no_access`
    /// goes, because the creditor could be read. `is_handed_in`: by this turn.
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

    /// Sets the next question in ten minutes, because somebody else has to do something.
    case hindered = """
        update activation set
            held_until = '-infinity', asked_at = clock_timestamp(), asked = asked + 1,
            step = 'read', version = null, cause = :cause,
            due_at = clock_timestamp() + interval '600 s'
        where creditor = :creditor and turn = :turn
        """

    /// Notes that Amili has decided. Returns no row if the turn is lost.
    case decided = """
        update activation set
            held_until = '-infinity', asked_at = clock_timestamp(), asked = asked + 1,
            decided_at = clock_timestamp(), step = 'read', version = null, cause = :cause
        where creditor = :creditor and turn = :turn
        returning creditor
        """

    /// Postpones the next turn. `wait` in seconds; null: the turn has failed, and the next comes
    /// later each time. After a failure the creditor is read anew, because the details may have
    /// come, or another version may be there.
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
