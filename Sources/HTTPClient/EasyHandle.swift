import CCurl

/// A `CURL*` with everything set that is the same for all calls; reused from call to call.
///
/// Owned by the engine's thread; `destroy` ends it.
struct EasyHandle {
    let pointer: UnsafeMutableRawPointer

    /// A connection idle for longer is not used again, in seconds. Servers and gateways close
    /// theirs after 60 s as a rule; a close that crosses our request would leave the call in doubt.
    private static let longestIdle = 20

    /// - Parameter engine: outlives the connections, as it ends the multi handle itself.
    init(_ settings: HTTPClientSettings, engine: Engine) {
        guard let pointer = curl_easy_init() else { fatalError("curl_easy_init: out of memory") }
        self.pointer = pointer
        setSafety()
        setCallbacks(engine)
        if let caFile = settings.caFile {
            must(ccurl_set_string(pointer, CURLOPT_CAINFO, caFile))
            // The system's directory would be trusted beside the file.
            must(ccurl_set_string(pointer, CURLOPT_CAPATH, nil))
        }
    }

    func destroy() { curl_easy_cleanup(pointer) }

    /// Most of these are libcurl's defaults; they are written down because safety hangs on them.
    private func setSafety() {
        must(ccurl_set_string(pointer, CURLOPT_PROTOCOLS_STR, "http,https"))
        must(ccurl_set_long(pointer, CURLOPT_HTTP_VERSION, 2))  // CURL_HTTP_VERSION_1_1
        must(ccurl_set_long(pointer, CURLOPT_FOLLOWLOCATION, 0))
        must(ccurl_set_long(pointer, CURLOPT_SSL_VERIFYPEER, 1))
        must(ccurl_set_long(pointer, CURLOPT_SSL_VERIFYHOST, 2))
        must(ccurl_set_long(pointer, CURLOPT_SSLVERSION, 6))  // TLS 1.2 or later
        // An empty proxy keeps libcurl from reading http_proxy and its kin.
        must(ccurl_set_string(pointer, CURLOPT_PROXY, ""))
        must(ccurl_set_string(pointer, CURLOPT_NOPROXY, "*"))
        must(ccurl_set_long(pointer, CURLOPT_NETRC, 0))
        must(ccurl_set_long(pointer, CURLOPT_DISALLOW_USERNAME_IN_URL, 1))
        must(ccurl_set_string(pointer, CURLOPT_ACCEPT_ENCODING, nil))
        must(ccurl_set_string(pointer, CURLOPT_USERAGENT, "paminn"))
        must(ccurl_set_long(pointer, CURLOPT_NOSIGNAL, 1))
        must(ccurl_set_long(pointer, CURLOPT_TCP_NODELAY, 1))
        must(ccurl_set_long(pointer, CURLOPT_MAXAGE_CONN, Self.longestIdle))
        // A name look-up that hangs keeps its own thread, instead of ours, when its call ends.
        must(ccurl_set_long(pointer, CURLOPT_QUICK_EXIT, 1))
    }

    private func setCallbacks(_ engine: Engine) {
        let context = Unmanaged.passUnretained(engine).toOpaque()
        must(ccurl_set_open_socket_callback(pointer, openSocket))
        must(ccurl_set_pointer(pointer, CURLOPT_OPENSOCKETDATA, context))
        must(ccurl_set_close_socket_callback(pointer, closeSocket))
        must(ccurl_set_pointer(pointer, CURLOPT_CLOSESOCKETDATA, context))
        must(ccurl_set_write_callback(pointer, CURLOPT_WRITEFUNCTION, takeBody))
        must(ccurl_set_write_callback(pointer, CURLOPT_HEADERFUNCTION, takeHeader))
        must(ccurl_set_prereq_callback(pointer, mayWrite))
    }

