//! The parser of a scheme's text and of sheets meets anything: it answers with a value or a problem, and a
//! scheme that was read can be printed, read again, checked, planned and linted.

#![no_main]

use libfuzzer_sys::fuzz_target;
use scoring::engine::Plan;
use scoring::engine::inputs::Sheets;
use scoring::lint::lint;
use scoring::scheme::Scheme;
use scoring::scheme::check::{check, check_together};

fuzz_target!(|text: &str| {
    let _answer = Sheets::parse(text);
    let Ok(scheme) = Scheme::parse(text) else { return };
    let printed = scheme.print().expect("what was read can be printed");
    assert_eq!(Scheme::parse(&printed).expect("what was printed can be read"), scheme);
    let is_sound = check(&scheme, &Default::default()).errors.is_empty();
    check_together(&[&scheme]);
    for kind in &scheme.kind {
        assert_eq!(Plan::new(&scheme, &kind.id).is_ok(), is_sound);
        lint(&scheme, kind, &Default::default());
    }
});
