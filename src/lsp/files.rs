//! [`Files`]: what the server may ask of the disk. The edge does it; the server has no files of its own.

/// The files around the documents, by their absolute paths with `/`.
pub trait Files {
    /// The bytes of a file; `None` if it cannot be read.
    fn read(&self, path: &str) -> Option<Vec<u8>>;

    /// The paths of the files of rules in a folder and below it, sorted; of very many only the first.
    fn rules_below(&self, folder: &str) -> Vec<String>;
}
