import Glibc
import Hummingbird
package import Logging
import NIOCore
package import Store

/// The web page for bookkeepers and operators.
package struct WebConsole: Sendable {
    private let store: Store
    private let settings: ConsoleSettings
    private let log: Logger

    package init(_ store: Store, _ settings: ConsoleSettings, log: Logger) {
        precondition(settings.violations.isEmpty)
        self.store = store
        self.settings = settings
        self.log = log
    }

    static let routes: [Route] =
        SessionForms.routes + InvoicesPage.routes + InvoicesCSV.routes + SelectionForms.routes
        + DraftDialog.routes
        + DraftForms.routes + OperationsPage.routes + ActivationPage.routes + ManualPage.routes
        + RunsPage.routes + RunPage.routes + CancelPage.routes + ResubmitPage.routes
        + InvoicePage.routes

    /// Serves until SIGTERM or SIGINT; requests under way are answered first.
    /// - Parameter running: called once with the port.
    package func run(_ running: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        let bound = Bound()
        let responder = Responder(bound: bound, site: Site(store, settings, log: log))
        let application = Application(
            responder: responder,
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil),
            services: [Sampler(store: store)],
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.port
                bound.set(settings.hosts(port: port))
                await running(port)
            },
            logger: log)
        do {
            try await application.runService()
        } catch let error as IOError {
            throw CannotListen(why: String(cString: strerror(error.errnoCode)))
        }
    }

    /// The port is taken, or not ours to take.
    package struct CannotListen: Error {
        package let why: String
    }
}
