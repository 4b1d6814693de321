import CCurl

/// A `CURL*` with all options that are the same for every call; it is used for one call after
/// another. It keeps a connection of its own (its share), so choosing the handle chooses the
/// connection.
///
/// It belongs to the engine's thread. `destroy` ends it.
struct EasyHandle {
    let pointer: UnsafeMutableRawPointer
    /// Shares nothing but the connection; no other handle uses it.
    private let share: UnsafeMutableRawPointer
    /// The line of `TraceParent`. libcurl does not copy header lines and reads them only during a
    /// transfer, so that the line may be overwritten between two.
    private let traceLine: UnsafeMutablePointer<curl_slist>
    let sockets: OpenSockets

    /// The seconds after which an idle connection is not used again. Servers and gateways usually
    /// close theirs after 60 s, and a close that crosses our request would leave the call in doubt.
    static let longestIdle = 20

    init(_ settings: HTTPClientSettings) {
        guard let pointer = curl_easy_init(), let share = curl_share_init(),
            let traceLine = curl_slist_append(nil, TraceParent.blankLine)
        else {
            fatalError("libcurl: out of memory")
        }
        self.pointer = pointer
        self.share = share
        self.traceLine = traceLine
        sockets = OpenSockets(userTimeout: settings.tcpUserTimeout)
        let shared = ccurl_share_connections(share)
        precondition(shared == CURLSHE_OK, String(cString: curl_share_strerror(shared)))
        must(ccurl_set_pointer(pointer, CURLOPT_SHARE, share))
        setSafety()
        setWay(settings.proxy)
        setCallbacks()
        if let caFile = settings.caFile {
            must(ccurl_set_string(pointer, CURLOPT_CAINFO, caFile))
            // Otherwise the system's directory would be trusted as well.
            must(ccurl_set_string(pointer, CURLOPT_CAPATH, nil))
        }
    }

    /// Ends the handle and its connection.
    func destroy() {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(traceLine)
        let ended = curl_share_cleanup(share)
        precondition(ended == CURLSHE_OK, String(cString: curl_share_strerror(ended)))
    }

    /// Sets the options on which safety depends, even where they are libcurl's defaults.
    private func setSafety() {
        must(ccurl_set_string(pointer, CURLOPT_PROTOCOLS_STR, "http,https"))
        must(ccurl_set_long(pointer, CURLOPT_HTTP_VERSION, 2))  // CURL_HTTP_VERSION_1_1
        must(ccurl_set_long(pointer, CURLOPT_FOLLOWLOCATION, 0))
        must(ccurl_set_long(pointer, CURLOPT_SSL_VERIFYPEER, 1))
        must(ccurl_set_long(pointer, CURLOPT_SSL_VERIFYHOST, 2))
        must(ccurl_set_long(pointer, CURLOPT_SSLVERSION, 6))  // TLS 1.2 or later
        must(ccurl_set_long(pointer, CURLOPT_NETRC, 0))
        must(ccurl_set_long(pointer, CURLOPT_DISALLOW_USERNAME_IN_URL, 1))
        // Without this header a server may use any coding (RFC 9110 §12.5.3). libcurl decodes
        // whatever comes nevertheless, and the limit of a body counts decoded bytes.
        must(ccurl_set_string(pointer, CURLOPT_ACCEPT_ENCODING, "identity"))
        must(ccurl_set_string(pointer, CURLOPT_USERAGENT, "paminn"))
        must(ccurl_set_long(pointer, CURLOPT_NOSIGNAL, 1))
        must(ccurl_set_long(pointer, CURLOPT_TCP_NODELAY, 1))
        must(ccurl_set_long(pointer, CURLOPT_MAXAGE_CONN, Self.longestIdle))
        // A name look-up that hangs when its call ends keeps its own thread and not ours.
        must(ccurl_set_long(pointer, CURLOPT_QUICK_EXIT, 1))
    }

    private func setWay(_ proxy: HTTPProxy?) {
        // Empty texts keep libcurl from reading http_proxy, no_proxy and the like.
        must(ccurl_set_string(pointer, CURLOPT_PROXY, proxy?.url ?? ""))
        must(ccurl_set_string(pointer, CURLOPT_NOPROXY, proxy == nil ? "*" : ""))
        guard let proxy else { return }
        must(ccurl_set_long(pointer, CURLOPT_PROXYTYPE, 0))  // CURLPROXY_HTTP
        must(ccurl_set_long(pointer, CURLOPT_HTTPPROXYTUNNEL, 1))
        must(ccurl_set_long(pointer, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1))
        // Our headers hold the token and must only go to the server.
        must(ccurl_set_long(pointer, CURLOPT_HEADEROPT, 1))  // CURLHEADER_SEPARATE
        must(ccurl_set_long(pointer, CURLOPT_PROXYAUTH, 1))  // CURLAUTH_BASIC
        must(ccurl_set_string(pointer, CURLOPT_PROXYUSERNAME, proxy.user))
        must(ccurl_set_string(pointer, CURLOPT_PROXYPASSWORD, proxy.password))
    }

