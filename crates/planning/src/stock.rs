//! Use of a stocked material (dense medium): opening + receipts − closing, and the two signs that the
//! books are wrong. A break is listed, never repaired.

use kernel::{Month, Quantity, QuantityError};

/// A month's stock book.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StockMonth {
    pub month: Month,
    pub opening: Quantity,
    pub receipts: Quantity,
    pub closing: Quantity,
}

impl StockMonth {
    /// What was used. Negative means that the stock was counted wrong; the caller says so.
    pub fn used(&self) -> Result<Quantity, QuantityError> {
        self.opening.checked_add(self.receipts)?.checked_sub(self.closing)
    }
}

/// The months whose opening stock is not the closing stock of the month before.
pub fn breaks(months: &[StockMonth]) -> Vec<Month> {
    let pairs = months.windows(2).filter(|pair| pair[0].month.plus(1) == pair[1].month);
    pairs.filter(|pair| pair[0].closing != pair[1].opening).map(|pair| pair[1].month).collect()
}
