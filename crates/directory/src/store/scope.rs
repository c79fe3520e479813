//! Keeping a list within what its reader may see.

use kernel::Scope;
use store::Value;

/// The SQL condition that a unit stands within a scope on a day and is not withheld from the reader:
/// `within!("v.unit_id", "$1", "$2")`, where `$1` is the day's code and `$2` is bound to [`roots`] of the
/// scope.
#[macro_export]
macro_rules! within {
    ($unit:literal, $day:literal, $roots:literal) => {
        concat!(
            "({seen:",
            $unit,
            "} AND (CAST(",
            $roots,
            " AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM unit_closure scoped \
             WHERE scoped.descendant_id = ",
            $unit,
            " AND scoped.ancestor_id IN {ids:",
            $roots,
            "} \
             AND scoped.valid_from <= ",
            $day,
            " AND scoped.valid_until > ",
            $day,
            ")))"
        )
    };
}

/// The parameter that [`within!`](crate::within) names: the tops of the allowed subtrees, or null for
/// everything.
pub fn roots(scope: &Scope) -> Value {
    scope.roots().map_or(Value::Text(None), Value::from)
}