    private func setCallbacks() {
        // `sockets` lives as long as the handle, and no connection outlives the handle.
        let context = Unmanaged.passUnretained(sockets).toOpaque()
        must(ccurl_set_open_socket_callback(pointer, openSocket))
        must(ccurl_set_pointer(pointer, CURLOPT_OPENSOCKETDATA, context))
        must(ccurl_set_close_socket_callback(pointer, closeSocket))
        must(ccurl_set_pointer(pointer, CURLOPT_CLOSESOCKETDATA, context))
        must(ccurl_set_write_callback(pointer, CURLOPT_WRITEFUNCTION, takeBody))
        must(ccurl_set_write_callback(pointer, CURLOPT_HEADERFUNCTION, takeHeader))
        must(ccurl_set_prereq_callback(pointer, mayWrite))
    }

    /// Sets the options of one call.
    /// - Parameter transfer: must stay alive until the handle has left the multi handle.
    /// - Returns: CURLE_OK, or the reason why libcurl does not accept them.
    func prepare(for transfer: Transfer) -> CURLcode {
        let request = transfer.request
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        must(ccurl_set_pointer(pointer, CURLOPT_PRIVATE, context))
        must(ccurl_set_pointer(pointer, CURLOPT_WRITEDATA, context))
        must(ccurl_set_pointer(pointer, CURLOPT_HEADERDATA, context))
        must(ccurl_set_pointer(pointer, CURLOPT_PREREQDATA, context))
        must(ccurl_set_long(pointer, CURLOPT_TIMEOUT_MS, transfer.remaining))
        // 0 would mean libcurl's own default of 300 s.
        let connectTimeout = request.connectTimeout.milliseconds(within: 1...86_400_000)
        must(ccurl_set_long(pointer, CURLOPT_CONNECTTIMEOUT_MS, connectTimeout))
        let named = ccurl_set_string(pointer, CURLOPT_URL, request.url)
        guard named == CURLE_OK else { return named }
        let bodied = setMethod(request)
        guard bodied == CURLE_OK else { return bodied }
        // The empty value keeps libcurl from waiting for `100 Continue` before a long body.
        guard append("Expect:", to: transfer) else { return CURLE_OUT_OF_MEMORY }
        for header in request.headers {
            guard append(header, to: transfer) else { return CURLE_OUT_OF_MEMORY }
        }
        transfer.lastHeader?.pointee.next = linesAfterOwn(request)
        return ccurl_set_headers(pointer, transfer.headerList)
    }

    /// The lines that are not the request's own: that of its trace, then those that it shares with
    /// other requests.
    private func linesAfterOwn(_ request: HTTPRequest) -> UnsafeMutablePointer<curl_slist>? {
        guard let trace = request.traceParent else { return request.commonHeaders?.list }
        trace.write(over: traceLine.pointee.data)
        traceLine.pointee.next = request.commonHeaders?.list
        return traceLine
    }

    /// Takes the header list back, which libcurl only borrowed, and frees it.
    func release(_ transfer: Transfer) {
        must(ccurl_set_headers(pointer, nil))
        // The lines after it are this handle's, or shared with other requests.
        transfer.lastHeader?.pointee.next = nil
        traceLine.pointee.next = nil
        curl_slist_free_all(transfer.headerList)
        (transfer.headerList, transfer.lastHeader) = (nil, nil)
    }

    private func setMethod(_ request: HTTPRequest) -> CURLcode {
        // The handle may have made a call with another method, whose name would stay.
        let name = request.method == .patch ? "PATCH" : nil
        must(ccurl_set_string(pointer, CURLOPT_CUSTOMREQUEST, name))
        switch request.method {
        case .get:
            return ccurl_set_long(pointer, CURLOPT_HTTPGET, 1)
        case .post, .patch:
            must(ccurl_set_long(pointer, CURLOPT_POST, 1))
            let size = curl_off_t(request.body.count)
            must(ccurl_set_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, size))
            // Without a pointer libcurl would read the body from standard input.
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

    /// For options that only a libcurl older than we need, or our own mistake, can refuse.
    private func must(_ code: CURLcode) {
        precondition(code == CURLE_OK, String(cString: curl_easy_strerror(code)))
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer {
    guard let context else { preconditionFailure("libcurl called back without a transfer") }
    return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
}

/// Any number but the given count ends the transfer with CURLE_WRITE_ERROR.
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
