import ArgumentParser
import CProcess
import Descriptors
import Glibc
import Logging

/// Options that every command takes.
struct CommonOptions: ParsableArguments {
    @Flag(help: "One JSON object a line on standard output.")
    var json = false
}
