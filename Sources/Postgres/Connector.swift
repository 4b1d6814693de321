import CPostgres

/// Connects as libpq's own blocking call does: every entry, every address of it, each for
/// `connect_timeout`; which libpq leaves out where it does not block.
struct Connector {
    let options: ConnectionOptions
    /// A descriptor that, once readable, ends the attempt; -1: none.
    let stop: CInt
    var lookUp: (ConnectionPlace) throws(PostgresError) -> [ConnectionPlace] = {
        (place) throws(PostgresError) in try place.lookedUp()
    }

    func open() throws(PostgresError) -> LiveConnection {
        let written = ConnectionPlace.written(options)
        var failures: [PostgresError] = []
        for wanted in sessionsWanted {
            for entry in written {
                let places: [ConnectionPlace]
                do throws(PostgresError) {
                    places = try lookUp(entry)
                } catch {
                    failures.append(error)
                    continue
                }
                for place in places {
                    var options = place.options(options)
                    options["target_session_attrs"] = wanted
                    do throws(PostgresError) {
                        return try LiveConnection.open(options, at: place, stop: stop)
                    } catch {
                        guard Self.isOfPlaceAlone(error) else { throw error }
                        failures.append(error)
                    }
                }
            }
        }
        throw Self.telling(failures)
    }

    /// A standby is preferred to others only by asking all for one first.
    private var sessionsWanted: [String?] {
        let wanted = options["target_session_attrs"]
        return wanted == "prefer-standby" ? ["standby", "any"] : [wanted]
    }

    /// Like libpq: a server that refuses the user or the database speaks for all of them.
    private static func isOfPlaceAlone(_ error: PostgresError) -> Bool {
        guard error.sqlstate != PostgresError.closed.sqlstate else { return false }
        return error.kind == .connectionLost
            || error.connectionFailure == .startingUp
            || error.connectionFailure == .tooManyConnections
    }

    /// Tells a failure that somebody must mend, if there is one; else the last.
    private static func telling(_ failures: [PostgresError]) -> PostgresError {
        failures.first { $0.connectionFailure?.mayPass == false } ?? failures.last
            ?? .connecting(.unknown)
    }
}
