import CPostgres

/// Connects as libpq's blocking call does: to every entry and each of its addresses in turn, each
/// for `connect_timeout`. libpq's non-blocking calls do not do this.
struct Connector {
    let options: ConnectionOptions
    /// A file descriptor that ends the attempt once it is readable; -1: none.
    let stop: CInt
    /// Looks up a name; tests replace it.
    var lookUp: (ConnectionPlace) throws(PostgresError) -> [ConnectionPlace] = {
        (place) throws(PostgresError) in try place.lookedUp()
    }

    /// - Returns: a connection to the first place that accepts one.
    /// - Throws: the failure that speaks for all places, or the most telling of all failures.
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

    /// The values of `target_session_attrs` to try in turn. For `prefer-standby` all places are
    /// first asked for a standby, and only then for any server.
    private var sessionsWanted: [String?] {
        let wanted = options["target_session_attrs"]
        return wanted == "prefer-standby" ? ["standby", "any"] : [wanted]
    }

    /// Whether another place may still accept us. As in libpq, a server that refuses the user or
    /// the database speaks for all.
    private static func isOfPlaceAlone(_ error: PostgresError) -> Bool {
        guard error.sqlstate != PostgresError.closed.sqlstate else { return false }
        return error.kind == .connectionLost
            || error.connectionFailure == .startingUp
            || error.connectionFailure == .tooManyConnections
    }

    /// The first failure that somebody must repair, else the last one.
    private static func telling(_ failures: [PostgresError]) -> PostgresError {
        failures.first { $0.connectionFailure?.mayPass == false } ?? failures.last
            ?? .connecting(.unknown)
    }
}
