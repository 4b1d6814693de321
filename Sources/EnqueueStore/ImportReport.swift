/// The result of an import, in lines. Refused lines are not among `lines`.
package struct ImportReport: Sendable, Equatable {
    package var lines = 0
    package var new = 0
    package var changed = 0
    package var refused = 0
}
