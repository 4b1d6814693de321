import CCurl

/// A `CURL*` with everything set that is the same for all calls; reused from call to call. It keeps
/// a connection of its own (its share), so that whoever picks the handle picks the connection.
///
/// Owned by the engine's thread; `destroy` ends it.
struct EasyHandle {
    let pointer: UnsafeMutableRawPointer
    /// Nothing but the connection; used by this handle alone.
    private let share: UnsafeMutableRawPointer
    let sockets: OpenSockets

    /// A connection idle for longer is not used again, in seconds. Servers and gateways close
    /// theirs after 60 s as a rule; a close that crosses our request would leave the call in doubt.
    static let longestIdle = 20

    init(_ settings: HTTPClientSettings) {
        guard let pointer = curl_easy_init(), let share = curl_share_init() else {
            fatalError("curl_easy_init: out of memory")
        }
        self.pointer = pointer
        self.share = share
        sockets = OpenSockets(userTimeout: settings.tcpUserTimeout)
        let shared = ccurl_share_connections(share)
        precondition(shared == CURLSHE_OK, String(cString: curl_share_strerror(shared)))
        must(ccurl_set_pointer(pointer, CURLOPT_SHARE, share))
        setSafety()
        setWay(settings.proxy)
        setCallbacks()
        if let caFile = settings.caFile {
            must(ccurl_set_string(pointer, CURLOPT_CAINFO, caFile))
            // The system's directory would be trusted beside the file.
            must(ccurl_set_string(pointer, CURLOPT_CAPATH, nil))
        }
    }

    /// Closes its connection, too.
    func destroy() {
        curl_easy_cleanup(pointer)
        let ended = curl_share_cleanup(share)
        precondition(ended == CURLSHE_OK, String(cString: curl_share_strerror(ended)))
    }

    /// Most of these are libcurl's defaults; they are written down because safety hangs on them.
    private func setSafety() {
        must(ccurl_set_string(pointer, CURLOPT_PROTOCOLS_STR, "http,https"))
        must(ccurl_set_long(pointer, CURLOPT_HTTP_VERSION, 2))  // CURL_HTTP_VERSION_1_1
        must(ccurl_set_long(pointer, CURLOPT_FOLLOWLOCATION, 0))
        must(ccurl_set_long(pointer, CURLOPT_SSL_VERIFYPEER, 1))
        must(ccurl_set_long(pointer, CURLOPT_SSL_VERIFYHOST, 2))
        must(ccurl_set_long(pointer, CURLOPT_SSLVERSION, 6))  // TLS 1.2 or later
        must(ccurl_set_long(pointer, CURLOPT_NETRC, 0))
        must(ccurl_set_long(pointer, CURLOPT_DISALLOW_USERNAME_IN_URL, 1))
        // Without the header any coding may come (RFC 9110 §12.5.3). libcurl decodes what comes all
        // the same, and the limit of a body is counted in decoded bytes.
        must(ccurl_set_string(pointer, CURLOPT_ACCEPT_ENCODING, "identity"))
        must(ccurl_set_string(pointer, CURLOPT_USERAGENT, "paminn"))
        must(ccurl_set_long(pointer, CURLOPT_NOSIGNAL, 1))
        must(ccurl_set_long(pointer, CURLOPT_TCP_NODELAY, 1))
        must(ccurl_set_long(pointer, CURLOPT_MAXAGE_CONN, Self.longestIdle))
        // A name look-up that hangs keeps its own thread, instead of ours, when its call ends.
        must(ccurl_set_long(pointer, CURLOPT_QUICK_EXIT, 1))
    }

    private func setWay(_ proxy: HTTPProxy?) {
        // Empty texts keep libcurl from reading http_proxy, no_proxy and their kin.
        must(ccurl_set_string(pointer, CURLOPT_PROXY, proxy?.url ?? ""))
        must(ccurl_set_string(pointer, CURLOPT_NOPROXY, proxy == nil ? "*" : ""))
        guard let proxy else { return }
        must(ccurl_set_long(pointer, CURLOPT_PROXYTYPE, 0))  // CURLPROXY_HTTP
        must(ccurl_set_long(pointer, CURLOPT_HTTPPROXYTUNNEL, 1))
        must(ccurl_set_long(pointer, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1))
        // Our headers hold the token, and are for the server alone.
        must(ccurl_set_long(pointer, CURLOPT_HEADEROPT, 1))  // CURLHEADER_SEPARATE
        must(ccurl_set_long(pointer, CURLOPT_PROXYAUTH, 1))  // CURLAUTH_BASIC
        must(ccurl_set_string(pointer, CURLOPT_PROXYUSERNAME, proxy.user))
        must(ccurl_set_string(pointer, CURLOPT_PROXYPASSWORD, proxy.password))
    }

    private func setCallbacks() {
        // They live as long as the handle, and no connection outlives it.
        let context = Unmanaged.passUnretained(sockets).toOpaque()
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
        transfer.lastHeader?.pointee.next = request.commonHeaders?.list
        return ccurl_set_headers(pointer, transfer.headerList)
    }

    /// Lets go of the header list, which libcurl only borrowed.
    func release(_ transfer: Transfer) {
        must(ccurl_set_headers(pointer, nil))
        // The lines after it are other requests' too.
        transfer.lastHeader?.pointee.next = nil
        curl_slist_free_all(transfer.headerList)
        (transfer.headerList, transfer.lastHeader) = (nil, nil)
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
        guard let line = curl_slist_append(nil, header) else { return false }
        transfer.lastHeader?.pointee.next = line
        transfer.lastHeader = line
        if transfer.headerList == nil { transfer.headerList = line }
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

private func openSockets(_ context: UnsafeMutableRawPointer?) -> OpenSockets {
    guard let context else { preconditionFailure("libcurl called back without its sockets") }
    return Unmanaged<OpenSockets>.fromOpaque(context).takeUnretainedValue()
}

private let openSocket: ccurl_open_socket_callback = { context, _, address in
    guard let address else { preconditionFailure("libcurl opens a socket without an address") }
    let (family, type, number) =
        (address.pointee.family, address.pointee.socktype, address.pointee.protocol)
    return openSockets(context).open(family: family, type: type, protocolNumber: number)
        ?? -1  // CURL_SOCKET_BAD: the call ends as not connected
}

private let closeSocket: ccurl_close_socket_callback = { context, socket in
    openSockets(context).close(socket)
}
