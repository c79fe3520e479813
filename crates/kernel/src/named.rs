//! Enumerations whose values are stored and sent by name.

/// Makes an enumeration with `ALL`, `name` (as it is stored), `from_name` and, where a prefix is given
/// after the type's name, `key`: the Fluent key of what it is called.
#[macro_export]
macro_rules! named {
    (
        $(#[$doc:meta])* $enum:ident $(($prefix:literal))? {
            $($(#[$vdoc:meta])* $variant:ident = $name:literal),+ $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $enum { $($(#[$vdoc])* $variant),+ }

        impl $enum {
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stored name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|item| item.name() == name)
            }
        }

        $crate::named! { @key $enum ($($prefix)?) { $($variant = $name),+ } }
    };
    (@key $enum:ident () { $($variant:ident = $name:literal),+ }) => {};
    (@key $enum:ident ($prefix:literal) { $($variant:ident = $name:literal),+ }) => {
        impl $enum {
            /// The Fluent key of what it is called.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$variant => concat!($prefix, $name)),+ }
            }
        }
    };
}
