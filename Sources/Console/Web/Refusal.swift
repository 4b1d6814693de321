/// Ends a request early; `ErrorPages` make a page of it.
enum Refusal: Error, Equatable {
    /// No such page, or none for this user: the two look alike.
    case notFound
    /// This user's role may not do that.
    case notAllowed
    /// The form was not made by this session, or by one that has ended.
    case staleForm
    /// The request is not one that our pages make.
    case badRequest
    /// A body that is not read to its end.
    case tooLarge
}
