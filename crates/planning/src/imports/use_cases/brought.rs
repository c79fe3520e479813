//! The files of an import on their way in: read from where they lie, and stored once they are taken.

use ::store::{Arrived, Ctx, KeptFile, Refusal, StoreError};
use interchange::{Input, Stored};
use std::path::PathBuf;

/// A file that somebody brings.
#[derive(Debug)]
pub enum Brought {
    /// In memory, as small ones may be.
    Held(Input),
    /// By an upload, under the name it came with; gone when it is not taken.
    Arrived(String, Arrived),
    /// On a disk of its owner's.
    Lying(Stored),
}

impl From<Input> for Brought {
    fn from(input: Input) -> Self {
        Self::Held(input)
    }
}

/// Files that lie on a disk and can be read.
#[derive(Default)]
pub(crate) struct OnDisk {
    pub files: Vec<Stored>,
    arrived: Vec<Option<Arrived>>,
}

/// Files that are stored, by the names they came with.
pub(crate) type Kept = Vec<(KeptFile, String)>;

impl OnDisk {
    /// Puts on the disk what does not lie there.
    pub async fn new<F: Into<Brought>>(ctx: &Ctx, files: Vec<F>) -> Result<Self, Refusal> {
        let mut all = Self::default();
        for file in files {
            let (name, arrived) = match file.into() {
                Brought::Lying(stored) => {
                    all.files.push(stored);
                    all.arrived.push(None);
                    continue;
                }
                Brought::Arrived(name, arrived) => (name, arrived),
                Brought::Held(Input { name, bytes }) => {
                    let mut arriving = ctx.files.receive().await?;
                    arriving.write(&bytes).await?;
                    (name, arriving.finish().await?)
                }
            };
            all.files.push(Stored { name, path: arrived.path().to_owned() });
            all.arrived.push(Some(arrived));
        }
        Ok(all)
    }

    /// Stores the files and says where they lie then. Before any transaction: on SQLite nobody else could
    /// write meanwhile.
    pub async fn keep(self, ctx: &Ctx) -> Result<(Vec<Stored>, Kept), Refusal> {
        let (mut files, mut kept) = (Vec::new(), Vec::new());
        for (Stored { name, path }, arrived) in self.files.into_iter().zip(self.arrived) {
            let stored = match arrived {
                Some(arrived) => arrived.keep().await?,
                None => ctx.files.keep_copy(&path).await?,
            };
            files.push(Stored { name: name.clone(), path: ctx.files.place(&stored) });
            kept.push((stored, name));
        }
        Ok((files, kept))
    }

    /// How much there is to read: of a gzip about ten times its bytes.
    pub async fn weight(&self) -> Result<u64, Refusal> {
        let mut weight = 0;
        for file in &self.files {
            let path = file.path.clone();
            let of_file = tokio::task::spawn_blocking(move || weight_of(&path)).await;
            let of_file = of_file.map_err(std::io::Error::other).flatten();
            let told = |error| StoreError::File(file.path.display().to_string(), error);
            weight += of_file.map_err(told)?;
        }
        Ok(weight)
    }
}

fn weight_of(path: &PathBuf) -> std::io::Result<u64> {
    use std::io::Read;
    let file = std::fs::File::open(path)?;
    let size = file.metadata()?.len();
    let mut head = Vec::new();
    file.take(2).read_to_end(&mut head)?;
    Ok(if head == [0x1f, 0x8b] { size * 10 } else { size })
}
