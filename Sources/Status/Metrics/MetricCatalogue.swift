/// All metrics of Påminn. A program can make no others, and `deploy/LOGS.md` lists them.
package enum MetricCatalogue {
    package static let all =
        process + letters + database + worker + fleet + console + system

    /// Upper bounds of calls to Amili, in seconds. A call has 30 s by default.
    private static let callBounds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    /// Upper bounds of statements, in seconds. A beat has 5 s by default, others have 30 s.
    private static let statementBounds = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30,
    ]
    /// Upper bounds of pages, in seconds. A page has 30 s.
    private static let pageBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30]

    private static let process = [
        MetricDescription(
            "paminn_build_info", .gauge, ["version", "commit", "process"],
            "Always 1; the labels tell which program this is."),
        MetricDescription(
            "paminn_ready", .gauge, "1 if no check of /health/ready is bad, else 0."),
        MetricDescription(
            "paminn_log_lines_dropped_total", .counter,
            "Log lines that could not be written at once, and were dropped."),
        MetricDescription(
            "paminn_metric_series_dropped_total", .counter,
            "Series that were not kept because there were too many."),
    ]

    private static let letters = [
        MetricDescription(
            "paminn_reminders_total", .counter, ["outcome", "reason"],
            "Outcomes that this worker wrote down; one in doubt is counted again when it ends."),
        MetricDescription(
            "paminn_call_seconds", .histogram(bounds: callBounds), ["call", "outcome"],
            "Calls to Amili that left, a look-up with all its pages."),
        MetricDescription(
            "paminn_calls_in_flight", .gauge, "Calls to Amili that have begun and not ended."),
        MetricDescription(
            "paminn_slots_granted_total", .counter, "Slots that this worker was given."),
        MetricDescription(
            "paminn_slots_waited_total", .counter,
            "Requests for slots that had to wait, because the rate was used up."),
        MetricDescription(
            "paminn_duplicates_prevented_total", .counter,
            "Reminders of which a look-up found the case, so that no second letter went."),
    ]

    private static let database = [
        MetricDescription(
            "paminn_database_seconds", .histogram(bounds: statementBounds), ["work"],
            "Statements of the worker, with the wait for a connection."),
        MetricDescription(
            "paminn_database_errors_total", .counter, ["class"],
            "Calls of the database that failed, by the first two characters of SQLSTATE."),
        MetricDescription(
            "paminn_database_deadlines_total", .counter,
            "Calls of the database that ran out of their time."),
        MetricDescription(
            "paminn_database_connections", .gauge, ["state"], "Open connections of the pools."),
    ]

    private static let worker = [
        MetricDescription(
            "paminn_spans_dropped_total", .counter,
            "Spans that were not sent, or that the collector did not take."),
        MetricDescription(
            "paminn_leases_lost_total", .counter,
            "Settles of parts that another worker had taken over."),
        MetricDescription(
            "paminn_rescued_parts_total", .counter,
            "Parts of dead workers that this worker made ready again."),
        MetricDescription(
            "paminn_last_beat_timestamp_seconds", .gauge,
            "When this worker last beat, seconds since 1970."),
        MetricDescription(
            "paminn_last_claim_timestamp_seconds", .gauge,
            "When this worker last claimed a part, seconds since 1970."),
    ]

    private static let fleet = [
        MetricDescription(
            "paminn_fleet_up", .gauge, "1 if the figures of the fleet could be read, else 0."),
        MetricDescription("paminn_queue_reminders", .gauge, "Queued reminders of the fleet."),
        MetricDescription(
            "paminn_queue_oldest_due_seconds", .gauge,
            "How long the first part whose turn it is has waited; 0 if none waits."),
        MetricDescription(
            "paminn_held_runs_past_due", .gauge,
            "Held runs whose time has come and that nobody has released."),
        MetricDescription("paminn_uncertain_reminders", .gauge, "Reminders in doubt."),
        MetricDescription(
            "paminn_uncertain_oldest_seconds", .gauge,
            "How long the first reminder has been in doubt; 0 if none is."),
        MetricDescription(
            "paminn_gates_closed", .gauge, ["cause"],
            "Gates that are closed, or paused by a human."),
        MetricDescription(
            "paminn_workers", .gauge, ["state"],
            "Workers that beat, and those that fell silent or died with parts in hand."),
        MetricDescription(
            "paminn_rate_per_second", .gauge, "Calls a second that the fleet may make."),
        MetricDescription(
            "paminn_rate_used_per_second", .gauge,
            "Reminders that ended, a second, by the consoles' samples of the last minute."),
        MetricDescription(
            "paminn_poll_lag_seconds", .gauge,
            "How long nothing was heard about the open cases of the creditor that waits longest."),
        MetricDescription("paminn_incidents_open", .gauge, "Incidents that nobody has closed."),
        MetricDescription(
            "paminn_stand_still_seconds", .gauge,
            "How long due work has stood still; 0 if something moves or nothing is due."),
    ]

    private static let console = [
        MetricDescription(
            "paminn_http_requests_total", .counter, ["status_class"], "Requests of browsers."),
        MetricDescription(
            "paminn_http_request_seconds", .histogram(bounds: pageBounds),
            "Requests of browsers, until the answer begins."),
        MetricDescription(
            "paminn_event_streams", .gauge, "Open event streams of browsers."),
    ]

    private static let system = [
        MetricDescription(
            "process_cpu_seconds_total", .counter, "User and system time of this process."),
        MetricDescription(
            "process_resident_memory_bytes", .gauge, "Resident memory of this process."),
        MetricDescription("process_open_fds", .gauge, "Open file descriptors of this process."),
        MetricDescription(
            "process_max_fds", .gauge, "How many descriptors this process may have open."),
        MetricDescription(
            "process_start_time_seconds", .gauge,
            "When this process began, seconds since 1970."),
    ]
}
