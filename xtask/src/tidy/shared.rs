//! The folder of shared material that may lie beside the repository: the reference numbers in it
//! must equal ours byte by byte, and the public data in it stay there. Elsewhere nothing is checked.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::Fault;
use super::repo::Repo;

/// Shorter files are alike by accident.
const SHORTEST: u64 = 64;

pub fn reference_is_the_shared_one(repo: &Repo) -> Vec<Fault> {
    compare(&repo.root.join("../shared/reference"), &repo.root.join("reference"))
}

pub fn public_data_stay_outside(repo: &Repo) -> Vec<Fault> {
    copies(&repo.root.join("../shared/data"), &repo.root, repo.paths())
}

fn compare(shared: &Path, ours: &Path) -> Vec<Fault> {
    if !shared.is_dir() || !ours.is_dir() {
        return Vec::new();
    }
    let mut names: Vec<_> = [files(shared), files(ours)].concat();
    names.iter_mut().for_each(|path| *path = path.file_name().unwrap_or_default().into());
    names.sort();
    names.dedup();
    let differs =
        |name: &&PathBuf| fs::read(shared.join(name)).ok() != fs::read(ours.join(name)).ok();
    let says = "differs from the shared reference: copy it again";
    names
        .iter()
        .filter(differs)
        .map(|name| Fault::new(&format!("reference/{}", name.display()), 1, says))
        .collect()
}

fn copies<'a>(data: &Path, root: &Path, paths: impl Iterator<Item = &'a str>) -> Vec<Fault> {
    let size = |path: &Path| {
        fs::metadata(path).map(|meta| meta.len()).ok().filter(|size| *size >= SHORTEST)
    };
    let mut by_size: BTreeMap<u64, Vec<PathBuf>> = BTreeMap::new();
    for file in files(data) {
        if let Some(size) = size(&file) {
            by_size.entry(size).or_default().push(file);
        }
    }
    let is_copy = |path: &&str| {
        let ours = root.join(path);
        let alike = size(&ours).and_then(|size| by_size.get(&size)).into_iter().flatten();
        alike.into_iter().any(|theirs| fs::read(theirs).ok() == fs::read(&ours).ok())
    };
    let says = "is a file of the public data, which stay outside the repository: make a small one of your own";
    paths.filter(is_copy).map(|path| Fault::new(path, 1, says)).collect()
}

/// All files in a folder and in the folders below.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .flat_map(
            |entry| if entry.path().is_dir() { files(&entry.path()) } else { vec![entry.path()] },
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_reference_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let (shared, ours) = (folder.path().join("shared"), folder.path().join("ours"));
        for side in [&shared, &ours] {
            fs::create_dir(side).expect("a side");
            fs::write(side.join("same.csv"), "1").expect("a file");
        }
        assert_eq!(compare(&shared, &ours), []);
        fs::write(ours.join("same.csv"), "2").expect("a change");
        fs::write(shared.join("new.csv"), "3").expect("a new file");
        let faults = compare(&shared, &ours);
        let paths: Vec<_> = faults.iter().map(|fault| fault.path.as_str()).collect();
        assert_eq!(paths, ["reference/new.csv", "reference/same.csv"]);
    }

    #[test]
    fn a_copy_of_public_data_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let data = folder.path().join("data/mines");
        fs::create_dir_all(&data).expect("the data");
        for (name, text) in [
            ("data/mines/all.csv", "mine,year\n"),
            ("copy.csv", "mine,year\n"),
            ("own.csv", "unit,month\n"),
        ] {
            fs::write(folder.path().join(name), text.repeat(20)).expect("a file");
        }
        let faults =
            copies(&folder.path().join("data"), folder.path(), ["copy.csv", "own.csv"].into_iter());
        assert_eq!(
            faults.iter().map(|fault| fault.path.as_str()).collect::<Vec<_>>(),
            ["copy.csv"]
        );
    }
}
