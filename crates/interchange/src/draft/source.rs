//! Where a number stands: file, sheet, row and column, packed into eight bytes.

/// A cell of one of the files read together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source(u64);

/// A source in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub file: String,
    pub sheet: String,
    /// Such as `B12`.
    pub cell: String,
}

const COLUMN_BITS: u32 = 16;
const ROW_BITS: u32 = 28;
const SHEET_BITS: u32 = 8;

impl Source {
    /// A cell by its file, sheet, row counted from 1 and column counted from 0.
    pub fn new(file: u16, sheet: u8, row: u32, column: u16) -> Self {
        let row = u64::from(row) & ((1 << ROW_BITS) - 1);
        Self(
            (u64::from(file) << (SHEET_BITS + ROW_BITS + COLUMN_BITS))
                | (u64::from(sheet) << (ROW_BITS + COLUMN_BITS))
                | (row << COLUMN_BITS)
                | u64::from(column),
        )
    }

    /// The number it is stored as.
    pub const fn code(self) -> i64 {
        self.0.cast_signed()
    }

    /// The source that a stored number stands for.
    pub const fn from_code(code: i64) -> Self {
        Self(code.cast_unsigned())
    }

    /// Index of the file.
    pub fn file(self) -> u16 {
        (self.0 >> (SHEET_BITS + ROW_BITS + COLUMN_BITS)) as u16
    }

    /// Index of the sheet among those read of the file.
    pub fn sheet(self) -> u8 {
        (self.0 >> (ROW_BITS + COLUMN_BITS)) as u8
    }

    /// Row, counted from 1 as spreadsheet programs do.
    pub fn row(self) -> u32 {
        (self.0 >> COLUMN_BITS) as u32 & ((1 << ROW_BITS) - 1)
    }

    /// Column, counted from 0.
    pub fn column(self) -> u16 {
        self.0 as u16
    }

    /// Such as `B12`.
    pub fn cell(self) -> String {
        format!("{}{}", column_letters(self.column()), self.row())
    }
}

/// `A` for 0, `AA` for 26.
pub(crate) fn column_letters(column: u16) -> String {
    let mut letters = Vec::new();
    let mut rest = u32::from(column) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_comes_back_as_it_went_in() {
        let source = Source::new(4095, 255, 332_915, 16_383);
        assert_eq!(
            (source.file(), source.sheet(), source.row(), source.column()),
            (4095, 255, 332_915, 16_383)
        );
        assert_eq!(source.cell(), "XFD332915");
        assert_eq!(Source::from_code(source.code()), source);
        assert_eq!(Source::new(0, 0, 12, 1).cell(), "B12");
        assert_eq!(Source::new(0, 0, 1, 26).cell(), "AA1");
    }
}
