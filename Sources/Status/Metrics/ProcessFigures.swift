import Glibc

/// What the system tells about this process, from `/proc`.
package struct ProcessFigures: Sendable {
    /// When the process began, seconds since 1970.
    private let startedAt: Double

    /// To be made soon after the start: the age of the process is measured here.
    package init() {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        var sinceBoot = timespec()
        clock_gettime(CLOCK_BOOTTIME, &sinceBoot)
        let wall = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
        let boot = Double(sinceBoot.tv_sec) + Double(sinceBoot.tv_nsec) / 1e9
        // Field 22 counts from the boot.
        let began = Self.facts().flatMap { $0.count > 19 ? Double($0[19]) : nil }
        startedAt = began.map { wall - boot + $0 / Self.ticks } ?? wall
    }

    /// The five metrics of the process; what cannot be read is left out.
    package func samples() -> [MetricSample] {
        var samples = [MetricSample("process_start_time_seconds", [], startedAt)]
        if let facts = Self.facts(), facts.count > 21 {
            // Fields 14, 15 and 24 of proc(5), of which the first two are cut off.
            if let user = Double(facts[11]), let system = Double(facts[12]) {
                samples.append(
                    MetricSample("process_cpu_seconds_total", [], (user + system) / Self.ticks))
            }
            if let pages = Double(facts[21]) {
                samples.append(
                    MetricSample(
                        "process_resident_memory_bytes", [],
                        pages * Double(sysconf(Int32(_SC_PAGESIZE)))))
            }
        }
        if let open = Self.openDescriptors {
            samples.append(MetricSample("process_open_fds", [], Double(open)))
        }
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            let most = limit.rlim_cur == rlim_t.max ? Double.infinity : Double(limit.rlim_cur)
            samples.append(MetricSample("process_max_fds", [], most))
        }
        return samples
    }

    /// Ticks of the system's clock in a second.
    private static let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))

    /// The fields of `/proc/self/stat` behind the program's name, which may hold anything.
    private static func facts() -> [Substring]? {
        guard let file = fopen("/proc/self/stat", "re") else { return nil }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 1_024)
        guard fgets(&buffer, Int32(buffer.count), file) != nil else { return nil }
        let text = String(
            decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        guard let end = text.lastIndex(of: ")") else { return nil }
        return text[text.index(after: end)...].split { $0 == " " || $0 == "\n" }
    }

    /// The number of open descriptors, without the one that counts them.
    private static var openDescriptors: Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while let entry = readdir(folder) {
            if entry.pointee.d_name.0 != 46 { count += 1 }
        }
        return max(0, count - 1)
    }
}
