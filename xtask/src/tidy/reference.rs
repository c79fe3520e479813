//! `reference/` holds numbers computed elsewhere, which our own must equal. Where the folder that
//! they come from lies beside the repository, they are compared byte by byte.

use std::fs;
use std::path::Path;

use super::Fault;
use super::repo::Repo;

pub fn reference_is_the_shared_one(repo: &Repo) -> Vec<Fault> {
    compare(&repo.root.join("../shared/reference"), &repo.root.join("reference"))
}

fn compare(shared: &Path, ours: &Path) -> Vec<Fault> {
    if !shared.is_dir() || !ours.is_dir() {
        return Vec::new();
    }
    let names = |folder: &Path| -> Vec<_> {
        fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect()
    };
    let mut all = [names(shared), names(ours)].concat();
    all.sort();
    all.dedup();
    let differs =
        |name: &String| fs::read(shared.join(name)).ok() != fs::read(ours.join(name)).ok();
    all.iter()
        .filter(|name| differs(name))
        .map(|name| {
            Fault::new(
                &format!("reference/{name}"),
                1,
                "differs from the shared reference: copy it again",
            )
        })
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
        assert_eq!(
            faults.iter().map(|f| f.path.as_str()).collect::<Vec<_>>(),
            ["reference/new.csv", "reference/same.csv"]
        );
    }
}