    /// Sets what belongs to one call.
    /// - Parameter transfer: must stay alive until the handle has left the multi handle.
    /// - Returns: CURLE_OK, or why libcurl does not take it.
    func prepare(for transfer: Transfer) -> CURLcode {
        let request = transfer.request
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        must(ccurl_set_pointer(pointer, CURLOPT_PRIVATE, context))
        must(ccurl_set_pointer(pointer, CURLOPT_WRITEDATA, context))
        must(ccurl_set_pointer(pointer, CURLOPT_HEADERDATA, context))
        must(ccurl_set_pointer(pointer, CURLOPT_PREREQDATA, context))
        must(ccurl_set_long(pointer, CURLOPT_TIMEOUT_MS, transfer.remaining))
        // 0 would be libcurl's own default of 300 s.
        let connectTimeout = request.connectTimeout.milliseconds(within: 1...86_400_000)
        must(ccurl_set_long(pointer, CURLOPT_CONNECTTIMEOUT_MS, connectTimeout))
        let named = ccurl_set_string(pointer, CURLOPT_URL, request.url)
        guard named == CURLE_OK else { return named }
        let bodied = setMethod(request)
        guard bodied == CURLE_OK else { return bodied }
        // The empty value keeps libcurl from waiting for `100 Continue` before a longer body.
        guard append("Expect:", to: transfer) else { return CURLE_OUT_OF_MEMORY }
        for header in request.headers {
            guard append(header, to: transfer) else { return CURLE_OUT_OF_MEMORY }
        }
        return ccurl_set_headers(pointer, transfer.headerList)
    }

    /// Lets go of the header list, which libcurl only borrowed.
    func release(_ transfer: Transfer) {
        must(ccurl_set_headers(pointer, nil))
        curl_slist_free_all(transfer.headerList)
        transfer.headerList = nil
    }

    private func setMethod(_ request: HTTPRequest) -> CURLcode {
        // The handle may come from a call by another method, whose name would stay.
        let name = request.method == .patch ? "PATCH" : nil
        must(ccurl_set_string(pointer, CURLOPT_CUSTOMREQUEST, name))
        switch request.method {
        case .get:
            return ccurl_set_long(pointer, CURLOPT_HTTPGET, 1)
        case .post, .patch:
            must(ccurl_set_long(pointer, CURLOPT_POST, 1))
            let size = curl_off_t(request.body.count)
            must(ccurl_set_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, size))
            // Without any pointer libcurl would read the body from standard input.
            guard size > 0 else { return ccurl_copy_body(pointer, "") }
            return request.body.withUnsafeBytes { ccurl_copy_body(pointer, $0.baseAddress) }
        }
    }

    private func append(_ header: String, to transfer: Transfer) -> Bool {
        guard let list = curl_slist_append(transfer.headerList, header) else { return false }
        transfer.headerList = list
        return true
    }

    /// For options whose refusal can only mean a libcurl older than we need, or our own mistake.
    private func must(_ code: CURLcode) {
        precondition(code == CURLE_OK, String(cString: curl_easy_strerror(code)))
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer {
    guard let context else { preconditionFailure("libcurl called back without a transfer") }
    return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
}

/// Any number but the one given ends the transfer with CURLE_WRITE_ERROR.
private let refused = 0

private let takeBody: ccurl_write_callback = { bytes, size, count, context in
    let buffer = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer(context).takeBody(buffer) ? buffer.count : refused
}

private let takeHeader: ccurl_write_callback = { bytes, size, count, context in
    let buffer = UnsafeRawBufferPointer(start: bytes, count: size * count)
    return transfer(context).takeHeader(buffer) ? buffer.count : refused
}

private let mayWrite: ccurl_prereq_callback = { context, _, _, _, localPort in
    transfer(context).mayWrite(localPort: Int(localPort))
        ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

private func engine(_ context: UnsafeMutableRawPointer?) -> Engine {
    guard let context else { preconditionFailure("libcurl called back without its engine") }
    return Unmanaged<Engine>.fromOpaque(context).takeUnretainedValue()
}

private let openSocket: ccurl_open_socket_callback = { context, _, address in
    guard let address else { preconditionFailure("libcurl opens a socket without an address") }
    let (family, type, number) =
        (address.pointee.family, address.pointee.socktype, address.pointee.protocol)
    return engine(context).sockets.open(family: family, type: type, protocolNumber: number)
        ?? -1  // CURL_SOCKET_BAD: the call ends as not connected
}

private let closeSocket: ccurl_close_socket_callback = { context, socket in
    engine(context).sockets.close(socket)
}
