/// Why there is no answer. Holds nothing of the request and nothing of the response but its status.
package struct HTTPFault: Sendable, Equatable {
    /// libcurl's CURLcode; 0 if libcurl had no fault to tell and we ended the call.
    package var curlCode: Int
    /// The status of the last header block, if its first line came.
    package var status: Int?
    /// `curl_easy_strerror`, or our own words.
    package var message: String
    /// This process lacks what a call needs: nothing is known of the other end.
    package var isLocal = false
    /// The pacing of its batch did not let it begin: nothing is known of the other end.
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
