//! The way of a sheet's version: drawn up by one, published or returned by another.

kernel::named! {
    /// How far a version is.
    Stage("score-is-") {
        /// 待公布: drawn up, the Party committee decides next.
        Drawn = "drawn",
        /// 已公布: it never changes again.
        Published = "published",
        /// 已退回: not published, with the reason.
        Returned = "returned",
    }
}
