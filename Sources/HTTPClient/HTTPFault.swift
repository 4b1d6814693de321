/// The reason why there is no answer. It holds nothing of the request, and of the response only the
/// status.
package struct HTTPFault: Sendable, Equatable {
    /// libcurl's CURLcode; 0 if we ended the call and libcurl had no error.
    package var curlCode: Int
    /// The status of the last header block, if its first line came.
    package var status: Int?
    /// The text of `curl_easy_strerror`, or our own.
    package var message: String
    /// Whether this process lacked a resource for the call, so that nothing is known of the other
    /// end.
    package var isLocal = false
    /// Whether the pacing of its batch did not let it begin, so that nothing is known of the other
    /// end.
    package var isHeldBack = false

    package init(curlCode: Int, status: Int? = nil, message: String) {
        self.curlCode = curlCode
        self.status = status
        self.message = message
    }

    static func noDescriptor(curlCode: Int) -> HTTPFault {
        var fault = HTTPFault(
            curlCode: curlCode, message: "this process has no descriptor left for a connection")
        fault.isLocal = true
        return fault
    }
}
