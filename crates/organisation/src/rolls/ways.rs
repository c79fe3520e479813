//! What a text in a list names: by its own name, or where several bear it, by the way to it from above,
//! such as `一矿党委 / 一支部`.

use directory::name;
use std::collections::HashMap;
use std::hash::Hash;

/// Everything that may be named, and what stands above it.
#[derive(Clone, Debug)]
pub(crate) struct Ways<K, T> {
    /// Each step with the one above and its name in the form for search.
    steps: HashMap<K, (Option<K>, String)>,
    /// By name in the form for search: what bears it, and the steps right above.
    ends: HashMap<String, Vec<(T, Vec<K>)>>,
}

impl<K: Copy + Eq + Hash, T> Ways<K, T> {
    pub(crate) fn new() -> Self {
        Self { steps: HashMap::new(), ends: HashMap::new() }
    }

    /// A step of the way, its name in the form for search.
    pub(crate) fn step(&mut self, id: K, above: Option<K>, normal: &str) {
        self.steps.insert(id, (above, normal.to_owned()));
    }

    /// Something that may be meant, below any of these steps.
    pub(crate) fn end(&mut self, normal: String, meant: T, above: Vec<K>) {
        self.ends.entry(normal).or_default().push((meant, above));
    }

    /// All that a text may mean: a name, or names joined by `/` from above down to the one meant. Steps
    /// may be left out, but what stands right below the way is meant before what stands further down.
    pub(crate) fn meant(&self, text: &str) -> Vec<&T> {
        let whole = self.ends.get(&name::normal(text)).into_iter().flatten();
        let whole: Vec<&T> = whole.map(|(end, _)| end).collect();
        if !whole.is_empty() {
            return whole;
        }
        let names: Vec<String> = text.split(['/', '／', '>']).map(name::normal).collect();
        let Some((last, way)) = names.split_last() else { return Vec::new() };
        let found = |is_direct: bool| -> Vec<&T> {
            let ends = self.ends.get(last).into_iter().flatten();
            let leads = |start: &K| self.leads(*start, way, is_direct);
            ends.filter(|(_, above)| above.iter().any(leads)).map(|(end, _)| end).collect()
        };
        let direct = found(true);
        if direct.is_empty() { found(false) } else { direct }
    }

    /// Whether the names occur in this order on the way up from a step; directly: with none between.
    fn leads(&self, start: K, way: &[String], is_direct: bool) -> bool {
        let above = |id: &K| self.steps.get(id).and_then(|(above, _)| *above);
        let mut up = std::iter::successors(Some(start), above);
        let is_called = |id: K, name: &String| self.steps.get(&id).is_some_and(|(_, n)| n == name);
        way.iter().rev().all(|name| match is_direct {
            true => up.next().is_some_and(|id| is_called(id, name)),
            false => up.any(|id| is_called(id, name)),
        })
    }
}
