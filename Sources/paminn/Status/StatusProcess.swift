/// The programs that have a status server. The raw value is the label `process` of
/// `paminn_build_info`.
enum StatusProcess: String {
    case worker
    case console
}
