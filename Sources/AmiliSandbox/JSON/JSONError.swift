/// The reason why a text is not JSON, with the byte at which that was noticed, from 0.
package struct JSONError: Error, Equatable {
    package let what: String
    package let offset: Int
}
