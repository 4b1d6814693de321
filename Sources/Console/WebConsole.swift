import Descriptors
import Glibc
import Hummingbird
import HummingbirdCore
import LogEvents
package import Logging
import NIOCore

/// The web page for bookkeepers and operators.
package struct WebConsole: Sendable {
    private let stores: ConsoleStores
    private let settings: ConsoleSettings
    private let log: Logger
    private let metrics: ConsoleMetrics

    package init(
        _ stores: ConsoleStores, _ settings: ConsoleSettings, log: Logger,
        metrics: ConsoleMetrics = ConsoleMetrics()
    ) {
        precondition(settings.violations.isEmpty)
        self.stores = stores
        self.settings = settings
        self.log = log
        self.metrics = metrics
    }

    static let routes: [Route] =
        SessionForms.routes + InvoicesPage.routes + InvoicesCSV.routes + SelectionForms.routes
        + DraftDialog.routes
        + DraftForms.routes + OperationsPage.routes + AuditPage.routes
        + ActivationPage.routes + ManualPage.routes
        + RunsPage.routes + RunPage.routes + CancelPage.routes + ResubmitPage.routes
        + InvoicePage.routes

    /// Serves until SIGTERM or SIGINT; requests under way are answered first.
    /// - Parameter running: called once with the port.
    package func run(_ running: @escaping @Sendable (_ port: Int) async -> Void) async throws {
        let descriptors = raiseFiles()
        await OpenFiles.openTimers()
        do {
            try await application(descriptors: descriptors, running).runService()
        } catch let error as IOError {
            throw CannotListen(why: String(cString: strerror(error.errnoCode)))
        }
    }

    /// The same without the signals, until its task is cancelled.
    func serve(
        descriptors: Int, _ running: @escaping @Sendable (_ port: Int) async -> Void
    ) async throws {
        try await application(descriptors: descriptors, running).run()
    }

    /// - Returns: how many descriptors there are.
    private func raiseFiles() -> Int {
        let (before, now) = OpenFiles.raise()
        let limits = settings.connections.within(descriptors: now)
        log.tell(
            .connections,
            [
                "descriptors": "\(now)", "descriptors_before": "\(before)",
                "most": "\(limits.total)", "most_of_an_address": "\(limits.perAddress)",
            ])
        if limits.total < settings.connections.total {
            log.tell(
                .descriptorsFew,
                [
                    "connections": "\(limits.total)",
                    "remedy": "raise the hard limit of open files (LimitNOFILE=, ulimit -Hn)",
                ])
        }
        if settings.isSecure, settings.proxies.isEmpty {
            log.tell(
                .proxyUntold,
                [
                    "meaning": "all requests seem to come from one address",
                    "remedy": "set PAMINN_CONSOLE_PROXY to the proxy's address",
                ])
        }
        return now
    }

    /// The server with all that runs beside it.
    private func application(
        descriptors: Int, _ running: @escaping @Sendable (_ port: Int) async -> Void
    ) -> some ApplicationProtocol {
        let limits = settings.connections.within(descriptors: descriptors)
        let registry = ConnectionRegistry(limits, TrustedProxies(settings), log: log)
        let site = Site(stores, settings, log: log, metrics: metrics)
        return Application(
            responder: site,
            server: HTTPServerBuilder { GuardedChannel($0, registry, limits) },
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil,
                backlog: 1_024),
            services: [Sampler(console: stores.console), site.looks],
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.port
                site.hosts.set(settings.hosts(port: port))
                await running(port)
            },
            logger: log)
    }

    /// The port is taken, or not ours to take.
    package struct CannotListen: Error {
        package let why: String
    }
}
